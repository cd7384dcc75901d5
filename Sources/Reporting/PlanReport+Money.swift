// The top of a plan's text: the credits, what they burn, and what AWS's own bill shows.

import CostModel
import Foundation

extension PlanReport {
    static func credit(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        UnpaidText.warning(context, &lines)
        for balance in context.balances {
            let credit = CreditText(balance: balance, context: context)
            if context.isVerbose { credit.head(&lines) } else { credit.briefHead(&lines) }
            lines.field("now", credit.pace(balance.burnPerHour) ?? "burn not known: costguard scan")
            if let after = burnAfter(plan, balance.burnPerHour), let pace = credit.pace(after, afterwards: false) {
                lines.field("if applied", pace)
            }
            let crossing = Crossing.all(plan.sections.credits.map(\.judgement), balances: [balance]).first
            if let crossing, context.isVerbose { lines.field("passed", credit.passed(crossing.levels)) }
            lines.field("source", credit.origin)
        }
        for words in furtherCredits(plan, context) { lines.field("credit", words) }
    }

    /// What a user's own rule says of a credit: it need not name a mark of the configuration.
    static func furtherCredits(_ plan: Plan, _ context: TextContext) -> [String] {
        let told = Set(context.balances.flatMap { balance in balance.levels.map { "\(balance.name)/\($0.text)" } })
        return plan.sections.credits.filter { !told.contains($0.resource.id) }.map {
            "\(CommonText.title($0.resource, $0.judgement.name)): \($0.judgement.reason)"
        }
    }

    /// The burn once every step is done; nil where nothing would change or a price is not known.
    static func burnAfter(_ plan: Plan, _ burn: Money?) -> Money? {
        let saved = plan.sections.stoppingSum
        guard let burn, saved.count > 0, saved.unpriced == 0 else { return nil }
        return max(.zero, burn - saved.perMonth.scaled(by: 1, over: 730))
    }

    /// - Parameter isWhole: false leaves the metric out where the bill itself is known.
    static func bill(_ context: TextContext, isWhole: Bool = true, _ lines: inout TextLines) {
        guard let figures = context.figures else { return }
        var parts: [String] = []
        if let costs = figures.costLines, let net = net(costs) { parts.append(net) }
        if let charges = figures.estimatedCharges, isWhole || parts.isEmpty {
            let metric = "EstimatedCharges metric: \(charges.amount.cents) USD this month, \(context.point(charges.at))"
            parts.append(parts.isEmpty ? "net of credits not known; its \(metric)" : "its \(metric)")
        }
        guard !parts.isEmpty else { return }
        lines.field("AWS's bill", parts.joined(separator: "; "), indent: 0, label: TextLines.titleColumns)
        if let card = UnpaidText.onCard(context) { lines.field("on card", card) }
    }

    /// `shows 0.00 USD for November: the credit pays (gross 41.10)`: the newest month of Cost Explorer.
    private static func net(_ costs: [BillingFigures.CostLine]) -> String? {
        guard let month = costs.map({ $0.start.prefix(7) }).max() else { return nil }
        let lines = costs.filter { $0.start.hasPrefix(month) }
        let gross = lines.filter { !$0.isCredit }.reduce(Money.zero) { $0 + $1.amount }
        let paid = lines.filter(\.isCredit).reduce(Money.zero) { $0 + $1.amount }
        let net = gross + paid
        let shows = "shows \(net.cents) USD for \(TimeText.month(String(month)))"
        if paid == .zero { return gross > .zero ? "\(shows): no credit pays" : shows }
        let payer = net <= Money(nanoUSD: 5_000_000) ? "the credit pays" : "credits pay \((.zero - paid).cents)"
        return "\(shows): \(payer) (gross \(gross.cents))"
    }
}
