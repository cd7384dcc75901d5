// The mail at a mark: how long the credit lasts, what burns it, what to stop and how.

import CostModel
import Foundation

extension MailText {
    /// Credits have passed marks: what was found in one run makes one mail.
    ///
    /// - Parameters:
    ///   - crossings: not empty; the most burned credit gives the subject.
    ///   - plan: what could be stopped; nil where nothing was planned.
    ///   - context: its balances are not mentioned beyond `crossings`; `running` lists what burns.
    public static func thresholdMail(
        _ crossings: [Crossing], account: AccountID, plan: Plan?, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        let ordered = crossings.sorted { ($0.balance.burnedPercent ?? 0) > ($1.balance.burnedPercent ?? 0) }
        let credits = ordered.map { CreditSentences(balance: $0.balance, context: context) }
        var lines = TextLines(context.plain)
        for (crossing, credit) in zip(ordered, credits) { passed(crossing, credit, &lines) }
        lines.add("AWS does not stop anything by itself.")
        burners(plan, context, &lines)
        if let plan, let main = credits.first, !plan.steps.isEmpty { offers(plan, main, context, &lines) }
        lines.blank()
        for credit in credits {
            lines.add("Figures: \(credit.origin). Burn is list price of what runs.")
            let next = credit.ahead.map(\.text).joined(separator: ", ")
            let name = credits.count > 1 ? " of \(credit.balance.name)" : ""
            if !next.isEmpty { lines.add("Next mail\(name): \(next).") }
        }
        lines.add("Account \(account). One mail per crossing. Mail \(mailID).")
        guard let first = ordered.first else { return ("costguard", lines.text) }
        return (Sanitizer.subject(subject(first, context)), lines.text)
    }

    private static func passed(_ crossing: Crossing, _ credit: CreditSentences, _ lines: inout TextLines) {
        let marks = crossing.levels.map(\.text).joined(separator: ", ")
        lines.add("Your AWS credit \"\(crossing.balance.name)\" passed \(marks): \(credit.standing).")
        if let pace = credit.pace(crossing.balance.burnPerHour) { lines.add("At present it burns \(pace).") }
    }

    /// `16.60 USD left, empty 22:10 UTC today (class credit, 83 % used)`.
    private static func subject(_ crossing: Crossing, _ context: TextContext) -> String {
        let balance = crossing.balance
        let passed = crossing.levels.last.map { "credit passed \($0.text)" } ?? "credit"
        let left = balance.remaining.map { "\($0.cents) USD left" } ?? passed
        let end = balance.end(from: context.now).map { end in
            let today = Moment.isSameDay(end.at, context.now, context.timeZone) ? " today" : ""
            return ", \(end.by == .exhaustion ? "empty" : "expires") \(context.point(end.at))\(today)"
        }
        let used = balance.burnedPercent.map { ", \(Sentences.percent($0)) used" } ?? ""
        return "\(left)\(end ?? "") (\(Sanitizer.terminal(balance.name).cut(to: 16)) credit\(used))"
    }

    /// What runs, the dearest first, and what is to be said of each.
    private static func burners(_ plan: Plan?, _ context: TextContext, _ lines: inout TextLines) {
        guard !context.running.isEmpty else { return }
        lines.blank()
        lines.add("What burns it, USD a day at list price:")
        let ordered = context.running.sorted { left, right in
            (right.perHour ?? .zero, left.key) < (left.perHour ?? .zero, right.key)
        }
        let shown = ordered.prefix(10).map { instance in
            [
                instance.perHour.map { $0.scaled(by: 24, over: 1).cents } ?? "?",
                Sentences.title(instance.key, instance.name).cut(to: 20), Sanitizer.terminal(instance.type),
                instance.key.region.place,
            ]
        }
        let widths = (0..<4).map { column in shown.map { $0[column].columns }.max() ?? 0 }
        for (instance, cells) in zip(ordered, shown) {
            let price = String(repeating: " ", count: widths[0] - cells[0].columns) + cells[0]
            let rest = zip(cells, widths).dropFirst().map { $0.padded(to: $1 + 2) }.joined()
            lines.add(standing(of: instance, plan, context), head: "  \(price)  \(rest)")
        }
        if ordered.count > 10 { lines.add("and \(ordered.count - 10) more", head: "  ") }
    }

    /// `IDLE`, `busy: CPU 30.5 %`, `spared: percent_complete 63`; empty where no plan says.
    private static func standing(of instance: RunningInstance, _ plan: Plan?, _ context: TextContext) -> String {
        guard let plan else { return "" }
        if plan.steps.contains(where: { $0.resource == instance.key }) { return "IDLE" }
        let findings = plan.findings.filter { $0.resource == instance.key }
        if let refusal = findings.lazy.compactMap(\.refusal).first { return "idle, but \(refusal.guardrail)" }
        if findings.contains(where: { $0.verdict == .unknown }) { return "not known" }
        let reason = PlanReport.reasonLeftAlone(instance, plan, context)
        return String(reason.prefix { $0 != "," && $0 != ";" })
    }

    private static func offers(
        _ plan: Plan, _ credit: CreditSentences, _ context: TextContext, _ lines: inout TextLines
    ) {
        let names = plan.steps.map { Sentences.title($0.resource, $0.name) }
        let which =
            names.count == 1 ? names[0] : names.count == 2 ? names.joined(separator: " and ") : "all \(names.count)"
        let after = PlanReport.burnAfter(plan, credit.balance.burnPerHour).flatMap {
            credit.pace($0, afterwards: false)
        }
        lines.blank()
        lines.add("Stop \(which)" + (after.map { ", and it burns \($0)." } ?? "."))
        for step in plan.steps.prefix(5) {
            lines.blank()
            lines.add(Sentences.title(step.resource, step.name))
            if let finding = plan.findings.first(where: { $0.resource == step.resource && $0.isStep }) {
                lines.field("why", Attending.reason(finding.judgement), label: 6)
                if !finding.loses.isEmpty {
                    lines.field("lost", "\(finding.loses.joined(separator: ", ")); EBS disks are kept", label: 6)
                }
                lines.field("cron", Attending.cron(finding, context), label: 6)
            }
            lines.verbatim(Commands.consoleLink(step.resource))
        }
        lines.blank()
        let all = names.count == 1 ? "" : " all of them,"
        lines.add("To stop\(all) by hand, on the machine where costguard runs:")
        lines.verbatim("  costguard apply \(plan.id)")
        let date = Moment.utc(context.now.addingTimeInterval(2 * 86_400)).prefix(10)
        lines.add("To keep one, give it the tag:")
        lines.verbatim("  \(KeepTag.key) = \(date)")
    }
}
