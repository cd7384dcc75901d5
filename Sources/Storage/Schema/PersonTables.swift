// What persons told the guard, who was behind a change, and what cron would have done before it was allowed to act.

enum PersonTables {
    /// - `keep`, `pause`: `until` NULL: to its end by a person; `ended_at`: when somebody took it back, or another word
    ///   took its place.
    /// - `journal.who`: whose word it was, for people; NULL in lines of earlier builds. `journal.evidence`: why, as the
    ///   rule said it then. The triggers of before are made anew, so that neither is ever rewritten.
    static let sql = """
        CREATE TABLE keep (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            name TEXT,
            since INTEGER NOT NULL,
            until INTEGER,
            because TEXT,
            who TEXT NOT NULL,
            ended_at INTEGER
        );
        CREATE UNIQUE INDEX keep_of ON keep(account, region, kind, id) WHERE ended_at IS NULL;
        CREATE TABLE pause (
            row INTEGER PRIMARY KEY,
            since INTEGER NOT NULL,
            until INTEGER,
            because TEXT,
            who TEXT NOT NULL,
            ended_at INTEGER
        );
        ALTER TABLE journal ADD COLUMN who TEXT;
        ALTER TABLE journal ADD COLUMN evidence TEXT;
        DROP TRIGGER journal_settles_once;
        CREATE TRIGGER journal_settles_once BEFORE UPDATE ON journal
        WHEN OLD.outcome IS NOT NULL OR NEW.outcome IS NULL OR NEW.settled_at IS NULL
            OR (NEW.id, NEW.plan_id, NEW.action, NEW.kind, NEW.account, NEW.region, NEW.resource_id, NEW.name,
                NEW.rule, NEW.at, NEW.unattended, NEW.launch_time, NEW.who, NEW.evidence)
            IS NOT (OLD.id, OLD.plan_id, OLD.action, OLD.kind, OLD.account, OLD.region, OLD.resource_id, OLD.name,
                OLD.rule, OLD.at, OLD.unattended, OLD.launch_time, OLD.who, OLD.evidence)
        BEGIN
            SELECT RAISE(ABORT, 'the journal is append-only');
        END;

        """

    /// Orders to stop a machine later: `at` a time, or once it was idle for `idle_seconds`.
    /// - `launch_time`: the start that is to be ended; NULL where it was not known.
    /// - `ended_at`, `outcome`: when it was carried out, taken back or void, and which.
    static let orders = """
        CREATE TABLE stop_order (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            name TEXT,
            at INTEGER,
            idle_seconds INTEGER,
            launch_time INTEGER,
            since INTEGER NOT NULL,
            who TEXT NOT NULL,
            ended_at INTEGER,
            outcome TEXT
        );
        CREATE UNIQUE INDEX stop_order_of ON stop_order(account, region, kind, id) WHERE ended_at IS NULL;

        """

    /// Stops that cron would have made before it was allowed to act.
    /// - `launch_time`: the start that would have ended, 0 where it was not known; of one start there is one line.
    /// - `used_at`: when the rules first saw it at work after that; NULL: they have not.
    static let rehearsals = """
        CREATE TABLE rehearsal (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            launch_time INTEGER NOT NULL,
            name TEXT,
            rule TEXT NOT NULL,
            at INTEGER NOT NULL,
            saving_nano INTEGER,
            used_at INTEGER,
            UNIQUE (account, region, kind, id, launch_time)
        );

        """
}
