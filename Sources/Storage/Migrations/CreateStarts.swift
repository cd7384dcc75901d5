// Since when regions, families and groups are in use, and the view `starts` of machines that are new.

enum CreateStarts {
    /// One row per thing that the account uses: `what` is region, family (of all regions) or group (an Auto Scaling
    /// group, or what else runs a machine); `since` is the earliest start of a machine of it that was ever seen. `watch`
    /// is since when the machines of a region are seen at all; of what was seen before this step, since the first scan.
    /// Kept small and for good, so that forgetting old machines makes nothing new.
    static let sql = """
        CREATE TABLE instance_use (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            what TEXT NOT NULL,
            name TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (account, what, name, region)
        ) WITHOUT ROWID;
        \(use("region", "''", from: "instance r WHERE true"))
        \(use("family", family, region: "''", from: "instance r WHERE instance_type IS NOT NULL"))
        \(use("group", group, from: "instance r WHERE \(group) IS NOT NULL"))
        INSERT INTO instance_use (account, region, what, name, since)
        SELECT l.account, l.region, 'watch', '', a.first_scan FROM listing l JOIN account a ON a.account = l.account
        WHERE l.kind = 'instance' AND l.good_at IS NOT NULL;
        CREATE INDEX instance_launch ON instance(account, launch_time) WHERE current = 1;
        CREATE TRIGGER instance_used AFTER INSERT ON instance BEGIN
            \(use("region", "''", from: new))
            \(use("family", family, region: "''", from: "\(new) WHERE instance_type IS NOT NULL"))
            \(use("group", group, from: "\(new) WHERE \(group) IS NOT NULL"))
        END;
        CREATE TRIGGER region_watched AFTER INSERT ON listing WHEN NEW.kind = 'instance' AND NEW.good_at IS NOT NULL BEGIN
            \(watch)
        END;
        CREATE TRIGGER region_watched_at_last AFTER UPDATE OF good_at ON listing
        WHEN NEW.kind = 'instance' AND NEW.good_at IS NOT NULL AND OLD.good_at IS NULL BEGIN
            \(watch)
        END;
        \(view)
        """

    private static let family = "substr(r.instance_type, 1, instr(r.instance_type || '.', '.') - 1)"
    private static let group = "coalesce(r.autoscaling_group, r.managed_by)"
    /// The row of a trigger, under the name that the expressions know.
    private static let new = """
        (SELECT NEW.account AS account, NEW.region AS region, NEW.instance_type AS instance_type,
            NEW.autoscaling_group AS autoscaling_group, NEW.managed_by AS managed_by,
            NEW.created_at AS created_at, NEW.launch_time AS launch_time) r
        """

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

    /// Whether something was in use a day ago, of the resource `alias`.
    private static func used(_ what: String, _ name: String, region: String) -> String {
        """
        EXISTS (SELECT 1 FROM instance_use u WHERE u.account = r.account AND u.what = '\(what)' AND u.name = \(name)
            AND u.region = \(region) AND u.since < a.now - 86400)
        """
    }

    /// Rows are few, and only they are looked at closely.
    private static let view = """
        CREATE VIEW starts AS
        SELECT i.id, i.account, i.region, i.name, i.tags, i.age_hours, i.hourly_usd, i.monthly_usd, i.state,
            i.instance_type, i.lifecycle, i.launch_time,
            (a.now - i.launch_time) / 3600.0 AS started_hours,
            coalesce((a.now - (SELECT u.since FROM instance_use u WHERE u.account = i.account AND u.what = 'watch'
                AND u.name = '' AND u.region = i.region)) / 3600.0, 0.0) AS watched_hours,
            \(used("region", "''", region: "r.region")) AS region_used_before,
            \(used("family", family, region: "''")) AS family_used_before,
            (\(habit("r"))) AS group_used_before,
            (SELECT count(*) FROM (SELECT 1 \(together(200)))) AS started_together,
            (SELECT coalesce(sum(usd), 0.0) FROM (SELECT \(price) AS usd \(together(200)))) AS together_usd,
            (SELECT count(*) - count(usd) FROM (SELECT \(price) AS usd \(together(200)))) AS together_unpriced,
            CASE WHEN (SELECT count(*) FROM (SELECT 1 \(together(5)))) < 5 THEN 0 ELSE (
                SELECT coalesce(max(n), 0) FROM (
                    SELECT count(DISTINCT o.id) AS n FROM instance o
                    WHERE o.account = i.account AND o.launch_time < a.now - 86400
                    GROUP BY o.launch_time / 3600)) END AS together_before,
            i.unknown
        FROM instances i
        JOIN instance r ON r.account = i.account AND r.region = i.region AND r.id = i.id AND r.current = 1
        JOIN account a ON a.account = i.account
        WHERE i.state IN ('pending', 'running') AND i.launch_time >= a.now - 86400;
        """

    private static let price = """
        (SELECT p.nano_usd / 1e9 FROM price p WHERE p.item = 'ec2:' || o.instance_type AND p.region = o.region)
        """

    /// Whether a machine belongs to a group that was there a day ago; where the region was watched for less than three
    /// days, to any: what it did before nobody knows, and groups renew their machines.
    private static func habit(_ alias: String) -> String {
        let name = "coalesce(\(alias).autoscaling_group, \(alias).managed_by)"
        return """
            \(name) IS NOT NULL AND (
                EXISTS (SELECT 1 FROM instance_use u WHERE u.account = \(alias).account AND u.what = 'group'
                    AND u.name = \(name) AND u.region = \(alias).region AND u.since < a.now - 86400)
                OR NOT EXISTS (SELECT 1 FROM instance_use w WHERE w.account = \(alias).account AND w.what = 'watch'
                    AND w.name = '' AND w.region = \(alias).region AND w.since < a.now - 259200))
            """
    }

    private static func together(_ most: Int) -> String {
        """
        FROM instance o
        WHERE o.account = i.account AND o.current = 1
            AND o.launch_time BETWEEN i.launch_time - 3600 AND i.launch_time + 3600
            AND o.state IN ('pending', 'running')
            AND NOT (\(habit("o")))
        LIMIT \(most)
        """
    }
}
