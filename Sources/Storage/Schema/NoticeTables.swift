// Stops that their owners are told of before.

enum NoticeTables {
    /// - `notice`: one that has not ended for each machine at most. When it was told is when its mail was sent, so that one
    ///   write says both. `untold`: why nobody was, as it was found last. `marked_at`: when our tag was written;
    ///   `unmarkable`: AWS does not let us; `unmarked_at`: when the tag was taken away, or nothing could be done about it.
    /// - `mail.addressee`: whom it is for. `mail.wants_reader`: it only goes out where it is sure to be read.
    static let sql = """
        CREATE TABLE notice (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            launch_time INTEGER,
            name TEXT,
            rule TEXT NOT NULL,
            owed_at INTEGER NOT NULL,
            length INTEGER NOT NULL,
            addressee TEXT,
            mail_id TEXT NOT NULL,
            untold TEXT,
            marked_at INTEGER,
            unmarkable INTEGER NOT NULL DEFAULT 0,
            unmarked_at INTEGER,
            ended_at INTEGER,
            ending TEXT
        );
        CREATE UNIQUE INDEX notice_of ON notice(account, region, kind, id) WHERE ended_at IS NULL;
        CREATE INDEX notice_mark ON notice(account) WHERE marked_at IS NOT NULL AND unmarked_at IS NULL;
        ALTER TABLE mail ADD COLUMN addressee TEXT;
        ALTER TABLE mail ADD COLUMN wants_reader INTEGER NOT NULL DEFAULT 0;

        """
}
