// Which instances are monitored in detail: how many samples an hour's figures must rest on.

enum AddMonitoring {
    /// NULL in rows from before, until the next scan.
    static let sql = """
        ALTER TABLE instance ADD COLUMN detailed_monitoring INTEGER;
        DROP VIEW instances;
        \(CreateInstances.view(
            priced: " AND r.platform IS NULL", more: " r.platform, r.operator, r.prepaid_by, r.detailed_monitoring,",
            free: "r.prepaid_by LIKE 'capacity-block%' OR r.prepaid_by LIKE 'outpost%'",
            late: ["disk_keys", "shutdown_behavior"]))
        """
}
