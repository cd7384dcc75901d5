// EBS volumes and elastic addresses: `volumes` and `addresses`, and how long they have been in no use.

enum DiskViews {
    static let volumes = """
        SELECT \(Views.head),
            \(monthly) / 730 AS hourly_usd,
            \(monthly) AS monthly_usd,
            r.state, r.size_gib, r.volume_type, r.iops, r.throughput, r.attached_instance, r.managed_by, r.operator,
            \(unattached("volume") { "coalesce(\($0).state, '') = 'available' AND \($0).attached_instance IS NULL" }),
            r.unknown
        FROM volume r
        JOIN account a ON a.account = r.account
        LEFT JOIN price gib ON gib.item = r.volume_type AND gib.region = r.region
        LEFT JOIN price op ON op.item = r.volume_type || '-iops' AND op.region = r.region
        LEFT JOIN price op2 ON op2.item = r.volume_type || '-iops-tier2' AND op2.region = r.region
        LEFT JOIN price op3 ON op3.item = r.volume_type || '-iops-tier3' AND op3.region = r.region
        LEFT JOIN price mib ON mib.item = r.volume_type || '-throughput' AND mib.region = r.region
        WHERE r.current = 1
        """

    /// A gp3 volume has 3,000 operations and 125 MiB/s in its price; io1 and io2 pay for each operation, io2 less for
    /// those above 32,000 and 64,000.
    private static let monthly = """
        (r.size_gib * gib.nano_usd + CASE r.volume_type
            WHEN 'io1' THEN r.iops * op.nano_usd
            WHEN 'io2' THEN min(r.iops, 32000) * op.nano_usd
                + CASE WHEN r.iops > 32000 THEN (min(r.iops, 64000) - 32000) * op2.nano_usd ELSE 0 END
                + CASE WHEN r.iops > 64000 THEN (r.iops - 64000) * op3.nano_usd ELSE 0 END
            WHEN 'gp3' THEN
                CASE WHEN r.iops > 3000 THEN (r.iops - 3000) * op.nano_usd ELSE 0 END
                + CASE WHEN r.throughput > 125 THEN (r.throughput - 125) * mib.nano_usd ELSE 0 END
            ELSE 0
        END) / 1e9
        """

    static let addresses = """
        SELECT \(Views.head),
            \(hourly) AS hourly_usd,
            \(hourly) * 730 AS monthly_usd,
            r.public_ip, r.associated, r.attached_instance, r.pool,
            \(unattached("address") { "\($0).associated = 0" }),
            r.unknown
        FROM address r
        JOIN account a ON a.account = r.account
        LEFT JOIN price own ON own.item = 'ipv4' AND own.region = r.region
        LEFT JOIN price p ON p.item = 'ipv4' AND p.region = '*'
        WHERE r.current = 1
        """

    /// AWS bills every public IPv4 address of its own, associated or not, by its region's price where one is known, else by
    /// the one that holds everywhere; those of the customer's own pools cost nothing, and what a carrier's costs is not
    /// known.
    private static let hourly = """
        CASE
            WHEN coalesce(r.pool, 'amazon') = 'amazon' THEN coalesce(own.nano_usd, p.nano_usd) / 1e9
            WHEN r.pool = 'customer-owned' OR r.pool LIKE 'ipv4pool-%' THEN 0.0
        END
        """

    /// Hours since a thing was first seen in no use, after the last time that it was seen otherwise: in use, or not there.
    /// Null where it is in use, and where it was in no use at the account's first scan: how long is then not known here.
    ///
    /// - Parameter isLoose: of a row by its alias, whether it is in no use.
    private static func unattached(_ table: String, isLoose: (String) -> String) -> String {
        func same(_ alias: String) -> String {
            """
            FROM \(table) \(alias) WHERE \(alias).account = r.account AND \(alias).region = r.region
                AND \(alias).id = r.id AND \(alias).current = 0
            """
        }
        let lastUse = "(SELECT max(u.first_seen) \(same("u")) AND NOT (\(isLoose("u"))))"
        let since = """
            min(r.first_seen, coalesce((
                SELECT min(l.first_seen) \(same("l")) AND \(isLoose("l")) AND l.first_seen > coalesce(\(lastUse), -1)
            ), r.first_seen))
            """
        return """
            CASE WHEN \(isLoose("r")) AND \(since) > a.first_scan THEN (a.now - \(since)) / 3600.0 END
                AS unattached_hours
            """
    }
}
