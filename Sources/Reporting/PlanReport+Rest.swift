// The sections of a plan's text on what is not done: refused, unknown, left alone, flagged, not seen.

import CostModel
import Foundation

extension PlanReport {
    static func refused(_ plan: Plan, _ lines: inout TextLines) {
        let findings = once(plan.findings.filter { $0.verdict == .refused })
        guard !findings.isEmpty else { return }
        lines.heading("REFUSED  \(findings.count) that a rule would stop, but a guardrail forbids")
        lines.some(findings) { finding, lines in
            guard let refusal = finding.refusal else { return }
            item(finding, "\(refusal.guardrail): \(refusal.detail)", &lines)
        }
    }

    static func unknown(_ plan: Plan, _ lines: inout TextLines) {
        let findings = once(plan.findings.filter { $0.verdict == .unknown })
        guard !findings.isEmpty else { return }
        lines.heading("NOT KNOWN  \(findings.count): left alone until the data is there")
        lines.some(findings) { finding, lines in
            let missing = Sentences.missing(finding.judgement.missing)
            item(finding, "\(finding.rule.name): \(missing.isEmpty ? "data is missing" : missing)", &lines)
        }
    }

    /// Running instances that no section above has named, each with what decided.
    static func leftAlone(_ plan: Plan, _ context: TextContext, _ lines: inout TextLines) {
        let named = Set(
            plan.findings.filter { $0.isStep || $0.verdict == .refused || $0.verdict == .unknown }.map(\.resource))
        let alone = context.running.filter { !named.contains($0.key) }.sorted { $0.key < $1.key }
        guard !alone.isEmpty else { return }
        lines.heading("LEFT ALONE  \(alone.count) running")
        lines.some(alone) { instance, lines in
            let why = reasonLeftAlone(instance, plan, context)
            lines.item(instance.key, instance.name, "\(instance.type)  \(why)")
        }
    }

    private static func reasonLeftAlone(_ instance: RunningInstance, _ plan: Plan, _ context: TextContext) -> String {
        for finding in plan.findings where finding.resource == instance.key {
            if case .spared(let by) = finding.judgement.outcome {
                return Decision.spared(by, finding.judgement, now: context.now, zone: context.timeZone)
            }
        }
        let stops = context.clear.filter { $0.resource == instance.key && $0.rule.action == .stop }
        // A rule that came further says more: dear and cheap rules exclude each other by price.
        let nearest = stops.max { passed($0) < passed($1) }
        if let nearest, let decision = Decision.first(in: nearest) { return decision }
        return "no rule asks to stop it"
    }

    /// How many conditions held before one failed.
    private static func passed(_ judgement: Judgement) -> Int {
        judgement.conditions.prefix { $0.part == .whereAll && $0.outcome == .holds }.count
    }

    /// One entry per rule: twenty orphans of one kind are one line.
    static func flagged(_ plan: Plan, _ lines: inout TextLines) {
        // Credits that have passed a mark stand at the top, with the money.
        let findings = plan.findings.filter { $0.verdict == .flagged && $0.resource.kind != .credit }
        guard !findings.isEmpty else { return }
        let totals = plan.totals
        let upTo = findings.contains(where: \.savingIsUpperBound) ? "up to " : ""
        let sum = totals.flagged == 0 ? "" : ", \(upTo)\(totals.savingPerMonthByCleaning.cents) USD a month"
        lines.heading("FLAGGED  \(once(findings).count)\(sum); never deleted by costguard itself")
        var order: [String] = []
        for finding in findings where !order.contains(finding.rule.name) { order.append(finding.rule.name) }
        for rule in order {
            let group = findings.filter { $0.rule.name == rule }
            guard let first = group.first else { continue }
            let more = group.count > 1 ? " +\(group.count - 1)" : ""
            let prices = group.compactMap(\.savingPerMonth)
            let price = prices.isEmpty ? "" : prices.reduce(.zero, +).cents + "  "
            let title = Sentences.title(first.resource, first.judgement.name)
            let name = title == first.resource.id ? title : "\(first.resource.id) (\(title.cut(to: 24)))"
            lines.field(
                "\(group.count) \(plural(first.resource.kind, group.count))",
                "\(price)\(name)\(more), \(first.resource.region.place): \(first.judgement.reason)",
                label: TextLines.nameColumns)
        }
    }

    static func gaps(_ plan: Plan, _ lines: inout TextLines) {
        if !plan.gaps.isEmpty {
            lines.heading("NOT SEEN  \(plan.gaps.count): this plan is incomplete")
            lines.some(plan.gaps) { gap, lines in
                let word = gap.kind == .denied ? "denied" : "failed"
                lines.field(
                    Sentences.place(gap.region), "\(gap.service):\(gap.operation) \(word): \(gap.error)", label: 24)
            }
        }
        guard !plan.faults.isEmpty else { return }
        lines.heading("RULE ERRORS  \(plan.faults.count): this plan is incomplete")
        lines.some(plan.faults) { fault, lines in
            let on = fault.resource.map { " on \($0.id)" } ?? ""
            lines.field("rule", "'\(fault.rule)'\(on): \(fault.message)")
        }
    }

    private static func item(_ finding: Finding, _ text: String, _ lines: inout TextLines) {
        lines.item(finding.resource, finding.judgement.name, text)
    }

    /// The first finding of each resource.
    private static func once(_ findings: [Finding]) -> [Finding] {
        var seen: Set<ResourceKey> = []
        return findings.filter { seen.insert($0.resource).inserted }
    }

    private static func plural(_ kind: ResourceKind, _ count: Int) -> String {
        let word = kind.rawValue.split(separator: "_").joined(separator: " ")
        guard count != 1 else { return word }
        return word.hasSuffix("s") ? word + "es" : word + "s"
    }
}
