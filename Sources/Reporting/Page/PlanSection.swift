// A plan on a page: what would be stopped, a row each, which opens to why, what is lost and what cron does; then what is
// flagged, refused, not known and left alone.

import CostModel
import Foundation

extension Page {
    static func steps(_ plan: Plan, _ context: TextContext) -> Markup {
        let stopping = plan.sections.stopping
        let words = PlanSectionText(plan: plan).stopping
        guard !stopping.isEmpty else {
            return context.scan == nil
                ? .nothing : section("Would stop", paragraph("\(words.prefix(1).uppercased())\(words.dropFirst())."))
        }
        let titles = Titles(plan.steps)
        return section(
            "Would stop \(words)",
            .tag("div", ["class": "rows"], all: stopping.prefix(most).map { row($0, titles, context) }),
            others(stopping.count - most), next(plan, context))
    }

    private static func row(_ stop: PlanSections.Stop, _ titles: Titles, _ context: TextContext) -> Markup {
        let key = stop.step.resource
        let title = titles.title(key, stop.step.name, cutTo: 64)
        let known = stop.finding.map { CommonText.type($0.judgement).cut(to: 24) } ?? ""
        let type = known.isEmpty ? "unknown type" : known
        let saving = stop.step.savingPerMonth.map { "\(CommonText.perDay(perMonth: $0).cents) USD a day" }
        return .tag(
            "details", [:],
            .tag(
                "summary", [:],
                .tag("b", [:], Markup(title)), " ",
                .tag("span", ["class": "soft"], "\(type), \(key.region.place)"), " ",
                .tag("span", ["class": "n"], Markup(saving ?? "price not known"))),
            stop.finding.map { particulars($0, saving, context) } ?? .nothing,
            .tag(
                "small", [:], "\(CommonText.place(key.region)), in AWS's console: ",
                link(Markup(key.id), ConsoleLink.page(of: key))))
    }

    private static func particulars(_ finding: Finding, _ saving: String?, _ context: TextContext) -> Markup {
        let why = CommonText.lessThanShown(finding.resource.kind)
        let bound = finding.savingIsUpperBound ? saving.map { "\($0) at most: \(why)" } : nil
        return facts([
            ("you save", bound), ("why", CronText.reason(finding.judgement)),
            ("you lose", finding.loses.isEmpty ? nil : finding.loses.joined(separator: ", ")),
            ("you keep", CommonText.kept(finding)),
            ("cron", CronText.cron(finding, context)), ("first", MissingText.beforeStop(finding)),
        ])
    }

    /// What to type. Where the caller knows better, as the demo, whose plan nobody can apply, its own commands.
    private static func next(_ plan: Plan, _ context: TextContext) -> Markup {
        guard context.next.isEmpty else {
            return .tag(
                "p", ["class": "next"], "Next: ", .all(context.next.map { .tag("code", [:], .verbatim($0)) + " " }))
        }
        return .tag(
            "p", ["class": "next"], "Do it: ", .tag("code", [:], .verbatim("costguard apply \(plan.id)")),
            " (shows the steps and asks first)")
    }
}

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

    static func hoursUnread(_ plan: Plan) -> Markup {
        list(plan.sections.hoursUnread, PlanSectionText(plan: plan).hoursUnread.map { "Hours: \($0)" }, \.whyUnread)
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
