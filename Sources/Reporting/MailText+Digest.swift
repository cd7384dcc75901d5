// The daily digest: what is left, what burns, what was found and what could not be seen, short enough for a phone.

import CostModel
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
            let next = credit.ahead.map(\.text).joined(separator: ", ")
            if !next.isEmpty { lines.field("next mail", next) }
        }
        SpendReport.section(context, &lines)
        burners(plan, context, &lines)
        lines.blank()
        findings(plan, &lines)
        if !plan.gaps.isEmpty {
            let places = Set(plan.gaps.map(\.region.place)).sorted().prefix(4).joined(separator: ", ")
            lines.field(
                "not seen", "\(CountText.text(plan.gaps.count, "list")), in \(places): costguard plan", label: 13)
        }
        if !plan.faults.isEmpty { lines.field("rule errors", "\(plan.faults.count): costguard plan") }
        lines.blank()
        lines.add("Account \(plan.account). One mail a day (notify.digest). Mail \(mailID).")
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
