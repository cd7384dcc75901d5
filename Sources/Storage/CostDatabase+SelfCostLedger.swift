// The billed calls: how often Cost Explorer was asked, and when last; how much CloudWatch was asked in a month.

import CostModel
import Foundation
import GRDB

extension CostDatabase: SelfCostLedger {
    /// Nil: never.
    package func lastCostRequest(account: AccountID) async throws -> Date? {
        try await read("Reading when Cost Explorer was asked") { db in
            try Int64.fetchOne(
                db, sql: "SELECT max(at) FROM cost_request WHERE account = ?", arguments: [account.digits]
            ).map(Date.init(seconds:))
        }
    }

    /// Committed when it returns.
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
