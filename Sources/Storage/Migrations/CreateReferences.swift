// Which resource names which, and since when a tag has its value.

enum CreateReferences {
    /// `to_id` NULL: something of that kind is named that cannot be resolved.
    static let sql = """
        CREATE TABLE reference (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            from_kind TEXT NOT NULL,
            from_id TEXT NOT NULL,
            to_kind TEXT NOT NULL,
            to_id TEXT
        );
        CREATE INDEX reference_from ON reference(account, region, from_kind, from_id);
        CREATE INDEX reference_to ON reference(account, region, to_kind, to_id, from_kind, from_id);
        CREATE TABLE tag_history (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            first_seen INTEGER NOT NULL,
            PRIMARY KEY (account, region, kind, id, key)
        ) WITHOUT ROWID;
        """
}
