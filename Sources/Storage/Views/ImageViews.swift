// EBS snapshots and AMIs, and what names them: `snapshots` and `images`.

enum ImageViews {
    /// Priced by the size of the volume: an upper bound, for snapshots share blocks.
    /// - Parameter listings: the name of that view.
    static func snapshots(listings: String) -> String {
        """
        SELECT \(Views.head),
            r.size_gib * p.nano_usd / 1e9 / 730 AS hourly_usd,
            r.size_gib * p.nano_usd / 1e9 AS monthly_usd,
            r.state, r.size_gib, r.description, r.volume_id, r.copied,
            \(volumeExists) AS volume_exists,
            \(mapped.count) > 0 AS backs_image,
            \(mappingTemplates.knownCount) AS launch_template_count,
            \(mappingConfigurations.knownCount) AS launch_configuration_count,
            r.described_image_id,
            CASE WHEN r.described_image_id IS NOT NULL THEN \(describedImage) END AS described_image_exists,
            r.managed_by,
            shared.value AS shared,
            r.tier,
            trim(
                r.unknown
                || \(Views.unless("shared.at IS NOT NULL", "shared"))
                || \(Views.unless("r.described_image_id IS NULL OR \(describedImage) OR NOT \(hasUnlisted(listings))",
                    "described_image_exists"))
                || \(Views.unless(mappingTemplates.isKnown, "launch_template_count"))
                || \(Views.unless(mappingConfigurations.isKnown, "launch_configuration_count")),
                ',') AS unknown
        FROM snapshot r
        JOIN account a ON a.account = r.account
        LEFT JOIN price p ON p.region = r.region
            AND p.item = CASE r.tier WHEN 'standard' THEN 'snapshot' WHEN 'archive' THEN 'snapshot-archive' END
        \(Views.lateFact("shared", "snapshot", "shared"))
        WHERE r.current = 1
        """
    }

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

    private static func hasUnlisted(_ listings: String) -> String {
        """
        EXISTS (
            SELECT 1 FROM \(listings) s WHERE s.account = r.account AND s.kind = 'image'
                AND (s.region = r.region OR coalesce(r.copied, 1) = 1)
                AND (s.status NOT IN ('ok', 'closed') OR s.nameless > 0))
        """
    }

    private static let mapped = Naming("image", "snapshot")
    private static let mappingTemplates = Naming("launch_template", "snapshot")
    private static let mappingConfigurations = Naming("launch_configuration", "snapshot")

    static let images = """
        SELECT \(Views.head),
            r.size_gib * p.nano_usd / 1e9 / 730 AS hourly_usd,
            r.size_gib * p.nano_usd / 1e9 AS monthly_usd,
            r.state, r.size_gib,
            \(instances.knownCount) AS instance_count,
            \(templateCount) AS launch_template_count,
            \(configurations.knownCount) AS launch_configuration_count,
            requests.value AS launch_request_count,
            shared.value AS shared,
            (a.now - r.last_launched_at) / 3600.0 AS last_launched_hours,
            r.managed_by, r.deregistration_protected,
            trim(
                r.unknown
                || \(Views.unless("shared.at IS NOT NULL", "shared"))
                || \(Views.unless("requests.at IS NOT NULL", "launch_request_count"))
                || \(Views.unless(instances.isKnown, "instance_count"))
                || \(Views.unless("\(templates.isKnown) OR held.at IS NOT NULL", "launch_template_count"))
                || \(Views.unless(configurations.isKnown, "launch_configuration_count")),
                ',') AS unknown
        FROM image r
        JOIN account a ON a.account = r.account
        LEFT JOIN price p ON p.item = 'snapshot' AND p.region = r.region
        \(Views.lateFact("shared", "image", "shared"))
        \(Views.lateFact("requests", "image", "launch_request_count"))
        \(Views.lateFact("held", "image", "launch_template_count"))
        WHERE r.current = 1
        """

    private static let instances = Naming(
        count: """
            (SELECT count(*) FROM instance i
                WHERE i.account = r.account AND i.region = r.region AND i.image_id = r.id AND i.current = 1)
            """, isOpen: Naming("instance", "image").isOpen)
    private static let templates = Naming("launch_template", "image")
    private static let configurations = Naming("launch_configuration", "image")

    /// A template that leaves its image to a parameter may mean any image of the region, until AWS tells which parameters
    /// hold this one.
    private static let templateCount = """
        CASE WHEN \(templates.count) > 0 OR NOT \(templates.isOpen) THEN \(templates.count) ELSE held.value END
        """
}

/// How many resources of a kind name this row, and whether one of them names something that cannot be resolved.
private struct Naming {
    let count: String
    let isOpen: String

    init(count: String, isOpen: String) {
        self.count = count
        self.isOpen = isOpen
    }

    init(_ from: String, _ to: String) {
        let among = """
            FROM reference f WHERE f.account = r.account AND f.region = r.region AND f.to_kind = '\(to)'
                AND f.from_kind = '\(from)' AND f.to_id
            """
        count = "(SELECT count(DISTINCT f.from_id) \(among) = r.id)"
        isOpen = "EXISTS (SELECT 1 \(among) IS NULL)"
    }

    /// A count that is 0 is not known where something names what cannot be resolved.
    var knownCount: String { "nullif(\(count), CASE WHEN \(isOpen) THEN 0 END)" }
    var isKnown: String { "(\(count) > 0 OR NOT \(isOpen))" }
}
