// Keeps AWS's words on money: what it billed, its list of credits, and what a Free Tier plan has left.

package import CostModel
package import Foundation
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
}

extension CostDatabase {
    /// A list replaces the list before: what AWS no longer lists is gone. What was not answered stays as it was.
    static func record(
        credits figures: BillingFigures, _ account: AccountID, _ now: Date, in db: Database
    ) throws {
        guard figures.credits != nil || figures.planAt != nil else { return }
        try db.execute(
            sql: """
                INSERT INTO credit_answer (account, credits_at, plan_at) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET credits_at = coalesce(excluded.credits_at, credits_at),
                    plan_at = coalesce(excluded.plan_at, plan_at)
                """,
            arguments: [
                account.digits, figures.credits == nil ? nil : now.seconds, figures.planAt == nil ? nil : now.seconds,
            ])
        if let credits = figures.credits {
            try db.execute(sql: "DELETE FROM aws_credit WHERE account = ?", arguments: [account.digits])
            for credit in credits { try insert(credit, account, in: db) }
        }
        if figures.planAt != nil { try replace(figures.plan, account, now, in: db) }
    }

    private static func insert(_ credit: AWSCredit, _ account: AccountID, in db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO aws_credit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                account.digits, credit.id, credit.type, credit.description, credit.initial.nanoUSD,
                credit.remaining.nanoUSD, credit.estimated?.nanoUSD, credit.startsAt?.seconds,
                credit.expiresAt?.seconds, try Stored.json(credit.products), credit.isEnabled,
            ])
    }

    /// The most that a plan ever had left outlives the plan's later words: it is what was granted at least. So does the
    /// first word that it is over, for AWS tells no time of that.
    private static func replace(
        _ plan: FreeTierPlan?, _ account: AccountID, _ now: Date, in db: Database
    ) throws {
        guard let plan else {
            return try db.execute(sql: "DELETE FROM free_tier_plan WHERE account = ?", arguments: [account.digits])
        }
        try db.execute(
            sql: """
                INSERT INTO free_tier_plan (account, type, status, remaining_nano, most_nano, expires_at, ended_at)
                VALUES (:account, :type, :status, :left, :left, :expires, :ended)
                ON CONFLICT DO UPDATE SET type = :type, status = :status, remaining_nano = :left, expires_at = :expires,
                    ended_at = CASE WHEN :ended IS NULL THEN NULL ELSE coalesce(ended_at, :ended) END,
                    most_nano = max(coalesce(most_nano, :left), coalesce(:left, most_nano))
                """,
            arguments: [
                "account": account.digits, "type": plan.type, "left": plan.remaining?.nanoUSD,
                "expires": plan.expiresAt?.seconds, "status": plan.status,
                "ended": plan.isOver ? now.seconds : nil,
            ])
    }

    static func readCredits(into figures: inout BillingFigures, _ account: AccountID, in db: Database) throws {
        let answer = try Row.fetchOne(
            db, sql: "SELECT * FROM credit_answer WHERE account = ?", arguments: [account.digits])
        figures.creditsAt = (answer?["credits_at"] as Int64?).map(Date.init(seconds:))
        figures.planAt = (answer?["plan_at"] as Int64?).map(Date.init(seconds:))
        if figures.creditsAt != nil {
            figures.credits = try Row.fetchAll(
                db, sql: "SELECT * FROM aws_credit WHERE account = ? ORDER BY id", arguments: [account.digits]
            ).map(awsCredit)
        }
        let plan = try Row.fetchOne(
            db, sql: "SELECT * FROM free_tier_plan WHERE account = ?", arguments: [account.digits])
        figures.plan = plan.map {
            FreeTierPlan(
                type: $0["type"], status: $0["status"], remaining: money($0, "remaining_nano"),
                expiresAt: date($0, "expires_at"), endedAt: date($0, "ended_at"))
        }
        figures.planMost = plan.flatMap { money($0, "most_nano") }
    }

    private static func awsCredit(_ row: Row) throws -> AWSCredit {
        AWSCredit(
            id: row["id"], type: row["type"], description: row["description"],
            initial: Money(nanoUSD: row["initial_nano"]), remaining: Money(nanoUSD: row["remaining_nano"]),
            estimated: money(row, "estimated_nano"), startsAt: date(row, "starts_at"),
            expiresAt: date(row, "expires_at"), products: try Stored.decode([String].self, row["products"]),
            isEnabled: row["enabled"])
    }

    static func money(_ row: Row, _ column: String) -> Money? {
        (row[column] as Int64?).map(Money.init(nanoUSD:))
    }

    static func date(_ row: Row, _ column: String) -> Date? { (row[column] as Int64?).map(Date.init(seconds:)) }
}
