// Reads back what earlier scans saw of machines, and when they were.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: PastReader {
    /// Scans are kept for 63 days.
    package func scanTimes(of account: AccountID, from: Date, until: Date) async throws -> [Date] {
        try await read("Reading when scans were") { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT at FROM scan WHERE account = ? AND at BETWEEN ? AND ? AND finished_at IS NOT NULL ORDER BY at
                    """, arguments: [account.digits, from.seconds, until.seconds]
            ).map(Date.init(seconds:))
        }
    }

    /// Ended versions are kept for 400 days. What is still there was last seen at its place's last good listing.
    package func machineVersions(
        of account: AccountID, from: Date, until: Date
    ) async throws -> [MachineVersion] {
        try await read("Reading what machines were") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM (
                        SELECT 'instance' AS kind, r.account, r.region, r.id, r.name, r.state, r.launch_time, r.first_seen,
                            CASE WHEN r.current = 1 THEN coalesce(l.good_at, r.last_seen) ELSE r.last_seen END AS seen_until,
                            r.current
                        FROM instance r LEFT JOIN listing l
                            ON l.account = r.account AND l.region = r.region AND l.kind = 'instance'
                        WHERE r.account = ?)
                    WHERE first_seen <= ? AND seen_until >= ? ORDER BY region, id, first_seen
                    """, arguments: [account.digits, until.seconds, from.seconds]
            ).map { row in
                MachineVersion(
                    resource: try Stored.key(row), name: row["name"], isRunning: row["state"] == "running",
                    launchTime: (row["launch_time"] as Int64?).map(Date.init(seconds:)),
                    from: Date(seconds: row["first_seen"]), until: Date(seconds: row["seen_until"]),
                    isLatest: row["current"])
            }
        }
    }

    /// In the order in which they were said.
    package func keepsEver(account: AccountID) async throws -> [PastWord<Keep>] {
        try await read("Reading what was kept") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM keep WHERE account = ? ORDER BY row", arguments: [account.digits])
                .map {
                    PastWord(try CostDatabase.keep($0), endedAt: ($0["ended_at"] as Int64?).map(Date.init(seconds:)))
                }
        }
    }

    /// In the order in which they were said.
    package func pausesEver() async throws -> [PastWord<Pause>] {
        try await read("Reading the pauses") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM pause ORDER BY row")
                .map { PastWord(CostDatabase.pause($0), endedAt: ($0["ended_at"] as Int64?).map(Date.init(seconds:))) }
        }
    }

    /// By the tag history, which keeps the latest value of each tag.
    package func machinesRetagged(of account: AccountID, from: Date, until: Date) async throws -> Int {
        try await read("Reading which tags are new") { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(DISTINCT t.region || '/' || t.id) FROM tag_history t JOIN instance r
                        ON r.account = t.account AND r.region = t.region AND r.id = t.id AND r.current = 1
                    WHERE t.account = ? AND t.kind = 'instance' AND t.first_seen > ? AND t.first_seen <= ?
                        AND EXISTS (
                            SELECT 1 FROM instance o WHERE o.account = r.account AND o.region = r.region AND o.id = r.id
                                AND o.first_seen < t.first_seen)
                    """, arguments: [account.digits, from.seconds, until.seconds]) ?? 0
        }
    }

    /// Gaps of more than two hours alone are kept.
    package func secondsUnwatched(of account: AccountID, from: Date, until: Date) async throws -> Int {
        try await read("Reading when nobody looked") { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT max(blind) FROM (
                        SELECT sum(min(stopped, :until) - max(started, :from)) AS blind FROM unwatched
                        WHERE account = :account AND kind = 'instance' AND started < :until AND stopped > :from
                        GROUP BY region)
                    """,
                arguments: ["account": account.digits, "from": from.seconds, "until": until.seconds]) ?? 0
        }
    }
}
