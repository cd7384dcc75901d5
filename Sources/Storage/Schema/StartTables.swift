// Since when regions, families and groups are in use: what tells a start that is new from one that is habit.

enum StartTables {
    /// One row per thing that the account uses: `what` is region, family (of all regions) or group (an Auto Scaling
    /// group, or what else runs a machine); `since` is the earliest start of a machine of it that was ever seen. `watch`
    /// is since when the machines of a region are seen at all. Kept small and for good, so that forgetting old machines
    /// makes nothing new.
    static let sql = """
        CREATE TABLE instance_use (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            what TEXT NOT NULL,
            name TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (account, what, name, region)
        ) WITHOUT ROWID;
        CREATE TRIGGER instance_used AFTER INSERT ON instance BEGIN
            \(uses(from: new))
        END;
        CREATE TRIGGER region_watched AFTER INSERT ON listing WHEN NEW.kind = 'instance' AND NEW.good_at IS NOT NULL BEGIN
            \(watch)
        END;
        CREATE TRIGGER region_watched_at_last AFTER UPDATE OF good_at ON listing
        WHEN NEW.kind = 'instance' AND NEW.good_at IS NOT NULL AND OLD.good_at IS NULL BEGIN
            \(watch)
        END;

        """

    /// Fills the table from what a file saw before it had it: watched since the first scan.
    static let filled = """
        \(uses(from: "instance r"))
        INSERT INTO instance_use (account, region, what, name, since)
        SELECT l.account, l.region, 'watch', '', a.first_scan FROM listing l JOIN account a ON a.account = l.account
        WHERE l.kind = 'instance' AND l.good_at IS NOT NULL;
        """

    static let family = "substr(r.instance_type, 1, instr(r.instance_type || '.', '.') - 1)"
    private static let group = "coalesce(r.autoscaling_group, r.managed_by)"
    /// The row of a trigger, under the name that the expressions know.
    private static let new = """
        (SELECT NEW.account AS account, NEW.region AS region, NEW.instance_type AS instance_type,
            NEW.autoscaling_group AS autoscaling_group, NEW.managed_by AS managed_by,
            NEW.created_at AS created_at, NEW.launch_time AS launch_time) r
        """

    private static func uses(from rows: String) -> String {
        [
            use("region", "''", from: "\(rows) WHERE true"),
            use("family", family, region: "''", from: "\(rows) WHERE r.instance_type IS NOT NULL"),
            use("group", group, from: "\(rows) WHERE \(group) IS NOT NULL"),
        ].joined(separator: "\n")
    }

    private static func use(_ what: String, _ name: String, region: String = "r.region", from rows: String) -> String {
        let start = "min(coalesce(r.created_at, r.launch_time), coalesce(r.launch_time, r.created_at))"
        return """
            INSERT INTO instance_use (account, region, what, name, since)
            SELECT account, region, what, name, min(since) FROM (
                SELECT r.account, \(region) AS region, '\(what)' AS what, \(name) AS name, \(start) AS since FROM \(rows)
            ) WHERE since IS NOT NULL GROUP BY account, region, what, name
            ON CONFLICT DO UPDATE SET since = excluded.since WHERE excluded.since < since;
            """
    }

    private static let watch = """
        INSERT INTO instance_use (account, region, what, name, since)
        VALUES (NEW.account, NEW.region, 'watch', '', NEW.good_at)
        ON CONFLICT DO UPDATE SET since = excluded.since WHERE excluded.since < since;
        """
}
