// What names an image or a snapshot, read by their views; copies, whose volume ids are made up; how long a disk or an
// address has been seen in no use.

enum AddReferrers {
    static let sql = """
        ALTER TABLE snapshot ADD COLUMN copied INTEGER;
        CREATE INDEX image_id ON image(account, id) WHERE current = 1;
        CREATE INDEX volume_history ON volume(account, region, id) WHERE current = 0;
        CREATE INDEX address_history ON address(account, region, id) WHERE current = 0;
        DROP VIEW snapshots;
        \(snapshots)
        DROP VIEW images;
        \(images)
        DROP VIEW volumes;
        \(CreateVolumes.view(
            monthly: RefreshPrices.monthly, joins: RefreshPrices.tiers,
            more: " r.managed_by, r.operator, \(unattached("volume", isLoose: looseVolume)),"))
        DROP VIEW addresses;
        \(AddOddItems.addresses(more: " \(unattached("address", isLoose: looseAddress)),"))
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

    private static func looseVolume(_ row: String) -> String {
        "coalesce(\(row).state, '') = 'available' AND \(row).attached_instance IS NULL"
    }

    private static func looseAddress(_ row: String) -> String { "\(row).associated = 0" }

    private typealias Named = (count: String, isOpen: String)
    private static func unless(_ isKnown: String, _ column: String) -> String {
        "CASE WHEN \(isKnown) THEN '' ELSE ',\(column)' END"
    }

    /// A count that is 0 is not known where something names what cannot be resolved.
    private static func count(_ named: Named) -> String {
        "nullif(\(named.count), CASE WHEN \(named.isOpen) THEN 0 END)"
    }
    private static func isKnown(_ named: Named) -> String { "(\(named.count) > 0 OR NOT \(named.isOpen))" }

    private static let volumeExists = """
        CASE WHEN r.volume_id IS NOT NULL AND coalesce(r.copied, 0) = 0 THEN EXISTS (
            SELECT 1 FROM volume v
            WHERE v.account = r.account AND v.region = r.region AND v.id = r.volume_id AND v.current = 1
        ) END
        """

    /// In any region: a copy may keep the description of its source. What is no copy was made beside its image, so that
    /// another region whose images are not known does not matter to it.
    private static let describedImage = """
        EXISTS (SELECT 1 FROM image i WHERE i.account = r.account AND i.id = r.described_image_id AND i.current = 1)
        """
    private static let hasUnlistedImages = """
        EXISTS (
            SELECT 1 FROM listings s WHERE s.account = r.account AND s.kind = 'image'
                AND (s.region = r.region OR coalesce(r.copied, 1) = 1)
                AND (s.status NOT IN ('ok', 'closed') OR s.nameless > 0))
        """
    private static let mapped = Migrations.naming("image", "snapshot")
    private static let mappingTemplates = Migrations.naming("launch_template", "snapshot")
    private static let mappingConfigurations = Migrations.naming("launch_configuration", "snapshot")

    private static let snapshots = """
        CREATE VIEW snapshots AS
        SELECT \(Migrations.viewHead),
            r.size_gib * p.nano_usd / 1e9 / 730 AS hourly_usd,
            r.size_gib * p.nano_usd / 1e9 AS monthly_usd,
            r.state, r.size_gib, r.description, r.volume_id, r.copied,
            \(volumeExists) AS volume_exists,
            \(mapped.count) > 0 AS backs_image,
            \(count(mappingTemplates)) AS launch_template_count,
            \(count(mappingConfigurations)) AS launch_configuration_count,
            r.described_image_id,
            CASE WHEN r.described_image_id IS NOT NULL THEN \(describedImage) END AS described_image_exists,
            r.managed_by,
            shared.value AS shared,
            r.tier,
            trim(
                r.unknown
                || \(unless("shared.at IS NOT NULL", "shared"))
                || \(unless("r.described_image_id IS NULL OR \(describedImage) OR NOT \(hasUnlistedImages)",
                    "described_image_exists"))
                || \(unless(isKnown(mappingTemplates), "launch_template_count"))
                || \(unless(isKnown(mappingConfigurations), "launch_configuration_count")),
                ',') AS unknown
        FROM snapshot r
        JOIN account a ON a.account = r.account
        LEFT JOIN price p ON p.region = r.region
            AND p.item = CASE r.tier WHEN 'standard' THEN 'snapshot' WHEN 'archive' THEN 'snapshot-archive' END
        \(Migrations.lateFact("shared", "snapshot", "shared"))
        WHERE r.current = 1;
        """

    private static let instances: Named = (
        """
        (SELECT count(*) FROM instance i
            WHERE i.account = r.account AND i.region = r.region AND i.image_id = r.id AND i.current = 1)
        """, Migrations.naming("instance", "image").isOpen
    )
    private static let templates = Migrations.naming("launch_template", "image")
    private static let configurations = Migrations.naming("launch_configuration", "image")

    /// A template that leaves its image to a parameter may mean any image of the region, until AWS tells which parameters
    /// hold this one.
    private static let templateCount = """
        CASE WHEN \(templates.count) > 0 OR NOT \(templates.isOpen) THEN \(templates.count) ELSE held.value END
        """

    private static let images = """
        CREATE VIEW images AS
        SELECT \(Migrations.viewHead),
            r.size_gib * p.nano_usd / 1e9 / 730 AS hourly_usd,
            r.size_gib * p.nano_usd / 1e9 AS monthly_usd,
            r.state, r.size_gib,
            \(count(instances)) AS instance_count,
            \(templateCount) AS launch_template_count,
            \(count(configurations)) AS launch_configuration_count,
            requests.value AS launch_request_count,
            shared.value AS shared,
            (a.now - r.last_launched_at) / 3600.0 AS last_launched_hours,
            r.managed_by, r.deregistration_protected,
            trim(
                r.unknown
                || \(unless("shared.at IS NOT NULL", "shared"))
                || \(unless("requests.at IS NOT NULL", "launch_request_count"))
                || \(unless(isKnown(instances), "instance_count"))
                || \(unless("\(isKnown(templates)) OR held.at IS NOT NULL", "launch_template_count"))
                || \(unless(isKnown(configurations), "launch_configuration_count")),
                ',') AS unknown
        FROM image r
        JOIN account a ON a.account = r.account
        LEFT JOIN price p ON p.item = 'snapshot' AND p.region = r.region
        \(Migrations.lateFact("shared", "image", "shared"))
        \(Migrations.lateFact("requests", "image", "launch_request_count"))
        \(Migrations.lateFact("held", "image", "launch_template_count"))
        WHERE r.current = 1;
        """
}
