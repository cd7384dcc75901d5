// A plan for a tired reader: the money first, the next step last, and no more than a screen; with -v all of it. This file
// has the order of sections and the money; the others are in PlanReport+Sections.

package import CostModel
import Foundation

extension PlanReport {
    /// The plan as text. Lines for which there is no data do not appear, or say what is missing.
    package static func text(_ plan: Plan, _ context: TextContext) -> String {
        var lines = TextLines(context)
        if let notice = StatusReport.notice(context) { lines.add(notice, style: context.palette.bad) }
        credit(plan, context, &lines)
        if context.isVerbose || context.balances.isEmpty { SpendReport.section(context, &lines) }
        bill(context, isWhole: context.isVerbose, &lines)
        let sections = sections(plan, context)
        var end = TextLines(context)
        closing(plan, context, &end)
        guard !context.isVerbose else {
            for section in sections { section.whole(&lines) }
            if let words = CronText.gpuLoad(of: plan, context) { lines.add(words) }
            return lines.text + end.text
        }
        let room = context.height - lines.lines.count - end.lines.count - sections.count
        let shares = TextSection.shares(sections.map(\.entries.count), room: room)
        for (section, share) in zip(sections, shares) {
            section.brief(&lines, most: share, all: context.whole)
        }
        // Where the screen is full, what would be stopped and what is flagged go before.
        if let words = CronText.gpuLoad(of: plan, context), lines.lines.count + end.lines.count < context.height {
            lines.add(words)
        }
        return lines.text + end.text
    }

    private static func sections(_ plan: Plan, _ context: TextContext) -> [TextSection] {
        [steps(plan, context)]
            + [
                OrderText.planSection(context), starts(plan), hoursUnread(plan), refused(plan), unknown(plan),
                leftAlone(plan, context), flagged(plan), gaps(plan), faults(plan),
            ]
            .compactMap { $0 }
    }

    private static func closing(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        var parts: [String] = []
        if let scan = context.scan {
            parts.append(scan.regionsSeen)
            let age = context.now.timeIntervalSince(scan.at)
            let seconds = QuantityText.decimal(scan.duration, places: 1)
            if age >= 600 {
                parts.append("\(TimeText.span(age)) ago")
            } else if seconds != "0" {
                parts.append("\(seconds) s")
            }
            parts.append("scan cost \(CommonText.rate(scan.selfCost)) USD")
        }
        let changed = context.isChanged ? "This was the plan, before the changes told apart." : "Nothing was changed."
        lines.add(changed + (parts.isEmpty ? "" : " \(parts.joined(separator: ", "))."))
        lines.next(context.next.isEmpty ? suggestions(plan) : context.next)
    }

    private static func suggestions(_ plan: Plan) -> [String] {
        let first = plan.findings.first { $0.resource.kind != .credit }
        let explain = first.map { "costguard explain \(CommonText.argument($0.resource, $0.judgement.name))" }
        guard plan.steps.isEmpty else { return [explain, "costguard apply \(plan.id)"].compactMap { $0 } }
        return [explain ?? "costguard credits"]
    }
}

extension PlanReport {
    static func credit(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        UnpaidText.warning(context, &lines)
        for balance in context.balances {
            let credit = CreditText(balance: balance, context: context)
            if context.isVerbose { credit.head(&lines) } else { credit.briefHead(&lines) }
            lines.field("now", credit.now)
            if let pace = credit.ifApplied(plan) { lines.field("if applied", pace) }
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
        return max(.zero, burn - saved.perMonth.anHourOfMonth)
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
