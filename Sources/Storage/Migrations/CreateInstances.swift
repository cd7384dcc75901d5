// EC2 instances and the view `instances`.

enum CreateInstances {
    private static let facts = """
        state TEXT, instance_type TEXT, vcpus INTEGER, gpus INTEGER, instance_store_gb INTEGER,
            has_instance_store INTEGER, lifecycle TEXT, launch_time INTEGER, stopped_at INTEGER, image_id TEXT,
            autoscaling_group TEXT, managed_by TEXT, root_device TEXT, public_ip TEXT, public_ip_is_elastic INTEGER,
            tenancy TEXT, spot_request_id TEXT
        """

    static let sql =
        Migrations.kindTable("instance", facts: facts) + """
            CREATE INDEX instance_image ON instance(account, region, image_id) WHERE current = 1;
            \(view())
            """

    /// The list price is that of shared hardware; for other tenancies none is known.
    ///
    /// - Parameters:
    ///   - priced: what else must hold for the list price to be the price.
    ///   - more: columns of the table that follow on the others.
    ///   - free: what machines that run cost nothing more by the hour.
    ///   - late: further columns that are asked by a call of their own, the last of all.
    static func view(priced: String = "", more: String = "", free: String? = nil, late: [String] = []) -> String {
        let hourly = hourly(priced, free)
        return """
            CREATE VIEW instances AS
            SELECT \(Migrations.viewHead),
                \(hourly) AS hourly_usd,
                \(hourly) * 730 AS monthly_usd,
                r.state, r.instance_type, r.vcpus, r.gpus, r.lifecycle, r.launch_time,
                CASE WHEN r.state = 'running' THEN (a.now - r.launch_time) / 3600.0 END AS uptime_hours,
                CASE WHEN r.state = 'stopped' THEN (a.now - r.stopped_at) / 3600.0 END AS stopped_hours,
                r.image_id, r.autoscaling_group, r.managed_by, r.root_device, r.has_instance_store,
                r.instance_store_gb,
                protected.value AS stop_protected,
                CASE WHEN r.lifecycle = 'spot' THEN spot.value END AS spot_request,
                r.public_ip, r.public_ip_is_elastic, r.tenancy,\(more)\(late.map { " \($0).value AS \($0)," }.joined())
                trim(
                    r.unknown
                    || CASE WHEN protected.at IS NULL THEN ',stop_protected' ELSE '' END
                    || CASE WHEN spot.at IS NULL AND r.lifecycle = 'spot' THEN ',spot_request' ELSE '' END\(
                        late.map { "\n                    || CASE WHEN \($0).at IS NULL THEN ',\($0)' ELSE '' END" }
                            .joined()),
                    ',') AS unknown
            FROM instance r
            JOIN account a ON a.account = r.account
            LEFT JOIN price p ON p.item = 'ec2:' || r.instance_type AND p.region = r.region
            \(Migrations.lateFact("protected", "instance", "stop_protected"))
            \(Migrations.lateFact("spot", "instance", "spot_request"))\(
                late.map { "\n" + Migrations.lateFact($0, "instance", $0) }.joined())
            WHERE r.current = 1;
            """
    }

    private static func hourly(_ priced: String, _ free: String?) -> String {
        """
        CASE
            WHEN r.state NOT IN ('running', 'pending') THEN 0.0\(free.map { "\n    WHEN \($0) THEN 0.0" } ?? "")
            WHEN r.state IS NOT NULL AND coalesce(r.tenancy, 'default') = 'default'\(priced) THEN p.nano_usd / 1e9
        END
        """
    }
}
