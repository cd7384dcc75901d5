// What would be stopped, on a page: a row each, which opens to why, what is lost and what cron does.

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
        let type = stop.finding?.judgement.row["instance_type"]?.text?.cut(to: 24) ?? "unknown type"
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
        let bound = finding.savingIsUpperBound ? saving.map { "\($0) at most: spot pays less than list price" } : nil
        return facts([
            ("you save", bound), ("why", CronText.reason(finding.judgement)),
            ("you lose", finding.loses.isEmpty ? nil : finding.loses.joined(separator: ", ")),
            ("you keep", "its EBS disks with their data; they are still billed"),
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
