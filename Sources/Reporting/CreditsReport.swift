// What is left of the credits: JSON, CSV, text and the page.

package import CostModel
package import Foundation

/// What is left of the credits, in every form.
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
        return JSONText.document(
            CreditsDocument(
                credits: balances.map { CreditEntry($0, spend, at: now) }, spend: spend.map(SpendEntry.init),
                onCard: card.map(CreditsDocument.services),
                unpaid: unpaid.map {
                    .init(since: $0.since, usd: $0.total, services: CreditsDocument.services($0.services))
                }))
    }

    /// One row per credit; what is not known is an empty cell.
    package static func csv(_ balances: [CreditBalance], at now: Date) -> String {
        var table = CSVText([
            "name", "source", "granted_usd", "remaining_usd", "burned_usd", "burned_percent", "burn_usd_per_hour",
            "runway_hours", "ends_at", "ends_by", "expires_at", "as_of", "remaining_now_usd", "drawn_from", "basis",
        ])
        for credit in balances.map({ CreditEntry($0, nil, at: now) }) {
            table.row([
                .text(credit.name), .text(credit.source.rawValue), .number(credit.grantedUSD.description),
                .number(credit.remainingUSD?.description), .number(credit.burnedUSD?.description),
                .number(credit.burnedPercent.map { String($0) }), .number(credit.burnUSDPerHour?.description),
                .number(credit.runwayHours.map { String($0) }), .text(credit.endsAt.map(UTCTime.text)),
                .text(credit.endsBy?.rawValue), .text(credit.expiresAt.map(UTCTime.text)),
                .text(credit.asOf.map(UTCTime.text)), .number(credit.remainingNowUSD?.description),
                .text(credit.drawnFrom.map(UTCTime.text)), .text(credit.basis),
            ])
        }
        return table.document
    }

    /// A few lines per credit of the context.
    package static func text(_ context: TextContext) -> String {
        var lines = TextLines(context)
        if context.balances.isEmpty {
            lines.add("No credit is known.")
        } else {
            UnpaidText.warning(context, &lines)
        }
        for balance in context.balances { CreditText(balance: balance, context: context).block(nil, &lines) }
        SpendReport.section(context, &lines)
        SpendReport.details(context, &lines)
        guard !context.balances.isEmpty else {
            lines.next(["costguard credits set 100 --used 37 --expires 2027-06-30"])
            return lines.text
        }
        PlanReport.bill(context, &lines)
        SpendReport.reconciled(context, &lines)
        lines.add("USD/h is list price of what runs; Free Tier, spot and transfer are not in it.")
        lines.next(context.next)
        return lines.text
    }

    /// What is left of each credit, as a page.
    package static func html(_ context: TextContext, _ figures: ReportFigures) -> String {
        let account = context.scan.map { "Account \($0.account), scanned \(context.point($0.at))" } ?? "No scan yet"
        return Page.document(
            "Credits", lead: account, notices: [StatusReport.notice(context)].compactMap { $0 },
            sections: [
                Page.credits(nil, context), Page.curves(context, figures), Page.spent(context),
                Page.unmetered(context),
            ], command: "costguard credits --format html", context)
    }
}

/// `credits --format json`.
struct CreditsDocument: Codable {
    struct Service: Codable {
        let service: String
        let usd: Money
    }

    struct Unpaid: Codable {
        let since: Date
        let usd: Money
        let services: [Service]
    }

    var schemaVersion = SchemaVersion.one
    let credits: [CreditEntry]
    let spend: SpendEntry?
    let onCard: [Service]?
    let unpaid: Unpaid?

    static func services(_ services: [ServiceSpend]) -> [Service] {
        services.map { Service(service: $0.name, usd: $0.amount) }
    }
}

/// A credit at one time.
struct CreditEntry: Codable {
    let name: String
    let source: BalanceSource
    let grantedUSD: Money
    let remainingUSD, burnedUSD: Money?
    let burnedPercent: Double?
    let burnUSDPerHour: Money?
    let runwayHours: Double?
    let endsAt: Date?
    let endsBy: CreditEnd?
    let expiresAt, asOf: Date?
    /// By the burns that the meter saw.
    let endsEarliest, endsLatest: Date?
    let remainingNowUSD: Money?
    /// When a credit that waits for another begins to pay; nil where it pays already, or never will.
    let drawnFrom: Date?
    let basis: String
    let isLowerBound, isBurnLowerBound: Bool
}

extension CreditEntry {
    init(_ balance: CreditBalance, _ spend: SpendFigures?, at now: Date) {
        let end = balance.end(from: now)
        let runway = SpendReport.runway(of: balance, spend, at: now)
        let waits = balance.isWaiting(at: now) && balance.burningSince != .distantFuture
        self.init(
            name: balance.name, source: balance.source, grantedUSD: balance.granted, remainingUSD: balance.remaining,
            burnedUSD: balance.burned, burnedPercent: balance.burnedPercent.map(QuantityText.fourDecimals),
            burnUSDPerHour: balance.burnPerHour,
            runwayHours: balance.runwayHours(at: now).map(QuantityText.fourDecimals),
            endsAt: end?.at, endsBy: end?.by, expiresAt: balance.expiresAt, asOf: balance.asOf,
            endsEarliest: runway?.earliest, endsLatest: runway?.latest, remainingNowUSD: balance.remaining(at: now),
            drawnFrom: waits ? balance.burningSince : nil, basis: balance.basis, isLowerBound: balance.isLowerBound,
            isBurnLowerBound: balance.isBurnLowerBound)
    }
}
