// A plan for a tired reader: the money first, the next step last. One file per half: this one has the order of
// sections and the steps; what is not done is in PlanReport+Rest.

import CostModel
import Foundation

extension PlanReport {
    /// The plan as text. Lines for which there is no data do not appear, or say what is missing.
    public static func text(_ plan: Plan, _ context: TextContext) -> String {
        var lines = TextLines(context)
        credit(plan, context, &lines)
        bill(context, &lines)
        steps(plan, context, &lines)
        refused(plan, &lines)
        unknown(plan, &lines)
        leftAlone(plan, context, &lines)
        flagged(plan, &lines)
        gaps(plan, &lines)
        closing(plan, context, &lines)
        return lines.text
    }

    private static func credit(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        for balance in context.balances {
            let credit = CreditSentences(balance: balance, context: context)
            lines.field("CREDIT", "\(balance.name)   \(credit.standing)", indent: 0, label: 7)
            lines.field("now", credit.pace(balance.burnPerHour) ?? "burn not known: costguard scan")
            if let after = burnAfter(plan, balance.burnPerHour), let pace = credit.pace(after) {
                lines.field("if applied", pace)
            }
            lines.field("source", credit.origin)
        }
        let passed = plan.findings.filter { $0.verdict == .flagged && $0.resource.kind == .credit }
        for finding in passed { lines.field("passed", "\(finding.resource.id): \(finding.judgement.reason)") }
    }

    /// The burn once every step is done; nil where nothing would change or a price is not known.
    static func burnAfter(_ plan: Plan, _ burn: Money?) -> Money? {
        guard let burn, !plan.steps.isEmpty, plan.steps.allSatisfy({ $0.savingPerMonth != nil }) else { return nil }
        let saved = plan.steps.reduce(Money.zero) { $0 + ($1.savingPerMonth ?? .zero) }
        return max(.zero, burn - saved.scaled(by: 1, over: 730))
    }

    private static func bill(_ context: TextContext, _ lines: inout TextLines) {
        guard let figures = context.figures else { return }
        var parts: [String] = []
        if let charges = figures.estimatedCharges {
            parts.append("shows \(charges.amount.cents) USD this month, \(context.point(charges.at))")
        }
        if let costs = figures.costLines, let first = costs.map(\.start).min() {
            let gross = costs.filter { !$0.isCredit }.reduce(Money.zero) { $0 + $1.amount }
            let paid = costs.filter(\.isCredit).reduce(Money.zero) { $0 + $1.amount }
            parts.append("gross \(gross.cents) USD since \(first), credits \(paid.cents)")
        }
        guard !parts.isEmpty else { return }
        lines.field("AWS's bill", parts.joined(separator: "; "))
    }

    private static func steps(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        let count = plan.steps.count
        let scope = plan.totals.running >= count && plan.totals.running > 0 ? " of \(plan.totals.running) running" : ""
        guard count > 0 else {
            return lines.heading("WOULD STOP  nothing\(scope)", right: "plan \(plan.id)")
        }
        let unpriced = plan.steps.count { $0.savingPerMonth == nil }
        let day = Sentences.perDay(perMonth: plan.totals.savingPerMonthByStopping).cents
        var saving = unpriced == count ? "" : ": saves \(day) USD a day"
        if unpriced > 0 { saving += ", \(unpriced) of unknown price" }
        lines.heading("WOULD STOP  \(count)\(scope)\(saving)", right: "plan \(plan.id)")
        let strongest = Dictionary(
            plan.findings.filter(\.isStep).map { ($0.resource, $0) }, uniquingKeysWith: { first, _ in first })
        for step in plan.steps {
            if let finding = strongest[step.resource] { describe(step, finding, &lines) }
        }
    }

    private static func describe(_ step: PlanStep, _ finding: Finding, _ lines: inout TextLines) {
        let type = finding.judgement.row["instance_type"]?.text.map { "  \($0)" } ?? ""
        let key = step.resource
        let name = Sentences.title(key, step.name)
        lines.field(
            name == key.id ? "(no name)" : name.cut(to: TextLines.nameColumns - 1),
            "\(key.id)\(type)  \(Sentences.place(key.region))", label: TextLines.nameColumns)
        lines.field("why", finding.judgement.reason, indent: 4)
        if !finding.loses.isEmpty { lines.field("you lose", finding.loses.joined(separator: ", "), indent: 4) }
        if let saving = step.savingPerMonth {
            let bound = finding.savingIsUpperBound ? " at most: spot pays less than list price" : ""
            lines.field("you save", "\(Sentences.perDay(perMonth: saving).cents) USD a day\(bound)", indent: 4)
        } else {
            lines.field("you save", "not known: no price for it", indent: 4)
        }
        lines.field("cron", cron(finding), indent: 4)
    }

    /// What cron does about it, and when.
    static func cron(_ finding: Finding) -> String {
        if let because = finding.attendedBecause {
            return "does not stop it: \(Sentences.attended(because)). You may, by apply"
        }
        if finding.unattended { return "stops it at its next run with --apply" }
        let left = finding.rule.holdSeconds - finding.heldSeconds
        return "waits until it has held \(Moment.span(Double(finding.rule.holdSeconds))): "
            + "about \(Moment.span(Double(max(60, left)))) more"
    }

    private static func closing(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        var end = "Nothing was changed."
        if let scan = context.scan {
            let blind = Set(scan.gaps.map(\.region))
            let seen = scan.regions.count { !blind.contains($0) }
            let seconds = (scan.duration * 10).rounded() / 10
            end += "  \(seen) of \(scan.regions.count) regions seen whole, \(seconds) s, "
            end += "this scan cost \(Sentences.rate(scan.selfCost)) USD."
        }
        lines.add(end)
        lines.next(context.next.isEmpty ? suggestions(plan) : context.next)
    }

    private static func suggestions(_ plan: Plan) -> [String] {
        let first = plan.findings.first
        let explain = first.map { "costguard explain \(Sentences.argument($0.resource, $0.judgement.name))" }
        guard plan.steps.isEmpty else { return [explain, "costguard apply \(plan.id)"].compactMap { $0 } }
        return [explain ?? "costguard credits"]
    }
}

extension Finding {
    /// Whether a person's apply would act on it.
    var isStep: Bool { verdict == .due || verdict == .pending }
}
