// What runs note of themselves: whether scans succeed, on which machine the program runs as its witnesses said, and the
// billed calls: how often Cost Explorer was asked, and when last; how much CloudWatch was asked in a month.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: HealthLog {
    /// Nil where no run of the profile has ended yet.
    package func health(of profile: String) async throws -> ScanHealth? {
        try await read("Reading whether scans succeed") { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT * FROM scan_health WHERE profile = ?", arguments: [profile])
            else { return nil }
            return ScanHealth(
                profile: row["profile"], account: (row["account"] as String?).flatMap { AccountID($0) },
                seenAt: (row["seen_at"] as Int64?).map(Date.init(seconds:)),
                failingSince: (row["failing_since"] as Int64?).map(Date.init(seconds:)),
                failures: row["failures"], error: row["error"])
        }
    }

    /// One profile's; the others stay.
    package func record(_ health: ScanHealth) async throws {
        try await write("Recording whether scans succeed") { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO scan_health VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    health.profile, health.account?.digits, health.seenAt?.seconds, health.failingSince?.seconds,
                    health.failures, health.error,
                ])
        }
    }
}

extension CostDatabase: HostLedger {
    /// What was heard for an account, in order of the witnesses' names.
    package func ownHosts(account: AccountID) async throws -> [OwnHost] {
        try await read("Reading where the program runs") { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM own_host WHERE account = ? ORDER BY witness", arguments: [account.digits])
            return rows.compactMap { row in
                OwnHost.Witness(rawValue: row["witness"]).flatMap { witness in
                    OwnHost(
                        id: row["id"], account: (row["host_account"] as String?).flatMap { AccountID($0) },
                        region: (row["host_region"] as String?).flatMap { Region($0) }, witness: witness,
                        at: Date(seconds: row["at"]))
                }
            }
        }
    }

    /// In one transaction.
    package func replaceOwnHosts(
        _ hosts: [OwnHost], of witnesses: Set<OwnHost.Witness>, account: AccountID
    ) async throws {
        try await write("Recording where the program runs") { db in
            for witness in witnesses {
                try db.execute(
                    sql: "DELETE FROM own_host WHERE account = ? AND witness = ?",
                    arguments: [account.digits, witness.rawValue])
            }
            for host in hosts where witnesses.contains(host.witness) {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO own_host VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        account.digits, host.witness.rawValue, host.id, host.account?.digits, host.region?.code,
                        host.at.seconds,
                    ])
            }
        }
    }
}

extension CostDatabase: SelfCostLedger {
    /// Nil: never.
    package func lastCostRequest(account: AccountID) async throws -> Date? {
        try await read("Reading when Cost Explorer was asked") { db in
            try Int64.fetchOne(
                db, sql: "SELECT max(at) FROM cost_request WHERE account = ?", arguments: [account.digits]
            ).map(Date.init(seconds:))
        }
    }

    /// Committed when it returns. Noted again in the same second, the later word holds.
    package func noteCostRequests(_ requests: Int, account: AccountID, at now: Date) async throws {
        try await write("Noting a request to Cost Explorer") { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO cost_request (account, at, requests) VALUES (?, ?, ?)",
                arguments: [account.digits, now.seconds, requests])
        }
    }

    /// Zero where there was none.
    package func costRequests(account: AccountID, since: Date) async throws -> Int {
        try await read("Reading how often Cost Explorer was asked") { db in
            try Int.fetchOne(
                db, sql: "SELECT coalesce(sum(requests), 0) FROM cost_request WHERE account = ? AND at >= ?",
                arguments: [account.digits, since.seconds]) ?? 0
        }
    }

    /// Committed when it returns.
    package func noteMetricRequests(_ requests: MetricRequests, account: AccountID, at now: Date) async throws {
        try await write("Noting requests to CloudWatch") { db in
            try db.execute(
                sql: """
                    INSERT INTO metric_request VALUES (?, strftime('%Y-%m', ?, 'unixepoch'), ?, ?)
                    ON CONFLICT DO UPDATE SET statistics = statistics + excluded.statistics,
                        metrics = metrics + excluded.metrics
                    """, arguments: [account.digits, now.seconds, requests.statistics, requests.metrics])
        }
    }

    /// None where nothing was noted.
    package func metricRequests(account: AccountID, at now: Date) async throws -> MetricRequests {
        try await read("Reading how much CloudWatch was asked") { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT statistics, metrics FROM metric_request
                    WHERE account = ? AND month = strftime('%Y-%m', ?, 'unixepoch')
                    """, arguments: [account.digits, now.seconds])
            return row.map { MetricRequests(statistics: $0[0], metrics: $0[1]) } ?? MetricRequests()
        }
    }

    /// A scan that was killed is not in it; its billed calls are, in the other counts.
    package func scansMade(account: AccountID, since: Date) async throws -> ScansMade {
        try await read("Reading what scans took") { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(*), coalesce(sum(calls), 0), coalesce(sum(self_cost_nano), 0) FROM scan
                    WHERE account = ? AND at >= ? AND finished_at IS NOT NULL
                    """, arguments: [account.digits, since.seconds])
            return row.map { ScansMade(scans: $0[0], calls: $0[1], cost: Money(nanoUSD: $0[2])) } ?? ScansMade()
        }
    }
}
