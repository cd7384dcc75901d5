// The daily digest: what is left, what burns, what was found and what could not be seen, short enough for a phone.

package import CostModel
import Foundation

extension MailText {
    /// One mail a day, for who asked for it.
    ///
    /// - Parameter context: its balances are the credits, its `spend` and `running` what burns.
    package static func digest(
        _ plan: Plan, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        if context.balances.isEmpty { lines.add("No credit is known: costguard credits set 100 --used 37") }
        for balance in context.balances {
            let credit = CreditText(balance: balance, context: context)
            credit.head(&lines)
            if let pace = credit.pace(balance.burnPerHour) { lines.field("now", pace) }
            if let next = credit.nextMail { lines.field("next mail", next) }
        }
        BrakeText.section(context, &lines)
        SpendReport.section(context, &lines)
        burners(plan, context, &lines)
        lines.blank()
        findings(plan, &lines)
        RehearsalText.section(context, &lines)
        if !plan.gaps.isEmpty {
            let places = Set(plan.gaps.map(\.region.place)).sorted().prefix(4).joined(separator: ", ")
            lines.field(
                "not seen", "\(CountText.text(plan.gaps.count, "list")), in \(places): costguard plan", label: 13)
        }
        if !plan.faults.isEmpty { lines.field("rule errors", "\(plan.faults.count): costguard plan") }
        lines.blank()
        close(&lines, "Account \(plan.account). One mail a day (notify.digest). Mail \(mailID).", context)
        return (Sanitizer.subject(subject(plan, context)), lines.text)
    }

    private static func findings(_ plan: Plan, _ lines: inout TextLines) {
        let words = PlanSectionText(plan: plan)
        let apply = plan.steps.isEmpty ? "" : ": costguard apply \(plan.id)"
        lines.field("would stop", words.stopping + apply)
        if let refused = words.refused { lines.field("refused", refused) }
        if let unknown = words.unknown { lines.field("not known", unknown) }
        if let flagged = words.flagged { lines.field("flagged", flagged) }
    }

    /// `63.00 USD left, burning 30.24 USD a day (class credit): daily digest`.
    private static func subject(_ plan: Plan, _ context: TextContext) -> String {
        let first = context.balances.first { !$0.isWaiting(at: context.now) } ?? context.balances.first
        let left = first.flatMap { CreditText(balance: $0, context: context).left }.map { "\($0.cents) USD left" }
        let perHour = context.spend?.now.amount ?? first?.burnPerHour
        let burn = perHour.map { "burning \($0.scaled(by: 24, over: 1).cents) USD a day" }
        let name = first.map { " (\(CreditName($0).phrase(cutTo: 16)))" } ?? ""
        let facts = [left, burn].compactMap { $0 }.joined(separator: ", ")
        return "Daily digest: \(facts.isEmpty ? "account \(plan.account)" : facts)\(name)"
    }
}

extension MailText {
    private static let shownBurners = 5

    /// What runs, the dearest first, and what is to be said of each; then what costs besides.
    static func burners(_ plan: Plan?, _ context: TextContext, _ lines: inout TextLines) {
        let rest = rest(context)
        guard !context.running.isEmpty || rest != nil else { return }
        lines.blank()
        lines.add("What burns it, USD a day at list price:")
        let ordered = context.running.sorted(by: RunningInstance.dearestFirst)
        let titles = Titles(context.running)
        let shown = ordered.prefix(shownBurners).map { instance in
            [
                instance.perHour.map(CommonText.aDay) ?? "?", titles.title(instance.key, instance.name, cutTo: 19),
                Sanitizer.terminal(instance.type), instance.key.region.place,
            ]
        }
        let others = ordered.dropFirst(shownBurners)
        let more = others.compactMap(\.perHour).reduce(Money.zero, +)
        let prices =
            shown.map { $0[0] }
            + [others.isEmpty ? nil : CommonText.aDay(more), rest.map(CommonText.aDay)].compactMap { $0 }
        let widths =
            [prices.map(\.columns).max() ?? 0] + (1..<4).map { column in shown.map { $0[column].columns }.max() ?? 0 }
        for (instance, cells) in zip(ordered, shown) {
            let rest = zip(cells, widths).dropFirst().map { $0.padded(to: $1 + 2) }.joined()
            lines.add(standing(of: instance, plan, context), head: "  \(cells[0].aligned(to: widths[0]))  \(rest)")
        }
        if !others.isEmpty {
            lines.add(
                "\(others.count) more that \(others.count == 1 ? "runs" : "run")",
                head: "  \(CommonText.aDay(more).aligned(to: widths[0]))  ")
        }
        if let rest {
            lines.add("disks, addresses and the rest", head: "  \(CommonText.aDay(rest).aligned(to: widths[0]))  ")
        }
    }

    /// What costs per hour besides machines, by the meter; nil where it is nothing, or not known.
    private static func rest(_ context: TextContext) -> Money? {
        guard let now = context.spend?.now.amount else { return nil }
        let rest = now - context.running.compactMap(\.perHour).reduce(.zero, +)
        return rest > .zero ? rest : nil
    }

    /// `IDLE`, `busy: CPU 30.5 %`, `percent_complete 63`; empty where no plan says.
    private static func standing(of instance: RunningInstance, _ plan: Plan?, _ context: TextContext) -> String {
        guard let plan else { return "" }
        if plan.steps.contains(where: { $0.resource == instance.key }) { return "IDLE" }
        let findings = plan.findings.filter { $0.resource == instance.key }
        if let refusal = findings.lazy.compactMap(\.refusal).first { return "idle: \(refusal.guardrail)" }
        if findings.contains(where: { $0.verdict == .unknown }) { return "not known" }
        let isKept = findings.contains { $0.judgement.outcome == .spared(by: KeepTag.sparing) }
        if isKept { return "kept by its tag" }
        let reason = PlanReport.reasonLeftAlone(instance, plan, context).prefix { $0 != "," && $0 != ";" }
        let lead = "spared: "
        return String(reason.hasPrefix(lead) ? reason.dropFirst(lead.count) : reason).cut(to: 24)
    }
}
