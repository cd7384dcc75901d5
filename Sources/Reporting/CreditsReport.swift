// Credits for machines and for people.

import CostModel
import Foundation

/// What is left of the credits, as JSON, CSV or text.
package enum CreditsReport {
    /// One JSON object, schema version 1. What is not known is null, never 0.
    ///
    /// - Parameters:
    ///   - spend: by the meter; nil: it has nothing yet.
    ///   - figures: what AWS billed; nil: not known.
    package static func json(
        _ balances: [CreditBalance], spend: SpendFigures? = nil, figures: BillingFigures? = nil, at now: Date
    ) -> String {
        let unpaid = UnpaidUsage(figures, balances, at: now)
        let card = figures?.costsAt.flatMap { told in
            figures?.costLines.map { CreditCoverage($0, since: "", told: told).card }
        }
        return JSONText.object([
            ("schemaVersion", .integer(1)), ("credits", .array(balances.map { credit($0, spend, now) })),
            ("spend", spend.map(SpendReport.json) ?? .null),
            ("onCard", card.map(UnpaidText.json) ?? .null),
            (
                "unpaid",
                unpaid.map { unpaid in
                    .object([
                        ("since", .time(unpaid.since)), ("usd", .money(unpaid.total)),
                        ("services", UnpaidText.json(unpaid.services)),
                    ])
                } ?? .null
            ),
        ]).document
    }

    static func credit(_ balance: CreditBalance, _ spend: SpendFigures?, _ now: Date) -> JSONText {
        let end = balance.end(from: now)
        let runway = SpendReport.runway(of: balance, spend, at: now)
        return .object([
            ("name", .string(balance.name)), ("source", .string(balance.source.rawValue)),
            ("grantedUSD", .money(balance.granted)), ("remainingUSD", .money(balance.remaining)),
            ("burnedUSD", .money(balance.burned)), ("burnedPercent", .real(short(balance.burnedPercent))),
            ("burnUSDPerHour", .money(balance.burnPerHour)),
            ("runwayHours", .real(short(balance.runwayHours(at: now)))),
            ("endsAt", .time(end?.at)), ("endsBy", .optional(end?.by.rawValue)),
            ("expiresAt", .time(balance.expiresAt)), ("asOf", .time(balance.asOf)),
            ("endsEarliest", .time(runway?.earliest)), ("endsLatest", .time(runway?.latest)),
            ("remainingNowUSD", .money(balance.remaining(at: now))), ("drawnFrom", .time(turn(of: balance, now))),
            ("basis", .string(balance.basis)), ("isLowerBound", .bool(balance.isLowerBound)),
            ("isBurnLowerBound", .bool(balance.isBurnLowerBound)),
        ])
    }

    /// When a credit that waits for another begins to pay; nil where it pays already, or never will.
    private static func turn(of balance: CreditBalance, _ now: Date) -> Date? {
        balance.isWaiting(at: now) && balance.burningSince != .distantFuture ? balance.burningSince : nil
    }

    /// Four decimals: more would only show how binary fractions work.
    private static func short(_ number: Double?) -> Double? { number.map { ($0 * 10_000).rounded() / 10_000 } }

    /// One row per credit; what is not known is an empty cell.
    package static func csv(_ balances: [CreditBalance], at now: Date) -> String {
        var table = CSVText([
            "name", "source", "granted_usd", "remaining_usd", "burned_usd", "burned_percent", "burn_usd_per_hour",
            "runway_hours", "ends_at", "ends_by", "expires_at", "as_of", "remaining_now_usd", "drawn_from", "basis",
        ])
        for balance in balances {
            let end = balance.end(from: now)
            table.row([
                .text(balance.name), .text(balance.source.rawValue), .number(balance.granted.description),
                .number(balance.remaining?.description), .number(balance.burned?.description),
                .number(short(balance.burnedPercent).map { String($0) }), .number(balance.burnPerHour?.description),
                .number(short(balance.runwayHours(at: now)).map { String($0) }), .text(end.map { Moment.utc($0.at) }),
                .text(end?.by.rawValue), .text(balance.expiresAt.map(Moment.utc)), .text(balance.asOf.map(Moment.utc)),
                .number(balance.remaining(at: now)?.description), .text(turn(of: balance, now).map(Moment.utc)),
                .text(balance.basis),
            ])
        }
        return table.document
    }

    /// A few lines per credit of the context.
    package static func text(_ context: TextContext) -> String {
        var lines = TextLines(context)
        if context.balances.isEmpty {
            lines.add("No credit is known.")
            SpendReport.section(context, &lines)
            SpendReport.details(context, &lines)
            lines.next(["costguard credits set 100 --used 37 --expires 2027-06-30"])
            return lines.text
        }
        UnpaidText.warning(context, &lines)
        for balance in context.balances {
            let credit = CreditSentences(balance: balance, context: context)
            credit.head(&lines)
            lines.field("now", credit.pace(balance.burnPerHour) ?? "burn not known: costguard scan")
            if let range = SpendReport.range(of: balance, context) { lines.field("range", range) }
            if let then = SpendReport.afterwards(balance, context) { lines.field("then", then) }
            lines.field("marks", marks(credit))
            lines.field("source", credit.origin)
        }
        SpendReport.section(context, &lines)
        SpendReport.details(context, &lines)
        PlanReport.bill(context, &lines)
        SpendReport.reconciled(context, &lines)
        lines.add("USD/h is list price of what runs; Free Tier, spot and transfer are not in it.")
        lines.next(context.next)
        return lines.text
    }

    /// `80 % passed; next mail at 95 %`.
    static func marks(_ credit: CreditSentences) -> String {
        let balance = credit.balance
        let now = credit.context.now
        guard !balance.levels.isEmpty else { return "none" }
        let passed = CreditSentences.marks(balance.levels.filter { balance.isPast($0, at: now) ?? false })
        let next = credit.ahead.map(\.text).joined(separator: ", ")
        return [passed.isEmpty ? "" : "\(passed) passed", next.isEmpty ? "" : "next mail at \(next)"]
            .filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
