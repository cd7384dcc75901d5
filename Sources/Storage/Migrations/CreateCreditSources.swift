// What AWS itself says of credits, and what people typed.

enum CreateCreditSources {
    /// `account` of `entered_credit` is empty where the word was typed before any account was known. Words are only
    /// added; `withdrawn_at` takes all words on a name back.
    /// The view tells all its figures as of the scan: a mark is crossed when the money is spent, not when the source
    /// of the balance says so.
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
        DROP VIEW credits;
        CREATE VIEW credits AS
        SELECT b.name || '/' || l.level AS id, b.account, 'global' AS region, b.name, '{}' AS tags,
            NULL AS age_hours, NULL AS hourly_usd, NULL AS monthly_usd,
            b.source, b.granted_nano / 1e9 AS granted_usd, b.remaining_usd,
            round(max(b.burned_nano / 1e9, b.granted_nano / 1e9 - b.remaining_usd), 9) AS burned_usd,
            b.burned_percent, b.burn_per_hour_nano / 1e9 AS burn_usd_per_hour, b.runway_hours,
            strftime('%Y-%m-%dT%H:%M:%SZ', b.expires_at, 'unixepoch') AS expires_at,
            l.level, l.kind AS level_kind, l.value AS level_value,
            'age_hours'
                || CASE WHEN b.burned_nano IS NULL THEN ',burned_usd,remaining_usd' ELSE '' END
                || CASE WHEN b.burned_percent IS NULL THEN ',burned_percent' ELSE '' END
                || CASE WHEN b.burn_per_hour_nano IS NULL THEN ',burn_usd_per_hour' ELSE '' END
                || CASE WHEN b.burned_nano IS NULL OR b.burn_per_hour_nano IS NULL
                    THEN ',runway_hours' ELSE '' END AS unknown
        FROM balance b JOIN balance_level l USING (account, name);
        """
}
