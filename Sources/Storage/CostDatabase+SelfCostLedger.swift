// What costguard's own billed calls cost, and when the dear one was last made.

import CostModel
import Foundation
import GRDB

extension CostDatabase: SelfCostLedger {
    /// Nil: never.
    public func lastCostRequest(account: AccountID) async throws -> Date? {
        try await read("Reading when Cost Explorer was asked") { db in
            try Int64.fetchOne(db, sql: "SELECT at FROM cost_request WHERE account = ?", arguments: [account.digits])
                .map(Date.init(seconds:))
        }
    }

    /// Committed when it returns.
    public func noteCostRequest(account: AccountID, at now: Date) async throws {
        try await write("Noting a request to Cost Explorer") { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO cost_request (account, at) VALUES (?, ?)",
                arguments: [account.digits, now.seconds])
        }
    }

    /// Of finished scans; zero where there was none.
    public func selfCost(account: AccountID, since: Date) async throws -> Money {
        try await read("Reading what scans cost") { db in
            let sum = try Int64.fetchOne(
                db, sql: "SELECT coalesce(sum(self_cost_nano), 0) FROM scan WHERE account = ? AND at >= ?",
                arguments: [account.digits, since.seconds])
            return Money(nanoUSD: sum ?? 0)
        }
    }
}
