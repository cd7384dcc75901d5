// The section on orphans: things that cost money and that nobody seems to use.

import CostModel

extension PlanReport {
    /// One entry per rule: twenty orphans of one kind are one line. What says whose it is has a line of its own.
    static func flagged(_ plan: Plan, _ lines: inout TextLines) {
        guard let words = SectionWords(plan: plan).flagged else { return }
        lines.section("FLAGGED", "\(words); never deleted by costguard itself")
        let groups = plan.sections.flaggedByRule.flatMap { group in
            let claimed = group.items.filter(\.finding.isClaimed)
            let alone = claimed.prefix(mostAlone).map { [$0] }
            return [group.items.filter { !$0.finding.isClaimed }] + alone + [Array(claimed.dropFirst(mostAlone))]
        }.filter { !$0.isEmpty }
        let widest = groups.map { price($0).count }.max() ?? 0
        for group in groups { entry(group, priceColumns: widest, &lines) }
    }

    private static let mostAlone = 10

    private static func entry(_ group: [PlanSections.Item], priceColumns: Int, _ lines: inout TextLines) {
        guard let first = group.first else { return }
        let more = group.count > 1 ? " +\(group.count - 1)" : ""
        let title = Sentences.title(first.resource, first.name)
        let name = title == first.resource.id ? title : "\(first.resource.id) (\(title.cut(to: 24)))"
        let price = price(group)
        let count = "\(group.count) \(plural(first.resource.kind, group.count))".padded(to: TextLines.nameColumns)
        let blank = String(repeating: " ", count: priceColumns - price.count)
        lines.add(
            "\(name)\(more), \(first.resource.region.place): \(first.reason)",
            head: "  \(Sanitizer.terminal(count))\(blank)\(price)  ")
    }

    /// USD a month of what has a price; `?` where nothing has.
    private static func price(_ group: [PlanSections.Item]) -> String {
        let sum = PlanSections.sum(group)
        return sum.unpriced == sum.count ? "?" : sum.perMonth.cents
    }

    private static func plural(_ kind: ResourceKind, _ count: Int) -> String {
        let word = kind.rawValue.split(separator: "_").joined(separator: " ")
        guard count != 1 else { return word }
        return word.hasSuffix("s") ? word + "es" : word + "s"
    }
}
