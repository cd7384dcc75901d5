// The report for the terminal: the money first, then what burns it, what could be saved, what was not seen.

import CostModel
import Foundation

extension AccountReport {
    /// As text, 80 columns where words allow it.
    package var text: String {
        var lines = TextLines(context)
        lines.field("ACCOUNT", "\(plan.account)  \(lead)", indent: 0, label: TextLines.titleColumns)
        for notice in notices { lines.add(notice, style: context.palette.bad) }
        credits(&lines)
        SpendReport.section(context, &lines)
        PlanReport.bill(context, &lines)
        burning(&lines)
        steps(&lines)
        byService(&lines)
        PlanReport.flagged(plan)?.whole(&lines, most: TextLines.longest)
        unseen(&lines)
        own(&lines)
        let own = ["costguard plan", plan.steps.isEmpty ? nil : "costguard apply \(plan.id)"].compactMap { $0 }
        lines.next(context.next.isEmpty ? own : context.next)
        return lines.text
    }

    private func credits(_ lines: inout TextLines) {
        if context.balances.isEmpty { CreditText.none(&lines) }
        for balance in context.balances { CreditText(balance: balance, context: context).block(plan, &lines) }
    }

    private func burning(_ lines: inout TextLines) {
        let burners = burners
        guard let spend = context.spend, !burners.all.isEmpty else { return }
        let perDay = spend.now.amount.scaled(by: 24, over: 1).cents
        lines.section("BURNING", "\(CommonText.rate(spend.now.amount)) USD an hour, \(perDay) USD a day:")
        let titles = Titles(figures.burning.map { (key: $0.key, name: $0.name) })
        lines.priced(
            burners.shown.map { item in
                let (name, id) = titles.column(item.spend.key, item.spend.name)
                let what = id.map { "\($0)  \(item.what)" } ?? item.what
                let fate = item.fate.isEmpty ? "" : ". \(item.fate)"
                return (item.perDay, name.padded(to: TextLines.nameColumns), what + fate)
            },
            others: burners.others.map {
                "\($0.count) more, \($0.sum.scaled(by: 24, over: 1).cents) USD a day together"
            })
    }

    private func steps(_ lines: inout TextLines) {
        guard !plan.steps.isEmpty else { return }
        lines.section("WOULD STOP", PlanSectionText(plan: plan).stopping, right: "plan \(plan.id)")
        lines.some(plan.steps) { step, lines in
            let saving = step.savingPerMonth.map { "\(CommonText.perDay(perMonth: $0).cents) USD a day" }
            lines.item(
                step.resource, step.name, saving ?? "saving not known: no price for it", among: Titles(plan.steps))
        }
    }

    private func byService(_ lines: inout TextLines) {
        guard let spend = figures.services, !spend.services.isEmpty else { return }
        lines.section("BY SERVICE", "\(spend.total.cents) USD \(ServiceSpendText.basis(spend, context))")
        lines.priced(
            services.shown.map { ($0.amount, "", $0.name) },
            others: services.others.map { "\($0.count) more, \($0.sum.cents) USD together" })
    }

    private func unseen(_ lines: inout TextLines) {
        PlanReport.gaps(plan)?.whole(&lines, most: TextLines.longest)
        PlanReport.faults(plan)?.whole(&lines, most: TextLines.longest)
        guard let spend = context.metered else { return }
        lines.field(
            "NOT METERED", SpendReport.notMetered(spend).joined(separator: "; "), indent: 0,
            label: TextLines.titleColumns)
    }

    private func own(_ lines: inout TextLines) {
        guard let cost = figures.selfCost else { return }
        lines.field("SELF-COST", SelfCostText.month(cost), indent: 0, label: TextLines.titleColumns)
        lines.facts(SelfCostText.facts(cost, context.scan))
    }
}

extension TextLines {
    /// Lines with an amount before each, the amounts in one column; then what is not told by name.
    fileprivate mutating func priced(_ rows: [(price: Money, name: String, text: String)], others: String?) {
        let widest = rows.map(\.price.cents.count).max() ?? 0
        for row in rows { add(row.text, head: "  \(row.price.cents.aligned(to: widest))  \(row.name)") }
        if let others { add("and \(others)", head: "  ") }
    }
}
