// The section on orphans: things that cost money and that nobody seems to use.

import CostModel

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
        let price = price(group)
        let count = CountText.text(group.count, first.resource.kind.text).padded(to: TextLines.nameColumns)
        let blank = String(repeating: " ", count: priceColumns - price.count)
        let head = "  \(Sanitizer.terminal(count))\(blank)\(price)  "
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
