// The section on orphans: things that cost money and that nobody seems to use.

import CostModel

extension PlanReport {
    /// One entry per rule: twenty orphans of one kind are one line. What says whose it is has a line of its own.
    static func flagged(_ plan: Plan, _ lines: inout TextLines) {
        // Credits that have passed a mark stand at the top, with the money.
        // A machine that a mail tells of is no leftover: it stands with those that run.
        let findings = plan.findings.filter {
            $0.verdict == .flagged && $0.resource.kind != .credit && !$0.isWord
        }
        guard !findings.isEmpty else { return }
        let totals = plan.totals
        let upTo = findings.contains(where: \.savingIsUpperBound) ? "up to " : ""
        let sum = totals.flagged == 0 ? "" : ", \(upTo)\(totals.savingPerMonthByCleaning.cents) USD a month"
        lines.section("FLAGGED", "\(once(findings).count)\(sum); never deleted by costguard itself")
        var order: [String] = []
        for finding in findings where !order.contains(finding.rule.name) { order.append(finding.rule.name) }
        let groups = order.flatMap { rule in
            let all = findings.filter { $0.rule.name == rule }
            let claimed = all.filter(\.isClaimed)
            let alone = claimed.prefix(mostAlone).map { [$0] }
            return [all.filter { !$0.isClaimed }] + alone + [Array(claimed.dropFirst(mostAlone))]
        }.filter { !$0.isEmpty }
        let widest = groups.map { price($0).count }.max() ?? 0
        for group in groups { entry(group, priceColumns: widest, &lines) }
    }

    private static let mostAlone = 10

    private static func entry(_ group: [Finding], priceColumns: Int, _ lines: inout TextLines) {
        guard let first = group.first else { return }
        let more = group.count > 1 ? " +\(group.count - 1)" : ""
        let title = Sentences.title(first.resource, first.judgement.name)
        let name = title == first.resource.id ? title : "\(first.resource.id) (\(title.cut(to: 24)))"
        let price = price(group)
        let count = "\(group.count) \(plural(first.resource.kind, group.count))".padded(to: TextLines.nameColumns)
        let blank = String(repeating: " ", count: priceColumns - price.count)
        lines.add(
            "\(name)\(more), \(first.resource.region.place): \(first.judgement.reason)",
            head: "  \(Sanitizer.terminal(count))\(blank)\(price)  ")
    }

    /// USD a month of what has a price; `?` where nothing has.
    private static func price(_ group: [Finding]) -> String {
        let prices = group.compactMap(\.savingPerMonth)
        return prices.isEmpty ? "?" : prices.reduce(.zero, +).cents
    }

    private static func plural(_ kind: ResourceKind, _ count: Int) -> String {
        let word = kind.rawValue.split(separator: "_").joined(separator: " ")
        guard count != 1 else { return word }
        return word.hasSuffix("s") ? word + "es" : word + "s"
    }
}
