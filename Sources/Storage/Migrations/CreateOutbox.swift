// Mails that are owed, and marks that are crossed.

enum CreateOutbox {
    static let sql = """
        CREATE TABLE mail (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            last_attempt_at INTEGER,
            sent_at INTEGER,
            message_id TEXT
        );
        CREATE INDEX mail_unsent ON mail(created_at, row) WHERE sent_at IS NULL;
        CREATE TABLE episode (
            key TEXT PRIMARY KEY,
            since INTEGER NOT NULL
        ) WITHOUT ROWID;
        """
}
