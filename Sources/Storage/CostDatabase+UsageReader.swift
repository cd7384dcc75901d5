// Reads back what was metered: seconds times units, cut where a price or a month changes; and what ran before its place was
// metered, from the launch times that the first listing told.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: UsageReader {
    /// One pass over the spans that meet each piece of time between two cuts.
    package func usage(
        of account: AccountID, from: Date, until: Date, perResource: Bool, unwatched: Bool, goingOn: Bool
    ) async throws -> [UsageLine] {
        let from = from.seconds
        let until = until.seconds
        guard from < until else { return [] }
        return try await read("Reading what was used") { db in
            var cuts = [from] + (try CostDatabase.cuts(account, from, until, in: db))
            cuts.append(until)
            return try zip(cuts, cuts.dropFirst()).flatMap { start, end in
                let lines = try Row.fetchAll(
                    db,
                    sql: CostDatabase.usageSQL(
                        perResource: perResource, unwatched: unwatched, goingOn: goingOn),
                    arguments: ["account": account.digits, "from": start, "until": end]
                ).map { try CostDatabase.line($0, at: start) }
                guard !unwatched else { return lines }
                return try lines
                    + CostDatabase.surplus(
                        account, start, end, perResource: perResource, goingOn: goingOn, in: db)
                    + CostDatabase.used(account, start, end, perResource: perResource, goingOn: goingOn, in: db)
            }
        }
    }

    /// Where a month ends, or a price of something that the account used changes, within the span.
    private static func cuts(
        _ account: AccountID, _ from: Int64, _ until: Int64, in db: Database
    ) throws -> [Int64] {
        var cuts = Set(UsageSpan.monthEnds(from: from, until: until))
        cuts.formUnion(
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT valid_from FROM price_history
                    WHERE valid_from > :from AND valid_from < :until AND item IN (\(itemsUsed))
                    """, arguments: ["from": from, "until": until, "account": account.digits]))
        return cuts.sorted()
    }

    /// Spot is priced as what it would cost on demand.
    private static let itemsUsed = """
        SELECT DISTINCT CASE WHEN item LIKE 'spot:%' THEN 'ec2:' || substr(item, 6) ELSE item END
        FROM usage_span WHERE account = :account UNION SELECT DISTINCT item FROM service_use WHERE account = :account
        """

    /// What is only possible is told of the whole alone: a large account has snapshots by the ten thousand.
    private static func usageSQL(perResource: Bool, unwatched: Bool, goingOn: Bool) -> String {
        // What nobody looks at any more is not billed on.
        let stop =
            goingOn
            ? "coalesce(s.stopped, CASE WHEN m.left_at IS NULL AND \(isLookedFor(":until")) THEN :until ELSE m.until END)"
            : "coalesce(s.stopped, m.until)"
        let (start, end, hours) =
            unwatched
            ? ("max(s.started, :from, u.started)", "min(\(stop), :until, u.stopped)", "unwatched u CROSS JOIN")
            : ("max(s.started, :from)", "min(\(stop), :until)", "")
        let blind = """
            AND u.account = s.account AND u.region = s.region AND u.kind = s.kind
            AND u.started < :until AND u.stopped > :from
            """
        return """
            SELECT \(perResource ? "s.id, \(name) AS name," : "") s.account, s.region, s.kind, s.item, s.certainty,
                sum(s.units * max(0, \(end) - \(start))) AS unit_seconds, count(DISTINCT s.id) AS things
            FROM \(hours) usage_span s
            JOIN meter_mark m ON m.account = s.account AND m.region = s.region AND m.kind = s.kind
            WHERE s.account = :account AND s.started < :until AND (s.stopped IS NULL OR s.stopped > :from)
                \(perResource ? "AND s.certainty > 0" : "") \(unwatched ? blind : "")
            GROUP BY s.region, s.kind, s.item, s.certainty\(perResource ? ", s.id" : "")
            HAVING unit_seconds > 0
            """
    }

    /// The name that a thing bears, else the one that it bore.
    private static let name: String = {
        let names = Meter.kinds.map(\.rawValue).sorted().map { kind in
            """
            WHEN '\(kind)' THEN (SELECT r.name FROM \(kind) r
                WHERE r.account = s.account AND r.region = s.region AND r.id = s.id AND r.current = 1)
            """
        }
        let thing = """
            ELSE (SELECT coalesce(r.name, r.id) FROM \(ThingTable.name) r
                WHERE r.account = s.account AND r.region = s.region AND r.kind = s.kind AND r.id = s.id AND r.current = 1)
            """
        return "coalesce(CASE s.kind \(names.joined(separator: " ")) \(thing) END, max(s.name))"
    }()

    /// Whether the place of the mark `m` is looked at, as far as its age tells: a kind that a file describes is asked for
    /// once a day at least, unless the configuration does not name it any more.
    private static func isLookedFor(_ now: String) -> String {
        "(s.kind IN (\(KindTable.ownKinds)) OR m.until >= \(now) - 108000)"
    }

    static func line(_ row: Row, at start: Int64) throws -> UsageLine {
        let certainty: Int = row["certainty"]
        return UsageLine(
            resource: row.hasColumn("id") ? try Stored.key(row) : nil,
            name: row.hasColumn("id") ? row["name"] : nil, region: try Stored.region(row["region"]), item: row["item"],
            certainty: try Stored.known(UsageCertainty(rawValue: certainty), "certainty", String(certainty)),
            from: start, unitSeconds: row["unit_seconds"], things: row["things"])
    }

    /// What goes on, for one hour.
    package func usageNow(
        of account: AccountID, at now: Date, perResource: Bool
    ) async throws -> [UsageLine] {
        let own = perResource ? "s.id, \(CostDatabase.name) AS name," : ""
        return try await read("Reading what costs now") { db in
            let lines = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(own) s.account, s.region, s.kind, s.item, s.certainty, sum(s.units) * 3600 AS unit_seconds,
                        count(DISTINCT s.id) AS things
                    FROM usage_span s
                    JOIN meter_mark m ON m.account = s.account AND m.region = s.region AND m.kind = s.kind
                    WHERE s.account = :account AND s.stopped IS NULL AND m.left_at IS NULL
                        AND \(CostDatabase.isLookedFor(":now"))
                        \(perResource ? "AND s.certainty > 0" : "")
                    GROUP BY s.region, s.kind, s.item, s.certainty\(perResource ? ", s.id" : "")
                    """, arguments: ["account": account.digits, "now": now.seconds]
            ).map { try CostDatabase.line($0, at: now.seconds) }
            return try lines + CostDatabase.surplusNow(account, now.seconds, perResource: perResource, in: db)
                + CostDatabase.usedNow(account, now.seconds, perResource: perResource, in: db)
        }
    }

    /// Of the last month: what was not seen for longer has ended, or is AWS's bill to tell.
    package func usageLeft(of account: AccountID, until: Date) async throws -> [UsageLine] {
        try await read("Reading what is not looked at any more") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT s.account, s.region, s.kind, s.item, s.certainty, m.until AS begun,
                        sum(s.units * max(0, :until - m.until)) AS unit_seconds, count(DISTINCT s.id) AS things
                    FROM usage_span s
                    JOIN meter_mark m ON m.account = s.account AND m.region = s.region AND m.kind = s.kind
                    WHERE s.account = :account AND s.stopped IS NULL AND m.left_at IS NOT NULL
                        AND m.until > :until - 31 * 86400
                    GROUP BY s.region, s.kind, s.item, s.certainty HAVING unit_seconds > 0
                    """, arguments: ["account": account.digits, "until": until.seconds]
            ).map { try CostDatabase.line($0, at: $0["begun"]) }
        }
    }

    /// Only of items that the account used.
    package func prices(of account: AccountID) async throws -> PriceHistory {
        try await read("Reading which prices held") { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM price_history WHERE item IN (\(CostDatabase.itemsUsed))",
                arguments: ["account": account.digits])
            return PriceHistory(
                rows.map {
                    .init(
                        item: $0["item"], region: $0["region"], validFrom: $0["valid_from"],
                        price: ($0["nano_usd"] as Int64?).map(Money.init(nanoUSD:)))
                })
        }
    }

    /// By region and kind. Kinds that files describe are left out: they are asked for as they come, and tell nothing of since
    /// when the account is metered.
    package func meterMarks(of account: AccountID) async throws -> [MeterMark] {
        try await read("Reading what was metered") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM meter_mark WHERE account = ? AND kind IN (\(KindTable.ownKinds))
                    ORDER BY region, kind
                    """,
                arguments: [account.digits]
            ).map { row in
                MeterMark(
                    region: try Stored.region(row["region"]), kind: ResourceKind(rawValue: row["kind"]),
                    since: Date(seconds: row["since"]), until: Date(seconds: row["until"]),
                    leftAt: (row["left_at"] as Int64?).map(Date.init(seconds:)))
            }
        }
    }
}

extension CostDatabase {
    /// Instances alone: nothing else tells when it began to cost.
    package func runsBeforeMetering(of account: AccountID) async throws -> [UnmeteredRun] {
        try await read("Reading what ran before the first scan") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT r.launch_time, m.since, p.nano_usd FROM meter_mark m
                    JOIN instance r ON r.account = m.account AND r.region = m.region
                    LEFT JOIN price p ON p.item = 'ec2:' || r.instance_type AND p.region = r.region
                    WHERE m.account = ? AND m.kind = 'instance' AND r.state = 'running'
                        AND r.first_seen <= m.since AND r.launch_time < m.since
                    """, arguments: [account.digits]
            ).map { row in
                UnmeteredRun(
                    from: Date(seconds: row["launch_time"]), until: Date(seconds: row["since"]),
                    perHour: (row["nano_usd"] as Int64?).map(Money.init(nanoUSD:)))
            }
        }
    }
}
