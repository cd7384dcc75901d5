// Keeps AWS's words on money, and the balances that the `credits` view shows.

import CostModel
import Foundation
import GRDB

extension CostDatabase: MoneyStore {
    /// Cost lines replace every line kept so far that ends after the first of them begins: an answer is the whole
    /// truth from its first day on. What was not asked or not answered stays as it was.
    package func record(_ figures: BillingFigures, account: AccountID, at now: Date) async throws {
        try await write("Recording what AWS billed") { db in
            let gaps = try Stored.json(figures.gaps.map(GapRecord.init))
            try db.execute(
                sql: """
                    INSERT INTO billing_answer (account, at, costs_at, gaps) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET at = excluded.at, costs_at = coalesce(excluded.costs_at, costs_at),
                        gaps = excluded.gaps
                    """,
                arguments: [account.digits, now.seconds, figures.costLines == nil ? nil : now.seconds, gaps])
            if let charges = figures.estimatedCharges {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO estimated_charges (account, at, amount_nano) VALUES (?, ?, ?)",
                    arguments: [account.digits, charges.at.seconds, charges.amount.nanoUSD])
            }
            try CostDatabase.replace(figures.costLines ?? [], account, now, in: db)
            try CostDatabase.record(credits: figures, account, now, in: db)
        }
    }

    private static func replace(
        _ lines: [BillingFigures.CostLine], _ account: AccountID, _ now: Date, in db: Database
    ) throws {
        guard let first = lines.map(\.start).min() else { return }
        try db.execute(
            sql: "DELETE FROM cost_line WHERE account = ? AND end_day > ?", arguments: [account.digits, first])
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO cost_line
                    (account, start_day, end_day, record_type, service, amount_nano, estimated, answered_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET amount_nano = amount_nano + excluded.amount_nano,
                    estimated = max(estimated, excluded.estimated)
                """)
        // What AWS tells in several parts is the sum of them.
        for line in lines {
            try insert.execute(arguments: [
                account.digits, line.start, line.end, line.recordType, line.service ?? "", line.amount.nanoUSD,
                line.estimated, now.seconds,
            ])
        }
    }

    /// The newest of each: what one source did not answer may be older than the rest.
    package func latestFigures(account: AccountID) async throws -> BillingFigures {
        try await read("Reading what AWS billed") { db in
            let answer = try Row.fetchOne(
                db, sql: "SELECT costs_at, gaps FROM billing_answer WHERE account = ?", arguments: [account.digits])
            let charges = try Row.fetchOne(
                db, sql: "SELECT * FROM estimated_charges WHERE account = ? ORDER BY at DESC LIMIT 1",
                arguments: [account.digits])
            let lines = try Row.fetchAll(
                db, sql: "SELECT * FROM cost_line WHERE account = ? ORDER BY start_day, end_day, record_type, service",
                arguments: [account.digits])
            let costsAt = (answer?["costs_at"] as Int64?).map(Date.init(seconds:))
            var figures = BillingFigures(
                estimatedCharges: charges.map {
                    .init(amount: Money(nanoUSD: $0["amount_nano"]), at: Date(seconds: $0["at"]))
                },
                chargesByMonth: try CostDatabase.chargesByMonth(account, in: db),
                costLines: costsAt == nil ? nil : lines.map(CostDatabase.costLine), costsAt: costsAt,
                gaps: try Stored.decode([GapRecord].self, answer?["gaps"] ?? "[]").map { try $0.gap(of: account) })
            try CostDatabase.readCredits(into: &figures, account, in: db)
            return figures
        }
    }

    /// Without the first hours of each month: the metric may still show the month before.
    private static func chargesByMonth(
        _ account: AccountID, in db: Database
    ) throws -> [BillingFigures.MonthOfCharges] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT strftime('%Y-%m', at, 'unixepoch') AS month, max(amount_nano) AS amount, max(at) AS last_at
                FROM estimated_charges WHERE account = ? AND strftime('%d %H', at, 'unixepoch') >= '01 12'
                GROUP BY month ORDER BY month
                """, arguments: [account.digits]
        ).map {
            .init(month: $0["month"], amount: Money(nanoUSD: $0["amount"]), lastAt: Date(seconds: $0["last_at"]))
        }
    }

    private static func costLine(_ row: Row) -> BillingFigures.CostLine {
        let service: String = row["service"]
        return BillingFigures.CostLine(
            recordType: row["record_type"], start: row["start_day"], end: row["end_day"],
            amount: Money(nanoUSD: row["amount_nano"]), estimated: row["estimated"],
            service: service.isEmpty ? nil : service)
    }

    /// What is left is reckoned as of `now`: rules judge the present. Names of credits are unique within an account: of two alike the last stays.
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
}
