// What the second pass of a scan asks, and of which resources.

import CostModel
import Foundation

/// The metrics that rules want, merged so that one series serves all of them.
///
/// In two turns: first what goes on, of every row that is open; then the past, of the rows that nothing else decides,
/// which are few. A series is asked for its past without a hole, so that the next days find theirs stored.
struct MetricNeeds {
    /// Which of a rule's metrics are meant.
    enum Turn { case current, past }

    /// How far back each series is wanted, in seconds, by rule.
    private var current: [String: [Series: Int]] = [:]
    private var past: [String: [Series: Int]] = [:]
    /// The columns of the past, by rule.
    private var pastColumns: [String: Set<String>] = [:]
    private var rules: [String: Set<String>] = [:]

    private struct Series: Hashable {
        let namespace: String
        let metric: String
        let statistic: MetricSpec.Statistic
        let period: Int
    }

    init(_ needed: [(rule: String, view: String, columns: Set<String>, spec: MetricSpec)]) {
        for (rule, view, columns, spec) in needed {
            rules[view, default: []].insert(rule)
            let series = Series(
                namespace: spec.namespace, metric: spec.metric, statistic: spec.statistic, period: spec.period)
            if spec.ago > 0 {
                pastColumns[rule, default: []].formUnion(columns)
                past[rule, default: [:]][series] = max(past[rule]?[series] ?? 0, spec.ago + spec.window)
            } else {
                current[rule, default: [:]][series] = max(current[rule]?[series] ?? 0, spec.window)
            }
        }
    }

    /// The resources that rules could not decide without metrics, in order, with those rules. In the turn of the past:
    /// those of which nothing else is missing but facts that are asked one by one.
    func open(in judgements: [Judgement], _ turn: Turn = .current) -> [(resource: ResourceKey, rules: Set<String>)] {
        var open: [ResourceKey: Set<String>] = [:]
        for judgement in judgements where waits(judgement, turn) {
            open[judgement.resource, default: []].insert(judgement.rule.name)
        }
        return open.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func waits(_ judgement: Judgement, _ turn: Turn) -> Bool {
        let rule = judgement.rule.name
        switch (turn, judgement.outcome) {
        case (.current, .unknown), (.current, .holds): return current[rule] != nil
        case (.past, .unknown):
            guard let columns = pastColumns[rule], let view = ViewSchema.named(judgement.rule.view) else {
                return false
            }
            let late = Set(view.columns.filter(\.isLate).map(\.name))
            let missing = Set(judgement.missing.map(\.column))
            return !missing.isDisjoint(with: columns) && missing.isSubset(of: columns.union(late))
        default: return false
        }
    }

    /// Every series of a resource that one of these rules wants.
    ///
    /// - Parameter asking: nil: every rule of its view.
    func queries(
        of resource: ResourceKey, for asking: Set<String>? = nil, _ turn: Turn = .current, at now: Date
    ) -> [MetricQuery] {
        let view = ViewSchema.of(resource.kind)?.name ?? ""
        let wanted = turn == .current ? current : past
        var windows: [Series: Int] = [:]
        for rule in asking ?? rules[view] ?? [] { windows.merge(wanted[rule] ?? [:], uniquingKeysWith: max) }
        return windows.map { series, window in
            let buckets = MetricWindow(window: window, period: series.period, now: now)
            return MetricQuery(
                resource: resource, namespace: series.namespace, metric: series.metric,
                statistic: series.statistic, period: series.period, start: buckets.start, end: buckets.end)
        }
    }
}

extension MetricNeeds {
    /// Queries for the minutes between the end of each hourly window and now, in short buckets: what an hourly
    /// window cannot show yet. Asked before a change, of the targets alone.
    func latest(of resources: Set<ResourceKey>, at now: Date) -> [MetricQuery] {
        let seconds = Int(now.timeIntervalSince1970)
        let end = seconds - seconds % MetricSpec.shortPeriod
        return resources.sorted().flatMap { resource in
            queries(of: resource, at: now).filter { $0.period > MetricSpec.shortPeriod && $0.end < end }.map { query in
                MetricQuery(
                    resource: resource, namespace: query.namespace, metric: query.metric, statistic: query.statistic,
                    period: MetricSpec.shortPeriod, start: query.end, end: end)
            }
        }
    }
}

/// The facts that cost a call each.
enum LateFactNeeds {
    /// What the guardrails want to know before anything is stopped.
    static let beforeStopping: Set<String> = ["stop_protected", "spot_request", "disk_keys"]
    /// What people are told beside a stop. Nothing rests on it, so it is asked once, of a few.
    static let toTell = "shutdown_behavior"
    /// How many machines that is asked of in one scan.
    static let mostToTell = 50

    /// Facts that stand between a judgement and its verdict; nothing for rows that something else holds open.
    ///
    /// - Parameter again: ask what the guardrails want to know although an answer is stored: something is about to
    ///   be stopped.
    static func requests(for judgements: [Judgement], again: Bool = false) -> [FactRequest] {
        var requests: Set<FactRequest> = []
        for judgement in judgements {
            guard let view = ViewSchema.named(judgement.rule.view) else { continue }
            let late = Set(view.columns.filter(\.isLate).map(\.name))
            var wanted: Set<String> = []
            switch judgement.outcome {
            case .unknown:
                let missing = Set(judgement.missing.map(\.column))
                if missing.isSubset(of: late) { wanted = missing }
            case .holds where judgement.rule.action.changesAWS:
                wanted = again ? beforeStopping : judgement.unknownColumns.intersection(beforeStopping.union([toTell]))
                if let lifecycle = judgement.row["lifecycle"]?.text, lifecycle != "spot" {
                    wanted.remove("spot_request")
                }
            case .holds, .clear, .spared:
                break
            }
            requests.formUnion(wanted.map { FactRequest(judgement.resource, $0) })
        }
        let sorted = requests.sorted { ($0.resource, $0.column) < ($1.resource, $1.column) }
        let told = sorted.filter { $0.column == toTell }.dropFirst(mostToTell)
        return told.isEmpty ? sorted : sorted.filter { !told.contains($0) }
    }
}
