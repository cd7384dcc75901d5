// Keeps what AWS itself says of credits: its list, and what a Free Tier plan has left.

import CostModel
import Foundation
import GRDB

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
