// The sections of a plan's text: what it would stop, what it does not do and why, what is flagged, what was not seen.

import CostModel
import Foundation

extension PlanReport {
    static func steps(_ plan: Plan, _ context: TextContext) -> TextSection {
        let dearest = plan.sections.stopping.enumerated().sorted { left, right in
            (right.element.step.savingPerMonth ?? .zero, left.offset)
                < (left.element.step.savingPerMonth ?? .zero, right.offset)
        }.map(\.element)
        let titles = Titles(plan.steps)
        let columns = (
            prices: dearest.map { price($0.step).columns }.max() ?? 0,
            names: dearest.map { titles.label($0.step.resource, $0.step.name).columns }.max() ?? 0
        )
        let told = Dictionary(grouping: plan.findings, by: \.resource)
        let entries = dearest.compactMap { stop in
            stop.finding.map { finding in
                let spell = context.scan.flatMap {
                    IdleSpell(finding, among: told[finding.resource] ?? [], scannedAt: $0.at)
                }
                return entry(stop.step, finding, spell, titles, columns, context)
            }
        }
        return TextSection(
            title: "WOULD STOP", text: PlanSectionText(plan: plan).stopping, right: "plan \(plan.id)", entries: entries)
    }

    /// USD a day; `?` where it is not known.
    private static func price(_ step: PlanStep) -> String {
        step.savingPerMonth.map { CommonText.perDay(perMonth: $0).cents } ?? "?"
    }

    private static func entry(
        _ step: PlanStep, _ finding: Finding, _ spell: IdleSpell?, _ titles: Titles,
        _ columns: (prices: Int, names: Int),
        _ context: TextContext
    ) -> TextSection.Entry {
        let key = step.resource
        let type = CommonText.type(finding.judgement)
        let name = titles.label(key, step.name).padded(to: columns.names + 2)
        let title = CommonText.title(key, step.name)
        let whole = title == key.id ? "(no name)" : title.cut(to: TextLines.nameColumns - 1)
        return TextSection.Entry(
            head: "  \(price(step).aligned(to: columns.prices))  \(name)",
            words: words(finding, spell, type, key, context),
            whole: (
                "  \(whole.padded(to: TextLines.nameColumns))",
                [key.id, type, CommonText.place(key.region)].filter { !$0.isEmpty }.joined(separator: "  ")
            ),
            details: details(step, finding, context))
    }

    /// What a person must know of a stop is the last to go.
    private static func words(
        _ finding: Finding, _ spell: IdleSpell?, _ type: String, _ key: ResourceKey,
        _ context: TextContext
    ) -> [TextSection.Word] {
        let disk = finding.loses.first { $0.contains("scratch disk") }
        return [
            (type, 5), (key.region.place, 7),
            (asked(finding) ?? spell.map { "idle \($0.span)" } ?? finding.judgement.reason, 3),
            (finding.judgement.isGPULoadUnknown ? "GPU load not known" : "", 6),
            (finding.savingIsUpperBound ? "saves at most that: spot" : "", 4),
            (disk.map { "scratch disk lost\($0.contains("if it has one") ? ", if any" : "")" } ?? "", 1),
            (finding.loses.contains { $0.hasPrefix("public address") } ? "address changes" : "", 8),
            (CronText.brief(finding, context), 2),
        ]
    }

    /// On whose word, in two or three words; nil: a rule's.
    private static func asked(_ finding: Finding) -> String? {
        switch finding.rule.asker {
        case .rule: nil
        case .schedule, .forcedSchedule: "outside its hours"
        case .order: "ordered by a person"
        }
    }

    private static func details(
        _ step: PlanStep, _ finding: Finding, _ context: TextContext
    ) -> [(label: String, text: String)] {
        [
            ("why", CronText.reason(finding.judgement)),
            ("you lose", finding.loses.joined(separator: ", ")),
            ("you keep", CommonText.kept(finding)),
            ("you save", saving(step, finding)),
            ("cron", CronText.cron(finding, context)),
            ("first", MissingText.beforeStop(finding) ?? ""),
        ].filter { !$0.1.isEmpty }
    }

    private static func saving(_ step: PlanStep, _ finding: Finding) -> String {
        guard step.savingPerMonth != nil else { return "not known: no price for it" }
        let bound = finding.savingIsUpperBound ? " at most: \(CommonText.lessThanShown(finding.resource.kind))" : ""
        return "\(price(step)) USD a day\(bound)"
    }
}

extension PlanReport {
    /// What schedules start; nil where they start nothing.
    static func starts(_ plan: Plan) -> TextSection? {
        guard !plan.starts.isEmpty else { return nil }
        let findings = Dictionary(
            plan.findings.filter(\.isScheduledStart).map { ($0.resource, $0) }, uniquingKeysWith: { one, _ in one })
        let titles = Titles(plan.starts)
        return TextSection(
            title: "WOULD START", text: "\(plan.starts.count) by schedule",
            entries: plan.starts.map { step in
                let (name, id) = titles.column(step.resource, step.name)
                let head = "  " + name.padded(to: TextLines.nameColumns)
                let finding = findings[step.resource]
                let waits = finding?.attendedBecause.map { "; not by cron: \($0)" } ?? ""
                let text = (id.map { "\($0)  " } ?? "") + (finding?.judgement.reason ?? "") + waits
                return TextSection.Entry(head: head, words: [(text, 1)], whole: (head, text))
            })
    }

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

    static func hoursUnread(_ plan: Plan) -> TextSection? {
        guard let words = PlanSectionText(plan: plan).hoursUnread else { return nil }
        let titles = Titles(plan.findings)
        return TextSection(
            title: "HOURS", text: words,
            entries: plan.sections.hoursUnread.map { entry($0, titles, brief: $0.whyUnread, whole: $0.whyUnread) })
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
                let what = "\(gap.call) \(gap.kind == .denied ? "denied" : "failed")"
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

extension PlanReport {
    /// One entry per rule: twenty orphans of one kind are one line. What says whose it is has a line of its own. Nil where
    /// nothing is flagged.
    static func flagged(_ plan: Plan) -> TextSection? {
        guard let words = PlanSectionText(plan: plan).flagged else { return nil }
        let groups = plan.sections.flaggedByRule.flatMap { group in
            let claimed = group.items.filter(\.finding.isClaimed)
            let alone = claimed.prefix(mostAlone).map { [$0] }
            return [group.items.filter { !$0.finding.isClaimed }] + alone + [Array(claimed.dropFirst(mostAlone))]
        }.filter { !$0.isEmpty }
        let widest = groups.map { price($0).count }.max() ?? 0
        return TextSection(
            title: "FLAGGED", text: "\(words); never deleted by costguard itself",
            entries: groups.compactMap { entry($0, priceColumns: widest) })
    }

    private static let mostAlone = 10

    private static func entry(_ group: [PlanSections.Item], priceColumns: Int) -> TextSection.Entry? {
        guard let first = group.first else { return nil }
        let more = group.count > 1 ? " +\(group.count - 1)" : ""
        let title = CommonText.title(first.resource, first.name)
        let name = title == first.resource.id ? title : "\(first.resource.id) (\(title.cut(to: 24)))"
        let short = title == first.resource.id ? title : title.cut(to: 24)
        let place = first.resource.region.place
        let price = price(group).aligned(to: priceColumns)
        let count = CountText.text(group.count, first.resource.kind.text).padded(to: TextLines.nameColumns)
        let head = "  \(Sanitizer.terminal(count))\(price)  "
        return TextSection.Entry(
            head: head,
            words: [("\(short)\(more): \(first.reason)", 1), (place, 2)],
            whole: (head, "\(name)\(more), \(place): \(first.reason)"))
    }

    /// USD a month of what has a price; `?` where nothing has.
    private static func price(_ group: [PlanSections.Item]) -> String {
        let sum = PlanSections.sum(group)
        return sum.unpriced == sum.count ? "?" : sum.perMonth.cents
    }
}
