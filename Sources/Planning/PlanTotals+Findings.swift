// Sums over findings in which each resource counts once.

import CostModel

extension PlanTotals {
    /// Credits are no things to clean up and stay out; what would be stopped, or is only told of, is not counted as
    /// cleaning.
    init(findings: [Finding], steps: [PlanStep], running: Int) {
        let stopping = Set(steps.map(\.resource))
        var cleaning: [ResourceKey: Money?] = [:]
        for finding in findings where finding.verdict == .flagged && finding.resource.kind != .credit {
            guard !stopping.contains(finding.resource), finding.rule.action != .notify else { continue }
            cleaning.updateValue(finding.savingPerMonth, forKey: finding.resource)
        }
        let saved = steps.map(\.savingPerMonth)
        let cleaned = Array(cleaning.values)
        self.init(
            running: running, wouldStop: steps.count { $0.action == .stop }, flagged: cleaning.count,
            savingPerMonthByStopping: saved.reduce(.zero) { $0 + ($1 ?? .zero) },
            savingPerMonthByCleaning: cleaned.reduce(.zero) { $0 + ($1 ?? .zero) },
            unpriced: (saved + cleaned).count { $0 == nil })
    }
}
