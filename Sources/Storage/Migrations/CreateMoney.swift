// What AWS said of money.

enum CreateMoney {
    /// `costs_at`: when Cost Explorer last answered; `cost_request.at`: when it was asked, in how many
    /// requests. Days are text, `end_day` exclusive.
    static let sql = """
        CREATE TABLE billing_answer (
            account TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            costs_at INTEGER,
            gaps TEXT NOT NULL
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
        CREATE TABLE cost_line (
            account TEXT NOT NULL,
            start_day TEXT NOT NULL,
            end_day TEXT NOT NULL,
            record_type TEXT NOT NULL,
            amount_nano INTEGER NOT NULL,
            estimated INTEGER NOT NULL,
            answered_at INTEGER NOT NULL,
            PRIMARY KEY (account, start_day, end_day, record_type)
        ) WITHOUT ROWID;
        """
}
