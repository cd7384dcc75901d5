// A plan on a page: what would stop, what is flagged, what is left alone, and why.

import CostModel
import Foundation

extension Page {
    static func steps(_ plan: Plan, _ context: TextContext, isFirst: Bool = false) -> Markup {
        let style = isFirst ? "first" : nil
        let stopping = plan.sections.stopping
        let words = SectionWords(plan: plan).stopping
        guard !stopping.isEmpty else {
            return context.scan == nil ? .nothing : section("Would stop", style: style, paragraph("\(words)."))
        }
        let more = stopping.count - most
        return section(
            "Would stop \(words)", style: style,
            .all(stopping.prefix(most).compactMap { stop in stop.finding.map { step(stop.step, $0, context) } }),
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
        guard let words = SectionWords(plan: plan).flagged else { return .nothing }
        return section(
            "Flagged \(words)",
            paragraph(
                "costguard never deletes. USD a month each; snapshots share data, so theirs are upper bounds.",
                style: "soft"),
            .all(plan.sections.flaggedByRule.map(flagged)))
    }

    private static func flagged(_ group: PlanSections.FlaggedGroup) -> Markup {
        let shown = group.items.prefix(perRule).map { item in
            Entry(
                title: title(item.resource, item.name), detail: place(item), note: item.reason,
                figure: item.savingPerMonth?.cents ?? "?")
        }
        let others = PlanSections.sum(group.items.dropFirst(perRule))
        let more = "and \(others.count) more of these" + (others.aMonth.map { ", \($0)" } ?? "")
        return .tag("h3", [:], Markup(group.rule.title)) + ledger(Array(shown))
            + (others.count == 0 ? .nothing : paragraph(more, style: "soft"))
    }

    private static let perRule = 12

    private static func place(_ item: PlanSections.Item) -> String {
        let title = Sentences.title(item.resource, item.name)
        return (title == item.resource.id ? "" : "\(item.resource.id), ") + item.resource.region.place
    }

    static func refused(_ plan: Plan) -> Markup {
        list(plan.sections.refused, SectionWords(plan: plan).refused.map { "Refused \($0)" }, \.whyRefused)
    }

    static func unknown(_ plan: Plan) -> Markup {
        list(plan.sections.unknown, SectionWords(plan: plan).unknown.map { "Not known: \($0)" }, \.whatIsMissing)
    }

    /// Things with a word on each.
    private static func list(
        _ items: [PlanSections.Item], _ heading: String?, _ word: (PlanSections.Item) -> String
    ) -> Markup {
        guard let heading else { return .nothing }
        let more = items.count - most
        return section(
            heading,
            ledger(
                items.prefix(most).map { item in
                    Entry(title: title(item.resource, item.name), detail: place(item), note: word(item))
                }), more > 0 ? paragraph("and \(more) more: see --format json", style: "soft") : .nothing)
    }

    static func leftAlone(_ plan: Plan, _ context: TextContext) -> Markup {
        let alone = plan.sections.leftAlone(of: context.running)
        guard !alone.isEmpty else { return .nothing }
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
