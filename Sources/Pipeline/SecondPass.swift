// Which metrics the second pass of a scan asks, and of which resources.

import CostModel
import Foundation

/// The metrics that rules want, merged so that one series serves all of them.
///
/// In turns: what the first one excludes is not asked further. A series is asked for its past without a hole, so that
/// the next days find theirs stored.
struct MetricNeeds {
    /// How far back each series is wanted, in seconds, by turn and rule.
    private var reach: [MetricNeed.Turn: [String: [Series: Int]]] = [:]
    /// The columns that come in this turn or later, by rule.
    private var columns: [MetricNeed.Turn: [String: Set<String>]] = [:]
    private var rules: [String: Set<String>] = [:]
    /// The view of each kind of which a file tells.
    private var views: [ResourceKind: String] = [:]
    private var silentAtZero: Set<Series> = []

    private struct Series: Hashable {
        let namespace: String
        let metric: String
        let statistic: MetricSpec.Statistic
        let period: Int
    }

    init(_ needed: [MetricNeed]) {
        for need in needed {
            rules[need.view, default: []].insert(need.rule)
            if ViewSchema.of(need.kind) == nil { views[need.kind] = need.view }
            let spec = need.spec
            let series = Series(
                namespace: spec.namespace, metric: spec.metric, statistic: spec.statistic, period: spec.period)
            if need.isSilentAtZero { silentAtZero.insert(series) }
            reach[need.turn, default: [:]][need.rule, default: [:]][series, default: 0].raise(
                to: spec.ago + spec.window)
            for turn in MetricNeed.Turn.allCases.prefix(
                through: MetricNeed.Turn.allCases.firstIndex(of: need.turn) ?? 0)
            {
                columns[turn, default: [:]][need.rule, default: []].formUnion(need.columns)
            }
        }
    }

    /// The resources that rules could not decide without this turn's metrics, in order, with those rules. After the
    /// first turn: those of which nothing else is missing but what later turns ask, and facts that are asked one by one.
    func open(in judgements: [Judgement], _ turn: MetricNeed.Turn) -> [(resource: ResourceKey, rules: Set<String>)] {
        var open: [ResourceKey: Set<String>] = [:]
        for judgement in judgements where waits(judgement, turn) {
            open[judgement.resource, default: []].insert(judgement.rule.name)
        }
        return open.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func waits(_ judgement: Judgement, _ turn: MetricNeed.Turn) -> Bool {
        let rule = judgement.rule.name
        guard reach[turn]?[rule] != nil else { return false }
        switch (turn, judgement.outcome) {
        case (.first, .unknown), (.first, .holds): return true
        case (_, .unknown):
            // Of what a kind's file describes nothing is asked one by one.
            let late = Set((ViewSchema.named(judgement.rule.view)?.columns ?? []).filter(\.isLate).map(\.name))
            let missing = Set(judgement.missing.map(\.column)).subtracting(late)
            return !missing.isEmpty && missing.isSubset(of: columns[turn]?[rule] ?? [])
        default: return false
        }
    }

    /// Every series of a resource that one of these rules wants.
    ///
    /// - Parameter asking: nil: every rule of its view.
    func queries(
        of resource: ResourceKey, for asking: Set<String>? = nil, _ turn: MetricNeed.Turn, at now: Date
    ) -> [MetricQuery] {
        let view = ViewSchema.of(resource.kind)?.name ?? views[resource.kind] ?? ""
        var windows: [Series: Int] = [:]
        for rule in asking ?? rules[view] ?? [] {
            windows.merge(reach[turn]?[rule] ?? [:], uniquingKeysWith: max)
        }
        return windows.map { series, window in
            let buckets = MetricWindow(window: window, period: series.period, now: now)
            return MetricQuery(
                resource: resource, namespace: series.namespace, metric: series.metric,
                statistic: series.statistic, period: series.period, start: buckets.start, end: buckets.end)
        }
    }
}

extension Int {
    fileprivate mutating func raise(to least: Int) { self = Swift.max(self, least) }
}

extension MetricNeeds {
    /// Queries for the minutes between the end of each hourly window and now, in short buckets: what an hourly
    /// window cannot show yet. Asked before a change, of the targets alone.
    func latest(of resources: Set<ResourceKey>, at now: Date) -> [MetricQuery] {
        let seconds = Int(now.timeIntervalSince1970)
        let end = seconds - seconds % MetricSpec.shortPeriod
        return resources.sorted().flatMap { resource in
            let series = [MetricNeed.Turn.first, .others].flatMap { queries(of: resource, $0, at: now) }
            return Set(
                series.filter { $0.period > MetricSpec.shortPeriod && $0.end < end }.map { query in
                    MetricQuery(
                        resource: resource, namespace: query.namespace, metric: query.metric,
                        statistic: query.statistic, period: MetricSpec.shortPeriod, start: query.end, end: end)
                })
        }
    }

    /// Whether no data of such a query means that nothing happened, for every rule that asks for its metric.
    func isSilentAtZero(_ query: MetricQuery) -> Bool {
        silentAtZero.contains {
            $0.namespace == query.namespace && $0.metric == query.metric && $0.statistic == query.statistic
        }
    }
}
