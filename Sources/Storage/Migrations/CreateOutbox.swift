// Mails that are owed, which of them go first, and marks that are crossed.

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

enum AddUrgency {
    /// `urgency`: as in `Mail.Urgency`. What is owed already is told apart by what its id begins with.
    static let sql = """
        ALTER TABLE mail ADD COLUMN urgency INTEGER NOT NULL DEFAULT 1;
        UPDATE mail SET urgency = CASE WHEN id LIKE 'stopped-%' THEN 2 WHEN id LIKE 'digest-%' THEN 0 ELSE 1 END
            WHERE sent_at IS NULL;
        """
}
