// The view `sessions`: how often machines were started, by what earlier listings showed of their launch times.

enum CreateSessions {
    /// One pass over the machines' history finds the starts of all; who has no rule on it pays nothing for the view.
    static let sql = """
        CREATE VIEW sessions AS
        SELECT i.id, i.account, i.region, i.name, i.tags, i.age_hours, i.hourly_usd, i.monthly_usd, i.state,
            i.instance_type, i.vcpus, i.launch_time, i.uptime_hours,
            s.starts, (a.now - s.first_start) / 3600.0 AS first_start_hours, i.unknown
        FROM instances i
        JOIN account a ON a.account = i.account
        LEFT JOIN (
            SELECT o.account, o.region, o.id, count(DISTINCT o.launch_time) AS starts, min(o.launch_time) AS first_start
            FROM instance o JOIN account n ON n.account = o.account
            WHERE o.launch_time >= n.now - \(14 * 86_400)
            GROUP BY o.account, o.region, o.id
        ) s ON s.account = i.account AND s.region = i.region AND s.id = i.id
        WHERE i.state IN ('running', 'stopping', 'stopped');
        """
}
