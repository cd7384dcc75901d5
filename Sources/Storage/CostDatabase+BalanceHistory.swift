// Keeps how credits went down. Written with the balances, in their transaction; the ports' method is MoneyStore's.

import CostModel
import Foundation
import GRDB

extension CostDatabase {
    /// Oldest first.
    package func balanceHistory(account: AccountID) async throws -> [BalancePoint] {
        try await read("Reading how credits went down") { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM balance_history WHERE account = ? ORDER BY at, name",
                arguments: [account.digits]
            ).map { row in
                let source: String = row["source"]
                return BalancePoint(
                    name: row["name"], at: Date(seconds: row["at"]), left: Money(nanoUSD: row["left_nano"]),
                    told: Money(nanoUSD: row["told_nano"]), asOf: (row["as_of"] as Int64?).map(Date.init(seconds:)),
                    source: try Stored.known(BalanceSource(rawValue: source), "source", source))
            }
        }
    }

    /// Of an hour the last word stays: a curve shows no more.
    static func remember(
        _ balance: CreditBalance, _ account: AccountID, _ now: Date, in db: Database
    ) throws {
        guard let told = balance.remaining, let left = balance.remaining(at: now) else { return }
        let place: StatementArguments = [account.digits, balance.name]
        try db.execute(
            sql: "DELETE FROM balance_history WHERE account = ? AND name = ? AND at BETWEEN ? AND ?",
            arguments: place + [now.seconds - now.seconds % .hour, now.seconds])
        try db.execute(
            sql: "INSERT OR REPLACE INTO balance_history VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: place
                + [now.seconds, left.nanoUSD, told.nanoUSD, balance.asOf?.seconds, balance.source.rawValue])
    }
}
