// A plan for a tired reader: the money first, the next step last. This file has the order of sections and
// the steps; the money is in PlanReport+Money, what is not done in PlanReport+Rest.

import CostModel
import Foundation

extension PlanReport {
    /// The plan as text. Lines for which there is no data do not appear, or say what is missing.
    public static func text(_ plan: Plan, _ context: TextContext) -> String {
        var lines = TextLines(context)
        if let notice = StatusReport.notice(context) { lines.add(notice, style: context.palette.bad) }
        credit(plan, context, &lines)
        SpendReport.section(context, &lines)
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

    private static func steps(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        lines.section("WOULD STOP", SectionWords(plan: plan).stopping, right: "plan \(plan.id)")
        for stop in plan.sections.stopping {
            if let finding = stop.finding { describe(stop.step, finding, context, &lines) }
        }
    }

    private static func describe(
        _ step: PlanStep, _ finding: Finding, _ context: TextContext, _ lines: inout TextLines
    ) {
        let type = finding.judgement.row["instance_type"]?.text.map { "  \($0)" } ?? ""
        let key = step.resource
        let name = Sentences.title(key, step.name)
        lines.field(
            name == key.id ? "(no name)" : name.cut(to: TextLines.nameColumns - 1),
            "\(key.id)\(type)  \(Sentences.place(key.region))", label: TextLines.nameColumns)
        lines.field("why", Attending.reason(finding.judgement), indent: 4)
        if !finding.loses.isEmpty { lines.field("you lose", finding.loses.joined(separator: ", "), indent: 4) }
        lines.field("you keep", "its EBS disks with their data; they are still billed", indent: 4)
        lines.field("you save", saving(step, finding), indent: 4)
        lines.field("cron", Attending.cron(finding, context), indent: 4)
        if let asked = Missing.beforeStop(finding) { lines.field("first", asked, indent: 4) }
    }

    private static func saving(_ step: PlanStep, _ finding: Finding) -> String {
        guard let saving = step.savingPerMonth else { return "not known: no price for it" }
        let bound = finding.savingIsUpperBound ? " at most: spot pays less than list price" : ""
        return "\(Sentences.perDay(perMonth: saving).cents) USD a day\(bound)"
    }

    private static func closing(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        var parts: [String] = []
        if let scan = context.scan {
            parts.append(scan.regionsSeen)
            let age = context.now.timeIntervalSince(scan.at)
            let seconds = Quantity.decimal(scan.duration, places: 1)
            if age >= 600 {
                parts.append("\(Moment.span(age)) ago")
            } else if seconds != "0" {
                parts.append("\(seconds) s")
            }
            parts.append("scan cost \(Sentences.rate(scan.selfCost)) USD")
        }
        let changed = context.isChanged ? "This was the plan, before the changes told apart." : "Nothing was changed."
        lines.add(changed + (parts.isEmpty ? "" : " \(parts.joined(separator: ", "))."))
        lines.next(context.next.isEmpty ? suggestions(plan) : context.next)
    }

    private static func suggestions(_ plan: Plan) -> [String] {
        let first = plan.findings.first { $0.resource.kind != .credit }
        let explain = first.map { "costguard explain \(Sentences.argument($0.resource, $0.judgement.name))" }
        guard plan.steps.isEmpty else { return [explain, "costguard apply \(plan.id)"].compactMap { $0 } }
        return [explain ?? "costguard credits"]
    }
}
