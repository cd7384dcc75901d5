// Replays traces through the true rules, metrics' store and hold clock: what cron would have stopped, and what work came
// after. Every hour the windows move and all is judged; the clocks are moved by every scan in between.

import CostModel
import Foundation
import Planning
import RuleEngine
import Storage

struct Replay {
    /// Each machine is judged as a cheap one and as a dear one.
    static let types = ["t3.medium", "r5.xlarge"]
    static let minAge: TimeInterval = 3600
    private static let region = Region("us-east-1")!

    let rules: RuleSet
    let machines: [ReplayedMachine]
    /// Hours since 1970, from the first to the last of any trace.
    let hours: ClosedRange<Int>
    /// Minutes between two scans; the first of an hour is at a quarter past, when the last hour's figures are settled.
    let interval: Int
    let respite: TimeInterval
    private let database: CostDatabase
    private let judge: SQLiteJudge

    init(_ traces: [Trace], _ rules: RuleSet, interval: Int, respiteHours: Double, database path: String) async throws {
        self.rules = rules
        self.interval = interval
        respite = respiteHours * 3600
        machines = traces.enumerated().flatMap { number, trace in
            Self.types.enumerated().map { place, type in
                let id = String(format: "i-%017x", 2 * number + place + 1)
                let key = ResourceKey(kind: .instance, account: Inventory.account, region: Self.region, id: id)
                return ReplayedMachine(trace, as: type, key: key)
            }
        }
        let all = traces.flatMap(\.hours.keys)
        guard let first = all.min(), let last = all.max() else { throw BenchError("the file holds no hour") }
        hours = first...last
        database = try CostDatabase.open(at: path, prices: try Shipped.prices())
        judge = SQLiteJudge(rules: rules, databasePath: path, views: Views.statements(prefix: SQLiteJudge.viewPrefix))
        try await recordHours()
    }

    /// Hourly points, all at once: the rules look at nothing that is later than they are. Short buckets are recorded as
    /// time goes on, for the last look before a stop reads all that is there.
    private func recordHours() async throws {
        let day = Int.day / 3600
        let span = (hours.lowerBound - 60 * day) * 3600..<(hours.upperBound + day) * 3600
        let end = Date(timeIntervalSince1970: Double(span.upperBound + Int.day))
        for machine in machines {
            try await database.record(answers(of: machine, in: span) { $0.period == 3600 }, at: end)
        }
    }

    /// One a series.
    private func answers(
        of machine: ReplayedMachine, in span: Range<Int>, where isWanted: (MetricSpec) -> Bool
    ) -> [MetricAnswer] {
        let queries = judge.metricsNeeded.map(\.spec).filter(isWanted).map { spec in
            MetricQuery(
                resource: machine.key, namespace: spec.namespace, metric: spec.metric, statistic: spec.statistic,
                period: spec.period, start: span.lowerBound, end: span.upperBound)
        }
        return Set(queries).map { MetricAnswer($0, points: machine.trace.points(of: $0)) }
    }

    func run() async throws -> ReplayScore {
        var score = ReplayScore(machines, try prices())
        for hour in hours {
            for machine in machines {
                if machine.enter(hour, respite: respite) { score.saved(3600, machine) }
            }
            let now = Date(timeIntervalSince1970: Double(hour * 3600 + MetricWindow.settling))
            try await list(at: now)
            let said = Dictionary(grouping: try await judged(hour, at: now), by: \.resource)
            for machine in machines where machine.isRunning {
                try await advance(machine, said[machine.key] ?? [], in: hour, from: now, &score)
            }
        }
        return score
    }

    /// What the rules say of all machines, once those that are open are asked for their last hour's short buckets.
    private func judged(_ hour: Int, at now: Date) async throws -> [Judgement] {
        let short = Set(judge.metricsNeeded.filter { $0.spec.period < 3600 }.map(\.rule))
        let set = try judge.judge(account: Inventory.account, now: now, only: nil, detail: .brief)
        if let fault = set.faults.first { throw BenchError("\(fault)") }
        let open = Set(set.judgements.filter { $0.outcome == .unknown && short.contains($0.rule.name) }.map(\.resource))
        guard !open.isEmpty else { return set.judgements }
        let span = (hour - 1) * 3600..<hour * 3600
        let answers = machines.filter { open.contains($0.key) }.flatMap { machine in
            self.answers(of: machine, in: span) { $0.period < 3600 }
        }
        try await database.record(answers, at: now)
        return try judge.judge(account: Inventory.account, now: now, only: nil, detail: .brief).judgements
    }

    private func advance(
        _ machine: ReplayedMachine, _ judgements: [Judgement], in hour: Int, from first: Date,
        _ score: inout ReplayScore
    ) async throws {
        var spared: Set<String> = []
        for minutes in stride(from: 0, to: 60, by: interval) {
            let now = first + TimeInterval(60 * minutes)
            for rule in rules.headers where !spared.contains(rule.name) {
                let outcome = judgements.first { $0.rule.name == rule.name }?.outcome ?? .clear
                guard machine.acts(rule, outcome, at: now, minAge: Self.minAge) else { continue }
                if rule.action == .stop, try await !isIdleStill(machine, rule, in: hour, at: now) {
                    machine.spare(rule)
                    spared.insert(rule.name)
                    continue
                }
                score.acted(rule, machine, workIn: machine.hoursToWork(from: now, in: hour))
                guard rule.action == .stop else { continue }
                machine.stop()
                score.stopped(machine, by: rule)
                let isIdle = machine.trace.hours[hour]?.works == false
                if isIdle { score.saved(max(0, Double((hour + 1) * 3600) - now.timeIntervalSince1970), machine) }
                return
            }
        }
    }

    /// The last look before a stop, as `apply` makes it: the short buckets since the last full hour. The hour's figures
    /// are spread evenly over them.
    private func isIdleStill(
        _ machine: ReplayedMachine, _ rule: RuleHeader, in hour: Int, at now: Date
    ) async throws -> Bool {
        let end = Int(now.timeIntervalSince1970) - MetricSpec.shortPeriod
        let queries = Set(judge.metricsNeeded.map(\.spec).filter { $0.period == 3600 }).map { spec in
            MetricQuery(
                resource: machine.key, namespace: spec.namespace, metric: spec.metric, statistic: spec.statistic,
                period: MetricSpec.shortPeriod, start: hour * 3600, end: end)
        }
        try await database.record(
            Set(queries).map { MetricAnswer($0, points: machine.trace.points(of: $0)) }, at: now)
        let set = try judge.judge(account: Inventory.account, now: now, only: [machine.key], detail: .brief)
        return set.judgements.contains { $0.rule.name == rule.name && $0.outcome == .holds }
    }

    private func list(at now: Date) async throws {
        try await database.beginScan(of: Inventory.account, at: now, regions: [Self.region])
        for kind in judge.kindsNeeded.subtracting([.credit]) {
            let listing = Listing(
                account: Inventory.account, region: Self.region, kind: kind, service: "ec2", operation: "Describe",
                at: now, outcome: .complete)
            try await database.record(.page(listing.place, kind == .instance ? machines.map(\.resource) : []))
            try await database.record(.end(listing))
        }
        try await database.finishScan(
            ScanSummary(
                account: Inventory.account, at: now, duration: 1, regions: [Self.region], closedRegions: [], gaps: [],
                apiCalls: 0, selfCost: .zero))
    }

    private func prices() throws -> [String: Money] {
        let list = try Shipped.prices()
        return Dictionary(
            uniqueKeysWithValues: Self.types.map { type in
                (type, list.instance(type, in: Self.region) ?? .zero)
            })
    }
}
