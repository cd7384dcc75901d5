// Balances of the configured credits and the view `credits`.

enum CreateCredits {
    /// One row of the view per credit and alert level. When a credit was granted is not kept: its age is unknown.
    /// `remaining_usd` and `runway_hours` are as of the scan, `burned_nano` as of `as_of`.
    static let sql = """
        CREATE TABLE balance (
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            position INTEGER NOT NULL,
            source TEXT NOT NULL,
            granted_nano INTEGER NOT NULL,
            burned_nano INTEGER,
            burn_per_hour_nano INTEGER,
            expires_at INTEGER,
            as_of INTEGER,
            basis TEXT NOT NULL,
            remaining_usd REAL,
            burned_percent REAL,
            runway_hours REAL,
            burning_since INTEGER,
            PRIMARY KEY (account, name)
        ) WITHOUT ROWID;
        CREATE TABLE balance_level (
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            position INTEGER NOT NULL,
            level TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('percent', 'usd-left', 'hours-left')),
            value REAL NOT NULL,
            PRIMARY KEY (account, name, position),
            FOREIGN KEY (account, name) REFERENCES balance ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE VIEW credits AS
        SELECT b.name || '/' || l.level AS id, b.account, 'global' AS region, b.name, '{}' AS tags,
            NULL AS age_hours, NULL AS hourly_usd, NULL AS monthly_usd,
            b.source, b.granted_nano / 1e9 AS granted_usd, b.remaining_usd, b.burned_nano / 1e9 AS burned_usd,
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
