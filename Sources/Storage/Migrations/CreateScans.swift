// Scans, the accounts they were of, and facts asked for one resource at a time.

enum CreateScans {
    /// `account.now` is the time of the latest scan that began: what the views count ages from.
    static let sql = """
        CREATE TABLE scan (
            id INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            at INTEGER NOT NULL,
            started INTEGER NOT NULL,
            finished_at INTEGER,
            duration REAL,
            regions TEXT NOT NULL,
            closed TEXT NOT NULL DEFAULT '[]',
            gaps TEXT NOT NULL DEFAULT '[]',
            calls INTEGER,
            self_cost_nano INTEGER,
            UNIQUE (account, at)
        );
        CREATE TABLE account (
            account TEXT PRIMARY KEY,
            first_scan INTEGER NOT NULL,
            now INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TRIGGER scan_began AFTER INSERT ON scan BEGIN
            INSERT INTO account (account, first_scan, now) VALUES (NEW.account, NEW.at, NEW.at)
            ON CONFLICT (account) DO UPDATE SET now = excluded.now;
        END;
        CREATE TABLE late_fact (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            column_name TEXT NOT NULL,
            value,
            at INTEGER NOT NULL,
            PRIMARY KEY (account, region, kind, id, column_name)
        ) WITHOUT ROWID;
        """
}
