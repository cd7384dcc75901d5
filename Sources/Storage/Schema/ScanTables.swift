// What scans leave of themselves: when they were, of which account, what was listed, and what was asked one by one.

enum ScanTables {
    /// - `account.now` is the time of the latest scan that began: what the views count ages from.
    /// - `listing.nameless` is how many items of the last good listing had no id that could be read: each may be any
    ///   resource of the place, so that what rests on the whole list is not known.
    /// - `unanswered_fact` has one row for what was asked of a resource last, where no answer came. `why`: NULL where the
    ///   question fell away. `id` is empty where everything of the kind that was asked in the region at once was refused:
    ///   then nothing there is known that was not asked.
    /// - `set_aside` holds what was written under a clock that was ahead. `fate`: `gone`, the row was taken out and
    ///   `content` is all of it; or `moved`, its times were set back and `content` holds the key and the times as they were.
    /// - `clock_reading.ahead`: seconds, negative where the clock was behind when AWS last told the time.
    /// - `identity` names this database in the tags that it leaves on machines; goes with the file.
    /// - `own_host.account` is the guarded one; `host_account` and `host_region` are NULL where the witness does not tell.
    static let sql = """
        CREATE TABLE identity (id TEXT NOT NULL);
        INSERT INTO identity VALUES (lower(hex(randomblob(4))));
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
        CREATE TABLE scan_health (
            profile TEXT PRIMARY KEY,
            account TEXT,
            seen_at INTEGER,
            failing_since INTEGER,
            failures INTEGER NOT NULL,
            error TEXT
        ) WITHOUT ROWID;
        CREATE TABLE clock_reading (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            at INTEGER NOT NULL,
            ahead REAL NOT NULL
        );
        CREATE TABLE set_aside (
            row INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            name TEXT NOT NULL,
            fate TEXT NOT NULL CHECK (fate IN ('gone', 'moved')),
            content TEXT NOT NULL
        );
        CREATE TABLE own_host (
            account TEXT NOT NULL,
            witness TEXT NOT NULL,
            id TEXT NOT NULL,
            host_account TEXT,
            host_region TEXT,
            at INTEGER NOT NULL,
            PRIMARY KEY (account, witness)
        ) WITHOUT ROWID;
        CREATE TABLE listing (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('complete', 'denied', 'failed')),
            service TEXT NOT NULL,
            operation TEXT NOT NULL,
            tried_at INTEGER NOT NULL,
            good_at INTEGER,
            error TEXT,
            always_denied INTEGER NOT NULL,
            nameless INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (account, region, kind)
        ) WITHOUT ROWID;
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
        CREATE TABLE unanswered_fact (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            column_name TEXT NOT NULL,
            why TEXT,
            at INTEGER NOT NULL,
            PRIMARY KEY (account, region, kind, id, column_name)
        ) WITHOUT ROWID;

        """
}
