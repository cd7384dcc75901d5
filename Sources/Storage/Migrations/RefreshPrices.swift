// Prices that AWS's Price List told, beside those of the list inside the program; io2's tiers; licences.

enum RefreshPrices {
    /// `price.refreshed_at` NULL: of the list inside the program. An address pays its region's price where one is
    /// known, else the one that holds everywhere. What AWS bills a licence for has no price in the list.
    static let sql = """
        ALTER TABLE price ADD COLUMN refreshed_at INTEGER;
        ALTER TABLE instance ADD COLUMN platform TEXT;
        DROP VIEW instances;
        \(CreateInstances.view(priced: " AND r.platform IS NULL", more: " r.platform,"))
        DROP VIEW volumes;
        \(CreateVolumes.view(monthly: monthly, joins: tiers))
        DROP VIEW addresses;
        CREATE VIEW addresses AS
        SELECT \(Migrations.viewHead),
            coalesce(own.nano_usd, p.nano_usd) / 1e9 AS hourly_usd,
            coalesce(own.nano_usd, p.nano_usd) / 1e9 * 730 AS monthly_usd,
            r.public_ip, r.associated, r.attached_instance,
            r.unknown
        FROM address r
        JOIN account a ON a.account = r.account
        LEFT JOIN price own ON own.item = 'ipv4' AND own.region = r.region
        LEFT JOIN price p ON p.item = 'ipv4' AND p.region = '*'
        WHERE r.current = 1;
        """

    static let tiers = """

        LEFT JOIN price op2 ON op2.item = r.volume_type || '-iops-tier2' AND op2.region = r.region
        LEFT JOIN price op3 ON op3.item = r.volume_type || '-iops-tier3' AND op3.region = r.region
        """

    /// A gp3 volume has 3,000 operations and 125 MiB/s in its price; io1 and io2 pay for each operation, io2 less for
    /// those above 32,000 and 64,000.
    static let monthly = """
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
}
