// What AWS said of money, what people typed, and what is left of each credit.

enum MoneyTables {
    /// - `billing_answer.costs_at`: when Cost Explorer last answered; `cost_request.at`: when it was asked, in how many
    ///   requests. Days are text, `end_day` exclusive; `service` is empty where AWS was not asked by service.
    /// - `free_tier_plan.ended_at`: when AWS first told that the plan is over.
    /// - `entered_credit.account` is empty where the word was typed before any account was known. Words are only added;
    ///   `withdrawn_at` takes all words on a name back.
    /// - `balance`: `remaining_usd` and `runway_hours` are as of the scan, `burned_nano` as of `as_of`. `is_lower_bound`:
    ///   more may be used than `burned_nano` and `drawn_nano` say; `is_burn_lower_bound`: more may burn.
    ///   `forecast_ends_at`: when the burn of the last seven days has used it up; NULL where it does not, or where
    ///   `usual_per_hour_nano` is NULL and nobody knows.
    /// - `balance_history.at`: the scan; `left_nano` as of it, `told_nano` as of `as_of`. A balance that nobody knows
    ///   leaves no row.
    /// - `alert_word`: marks that people added (`is_added` 1) or took away, the last word on a mark of a credit holding.
    static let sql = """
        CREATE TABLE billing_answer (
            account TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            costs_at INTEGER,
            gaps TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE cost_line (
            account TEXT NOT NULL,
            start_day TEXT NOT NULL,
            end_day TEXT NOT NULL,
            record_type TEXT NOT NULL,
            service TEXT NOT NULL,
            amount_nano INTEGER NOT NULL,
            estimated INTEGER NOT NULL,
            answered_at INTEGER NOT NULL,
            PRIMARY KEY (account, start_day, end_day, record_type, service)
        ) WITHOUT ROWID;
        CREATE TABLE cost_request (
            account TEXT NOT NULL,
            at INTEGER NOT NULL,
            requests INTEGER NOT NULL,
            PRIMARY KEY (account, at)
        ) WITHOUT ROWID;
        CREATE TABLE estimated_charges (
            account TEXT NOT NULL,
            at INTEGER NOT NULL,
            amount_nano INTEGER NOT NULL,
            PRIMARY KEY (account, at)
        ) WITHOUT ROWID;
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
            expires_at INTEGER,
            status TEXT,
            ended_at INTEGER
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
            drawn_nano INTEGER NOT NULL DEFAULT 0,
            drawn_until INTEGER,
            usual_per_hour_nano INTEGER,
            burn_percent_per_day REAL,
            forecast_ends_at INTEGER,
            is_lower_bound INTEGER NOT NULL DEFAULT 0,
            is_burn_lower_bound INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (account, name)
        ) WITHOUT ROWID;
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
        CREATE TABLE balance_history (
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            at INTEGER NOT NULL,
            left_nano INTEGER NOT NULL,
            told_nano INTEGER NOT NULL,
            as_of INTEGER,
            source TEXT NOT NULL,
            PRIMARY KEY (account, name, at)
        ) WITHOUT ROWID;
        CREATE TABLE alert_word (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            credit TEXT NOT NULL,
            level TEXT NOT NULL,
            is_added INTEGER NOT NULL,
            at INTEGER NOT NULL
        );

        """
}
