// What the figures of money need to be told right: whose an episode is, what a balance leaves out, what a plan's state is.

enum AddMoneyFacts {
    /// Episodes of marks were named by the credit alone, and two accounts may have credits of one name: each account that
    /// has the mark takes the episode over, so that nobody is told twice.
    static let episodesOfAccounts = """
        CREATE TEMP TABLE unnamed_episode AS
        SELECT e.key, e.since, l.account FROM episode e
        JOIN balance_level l ON substr(e.key, instr(e.key, '/') + 1) = l.name || '/' || l.level;
        DELETE FROM episode WHERE key IN (SELECT key FROM unnamed_episode);
        INSERT OR IGNORE INTO episode (key, since)
        SELECT substr(key, 1, instr(key, '/')) || account || substr(key, instr(key, '/')), since FROM unnamed_episode;
        DROP TABLE unnamed_episode;
        """

    /// `ended_at`: when AWS first told that the plan is over.
    static let planStates = """
        ALTER TABLE free_tier_plan ADD COLUMN status TEXT;
        ALTER TABLE free_tier_plan ADD COLUMN ended_at INTEGER;
        """

    /// Hours of burstable instances of which CloudWatch told what was charged on top; `units` are millionths of a processor,
    /// 0 where nothing was. What is not here is not known.
    static let surplus = """
        CREATE TABLE surplus_span (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            id TEXT NOT NULL,
            started INTEGER NOT NULL,
            stopped INTEGER NOT NULL CHECK (stopped > started),
            item TEXT NOT NULL,
            units INTEGER NOT NULL CHECK (units >= 0),
            PRIMARY KEY (account, region, id, started)
        ) WITHOUT ROWID;
        CREATE INDEX surplus_span_stopped ON surplus_span(stopped);
        """

    /// `left_at`: since when scans do not look at the place any more, because its region is not named; NULL: they do.
    static let left = "ALTER TABLE meter_mark ADD COLUMN left_at INTEGER"

    /// `is_lower_bound`: more may be used than `burned_nano` and `drawn_nano` say; `is_burn_lower_bound`: more may burn.
    static let bounds = """
        ALTER TABLE balance ADD COLUMN is_lower_bound INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE balance ADD COLUMN is_burn_lower_bound INTEGER NOT NULL DEFAULT 0;
        """
}
