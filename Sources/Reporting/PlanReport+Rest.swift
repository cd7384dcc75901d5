// The sections of a plan's text on what is not done: refused, unknown, left alone, and what could not be seen.

import CostModel
import Foundation

extension PlanReport {
    static func refused(_ plan: Plan) -> TextSection? {
        guard let words = PlanSectionText(plan: plan).refused else { return nil }
        let titles = Titles(plan.findings)
        return TextSection(
            title: "REFUSED", text: words,
            entries: plan.sections.refused.map { item in
                let command = item.finding.refusal.flatMap { Commands.allowing($0, item.resource) }
                // What helps against it is told where all is told.
                let brief = String(item.whyRefused.prefix { $0 != ";" })
                return entry(item, titles, brief: brief, whole: item.whyRefused, command: command)
            })
    }

    static func unknown(_ plan: Plan) -> TextSection? {
        guard let words = PlanSectionText(plan: plan).unknown else { return nil }
        let titles = Titles(plan.findings)
        return TextSection(
            title: "NOT KNOWN", text: words,
            entries: plan.sections.unknown.map { item in
                let brief = MissingText.text(item.finding.judgement.missing)
                return entry(item, titles, brief: brief, whole: item.whatIsMissing)
            })
    }

    /// Of how many instances that are left alone some report may tell why.
    package static let mostExplained = 200

    /// Running instances that no section above has named, each with what decided.
    static func leftAlone(_ plan: Plan, _ context: TextContext) -> TextSection? {
        let alone = plan.sections.leftAlone(of: context.running)
        guard !alone.isEmpty else { return nil }
        let types = alone.prefix(TextLines.longest).map { Sanitizer.terminal($0.type).columns }
        let widest = min(types.max() ?? 0, 16) + 2
        let titles = Titles(context.running)
        return TextSection(
            title: "LEFT ALONE", text: "\(alone.count) running",
            entries: alone.map { instance in
                let why = reasonLeftAlone(instance, plan, context)
                let (name, id) = titles.column(instance.key, instance.name)
                let type = Sanitizer.terminal(instance.type).padded(to: widest)
                let head = "  \(name.padded(to: TextLines.nameColumns))\(type)"
                let text = id.map { "\($0)  \(why)" } ?? why
                return TextSection.Entry(head: head, words: [(text, 1)], whole: (head, text))
            })
    }

    static func reasonLeftAlone(_ instance: RunningInstance, _ plan: Plan, _ context: TextContext) -> String {
        for finding in plan.findings where finding.resource == instance.key {
            if case .spared(let by) = finding.judgement.outcome {
                return DecisionText.spared(by, finding.judgement, context)
            }
        }
        let told = plan.findings.first {
            $0.resource == instance.key && $0.verdict == .flagged && $0.isWord
        }
        if let told {
            return told.rule.telling == .together
                ? "not usual here: \(told.judgement.reason)" : "idle so far: \(CronText.reason(told.judgement))"
        }
        let stops = context.clear.filter { $0.resource == instance.key && $0.rule.action == .stop }
        return DecisionText.nearest(stops).flatMap { DecisionText.first(in: $0, context) } ?? "no rule asks to stop it"
    }

    static func gaps(_ plan: Plan) -> TextSection? {
        guard !plan.gaps.isEmpty else { return nil }
        return TextSection(
            title: "NOT SEEN", text: "\(plan.gaps.count): this plan is incomplete",
            entries: plan.gaps.map { gap in
                let what = "\(gap.service):\(gap.operation) \(gap.kind == .denied ? "denied" : "failed")"
                let head = "  " + Sanitizer.terminal(CommonText.place(gap.region)).padded(to: 24)
                return TextSection.Entry(
                    head: head, words: [("\(what): \(gap.error)", 1)], whole: (head, "\(what): \(gap.error)"))
            })
    }

    static func faults(_ plan: Plan) -> TextSection? {
        guard !plan.faults.isEmpty else { return nil }
        return TextSection(
            title: "RULE ERRORS", text: "\(plan.faults.count): this plan is incomplete",
            entries: plan.faults.map { fault in
                let on = fault.resource.map { " on \($0.id)" } ?? ""
                let head = "  " + "rule".padded(to: 13)
                let text = "'\(fault.rule)'\(on): \(fault.message)"
                return TextSection.Entry(head: head, words: [(text, 1)], whole: (head, text))
            })
    }

    /// A line on one thing, named as the others of the plan are.
    private static func entry(
        _ item: PlanSections.Item, _ titles: Titles, brief: String, whole: String, command: String? = nil
    ) -> TextSection.Entry {
        let (name, id) = titles.column(item.resource, item.name)
        let head = "  " + name.padded(to: TextLines.nameColumns)
        let lead = id.map { "\($0)  " } ?? ""
        return TextSection.Entry(
            head: head, words: [(lead + brief, 1)], whole: (head, lead + whole), command: command)
    }
}
