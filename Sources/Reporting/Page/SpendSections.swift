// What burns, where the money went, what was not seen, and what costguard itself costs, on a page.

import CostModel
import Foundation

extension Page {
    static func burning(_ report: AccountReport) -> Markup {
        let shown = report.figures.burning.prefix(AccountReport.longest)
        let most = shown.first?.spend.amount.usd ?? 1
        let titles = Titles(report.figures.burning.map { (key: $0.key, name: $0.name) })
        let entries = shown.map { spend in
            let words = BurningText(spend: spend, plan: report.plan, context: report.context)
            return Entry(
                title: titles.title(spend.key, spend.name, cutTo: 64), detail: words.what, note: words.fate,
                figure: words.perDay.cents, link: ConsoleLink.page(of: spend.key),
                share: spend.spend.amount.usd / max(most, 1e-9))
        }
        return section(
            "What burns, USD a day", ledger(entries),
            paragraph(report.otherBurning.map { "and \($0.count) more: \($0.perDay.cents)" }, style: "soft"))
    }

    static func services(_ report: AccountReport) -> Markup {
        guard let spend = report.figures.services, let most = spend.services.first?.amount.usd else { return .nothing }
        let shown = spend.services.prefix(AccountReport.longest)
        let entries = shown.map {
            Entry(title: $0.name, figure: $0.amount.cents, share: $0.amount.usd / max(most, 1e-9))
        }
        return section(
            "By service, USD",
            paragraph("\(spend.total.cents) USD \(ServiceSpendText.basis(spend, report.context))", style: "soft"),
            ledger(entries),
            paragraph(report.otherServices.map { "and \($0.count) more: \($0.sum.cents)" }, style: "soft"))
    }

    /// Gaps first: what was asked and not answered. Then what nobody meters.
    static func unseen(_ plan: Plan, _ context: TextContext) -> Markup {
        let gaps = plan.gaps.prefix(most).map { gap in
            Entry(
                title: CommonText.place(gap.region), detail: "\(gap.service):\(gap.operation)", note: gap.error,
                figure: gap.kind.rawValue)
        }
        let faults = plan.faults.prefix(most).map { fault in
            Entry(title: fault.rule, detail: fault.resource?.id ?? "", note: fault.message, figure: "rule failed")
        }
        let more = max(0, plan.gaps.count - most) + max(0, plan.faults.count - most)
        let head =
            gaps.isEmpty && faults.isEmpty ? nil : "This report is incomplete: \(plan.gaps.count + plan.faults.count)."
        return section(
            "Not seen", paragraph(head, style: "loss"), ledger(gaps + faults),
            others(more),
            unmeteredWords(context))
    }

    static func unmetered(_ context: TextContext) -> Markup { section("Not seen", unmeteredWords(context)) }

    private static func unmeteredWords(_ context: TextContext) -> Markup {
        guard let spend = context.spend, spend.since < spend.until else { return .nothing }
        return paragraph("Not metered: \(SpendReport.notMetered(spend).joined(separator: "; ")).", style: "soft")
    }

    static func selfCost(_ cost: SelfCost?, _ context: TextContext) -> Markup {
        guard let cost else { return .nothing }
        return section(
            "What costguard itself costs",
            facts([
                ("this month", SelfCostText.month(cost)), ("calls", SelfCostText.free(cost)),
                ("last scan", context.scan.map(SelfCostText.last)),
            ]))
    }

    /// How many entries a list names that nobody reads to its end.
    static let most = 50
}
