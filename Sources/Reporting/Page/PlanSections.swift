// A plan on a page: what would stop, what is flagged, what is left alone, and why.

import CostModel
import Foundation

extension Page {
    static func steps(_ plan: Plan, _ context: TextContext, isFirst: Bool = false) -> Markup {
        let style = isFirst ? "first" : nil
        guard !plan.steps.isEmpty else {
            guard context.scan != nil else { return .nothing }
            return section("Would stop", style: style, paragraph("Nothing of \(plan.totals.running) running."))
        }
        let unpriced = plan.steps.count { $0.savingPerMonth == nil }
        let day = Sentences.perDay(perMonth: plan.totals.savingPerMonthByStopping).cents
        let saving = unpriced == plan.steps.count ? "" : ", saves \(unpriced > 0 ? "at least " : "")\(day) USD a day"
        let strongest = Dictionary(
            plan.findings.filter(\.isStep).map { ($0.resource, $0) }, uniquingKeysWith: { first, _ in first })
        let more = plan.steps.count - most
        return section(
            "Would stop \(plan.steps.count) of \(plan.totals.running) running\(saving)", style: style,
            .all(
                plan.steps.prefix(most).compactMap { step in
                    strongest[step.resource].map { self.step(step, $0, context) }
                }),
            more > 0 ? paragraph("and \(more) more: see --format json", style: "soft") : .nothing,
            .tag(
                "p", [:], "Do it: ", .tag("code", [:], "costguard apply \(plan.id)"),
                " (shows the steps and asks first)"))
    }

    private static func step(_ step: PlanStep, _ finding: Finding, _ context: TextContext) -> Markup {
        let key = step.resource
        let type = finding.judgement.row["instance_type"]?.text ?? "unknown type"
        let saving = step.savingPerMonth.map { "\(Sentences.perDay(perMonth: $0).cents) USD a day" }
        let bound = finding.savingIsUpperBound ? " at most: spot pays less than list price" : ""
        return .tag(
            "div", ["class": "step"],
            .tag(
                "h3", [:], Markup(title(key, step.name)),
                .tag("span", ["class": "soft"], "  \(type), \(Sentences.place(key.region))")),
            facts([
                ("you save", saving.map { $0 + bound } ?? "not known: no price for it"),
                ("why", Attending.reason(finding.judgement)),
                ("you lose", finding.loses.isEmpty ? nil : finding.loses.joined(separator: ", ")),
                ("you keep", "its EBS disks with their data; they are still billed"),
                ("cron", Attending.cron(finding, context)),
                ("first", Missing.beforeStop(finding)),
            ]),
            .tag(
                "small", [:],
                .tag("a", ["href": Commands.consoleLink(key), "rel": "noopener noreferrer"], Markup(key.id))))
    }

    /// One entry per thing, by rule; the dearest rules' things are named, up to a number each.
    static func flagged(_ plan: Plan) -> Markup {
        let findings = plan.findings.filter { $0.verdict == .flagged && $0.resource.kind != .credit }
        guard !findings.isEmpty else { return .nothing }
        let upTo = findings.contains(where: \.savingIsUpperBound) ? "up to " : ""
        let sum = "\(upTo)\(plan.totals.savingPerMonthByCleaning.cents) USD a month"
        var rules: [String] = []
        for finding in findings where !rules.contains(finding.rule.name) { rules.append(finding.rule.name) }
        return section(
            "Flagged \(PlanReport.once(findings).count), \(sum)",
            paragraph(
                "costguard never deletes. USD a month each; snapshots share data, so theirs are upper bounds.",
                style: "soft"),
            .all(rules.map { rule in flagged(findings.filter { $0.rule.name == rule }) }))
    }

    private static func flagged(_ group: [Finding]) -> Markup {
        let shown = group.prefix(perRule).map { finding in
            Entry(
                title: title(finding.resource, finding.judgement.name), detail: place(finding),
                note: finding.judgement.reason, figure: finding.savingPerMonth?.cents ?? "?")
        }
        let others = group.dropFirst(perRule)
        let sum = others.compactMap(\.savingPerMonth).reduce(Money.zero, +)
        return .tag("h3", [:], Markup(group.first?.rule.title ?? "")) + ledger(Array(shown))
            + (others.isEmpty
                ? .nothing : paragraph("and \(others.count) more of these, \(sum.cents) USD a month", style: "soft"))
    }

    private static let perRule = 12

    private static func place(_ finding: Finding) -> String {
        let title = Sentences.title(finding.resource, finding.judgement.name)
        return (title == finding.resource.id ? "" : "\(finding.resource.id), ") + finding.resource.region.place
    }

    static func refused(_ plan: Plan) -> Markup {
        list(plan, .refused, "Refused: a rule would stop them, a guardrail forbids") { finding in
            finding.refusal.map { "\($0.guardrail): \($0.detail)" } ?? ""
        }
    }

    static func unknown(_ plan: Plan) -> Markup {
        list(plan, .unknown, "Not known: left alone until the data is there") { finding in
            "\(finding.rule.name): \(Missing.text(finding.judgement.missing))"
        }
    }

    /// What has a verdict, each thing once, with a word on it.
    private static func list(
        _ plan: Plan, _ verdict: Verdict, _ heading: String, _ word: (Finding) -> String
    ) -> Markup {
        let findings = PlanReport.once(plan.findings.filter { $0.verdict == verdict })
        let more = findings.count - most
        return section(
            heading,
            ledger(
                findings.prefix(most).map { finding in
                    Entry(
                        title: title(finding.resource, finding.judgement.name), detail: place(finding),
                        note: word(finding))
                }), more > 0 ? paragraph("and \(more) more: see --format json", style: "soft") : .nothing)
    }

    static func leftAlone(_ plan: Plan, _ context: TextContext) -> Markup {
        let named = Set(
            plan.findings.filter { $0.isStep || $0.verdict == .refused || $0.verdict == .unknown }.map(\.resource))
        let alone = context.running.filter { !named.contains($0.key) }.sorted(by: TextContext.dearestFirst)
        let more = alone.count - most
        return section(
            "Left alone, \(alone.count) running",
            ledger(
                alone.prefix(most).map { instance in
                    Entry(
                        title: title(instance.key, instance.name),
                        detail: "\(instance.type), \(instance.key.region.place)",
                        note: PlanReport.reasonLeftAlone(instance, plan, context),
                        figure: instance.perHour.map { "\(Sentences.rate($0)) USD/h" } ?? "price not known")
                }), more > 0 ? paragraph("and \(more) more: see --format json", style: "soft") : .nothing)
    }
}
