// On which machine the program runs that guards an account; see OwnHost.

enum CreateOwnHosts {
    /// `account` is the guarded one; `host_account` and `host_region` are null where the witness does not tell them.
    static let sql = """
        CREATE TABLE own_host (
            account TEXT NOT NULL,
            witness TEXT NOT NULL,
            id TEXT NOT NULL,
            host_account TEXT,
            host_region TEXT,
            at INTEGER NOT NULL,
            PRIMARY KEY (account, witness)
        ) WITHOUT ROWID;
        """
}
