// What is read of the tables: views that each connection makes for itself (TEMP), so that they change with the program
// and no file remembers an older one. Here those of no kind of resource, `listings` and `credits`; the others stand beside.

package import CostModel
import GRDB

/// The views over the tables: those that rules judge, and `listings`.
package enum Views {
    /// Statements that make views, as TEMP views of the connection that runs them; the file is not written to.
    /// - Parameters:
    ///   - prefix: stands before every name; for a connection that has tables of the plain names.
    ///   - names: those that are read, and what they rest on, are made; `listings` always. Nil: all.
    ///   - kinds: kinds that files describe, each a view.
    package static func statements(
        prefix: String = "", reading names: Set<String>? = nil, kinds: [KindSpec] = []
    ) -> [String] {
        let selections = [
            ("listings", ListingView.listings), ("instances", InstanceViews.instances), ("volumes", DiskViews.volumes),
            ("addresses", DiskViews.addresses), ("snapshots", ImageViews.snapshots(listings: prefix + "listings")),
            ("images", ImageViews.images), ("credits", CreditView.credits),
            ("starts", InstanceViews.starts(instances: prefix + "instances")),
            ("sessions", InstanceViews.sessions(instances: prefix + "instances")),
        ]
        let all = selections + kinds.map { ($0.view, ThingViews.view(of: $0)) }
        let wanted = names.map { $0.union(["listings"]).union($0.isDisjoint(with: overInstances) ? [] : ["instances"]) }
        return all.filter { wanted?.contains($0.0) ?? true }.map { "CREATE TEMP VIEW \(prefix)\($0) AS\n\($1)" }
    }

    /// Views that read `instances`; what others read besides the tables is `listings`.
    private static let overInstances: Set = ["starts", "sessions"]

    /// Makes the views on this connection.
    static func create(in db: Database) throws {
        for statement in plain { try db.execute(sql: statement) }
    }

    /// Put together once: a service opens its database at every run.
    private static let plain = statements()

    /// What every view of resources begins with, but money. `r` is the resource, `a` its account.
    static let head = "r.id, r.account, r.region, r.name, r.tags, (a.now - r.created_at) / 3600.0 AS age_hours"

    /// Joins the answer to a question asked for one resource, where it is not too old.
    static func lateFact(_ alias: String, _ kind: String, _ column: String) -> String {
        """
        LEFT JOIN late_fact \(alias) ON \(alias).account = r.account AND \(alias).region = r.region
            AND \(alias).kind = '\(kind)' AND \(alias).id = r.id AND \(alias).column_name = '\(column)'
            AND \(alias).at >= a.now - 21600
        """
    }

    /// Adds a column's name to those that the row does not know, unless a condition holds.
    static func unless(_ isKnown: String, _ column: String) -> String {
        "CASE WHEN \(isKnown) THEN '' ELSE ',\(column)' END"
    }
}

enum ListingView {
    /// A listing is stale when its last success is 6 hours older than the account's latest scan; where a kind that a file
    /// describes had nothing, 30 hours, for it is asked once a day. A region in which
    /// every listing was denied since the first is closed, unless nothing at all was ever seen of the account:
    /// then it is the permissions that are missing, and silence would be wrong.
    static let listings = """
        SELECT l.account, l.region, l.kind,
            CASE
                WHEN NOT EXISTS (
                        SELECT 1 FROM listing o
                        WHERE o.account = l.account AND o.region = l.region AND o.always_denied = 0)
                    AND EXISTS (
                        SELECT 1 FROM listing g
                        WHERE g.account = l.account AND g.region <> 'global' AND g.good_at IS NOT NULL)
                    THEN 'closed'
                WHEN l.outcome <> 'complete' THEN l.outcome
                WHEN l.good_at < a.now - 21600 AND NOT (\(isEmptyThing)) THEN 'stale'
                ELSE 'ok'
            END AS status,
            l.good_at AS listed_at,
            l.error,
            l.nameless
        FROM listing l LEFT JOIN account a ON a.account = l.account
        """

    private static let isEmptyThing = "l.good_at >= a.now - 108000 AND \(isAbsentKind)"

    /// Whether the listing `l` is of a kind that a file describes, and of which there was nothing.
    static let isAbsentKind = """
        l.nameless = 0
                        AND l.kind NOT IN (\(KindTable.ownKinds))
                        AND NOT EXISTS (
                            SELECT 1 FROM thing t WHERE t.account = l.account AND t.region = l.region
                                AND t.kind = l.kind AND t.current = 1)
        """

    /// When such were asked for last in the scan `s`' account: of all places the longest ago. What is older than 30 hours is
    /// not looked for any more, or told as stale.
    static let absentKindsAskedAt = """
        SELECT min(l.good_at) FROM listing l
        WHERE l.account = s.account AND l.good_at >= s.at - 108000 AND \(isAbsentKind)
        """
}

enum CreditView {
    /// When a credit was granted is not kept: its age is unknown. All figures are as of the scan: a mark is crossed when
    /// the money is spent, not when the source of the balance says so.
    static let credits = """
        SELECT b.name || '/' || l.level AS id, b.account, 'global' AS region, b.name, '{}' AS tags,
            NULL AS age_hours, NULL AS hourly_usd, NULL AS monthly_usd,
            b.source, b.granted_nano / 1e9 AS granted_usd, b.remaining_usd,
            round(max(b.burned_nano / 1e9, b.granted_nano / 1e9 - b.remaining_usd), 9) AS burned_usd,
            b.burned_percent, b.burn_per_hour_nano / 1e9 AS burn_usd_per_hour, b.runway_hours,
            b.burn_percent_per_day,
            \(day("b.expires_at")) AS expires_at,
            (b.expires_at - a.now) / 3600.0 AS expires_hours,
            \(day("b.forecast_ends_at")) AS forecast_ends_at,
            l.level, l.kind AS level_kind, l.value AS level_value,
            CASE WHEN l.kind = 'forecast' THEN \(day("l.value")) END AS level_at,
            'age_hours'
                || \(Views.unless("b.burned_nano IS NOT NULL", "burned_usd,remaining_usd"))
                || \(Views.unless("b.burned_percent IS NOT NULL", "burned_percent"))
                || \(Views.unless("b.burn_per_hour_nano IS NOT NULL", "burn_usd_per_hour,burn_percent_per_day"))
                || \(Views.unless("b.burned_nano IS NOT NULL AND b.burn_per_hour_nano IS NOT NULL", "runway_hours"))
                || \(Views.unless("b.burned_nano IS NOT NULL AND b.usual_per_hour_nano IS NOT NULL", "forecast_ends_at"))
                AS unknown
        FROM balance b JOIN balance_level l USING (account, name)
            LEFT JOIN account a ON a.account = b.account
        """

    private static func day(_ column: String) -> String { "strftime('%Y-%m-%dT%H:%M:%SZ', \(column), 'unixepoch')" }
}
