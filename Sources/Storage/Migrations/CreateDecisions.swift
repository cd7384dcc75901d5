// Hold clocks and plans.

enum CreateDecisions {
    static let sql = """
        CREATE TABLE hold (
            account TEXT NOT NULL,
            rule TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            held_seconds INTEGER NOT NULL,
            judged_at INTEGER NOT NULL,
            held INTEGER NOT NULL,
            rule_digest TEXT NOT NULL,
            launch_time INTEGER,
            PRIMARY KEY (account, rule, region, kind, id)
        ) WITHOUT ROWID;
        CREATE TABLE plan (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            steps TEXT NOT NULL,
            payload TEXT NOT NULL
        );
        CREATE INDEX plan_latest ON plan(account, created_at);
        """
}
