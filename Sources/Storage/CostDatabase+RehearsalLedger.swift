// Keeps the stops that cron would have made before it was allowed to act.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: RehearsalLedger {
    /// Nothing where cron was always allowed to act.
    package func rehearsals(account: AccountID, since: Date) async throws -> [RehearsedStop] {
        try await read("Reading what cron would have done") { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM rehearsal WHERE account = ? AND at >= ? ORDER BY at, row",
                arguments: [account.digits, since.seconds]
            ).map { row in
                let start: Int64 = row["launch_time"]
                return RehearsedStop(
                    resource: try Stored.key(row), name: row["name"],
                    launchTime: start == 0 ? nil : Date(seconds: start), rule: row["rule"],
                    at: Date(seconds: row["at"]),
                    savingPerMonth: (row["saving_nano"] as Int64?).map(Money.init(nanoUSD:)),
                    usedAt: (row["used_at"] as Int64?).map(Date.init(seconds:)))
            }
        }
    }

    /// Nothing where that start of the machine has a line already.
    package func record(_ stop: RehearsedStop) async throws {
        let key = stop.resource
        try await write("Recording what cron would have done") { db in
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO rehearsal
                        (account, region, kind, id, launch_time, name, rule, at, saving_nano)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.account.digits, key.region.code, key.kind.rawValue, key.id, stop.launchTime?.seconds ?? 0,
                    stop.name, stop.rule, stop.at.seconds, stop.savingPerMonth?.nanoUSD,
                ])
        }
    }

    /// In one transaction.
    package func noteUse(of stops: [RehearsedStop], at now: Date) async throws {
        guard !stops.isEmpty else { return }
        try await write("Recording what was used again") { db in
            for stop in stops {
                let key = stop.resource
                try db.execute(
                    sql: """
                        UPDATE rehearsal SET used_at = ? WHERE account = ? AND region = ? AND kind = ? AND id = ?
                            AND launch_time = ? AND used_at IS NULL
                        """,
                    arguments: [
                        now.seconds, key.account.digits, key.region.code, key.kind.rawValue, key.id,
                        stop.launchTime?.seconds ?? 0,
                    ])
            }
        }
    }
}
