// A plan for a tired reader: the money first, the next step last, and no more than a screen; with -v all of it. This
// file has the order of sections; the steps are in PlanReport+Steps, the money in PlanReport+Money, what is not done in
// PlanReport+Rest.

import CostModel
import Foundation

extension PlanReport {
    /// The plan as text. Lines for which there is no data do not appear, or say what is missing.
    package static func text(_ plan: Plan, _ context: TextContext) -> String {
        var lines = TextLines(context)
        if let notice = StatusReport.notice(context) { lines.add(notice, style: context.palette.bad) }
        credit(plan, context, &lines)
        if context.isVerbose || context.balances.isEmpty { SpendReport.section(context, &lines) }
        bill(context, isWhole: context.isVerbose, &lines)
        let sections = sections(plan, context)
        var end = TextLines(context)
        closing(plan, context, &end)
        guard !context.isVerbose else {
            for section in sections { section.whole(&lines) }
            if let words = CronText.gpuLoad(of: plan, context) { lines.add(words) }
            return lines.text + end.text
        }
        let room = context.height - lines.lines.count - end.lines.count - sections.count
        let shares = TextSection.shares(sections.map(\.entries.count), room: room)
        for (section, share) in zip(sections, shares) {
            section.brief(&lines, most: share, all: context.whole)
        }
        // Where the screen is full, what would be stopped and what is flagged go before.
        if let words = CronText.gpuLoad(of: plan, context), lines.lines.count + end.lines.count < context.height {
            lines.add(words)
        }
        return lines.text + end.text
    }

    private static func sections(_ plan: Plan, _ context: TextContext) -> [TextSection] {
        [steps(plan, context)]
            + [refused(plan), unknown(plan), leftAlone(plan, context), flagged(plan), gaps(plan), faults(plan)]
            .compactMap { $0 }
    }

    private static func closing(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        var parts: [String] = []
        if let scan = context.scan {
            parts.append(scan.regionsSeen)
            let age = context.now.timeIntervalSince(scan.at)
            let seconds = QuantityText.decimal(scan.duration, places: 1)
            if age >= 600 {
                parts.append("\(TimeText.span(age)) ago")
            } else if seconds != "0" {
                parts.append("\(seconds) s")
            }
            parts.append("scan cost \(CommonText.rate(scan.selfCost)) USD")
        }
        let changed = context.isChanged ? "This was the plan, before the changes told apart." : "Nothing was changed."
        lines.add(changed + (parts.isEmpty ? "" : " \(parts.joined(separator: ", "))."))
        lines.next(context.next.isEmpty ? suggestions(plan) : context.next)
    }

    private static func suggestions(_ plan: Plan) -> [String] {
        let first = plan.findings.first { $0.resource.kind != .credit }
        let explain = first.map { "costguard explain \(CommonText.argument($0.resource, $0.judgement.name))" }
        guard plan.steps.isEmpty else { return [explain, "costguard apply \(plan.id)"].compactMap { $0 } }
        return [explain ?? "costguard credits"]
    }
}
