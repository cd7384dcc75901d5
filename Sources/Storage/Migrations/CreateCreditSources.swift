// What AWS itself says of credits, and what people typed.

enum CreateCreditSources {
    /// `account` of `entered_credit` is empty where the word was typed before any account was known. Words are only
    /// added; `withdrawn_at` takes all words on a name back.
    static let sql = """
        CREATE TABLE aws_credit (
            account TEXT NOT NULL,
            id TEXT NOT NULL,
            type TEXT NOT NULL,
            description TEXT NOT NULL,
            initial_nano INTEGER NOT NULL,
            remaining_nano INTEGER NOT NULL,
            estimated_nano INTEGER,
            starts_at INTEGER,
            expires_at INTEGER,
            products TEXT NOT NULL,
            enabled INTEGER NOT NULL,
            PRIMARY KEY (account, id)
        ) WITHOUT ROWID;
        CREATE TABLE free_tier_plan (
            account TEXT PRIMARY KEY,
            type TEXT NOT NULL,
            remaining_nano INTEGER,
            most_nano INTEGER,
            expires_at INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE credit_answer (
            account TEXT PRIMARY KEY,
            credits_at INTEGER,
            plan_at INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE entered_credit (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            at INTEGER NOT NULL,
            amount_nano INTEGER NOT NULL,
            used_nano INTEGER,
            granted_at INTEGER,
            expires_at INTEGER,
            renews TEXT,
            levels TEXT,
            withdrawn_at INTEGER
        );
        CREATE INDEX entered_credit_name ON entered_credit(account, name, row);
        """
}
