// What was left of each credit at each scan; and which service a line of the bill is of.

enum CreateBalanceHistory {
    /// `at`: the scan; `left_nano` as of it, `told_nano` as of `as_of`. A balance that nobody knows leaves no row.
    static let sql = """
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
        """
}

enum AddCostServices {
    /// `service` is empty where AWS was not asked by service.
    static let sql = """
        CREATE TABLE cost_line_of_service (
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
        INSERT INTO cost_line_of_service SELECT account, start_day, end_day, record_type, '', amount_nano, estimated,
            answered_at FROM cost_line;
        DROP TABLE cost_line;
        ALTER TABLE cost_line_of_service RENAME TO cost_line;
        """
}
