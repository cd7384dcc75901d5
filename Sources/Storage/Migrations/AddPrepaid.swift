// What pays for a machine whether it runs or not, and two facts that are asked before it is stopped: whether the keys of
// its disks can be used, and what a shutdown from within would do.

enum AddPrepaid {
    /// What is paid for up front costs nothing more by the hour; the hours of a reservation are billed as they pass.
    static let sql = """
        ALTER TABLE instance ADD COLUMN prepaid_by TEXT;
        DROP VIEW instances;
        \(CreateInstances.view(
            priced: " AND r.platform IS NULL", more: " r.platform, r.operator, r.prepaid_by,",
            free: "r.prepaid_by LIKE 'capacity-block%' OR r.prepaid_by LIKE 'outpost%'",
            late: ["disk_keys", "shutdown_behavior"]))
        """
}
