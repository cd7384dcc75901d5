// The sections of a plan's text on what is not done: refused, unknown, left alone, and what could not be seen.

import CostModel
import Foundation

extension PlanReport {
    static func refused(_ plan: Plan, _ lines: inout TextLines) {
        guard let words = SectionWords(plan: plan).refused else { return }
        lines.section("REFUSED", words)
        let titles = Titles(plan.findings)
        lines.some(plan.sections.refused) { item, lines in
            lines.item(item.resource, item.name, item.whyRefused, among: titles)
            let command = item.finding.refusal.flatMap { Commands.allowing($0, item.resource) }
            if let command { lines.verbatim("    \(command)") }
        }
    }

    static func unknown(_ plan: Plan, _ lines: inout TextLines) {
        guard let words = SectionWords(plan: plan).unknown else { return }
        lines.section("NOT KNOWN", words)
        let titles = Titles(plan.findings)
        lines.some(plan.sections.unknown) { item, lines in
            lines.item(item.resource, item.name, item.whatIsMissing, among: titles)
        }
    }

    /// Of how many instances that are left alone some report may tell why.
    public static let mostExplained = 200

    /// Running instances that no section above has named, each with what decided.
    static func leftAlone(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        let alone = plan.sections.leftAlone(of: context.running)
        guard !alone.isEmpty else { return }
        lines.section("LEFT ALONE", "\(alone.count) running")
        let types = alone.prefix(TextLines.longest).map { Sanitizer.terminal($0.type).columns }
        let widest = min(types.max() ?? 0, 16) + 2
        let titles = Titles(context.running)
        lines.some(alone) { instance, lines in
            let why = reasonLeftAlone(instance, plan, context)
            let (name, id) = titles.column(instance.key, instance.name)
            let type = Sanitizer.terminal(instance.type).padded(to: widest)
            lines.add(
                id.map { "\($0)  \(why)" } ?? why, head: "  \(name.padded(to: TextLines.nameColumns))\(type)")
        }
    }

    static func reasonLeftAlone(_ instance: RunningInstance, _ plan: Plan, _ context: TextContext) -> String {
        for finding in plan.findings where finding.resource == instance.key {
            if case .spared(let by) = finding.judgement.outcome {
                return Decision.spared(by, finding.judgement, context)
            }
        }
        let told = plan.findings.first {
            $0.resource == instance.key && $0.verdict == .flagged && $0.isWord
        }
        if let told {
            return told.rule.telling == .together
                ? "not usual here: \(told.judgement.reason)" : "idle so far: \(Attending.reason(told.judgement))"
        }
        let stops = context.clear.filter { $0.resource == instance.key && $0.rule.action == .stop }
        return Decision.nearest(stops).flatMap { Decision.first(in: $0, context) } ?? "no rule asks to stop it"
    }

    static func gaps(_ plan: Plan, _ lines: inout TextLines) {
        if !plan.gaps.isEmpty {
            lines.section("NOT SEEN", "\(plan.gaps.count): this plan is incomplete")
            lines.some(plan.gaps) { gap, lines in
                let word = gap.kind == .denied ? "denied" : "failed"
                lines.field(
                    Sentences.place(gap.region), "\(gap.service):\(gap.operation) \(word): \(gap.error)", label: 24)
            }
        }
        guard !plan.faults.isEmpty else { return }
        lines.section("RULE ERRORS", "\(plan.faults.count): this plan is incomplete")
        lines.some(plan.faults) { fault, lines in
            let on = fault.resource.map { " on \($0.id)" } ?? ""
            lines.field("rule", "'\(fault.rule)'\(on): \(fault.message)")
        }
    }
}
