// EBS snapshots and the view `snapshots`.

enum CreateSnapshots {
    private static let facts = """
        state TEXT, size_gib INTEGER, description TEXT, volume_id TEXT, described_image_id TEXT, managed_by TEXT,
            tier TEXT
        """

    /// Priced by the size of the volume: an upper bound, for snapshots share blocks.
    static let sql =
        Migrations.kindTable("snapshot", facts: facts) + """
            CREATE VIEW snapshots AS
            SELECT \(Migrations.viewHead),
                r.size_gib * p.nano_usd / 1e9 / 730 AS hourly_usd,
                r.size_gib * p.nano_usd / 1e9 AS monthly_usd,
                r.state, r.size_gib, r.description, r.volume_id,
                CASE WHEN r.volume_id IS NOT NULL THEN EXISTS (
                    SELECT 1 FROM volume v
                    WHERE v.account = r.account AND v.region = r.region AND v.id = r.volume_id AND v.current = 1
                ) END AS volume_exists,
                EXISTS (
                    SELECT 1 FROM reference f WHERE f.account = r.account AND f.region = r.region
                        AND f.to_kind = 'snapshot' AND f.to_id = r.id AND f.from_kind = 'image'
                ) AS backs_image,
                nullif(\(templates.count), CASE WHEN \(templates.isOpen) THEN 0 END) AS launch_template_count,
                r.described_image_id,
                CASE WHEN r.described_image_id IS NOT NULL THEN EXISTS (
                    SELECT 1 FROM image i
                    WHERE i.account = r.account AND i.region = r.region AND i.id = r.described_image_id
                        AND i.current = 1
                ) END AS described_image_exists,
                r.managed_by,
                shared.value AS shared,
                r.tier,
                trim(
                    r.unknown
                    || CASE WHEN shared.at IS NULL THEN ',shared' ELSE '' END
                    || CASE WHEN \(templates.isOpen) AND \(templates.count) = 0
                        THEN ',launch_template_count' ELSE '' END,
                    ',') AS unknown
            FROM snapshot r
            JOIN account a ON a.account = r.account
            LEFT JOIN price p ON p.region = r.region
                AND p.item = CASE r.tier WHEN 'standard' THEN 'snapshot' WHEN 'archive' THEN 'snapshot-archive' END
            \(Migrations.lateFact("shared", "snapshot", "shared"))
            WHERE r.current = 1;
            """

    private static let templates = Migrations.naming("launch_template", "snapshot")
}
