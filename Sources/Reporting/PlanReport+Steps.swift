// What a plan would stop: what each stop saves a day, and what a person must know before it.

import CostModel

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
        let type = Sanitizer.terminal(finding.judgement.row["instance_type"]?.text ?? "")
        let blank = String(repeating: " ", count: columns.prices - price(step).columns)
        let name = titles.label(key, step.name).padded(to: columns.names + 2)
        let title = CommonText.title(key, step.name)
        let whole = title == key.id ? "(no name)" : title.cut(to: TextLines.nameColumns - 1)
        return TextSection.Entry(
            head: "  \(blank)\(price(step))  \(name)",
            words: words(finding, spell, type, key),
            whole: (
                "  \(whole.padded(to: TextLines.nameColumns))",
                [key.id, type, CommonText.place(key.region)].filter { !$0.isEmpty }.joined(separator: "  ")
            ),
            details: details(step, finding, context))
    }

    /// What a person must know of a stop is the last to go.
    private static func words(
        _ finding: Finding, _ spell: IdleSpell?, _ type: String, _ key: ResourceKey
    ) -> [TextSection.Word] {
        let disk = finding.loses.first { $0.contains("scratch disk") }
        return [
            (type, 5), (key.region.place, 7),
            (spell.map { "idle \($0.span)" } ?? finding.judgement.reason, 3),
            (finding.judgement.isGPULoadUnknown ? "GPU load not known" : "", 6),
            (finding.savingIsUpperBound ? "saves at most that: spot" : "", 4),
            (disk.map { "scratch disk lost\($0.contains("if it has one") ? ", if any" : "")" } ?? "", 1),
            (finding.loses.contains { $0.hasPrefix("public address") } ? "address changes" : "", 8),
            (CronText.brief(finding), 2),
        ]
    }

    private static func details(
        _ step: PlanStep, _ finding: Finding, _ context: TextContext
    ) -> [(label: String, text: String)] {
        [
            ("why", CronText.reason(finding.judgement)),
            ("you lose", finding.loses.joined(separator: ", ")),
            ("you keep", "its EBS disks with their data; they are still billed"),
            ("you save", saving(step, finding)),
            ("cron", CronText.cron(finding, context)),
            ("first", MissingText.beforeStop(finding) ?? ""),
        ].filter { !$0.1.isEmpty }
    }

    private static func saving(_ step: PlanStep, _ finding: Finding) -> String {
        guard step.savingPerMonth != nil else { return "not known: no price for it" }
        let bound = finding.savingIsUpperBound ? " at most: spot pays less than list price" : ""
        return "\(price(step)) USD a day\(bound)"
    }
}
