// Keeps what was used of services that bill by use, and reads it back as lines of usage.

package import CostModel
import Foundation
import GRDB

extension CostDatabase {
    /// A bucket is kept once, whoever reads it again; a mark never goes back.
    package func record(_ uses: [ServiceUse], known marks: [ServiceMark], of account: AccountID) async throws {
        guard !marks.isEmpty else { return }
        try await write("Recording what was used") { db in
            let insert = try db.cachedStatement(
                sql: """
                    INSERT INTO service_use (account, region, kind, id, item, started, stopped, units)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """)
            for use in uses {
                try insert.execute(
                    arguments: [
                        use.key.account.digits, use.key.region.code, use.key.kind.rawValue, use.key.id, use.item,
                        use.from, use.until, use.perHour,
                    ])
            }
            for mark in marks {
                try db.execute(
                    sql: """
                        INSERT INTO service_mark (account, region, kind, since, until) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET until = max(until, excluded.until),
                            since = CASE WHEN excluded.since > until THEN excluded.since ELSE since END
                        """,
                    arguments: [
                        account.digits, mark.region.code, mark.service, mark.since.seconds, mark.until.seconds,
                    ])
            }
        }
    }

    /// By service and region.
    package func serviceMarks(of account: AccountID) async throws -> [ServiceMark] {
        try await read("Reading what services were used") { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM service_mark WHERE account = ? ORDER BY kind, region",
                arguments: [account.digits]
            ).map { row in
                ServiceMark(
                    service: row["kind"], region: try Stored.region(row["region"]),
                    since: Date(seconds: row["since"]), until: Date(seconds: row["until"]))
            }
        }
    }

    /// Each use with the mark of its place, as `u` and `m`.
    private static let marked = """
        service_use u JOIN service_mark m ON m.account = u.account AND m.region = u.region AND m.kind = u.kind
        WHERE u.account = :account
        """

    /// What was used in a half-open span without a change of prices. Going on, the last hour that was read is taken to for
    /// an hour more: looks are some quarters of an hour behind. All of it is likely: batch and tiers are not told apart.
    static func used(
        _ account: AccountID, _ from: Int64, _ until: Int64, perResource: Bool, goingOn: Bool, in db: Database
    ) throws -> [UsageLine] {
        let read = """
            SELECT account, region, kind, id, item, units, started, stopped FROM service_use
            WHERE account = :account AND started < :until AND stopped > :from
            """
        let present = UsageService.present
        let later = """
            UNION ALL
            SELECT u.account, u.region, u.kind, u.id, u.item,
                sum(u.units * (min(u.stopped, m.until) - max(u.started, m.until - \(present)))) / \(present),
                m.until, m.until + \(present)
            FROM \(marked) AND u.stopped > m.until - \(present) AND u.started < m.until
            GROUP BY u.region, u.kind, u.id, u.item
            """
        return try Row.fetchAll(
            db,
            sql: """
                SELECT \(perResource ? "id, NULL AS name," : "") account, region, kind, item, 1 AS certainty,
                    sum(units * max(0, min(stopped, :until) - max(started, :from))) AS unit_seconds,
                    sum(units * max(0, min(stopped, :until) - max(started, :from))) / 3600 AS things
                FROM (\(read) \(goingOn ? later : "")) GROUP BY region, kind, item\(perResource ? ", id" : "")
                HAVING unit_seconds > 0
                """, arguments: ["account": account.digits, "from": from, "until": until]
        ).map { try line($0, at: from) }
    }

    /// What an hour costs at this moment: what was used in the last one that was read, where that is not long ago.
    static func usedNow(
        _ account: AccountID, _ now: Int64, perResource: Bool, in db: Database
    ) throws -> [UsageLine] {
        let present = UsageService.present
        let used = "sum(u.units * (min(u.stopped, m.until) - max(u.started, m.until - \(present))))"
        return try Row.fetchAll(
            db,
            sql: """
                SELECT \(perResource ? "u.id, NULL AS name," : "") u.account, u.region, u.kind, u.item,
                    1 AS certainty, \(used) AS unit_seconds, \(used) / 3600 AS things
                FROM \(marked) AND m.until > :now - \(UsageService.patience)
                    AND u.stopped > m.until - \(present) AND u.started < m.until
                GROUP BY u.region, u.kind, u.item\(perResource ? ", u.id" : "") HAVING unit_seconds > 0
                """, arguments: ["account": account.digits, "now": now]
        ).map { try line($0, at: now) }
    }
}
