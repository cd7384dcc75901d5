// How much CloudWatch was asked for, by the month in which AWS counts it.

enum CreateMetricRequests {
    /// `month` is UTC, as 2026-11. `statistics`: calls of GetMetricStatistics; `metrics`: metrics that GetMetricData
    /// was asked for.
    static let sql = """
        CREATE TABLE metric_request (
            account TEXT NOT NULL,
            month TEXT NOT NULL,
            statistics INTEGER NOT NULL,
            metrics INTEGER NOT NULL,
            PRIMARY KEY (account, month)
        ) WITHOUT ROWID;
        """
}
