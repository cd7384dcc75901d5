// Keeps what surplus CPU credits were charged, and finds the machines of which that is not known.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase {
    /// The items of machines that burst, as a condition on `s.item`.
    private static let bursts =
        "("
        + SurplusCredits.families.flatMap { ["s.item LIKE 'ec2:\($0).%'", "s.item LIKE 'spot:\($0).%'"] }
        .joined(separator: " OR ") + ")"

    /// Machines that run, or ran within the last day, and of whose time not all is known.
    package func burstingMachines(of account: AccountID, at now: Date) async throws -> [BurstingMachine] {
        try await read("Reading what bursts") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT s.account, s.region, s.kind, s.id, i.instance_type, i.platform, max(s.started) AS begun,
                        max(coalesce(s.stopped, :now)) AS latest,
                        (SELECT max(u.stopped) FROM surplus_span u
                            WHERE u.account = s.account AND u.region = s.region AND u.id = s.id) AS known
                    FROM usage_span s JOIN instance i
                        ON i.account = s.account AND i.region = s.region AND i.id = s.id AND i.current = 1
                    WHERE s.account = :account AND s.kind = 'instance' AND \(CostDatabase.bursts)
                        AND coalesce(s.stopped, :now) > :now - 86400
                    GROUP BY s.region, s.id HAVING coalesce(known, 0) < latest
                    """, arguments: ["account": account.digits, "now": now.seconds]
            ).compactMap { row in
                guard let type = row["instance_type"] as String?,
                    let item = SurplusCredits.item(type: type, platform: row["platform"])
                else { return nil }
                let known: Int64? = row["known"]
                let begun: Int64 = row["begun"]
                return BurstingMachine(
                    key: try Stored.key(row), item: item, since: known ?? begun, isKnown: known != nil)
            }
        }
    }

    /// Hours that follow each other alike make one row. What is known already stays.
    package func record(_ spans: [SurplusSpan]) async throws {
        guard !spans.isEmpty else { return }
        try await write("Recording surplus credits") { db in
            for span in spans {
                let arguments: StatementArguments = [
                    "account": span.key.account.digits, "region": span.key.region.code, "id": span.key.id,
                    "from": span.from, "until": span.until, "item": span.item, "units": span.units,
                ]
                try db.execute(
                    sql: """
                        UPDATE surplus_span SET stopped = :until WHERE account = :account AND region = :region
                            AND id = :id AND item = :item AND units = :units AND stopped = :from
                        """, arguments: arguments)
                guard db.changesCount == 0 else { continue }
                try db.execute(
                    sql: """
                        INSERT INTO surplus_span (account, region, id, started, stopped, item, units)
                        SELECT :account, :region, :id, :from, :until, :item, :units WHERE NOT EXISTS (
                            SELECT 1 FROM surplus_span WHERE account = :account AND region = :region AND id = :id
                                AND started < :until AND stopped > :from)
                        """, arguments: arguments)
            }
        }
    }

    /// Usage of surplus credits in a half-open span without a change of prices. The newest hour that is known goes on for
    /// a while where the machine does; where a machine burst for longer than that unseen, a line without a price says so.
    static func surplus(
        _ account: AccountID, _ from: Int64, _ until: Int64, perResource: Bool, goingOn: Bool, in db: Database
    ) throws -> [UsageLine] {
        let end = goingOn ? "CASE WHEN m.left_at IS NULL THEN :until ELSE m.until END" : "m.until"
        let running = """
            meter_mark m ON m.account = s.account AND m.region = s.region AND m.kind = 'instance'
            WHERE s.account = :account AND s.kind = 'instance' AND \(bursts)
            """
        let known = """
            SELECT u.account, u.region, 'instance' AS kind, u.id, u.item, 2 AS certainty, u.units, u.started, u.stopped
            FROM surplus_span u WHERE u.account = :account
            UNION ALL
            SELECT u.account, u.region, 'instance', u.id, u.item, 1, u.units, u.stopped,
                min(u.stopped + \(SurplusCredits.patience), \(end))
            FROM surplus_span u JOIN usage_span s ON s.account = u.account AND s.region = u.region AND s.id = u.id
            JOIN \(running) AND s.stopped IS NULL AND NOT EXISTS (
                SELECT 1 FROM surplus_span n WHERE n.account = u.account AND n.region = u.region AND n.id = u.id
                    AND n.started > u.started)
            """
        let arguments: StatementArguments = ["account": account.digits, "from": from, "until": until]
        let charged = try Row.fetchAll(
            db,
            sql: """
                SELECT \(perResource ? "id, NULL AS name," : "") account, region, kind, item, certainty,
                    sum(units * max(0, min(stopped, :until) - max(started, :from))) AS unit_seconds,
                    count(DISTINCT id) AS things
                FROM (\(known)) WHERE started < :until AND stopped > :from
                GROUP BY region, item, certainty\(perResource ? ", id" : "") HAVING unit_seconds > 0
                """, arguments: arguments
        ).map { try line($0, at: from) }
        guard !perResource else { return charged }
        let blind = try Row.fetchAll(
            db,
            sql: """
                WITH known AS (\(known)), ran AS (
                    SELECT s.region, s.id,
                        sum(max(0, min(coalesce(s.stopped, \(end)), :until) - max(s.started, :from))) AS seconds
                    FROM usage_span s JOIN \(running) AND s.started < :until AND s.certainty > 0
                        AND (s.stopped IS NULL OR s.stopped > :from)
                    GROUP BY s.region, s.id)
                SELECT r.region, count(*) AS things FROM ran r WHERE r.seconds - coalesce((
                    SELECT sum(max(0, min(k.stopped, :until) - max(k.started, :from))) FROM known k
                    WHERE k.region = r.region AND k.id = r.id), 0) > \(SurplusCredits.patience)
                GROUP BY r.region
                """, arguments: arguments
        ).map { try unknownSurplus($0, at: from) }
        return charged + blind
    }

    /// The same of this moment: the newest hour that is known, and the machines of which none is.
    static func surplusNow(
        _ account: AccountID, _ now: Int64, perResource: Bool, in db: Database
    ) throws -> [UsageLine] {
        let last = """
            SELECT s.account, s.region, s.kind, s.id, i.launch_time, u.item, u.units, u.stopped
            FROM usage_span s JOIN meter_mark m ON m.account = s.account AND m.region = s.region AND m.kind = s.kind
                AND m.left_at IS NULL
            JOIN instance i ON i.account = s.account AND i.region = s.region AND i.id = s.id AND i.current = 1
            LEFT JOIN surplus_span u ON u.account = s.account AND u.region = s.region AND u.id = s.id
                AND u.stopped > :now - 2 * \(SurplusCredits.patience) AND NOT EXISTS (
                    SELECT 1 FROM surplus_span n WHERE n.account = u.account AND n.region = u.region AND n.id = u.id
                        AND n.started > u.started)
            WHERE s.account = :account AND s.kind = 'instance' AND s.stopped IS NULL AND \(bursts)
            """
        let arguments: StatementArguments = ["account": account.digits, "now": now]
        let charged = try Row.fetchAll(
            db,
            sql: """
                SELECT \(perResource ? "id, NULL AS name," : "") account, region, kind, item, 1 AS certainty,
                    sum(units) * 3600 AS unit_seconds, count(DISTINCT id) AS things
                FROM (\(last)) WHERE units > 0 GROUP BY region, item\(perResource ? ", id" : "")
                """, arguments: arguments
        ).map { try line($0, at: now) }
        guard !perResource else { return charged }
        let blind = try Row.fetchAll(
            db,
            sql: """
                SELECT region, count(DISTINCT id) AS things FROM (\(last))
                WHERE units IS NULL AND launch_time < :now - \(SurplusCredits.patience) GROUP BY region
                """, arguments: arguments
        ).map { try unknownSurplus($0, at: now) }
        return charged + blind
    }

    private static func unknownSurplus(_ row: Row, at second: Int64) throws -> UsageLine {
        UsageLine(
            resource: nil, name: nil, region: try Stored.region(row["region"]), item: UsageItem.unknownSurplus,
            certainty: .likely, from: second, unitSeconds: .hour, things: row["things"])
    }
}
