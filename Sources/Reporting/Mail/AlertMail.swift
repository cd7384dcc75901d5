// The mail at a mark, and the first word on an idle machine: how long the credit lasts, what burns it, what to stop and
// how.

package import CostModel
import Foundation

/// One credit and the marks that it has newly passed.
package struct Crossing: Sendable {
    /// As it stood when the marks were passed.
    package let balance: CreditBalance
    /// In the order of the configuration; not empty.
    package let levels: [AlertLevel]

    /// What one credit has passed; at least one mark.
    package init(balance: CreditBalance, levels: [AlertLevel]) {
        self.balance = balance
        self.levels = levels
    }

    /// The balances and marks that judgements of the `credits` view name.
    package static func all(_ judgements: [Judgement], balances: [CreditBalance]) -> [Crossing] {
        let ids = Set(judgements.map(\.resource.id))
        return balances.compactMap { balance in
            let levels = balance.levels.filter { ids.contains("\(balance.name)/\($0.text)") }
            return levels.isEmpty ? nil : Crossing(balance: balance, levels: levels)
        }
    }
}

extension MailText {
    /// Credits have passed marks, or dear machines are idle: what was found in one run makes one mail.
    ///
    /// - Parameters:
    ///   - crossings: the most burned credit gives the subject.
    ///   - idle: machines that were found idle; not empty where `crossings` is.
    ///   - plan: what could be stopped; nil where nothing was planned.
    ///   - context: `running` lists what burns; its balances are told where no mark was passed.
    package static func alertMail(
        _ crossings: [Crossing], idle: [IdleNotice] = [], account: AccountID, plan: Plan?, mailID: String,
        _ context: TextContext
    ) -> (subject: String, body: String) {
        let ordered = crossings.sorted { used($0, context) > used($1, context) }
        let told = ordered.isEmpty ? context.balances : ordered.map(\.balance)
        let credits = told.map { CreditText(balance: $0, context: context) }
        var lines = TextLines(context.plain)
        for (crossing, credit) in zip(ordered, credits) { passed(crossing, credit, &lines) }
        if !ordered.isEmpty, !idle.isEmpty { lines.blank() }
        let titles = IdleNotice.titles(idle)
        for notice in idle { notice.add(to: &lines, among: titles, plan, context) }
        if ordered.isEmpty { for credit in credits { standing(credit, &lines) } }
        burners(plan, context, &lines)
        if let plan, !plan.steps.isEmpty {
            offers(plan, credits.first, context, &lines)
        } else {
            for notice in idle.prefix(5) { notice.offer(&lines, among: titles) }
        }
        lines.blank()
        for credit in credits { figures(credit, isOne: credits.count == 1, &lines) }
        close(&lines, "Account \(account). One mail per crossing. Mail \(mailID).", context)
        let title = ordered.first.map { subject($0, context) } ?? IdleNotice.subject(idle)
        return (Sanitizer.subject(title), lines.text)
    }

    private static func used(_ crossing: Crossing, _ context: TextContext) -> Double {
        crossing.balance.burnedPercent(at: context.now) ?? 0
    }

    private static func figures(_ credit: CreditText, isOne: Bool, _ lines: inout TextLines) {
        lines.add("Figures: \(credit.origin). Burn is list price of what runs.")
        if let next = credit.nextMail {
            lines.add("Next mail\(isOne ? "" : " of \(CreditName(credit.balance).subject)"): \(next).")
        }
    }

    private static func passed(_ crossing: Crossing, _ credit: CreditText, _ lines: inout TextLines) {
        let amounts = crossing.levels.filter { [.percent, .usdLeft, .hoursLeft].contains($0.kind) }
        let marks = amounts.isEmpty ? "" : " passed \(CreditText.marks(amounts))"
        lines.add("\(CreditName(crossing.balance).yours)\(marks): \(credit.standing).")
        for level in crossing.levels where !crossing.levels.contains(where: { $0.isBeyond(level) }) {
            if let sentence = credit.crossed(level) { lines.add(sentence) }
        }
        let pace = credit.pace(crossing.balance.burnPerHour).map { "At present it burns \($0). " } ?? ""
        lines.add("\(pace)AWS does not stop anything by itself.")
    }

    private static func standing(_ credit: CreditText, _ lines: inout TextLines) {
        let pace = credit.pace(credit.balance.burnPerHour).map { " At present it burns \($0)." } ?? ""
        lines.blank()
        lines.add("\(CreditName(credit.balance).yours): \(credit.standing).\(pace)")
    }

    /// `16.60 USD left, empty 22:10 UTC today (class credit, 83 % used)`.
    private static func subject(_ crossing: Crossing, _ context: TextContext) -> String {
        let balance = crossing.balance
        let credit = CreditText(balance: balance, context: context)
        let passed = crossing.levels.last.map { "credit passed \($0.text)" } ?? "credit"
        let left = credit.left.map { "\($0.cents) USD left" } ?? passed
        let end = balance.end(from: context.now).map { end in
            let today = TimeText.isSameDay(end.at, context.now, context.timeZone) ? " today" : ""
            return ", \(end.by == .exhaustion ? "empty" : "expires") \(context.point(end.at))\(today)"
        }
        let used = credit.usedPercent.map { ", \(CommonText.percent($0)) used" } ?? ""
        return "\(left)\(end ?? "") (\(CreditName(balance).phrase(cutTo: 16))\(used))"
    }

    private static func offers(
        _ plan: Plan, _ credit: CreditText?, _ context: TextContext, _ lines: inout TextLines
    ) {
        let titles = Titles(plan.steps)
        let names = plan.steps.map { titles.title($0.resource, $0.name) }
        let which = names.count < 3 ? names.joined(separator: " and ") : "all \(names.count) that are idle"
        let lasting = credit.flatMap { credit in
            PlanReport.burnAfter(plan, credit.balance.burnPerHour).flatMap { after in
                credit.lasting(after).map { " and the credit \($0), at \(CommonText.rate(after)) USD/h" }
            }
        }
        lines.blank()
        lines.add("Stop \(which)\(lasting ?? "").")
        for step in plan.steps.prefix(5) {
            lines.blank()
            lines.add(titles.title(step.resource, step.name))
            if let finding = plan.findings.first(where: { $0.resource == step.resource && $0.isStep }) {
                lines.field("why", CronText.reason(finding.judgement), label: 6)
                if !finding.loses.isEmpty {
                    lines.field("lost", "\(finding.loses.joined(separator: ", ")); EBS disks are kept", label: 6)
                }
                lines.field("cron", CronText.cron(finding, context), label: 6)
            }
            guard let link = ConsoleLink.page(of: step.resource) else { continue }
            lines.add("stop  in AWS's console:", head: "  ")
            lines.verbatim(link)
        }
        lines.blank()
        lines.add("Or stop\(names.count == 1 ? " it" : " all of them") from the machine where costguard runs:")
        lines.verbatim("  costguard apply \(plan.id)")
        let date = UTCTime.text(context.now.addingTimeInterval(2 * .day)).prefix(10)
        lines.add("To keep one, give it the tag:")
        lines.verbatim("  \(KeepTag.key) = \(date)")
    }
}
