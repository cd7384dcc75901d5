// EBS volumes and the view `volumes`.

enum CreateVolumes {
    private static let facts = """
        state TEXT, size_gib INTEGER, volume_type TEXT, iops INTEGER, throughput INTEGER, attached_instance TEXT
        """

    static let sql = Migrations.kindTable("volume", facts: facts) + view(monthly: monthly)

    /// - Parameters:
    ///   - joins: of further prices that `monthly` reads.
    ///   - more: columns that follow on the others.
    static func view(monthly: String, joins: String = "", more: String = "") -> String {
        """
        CREATE VIEW volumes AS
        SELECT \(Migrations.viewHead),
            \(monthly) / 730 AS hourly_usd,
            \(monthly) AS monthly_usd,
            r.state, r.size_gib, r.volume_type, r.iops, r.throughput, r.attached_instance,\(more)
            r.unknown
        FROM volume r
        JOIN account a ON a.account = r.account
        LEFT JOIN price gib ON gib.item = r.volume_type AND gib.region = r.region
        LEFT JOIN price op ON op.item = r.volume_type || '-iops' AND op.region = r.region
        LEFT JOIN price mib ON mib.item = r.volume_type || '-throughput' AND mib.region = r.region\(joins)
        WHERE r.current = 1;
        """
    }

    /// A gp3 volume has 3,000 operations and 125 MiB/s in its price; io1 and io2 pay for each operation.
    private static let monthly = """
        (r.size_gib * gib.nano_usd + CASE
            WHEN r.volume_type IN ('io1', 'io2') THEN r.iops * op.nano_usd
            WHEN r.volume_type = 'gp3' THEN
                CASE WHEN r.iops > 3000 THEN (r.iops - 3000) * op.nano_usd ELSE 0 END
                + CASE WHEN r.throughput > 125 THEN (r.throughput - 125) * mib.nano_usd ELSE 0 END
            ELSE 0
        END) / 1e9
        """
}
