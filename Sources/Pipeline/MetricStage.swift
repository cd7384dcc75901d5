// Asks CloudWatch, within what a month allows, and stores what it answers: the metrics of rules, and hour by hour what
// bursts, kept as usage. What is not answered leaves a hole, and every total over it says "at least".

import CostModel
import Foundation

/// Asks for the metrics of rules.
struct MetricStage {
    let local: LocalPorts
    let aws: AWSPorts
    /// What costguard's own calls may cost in a calendar month, UTC.
    let cap: Money

    /// What of the month's free calls and of the cap is left.
    func allowance(account: AccountID, at now: Date) async throws -> MetricAllowance {
        let bills = try await local.money.costRequests(account: account, since: UTCCalendar.startOfMonth(now))
        return MetricAllowance(
            used: try await local.money.metricRequests(account: account, at: now),
            spent: BalanceStage.costRequest.scaled(by: Int64(bills), over: 1), cap: cap)
    }

    /// Asks, and stores the answers. What is asked is noted before, for a run may be killed.
    func ask(
        _ queries: [MetricQuery], account: AccountID, at now: Date
    ) async throws -> (answers: [MetricAnswer], use: MetricUse) {
        let money = local.money
        let (answers, use) = try await aws.metrics.points(
            queries, within: try await allowance(account: account, at: now)
        ) { requests in
            try await money.noteMetricRequests(requests, account: account, at: now)
        }
        // Called off, it answers with gaps that are none.
        try Task.checkCancellation()
        try await local.observations.record(answers, at: now)
        return (answers, use)
    }
}

/// Asks for the surplus credits of burstable machines: free of charge while the month's free calls last.
struct SurplusStage {
    let local: LocalPorts
    let aws: AWSPorts
    /// What costguard's own calls may cost in a calendar month, UTC.
    let cap: Money

    /// What is asked of the past of a machine that was never asked for.
    private static let lookBack: Int = 3 * .hour
    /// CloudWatch keeps hours for long, but a hole of a month is told and not mended.
    private static let longest: Int = 31 * .day

    /// Asks for the hours that are over and not known yet.
    func update(account: AccountID, regions: [Region], at now: Date) async throws {
        let asked = Set(regions)
        let machines = try await local.observations.burstingMachines(of: account, at: now)
            .filter { asked.contains($0.key.region) }
        let byKey = Dictionary(machines.map { ($0.key, $0) }) { first, _ in first }
        let queries = machines.compactMap { Self.query($0, at: now) }
        guard !queries.isEmpty else { return }
        let money = local.money
        let allowance = try await MetricStage(local: local, aws: aws, cap: cap).allowance(account: account, at: now)
        let (answers, _) = try await aws.metrics.points(queries, within: allowance) { requests in
            try await money.noteMetricRequests(requests, account: account, at: now)
        }
        try Task.checkCancellation()
        let spans = answers.filter { $0.gap == nil }.flatMap { answer in
            byKey[answer.query.resource].map { Self.spans(answer, of: $0) } ?? []
        }
        try await local.observations.record(spans)
    }

    /// Nil where every hour that is over is known.
    private static func query(_ machine: BurstingMachine, at now: Date) -> MetricQuery? {
        let window = MetricWindow(window: lookBack, period: .hour, now: now)
        let first = Int(machine.since) / .hour * .hour
        // Of a machine that is new to the meter the hours before tell what burns now.
        let start = max(machine.isKnown ? first : min(first, window.start), window.end - longest)
        guard start < window.end else { return nil }
        return MetricQuery(
            resource: machine.key, namespace: "AWS/EC2", metric: SurplusCredits.metric, statistic: .sum, period: .hour,
            start: start, end: window.end)
    }

    /// One for each hour that was told.
    private static func spans(_ answer: MetricAnswer, of machine: BurstingMachine) -> [SurplusSpan] {
        let query = answer.query
        var points = Dictionary(answer.points.map { ($0.start, $0.value) }) { first, _ in first }
        if machine.isSilentWhenStandard {
            for start in stride(from: query.start, to: query.end, by: .hour) where points[start] == nil {
                points[start] = 0
            }
        }
        return points.filter { (query.start..<query.end).contains($0.key) }.sorted { $0.key < $1.key }
            .compactMap { start, credits in
                SurplusCredits.units(credits: credits, over: .hour).map { units in
                    SurplusSpan(
                        key: machine.key, item: machine.item, from: Int64(start), until: Int64(start + .hour),
                        units: units)
                }
            }
    }
}
