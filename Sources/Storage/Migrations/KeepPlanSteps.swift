// Plans as their steps alone, each list of steps once: the text that was shown was kept with every plan, 900 MB a year,
// and never read.

enum KeepPlanSteps {
    /// Of the plans before only the newest are taken over, which are a month of them at one every 15 minutes.
    static let sql = """
        CREATE TABLE plan_steps (
            id INTEGER PRIMARY KEY,
            steps TEXT NOT NULL
        );
        CREATE TABLE plan_of_steps (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            steps_id INTEGER NOT NULL
        );
        INSERT INTO plan_of_steps SELECT row, id, account, created_at, row FROM plan
            WHERE row IN (SELECT row FROM plan ORDER BY created_at DESC, row DESC LIMIT 2880);
        INSERT INTO plan_steps SELECT p.row, p.steps FROM plan_of_steps n JOIN plan p ON p.row = n.row;
        DROP TABLE plan;
        ALTER TABLE plan_of_steps RENAME TO plan;
        CREATE INDEX plan_latest ON plan(account, created_at);
        """
}
