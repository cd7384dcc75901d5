// Metrics: one series per resource and statistic, one point per bucket.

enum CreateMetrics {
    /// `asked_from` to `asked_until` (half-open) is the range that was answered without a hole.
    static let sql = """
        CREATE TABLE metric_series (
            id INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            resource_id TEXT NOT NULL,
            namespace TEXT NOT NULL,
            metric TEXT NOT NULL,
            statistic TEXT NOT NULL,
            period INTEGER NOT NULL,
            asked_from INTEGER,
            asked_until INTEGER,
            error TEXT,
            UNIQUE (account, region, kind, resource_id, namespace, metric, statistic, period)
        );
        CREATE TABLE metric_point (
            series INTEGER NOT NULL,
            start INTEGER NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (series, start)
        ) WITHOUT ROWID;
        """
}
