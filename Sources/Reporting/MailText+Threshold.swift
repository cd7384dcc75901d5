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
        let pace = credit.pace(crossing.balance.burnPerHour).map { "At present it burns \($0). " } ?? ""
        lines.add("\(pace)AWS does not stop anything by itself.")
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
        let ordered = context.running.sorted(by: TextContext.dearestFirst)
        let shown = ordered.prefix(10).map { instance in
            [
                instance.perHour.map { $0.scaled(by: 24, over: 1).cents } ?? "?",
                Sentences.title(instance.key, instance.name).cut(to: 19), Sanitizer.terminal(instance.type),
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

    /// `IDLE`, `busy: CPU 30.5 %`, `percent_complete 63`; empty where no plan says.
    private static func standing(of instance: RunningInstance, _ plan: Plan?, _ context: TextContext) -> String {
        guard let plan else { return "" }
        if plan.steps.contains(where: { $0.resource == instance.key }) { return "IDLE" }
        let findings = plan.findings.filter { $0.resource == instance.key }
        if let refusal = findings.lazy.compactMap(\.refusal).first { return "idle: \(refusal.guardrail)" }
        if findings.contains(where: { $0.verdict == .unknown }) { return "not known" }
        if findings.contains(where: { $0.judgement.outcome == .spared(by: "keep-tag") }) { return "kept by its tag" }
        let reason = PlanReport.reasonLeftAlone(instance, plan, context).prefix { $0 != "," && $0 != ";" }
        let lead = "spared: "
        return String(reason.hasPrefix(lead) ? reason.dropFirst(lead.count) : reason).cut(to: 24)
    }

    private static func offers(
        _ plan: Plan, _ credit: CreditSentences, _ context: TextContext, _ lines: inout TextLines
    ) {
        let names = plan.steps.map { Sentences.title($0.resource, $0.name) }
        let which = names.count < 3 ? names.joined(separator: " and ") : "all \(names.count) that are idle"
        let after = PlanReport.burnAfter(plan, credit.balance.burnPerHour)
        let lasting = after.flatMap { after in
            credit.lasting(after).map { " and the credit \($0), at \(Sentences.rate(after)) USD/h" }
        }
        lines.blank()
        lines.add("Stop \(which)\(lasting ?? "").")
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
            lines.add("stop  in AWS's console:", head: "  ")
            lines.verbatim(Commands.consoleLink(step.resource))
        }
        lines.blank()
        lines.add("Or stop\(names.count == 1 ? " it" : " all of them") from the machine where costguard runs:")
        lines.verbatim("  costguard apply \(plan.id)")
        let date = Moment.utc(context.now.addingTimeInterval(2 * 86_400)).prefix(10)
        lines.add("To keep one, give it the tag:")
        lines.verbatim("  \(KeepTag.key) = \(date)")
    }
}
