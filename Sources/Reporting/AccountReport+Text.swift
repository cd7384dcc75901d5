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
        services(&lines)
        PlanReport.flagged(plan)?.whole(&lines, most: TextLines.longest)
        unseen(&lines)
        own(&lines)
        let own = ["costguard plan", plan.steps.isEmpty ? nil : "costguard apply \(plan.id)"].compactMap { $0 }
        lines.next(context.next.isEmpty ? own : context.next)
        return lines.text
    }

    private func credits(_ lines: inout TextLines) {
        if context.balances.isEmpty { lines.section("CREDIT", "none known: costguard credits set 100 --used 37") }
        for balance in context.balances {
            let credit = CreditText(balance: balance, context: context)
            credit.head(&lines)
            lines.field("now", credit.pace(balance.burnPerHour) ?? "burn not known: costguard scan")
            if let range = SpendReport.range(of: balance, context) { lines.field("range", range) }
            if let after = PlanReport.burnAfter(plan, balance.burnPerHour),
                let pace = credit.pace(after, afterwards: false)
            {
                lines.field("if applied", pace)
            }
            if let then = SpendReport.afterwards(balance, context) { lines.field("then", then) }
            lines.field("marks", CreditsReport.marks(credit))
            lines.field("source", credit.origin)
        }
    }

    private func burning(_ lines: inout TextLines) {
        guard let spend = context.spend, !figures.burning.isEmpty else { return }
        let perDay = spend.now.amount.scaled(by: 24, over: 1).cents
        lines.section("BURNING", "\(CommonText.rate(spend.now.amount)) USD an hour, \(perDay) USD a day:")
        let top = figures.burning.prefix(Self.longest).map { BurningText(spend: $0, plan: plan, context: context) }
        let prices = top.map { $0.perDay.cents.count }.max() ?? 0
        let titles = Titles(figures.burning.map { (key: $0.key, name: $0.name) })
        for item in top {
            let price = item.perDay.cents
            let blank = String(repeating: " ", count: prices - price.count)
            let (name, id) = titles.column(item.spend.key, item.spend.name)
            let what = id.map { "\($0)  \(item.what)" } ?? item.what
            let fate = item.fate.isEmpty ? "" : ". \(item.fate)"
            lines.add(
                "\(what)\(fate)",
                head: "  \(blank)\(price)  \(name.padded(to: TextLines.nameColumns))")
        }
        guard let others = otherBurning else { return }
        lines.add("and \(others.count) more, \(others.perDay.cents) USD a day together", head: "  ")
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

    private func services(_ lines: inout TextLines) {
        guard let services = figures.services, !services.services.isEmpty else { return }
        lines.section("BY SERVICE", "\(services.total.cents) USD \(ServiceSpendText.basis(services, context))")
        let shown = services.services.prefix(Self.longest)
        let prices = shown.map { $0.amount.cents.count }.max() ?? 0
        for service in shown {
            let price = service.amount.cents
            lines.add(service.name, head: "  \(String(repeating: " ", count: prices - price.count))\(price)  ")
        }
        guard let others = otherServices else { return }
        lines.add("and \(others.count) more, \(others.sum.cents) USD together", head: "  ")
    }

    private func unseen(_ lines: inout TextLines) {
        PlanReport.gaps(plan)?.whole(&lines, most: TextLines.longest)
        PlanReport.faults(plan)?.whole(&lines, most: TextLines.longest)
        guard let spend = context.spend, spend.since < spend.until else { return }
        lines.field(
            "NOT METERED", SpendReport.notMetered(spend).joined(separator: "; "), indent: 0,
            label: TextLines.titleColumns)
    }

    private func own(_ lines: inout TextLines) {
        guard let cost = figures.selfCost else { return }
        lines.field("SELF-COST", SelfCostText.month(cost), indent: 0, label: TextLines.titleColumns)
        lines.field("calls", SelfCostText.free(cost))
        if let scan = context.scan { lines.field("last scan", SelfCostText.last(scan)) }
    }
}
