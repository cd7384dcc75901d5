// More kinds of marks, words on marks, and balances that are metered onward.

enum CreateMarks {
    /// Balances are written anew at every scan, and with them their marks: the tables begin empty. Until the next scan
    /// no mark is judged, which neither opens nor closes anything.
    ///
    /// `forecast_ends_at`: when the burn of the last seven days has used it up; NULL where it does not, or where
    /// `usual_per_hour_nano` is NULL and nobody knows. `alert_word`: what people added (`is_added` 1) or took away, the
    /// last word on a mark of a credit holding.
    static let sql = """
        DELETE FROM balance;
        ALTER TABLE balance ADD COLUMN drawn_nano INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE balance ADD COLUMN drawn_until INTEGER;
        ALTER TABLE balance ADD COLUMN usual_per_hour_nano INTEGER;
        ALTER TABLE balance ADD COLUMN burn_percent_per_day REAL;
        ALTER TABLE balance ADD COLUMN forecast_ends_at INTEGER;
        DROP VIEW credits;
        DROP TABLE balance_level;
        CREATE TABLE balance_level (
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            position INTEGER NOT NULL,
            level TEXT NOT NULL,
            kind TEXT NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (account, name, position),
            FOREIGN KEY (account, name) REFERENCES balance ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE TABLE alert_word (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            credit TEXT NOT NULL,
            level TEXT NOT NULL,
            is_added INTEGER NOT NULL,
            at INTEGER NOT NULL
        );
        CREATE VIEW credits AS
        SELECT b.name || '/' || l.level AS id, b.account, 'global' AS region, b.name, '{}' AS tags,
            NULL AS age_hours, NULL AS hourly_usd, NULL AS monthly_usd,
            b.source, b.granted_nano / 1e9 AS granted_usd, b.remaining_usd,
            round(max(b.burned_nano / 1e9, b.granted_nano / 1e9 - b.remaining_usd), 9) AS burned_usd,
            b.burned_percent, b.burn_per_hour_nano / 1e9 AS burn_usd_per_hour, b.runway_hours,
            b.burn_percent_per_day,
            strftime('%Y-%m-%dT%H:%M:%SZ', b.expires_at, 'unixepoch') AS expires_at,
            (b.expires_at - a.now) / 3600.0 AS expires_hours,
            strftime('%Y-%m-%dT%H:%M:%SZ', b.forecast_ends_at, 'unixepoch') AS forecast_ends_at,
            l.level, l.kind AS level_kind, l.value AS level_value,
            CASE WHEN l.kind = 'forecast' THEN strftime('%Y-%m-%dT%H:%M:%SZ', l.value, 'unixepoch') END AS level_at,
            'age_hours'
                || CASE WHEN b.burned_nano IS NULL THEN ',burned_usd,remaining_usd' ELSE '' END
                || CASE WHEN b.burned_percent IS NULL THEN ',burned_percent' ELSE '' END
                || CASE WHEN b.burn_per_hour_nano IS NULL THEN ',burn_usd_per_hour,burn_percent_per_day' ELSE '' END
                || CASE WHEN b.burned_nano IS NULL OR b.burn_per_hour_nano IS NULL
                    THEN ',runway_hours' ELSE '' END
                || CASE WHEN b.burned_nano IS NULL OR b.usual_per_hour_nano IS NULL
                    THEN ',forecast_ends_at' ELSE '' END AS unknown
        FROM balance b JOIN balance_level l USING (account, name)
            LEFT JOIN account a ON a.account = b.account;
        """
}
