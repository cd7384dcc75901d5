// The tables as they were known at an earlier instant, under their own names: TEMP views that stand before the tables, so
// that the views over them, and what judges those, run unchanged.

import CostModel
package import Foundation

/// What a connection reads in the place of the tables.
///
/// What is kept of the past is told as of then: versions of resources, since when a tag has its value, prices, and what was
/// asked of CloudWatch, whenever that was. What is kept as of now alone is told as it is now, whatever its age: answers that
/// cost a call each, and who names whom. Of credits nothing is told: what was left of them then is not kept by the hour.
/// A place is known from its first listing to its last, but for the hours in which nobody looked.
package enum PastViews {
    /// Statements for a connection on which no views of Storage are made yet; those come after.
    package static func statements(at instant: Date) -> [String] {
        let at = instant.seconds
        return KindTable.kindColumns.map { versions(of: $0, kind: $1, at) } + [
            """
            CREATE TEMP VIEW account AS SELECT account, first_scan, \(at) AS now FROM main.account WHERE first_scan <= \(at)
            """,
            listing(at),
            """
            CREATE TEMP VIEW late_fact AS
            SELECT account, region, kind, id, column_name, value, \(at) AS at FROM main.late_fact
            """,
            "CREATE TEMP VIEW unanswered_fact AS SELECT * FROM main.unanswered_fact WHERE 0",
            "CREATE TEMP VIEW tag_history AS SELECT * FROM main.tag_history WHERE first_seen <= \(at)",
            price(at),
        ]
    }

    /// A version is current where it was seen at that instant. It is behind its successor where that had been seen, and not
    /// there at all where it came later. A thing that is not listed any more went at its next listing, of which no time is
    /// kept: it is taken for gone from its last one on.
    ///
    /// The columns that are said first hide the table's of their names. Of a version that is still the latest the tags have
    /// changed since, and only what they had been then is known: since when each has its value.
    private static func versions(of table: String, kind: String, _ at: Int64) -> String {
        """
        CREATE TEMP VIEW \(table) AS
        SELECT m.current = 1 OR m.last_seen >= \(at) AS current,
            CASE WHEN m.current = 1 THEN (
                SELECT json_group_object(t.key, t.value) FROM main.tag_history t
                WHERE t.account = m.account AND t.region = m.region AND t.kind = \(kind == "kind" ? "m.kind" : kind) AND t.id = m.id
                    AND t.first_seen <= \(at)
            ) ELSE m.tags END AS tags,
            m.*
        FROM main.\(table) m WHERE m.first_seen <= \(at)
        """
    }

    private static func listing(_ at: Int64) -> String {
        let isSeen = """
            l.good_at IS NOT NULL AND coalesce(m.since, 0) <= \(at) AND coalesce(m.until, l.good_at) >= \(at)
                AND NOT EXISTS (
                    SELECT 1 FROM main.unwatched u
                    WHERE u.account = l.account AND u.region = l.region AND u.kind = l.kind
                        AND u.started < \(at) AND u.stopped > \(at))
            """
        return """
            CREATE TEMP VIEW listing AS
            SELECT account, region, kind, iif(is_seen, 'complete', 'failed') AS outcome, service, operation,
                \(at) AS tried_at, iif(is_seen, \(at), NULL) AS good_at, iif(is_seen, NULL, 'nobody looked then') AS error,
                always_denied, 0 AS nameless
            FROM (
                SELECT l.account, l.region, l.kind, l.service, l.operation, l.always_denied, \(isSeen) AS is_seen
                FROM main.listing l LEFT JOIN main.meter_mark m
                    ON m.account = l.account AND m.region = l.region AND m.kind = l.kind)
            UNION ALL
            SELECT account, 'global', 'credit', 'failed', '', '', \(at), NULL, 'what was left then is not kept', 0, 0
            FROM main.account
            """
    }

    /// Before the first price the first one's, as `PriceHistory` has it.
    private static func price(_ at: Int64) -> String {
        """
        CREATE TEMP VIEW price AS
        SELECT h.item, h.region, h.nano_usd, NULL AS refreshed_at FROM main.price_history h
        WHERE h.nano_usd IS NOT NULL AND h.valid_from = coalesce(
            (SELECT max(o.valid_from) FROM main.price_history o
                WHERE o.item = h.item AND o.region = h.region AND o.valid_from <= \(at)),
            (SELECT min(o.valid_from) FROM main.price_history o WHERE o.item = h.item AND o.region = h.region))
        """
    }
}
