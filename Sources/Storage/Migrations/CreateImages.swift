// AMIs and the view `images`.

enum CreateImages {
    private static let facts = """
        state TEXT, size_gib INTEGER, last_launched_at INTEGER, managed_by TEXT, deregistration_protected INTEGER
        """

    /// A template or launch configuration whose image cannot be resolved may mean any image of the region: then
    /// that nothing names this one is not known.
    static let sql =
        Migrations.kindTable("image", facts: facts) + """
            CREATE VIEW images AS
            SELECT \(Migrations.viewHead),
                r.size_gib * p.nano_usd / 1e9 / 730 AS hourly_usd,
                r.size_gib * p.nano_usd / 1e9 AS monthly_usd,
                r.state, r.size_gib,
                (
                    SELECT count(*) FROM instance i
                    WHERE i.account = r.account AND i.region = r.region AND i.image_id = r.id AND i.current = 1
                ) AS instance_count,
                nullif(\(templates.count), CASE WHEN \(templates.isOpen) THEN 0 END) AS launch_template_count,
                nullif(\(configurations.count), CASE WHEN \(configurations.isOpen) THEN 0 END)
                    AS launch_configuration_count,
                shared.value AS shared,
                (a.now - r.last_launched_at) / 3600.0 AS last_launched_hours,
                r.managed_by, r.deregistration_protected,
                trim(
                    r.unknown
                    || CASE WHEN shared.at IS NULL THEN ',shared' ELSE '' END
                    || CASE WHEN \(templates.isOpen) AND \(templates.count) = 0
                        THEN ',launch_template_count' ELSE '' END
                    || CASE WHEN \(configurations.isOpen) AND \(configurations.count) = 0
                        THEN ',launch_configuration_count' ELSE '' END,
                    ',') AS unknown
            FROM image r
            JOIN account a ON a.account = r.account
            LEFT JOIN price p ON p.item = 'snapshot' AND p.region = r.region
            \(Migrations.lateFact("shared", "image", "shared"))
            WHERE r.current = 1;
            """

    private static let templates = Migrations.naming("launch_template", "image")
    private static let configurations = Migrations.naming("launch_configuration", "image")
}
