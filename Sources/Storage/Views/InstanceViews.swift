// EC2 instances, those that started within a day, and how often machines were started: `instances`, `starts`, `sessions`.

import CostModel

enum InstanceViews {
    static let instances = """
        SELECT \(Views.head),
            \(hourly) AS hourly_usd,
            \(hourly) * 730 AS monthly_usd,
            r.state, r.instance_type, r.vcpus, r.gpus, r.lifecycle, r.launch_time,
            CASE WHEN r.state = 'running' THEN (a.now - r.launch_time) / 3600.0 END AS uptime_hours,
            CASE WHEN r.state = 'stopped' THEN (a.now - r.stopped_at) / 3600.0 END AS stopped_hours,
            r.image_id, r.autoscaling_group, r.managed_by, r.root_device, r.has_instance_store, r.instance_store_gb,
            protected.value AS stop_protected,
            CASE WHEN r.lifecycle = 'spot' THEN spot.value END AS spot_request,
            r.public_ip, r.public_ip_is_elastic, r.tenancy, r.platform, r.operator, r.prepaid_by, r.detailed_monitoring,
            r.can_hibernate,
            disk_keys.value AS disk_keys, shutdown_behavior.value AS shutdown_behavior,
            trim(
                r.unknown
                || \(Views.unless("protected.at IS NOT NULL", "stop_protected"))
                || \(Views.unless("spot.at IS NOT NULL OR r.lifecycle IS NOT 'spot'", "spot_request"))
                || \(Views.unless("disk_keys.at IS NOT NULL", "disk_keys"))
                || \(Views.unless("shutdown_behavior.at IS NOT NULL", "shutdown_behavior")),
                ',') AS unknown
        FROM instance r
        JOIN account a ON a.account = r.account
        LEFT JOIN price p ON p.item = 'ec2:' || r.instance_type AND p.region = r.region
        \(Views.lateFact("protected", "instance", "stop_protected"))
        \(Views.lateFact("spot", "instance", "spot_request"))
        \(Views.lateFact("disk_keys", "instance", "disk_keys"))
        \(Views.lateFact("shutdown_behavior", "instance", "shutdown_behavior"))
        WHERE r.current = 1
        """

    /// The list price is that of shared hardware and of Linux; for other tenancies and for what AWS bills a licence none is
    /// known. What is paid for up front costs nothing more by the hour; the hours of a reservation are billed as they pass.
    private static let hourly = """
        CASE
            WHEN r.state NOT IN ('running', 'pending') THEN 0.0
            WHEN r.prepaid_by LIKE 'capacity-block%' OR r.prepaid_by LIKE 'outpost%' THEN 0.0
            WHEN r.state IS NOT NULL AND coalesce(r.tenancy, 'default') = 'default' AND r.platform IS NULL
                THEN p.nano_usd / 1e9
        END
        """

    /// Rows are few, and only they are looked at closely.
    /// - Parameter instances: the name of that view.
    static func starts(instances: String) -> String {
        """
        SELECT i.id, i.account, i.region, i.name, i.tags, i.age_hours, i.hourly_usd, i.monthly_usd, i.state,
            i.instance_type, i.lifecycle, i.launch_time,
            (a.now - i.launch_time) / 3600.0 AS started_hours,
            coalesce((a.now - (SELECT u.since FROM instance_use u WHERE u.account = i.account AND u.what = 'watch'
                AND u.name = '' AND u.region = i.region)) / 3600.0, 0.0) AS watched_hours,
            \(used("region", "''", region: "r.region")) AS region_used_before,
            \(used("family", StartTables.family, region: "''")) AS family_used_before,
            (\(habit("r"))) AS group_used_before,
            (SELECT count(*) FROM (SELECT 1 \(together(200)))) AS started_together,
            (SELECT coalesce(sum(usd), 0.0) FROM (SELECT \(price) AS usd \(together(200)))) AS together_usd,
            (SELECT count(*) - count(usd) FROM (SELECT \(price) AS usd \(together(200)))) AS together_unpriced,
            CASE WHEN (SELECT count(*) FROM (SELECT 1 \(together(5)))) < 5 THEN 0 ELSE (
                SELECT coalesce(max(n), 0) FROM (
                    SELECT count(DISTINCT o.id) AS n FROM instance o
                    WHERE o.account = i.account AND o.launch_time < a.now - 86400
                    GROUP BY o.launch_time / 3600)) END AS together_before,
            i.unknown
        FROM \(instances) i
        JOIN instance r ON r.account = i.account AND r.region = i.region AND r.id = i.id AND r.current = 1
        JOIN account a ON a.account = i.account
        WHERE i.state IN ('pending', 'running') AND i.launch_time >= a.now - 86400
        """
    }

    /// By what earlier listings showed of their launch times. One pass over the machines' history finds the starts of all;
    /// who has no rule on it pays nothing for the view.
    /// - Parameter instances: the name of that view.
    static func sessions(instances: String) -> String {
        """
        SELECT i.id, i.account, i.region, i.name, i.tags, i.age_hours, i.hourly_usd, i.monthly_usd, i.state,
            i.instance_type, i.vcpus, i.launch_time, i.uptime_hours,
            s.starts, (a.now - s.first_start) / 3600.0 AS first_start_hours, i.unknown
        FROM \(instances) i
        JOIN account a ON a.account = i.account
        LEFT JOIN (
            SELECT o.account, o.region, o.id, count(DISTINCT o.launch_time) AS starts, min(o.launch_time) AS first_start
            FROM instance o JOIN account n ON n.account = o.account
            WHERE o.launch_time >= n.now - \(14 * Int.day)
            GROUP BY o.account, o.region, o.id
        ) s ON s.account = i.account AND s.region = i.region AND s.id = i.id
        WHERE i.state IN ('running', 'stopping', 'stopped')
        """
    }

    private static func used(_ what: String, _ name: String, region: String) -> String {
        """
        EXISTS (SELECT 1 FROM instance_use u WHERE u.account = r.account AND u.what = '\(what)' AND u.name = \(name)
            AND u.region = \(region) AND u.since < a.now - 86400)
        """
    }

    private static let price = """
        (SELECT p.nano_usd / 1e9 FROM price p WHERE p.item = 'ec2:' || o.instance_type AND p.region = o.region)
        """

    /// Whether a machine belongs to a group that was there a day ago; where the region was watched for less than three
    /// days, to any: what it did before nobody knows, and groups renew their machines.
    private static func habit(_ alias: String) -> String {
        let name = "coalesce(\(alias).autoscaling_group, \(alias).managed_by)"
        return """
            \(name) IS NOT NULL AND (
                EXISTS (SELECT 1 FROM instance_use u WHERE u.account = \(alias).account AND u.what = 'group'
                    AND u.name = \(name) AND u.region = \(alias).region AND u.since < a.now - 86400)
                OR NOT EXISTS (SELECT 1 FROM instance_use w WHERE w.account = \(alias).account AND w.what = 'watch'
                    AND w.name = '' AND w.region = \(alias).region AND w.since < a.now - 259200))
            """
    }

    private static func together(_ most: Int) -> String {
        """
        FROM instance o
        WHERE o.account = i.account AND o.current = 1
            AND o.launch_time BETWEEN i.launch_time - 3600 AND i.launch_time + 3600
            AND o.state IN ('pending', 'running')
            AND NOT (\(habit("o")))
        LIMIT \(most)
        """
    }
}
