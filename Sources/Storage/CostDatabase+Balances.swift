// The balances that the `credits` view shows, and how credits went down: written together, in one transaction. The ports'
// methods are MoneyStore's.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase {
    /// What is left is reckoned as of `now`: rules judge the present. Names of credits are unique within an account: of two
    /// alike the last stays.
    package func replace(_ balances: [CreditBalance], account: AccountID, at now: Date) async throws {
        try await write("Recording balances") { db in
            try db.execute(sql: "DELETE FROM balance WHERE account = ?", arguments: [account.digits])
            for (position, balance) in balances.enumerated() {
                try CostDatabase.insert(balance, position, account, now, in: db)
                try CostDatabase.remember(balance, account, now, in: db)
            }
            try CostDatabase.note(
                Listing(
                    account: account, region: .global, kind: .credit, service: "costguard", operation: "balances",
                    at: now, outcome: .complete), in: db)
        }
    }

    private static func insert(
        _ balance: CreditBalance, _ position: Int, _ account: AccountID, _ now: Date, in db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO balance (account, name, position, source, granted_nano, burned_nano,
                    burn_per_hour_nano, expires_at, as_of, basis, remaining_usd, burned_percent, runway_hours,
                    burning_since, drawn_nano, drawn_until, usual_per_hour_nano, burn_percent_per_day, forecast_ends_at,
                    is_lower_bound, is_burn_lower_bound)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account.digits, balance.name, position, balance.source.rawValue, balance.granted.nanoUSD,
                balance.burned?.nanoUSD, balance.burnPerHour?.nanoUSD, balance.expiresAt?.seconds,
                balance.asOf?.seconds, balance.basis, balance.remaining(at: now)?.usd,
                balance.burnedPercent(at: now), balance.runwayHours(at: now), balance.burningSince?.seconds,
                balance.drawn.nanoUSD, balance.drawnUntil?.seconds, balance.usualPerHour?.nanoUSD,
                balance.burnPercentPerDay(at: now), balance.forecastEnd(at: now)?.seconds, balance.isLowerBound,
                balance.isBurnLowerBound,
            ])
        for (place, level) in balance.levels.enumerated() {
            try db.execute(
                sql: "INSERT INTO balance_level VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [account.digits, balance.name, place, level.text, level.kind.rawValue, level.number])
        }
    }

    /// In the order in which they were given.
    package func balances(account: AccountID) async throws -> [CreditBalance] {
        try await read("Reading balances") { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM balance WHERE account = ? ORDER BY position", arguments: [account.digits]
            ).map { try CostDatabase.balance($0, in: db) }
        }
    }

    private static func balance(_ row: Row, in db: Database) throws -> CreditBalance {
        let account: String = row["account"]
        let name: String = row["name"]
        let levels = try String.fetchAll(
            db, sql: "SELECT level FROM balance_level WHERE account = ? AND name = ? ORDER BY position",
            arguments: [account, name])
        let money = { (column: String) in (row[column] as Int64?).map(Money.init(nanoUSD:)) }
        let source: String = row["source"]
        var balance = CreditBalance(
            name: name, source: try Stored.known(BalanceSource(rawValue: source), "source", source),
            granted: Money(nanoUSD: row["granted_nano"]), burned: money("burned_nano"),
            burnPerHour: money("burn_per_hour_nano"),
            expiresAt: (row["expires_at"] as Int64?).map(Date.init(seconds:)),
            asOf: (row["as_of"] as Int64?).map(Date.init(seconds:)), basis: row["basis"],
            levels: try levels.map { try Stored.known(AlertLevel($0), "alert level", $0) },
            usualPerHour: money("usual_per_hour_nano"), drawn: money("drawn_nano") ?? .zero,
            drawnUntil: (row["drawn_until"] as Int64?).map(Date.init(seconds:)),
            burningSince: (row["burning_since"] as Int64?).map(Date.init(seconds:)))
        balance.isLowerBound = row["is_lower_bound"]
        balance.isBurnLowerBound = row["is_burn_lower_bound"]
        return balance
    }

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
