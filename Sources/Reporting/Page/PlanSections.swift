// What a plan does not do, on a page: what is flagged, refused, not known and left alone, and why.

import CostModel
import Foundation

extension Page {
    /// One entry per thing, by rule; the dearest rules' things are named, up to a number each.
    static func flagged(_ plan: Plan) -> Markup {
        guard let words = PlanSectionText(plan: plan).flagged else { return .nothing }
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
                figure: item.savingPerMonth?.cents ?? "?", link: ConsoleLink.page(of: item.resource))
        }
        let others = PlanSections.sum(group.items.dropFirst(perRule))
        let more = "and \(others.count) more of these" + (others.aMonth.map { ", \($0)" } ?? "")
        return .tag("h3", [:], Markup(group.rule.title)) + ledger(Array(shown))
            + (others.count == 0 ? .nothing : paragraph(more, style: "soft"))
    }

    private static let perRule = 12

    private static func place(_ item: PlanSections.Item) -> String {
        let title = CommonText.title(item.resource, item.name)
        return (title == item.resource.id ? "" : "\(item.resource.id), ") + item.resource.region.place
    }

    static func refused(_ plan: Plan) -> Markup {
        list(plan.sections.refused, PlanSectionText(plan: plan).refused.map { "Refused: \($0)" }, \.whyRefused)
    }

    static func unknown(_ plan: Plan) -> Markup {
        list(plan.sections.unknown, PlanSectionText(plan: plan).unknown.map { "Not known: \($0)" }, \.whatIsMissing)
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
                    Entry(
                        title: title(item.resource, item.name), detail: place(item), note: word(item),
                        link: ConsoleLink.page(of: item.resource))
                }), others(more))
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
                        figure: instance.perHour.map { "\(CommonText.rate($0)) USD/h" } ?? "price not known",
                        link: ConsoleLink.page(of: instance.key))
                }), others(more))
    }

    /// How many entries a list does not name.
    static func others(_ count: Int) -> Markup {
        count > 0 ? paragraph("and \(count) more: see --format json", style: "soft") : .nothing
    }
}
