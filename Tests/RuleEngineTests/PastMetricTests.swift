// Metrics that look at what was some time ago: which buckets they read, and what no data there means.

import CostModel
import Foundation
import Testing
import YAML

@testable import RuleEngine

@Suite struct PastMetricTests {
    private let file = rule(
        where: "cpu < :limit", metric: "{ metric: CPUUtilization, statistic: Average, over: 3h, ago: 21h }")

    private func outcome(
        _ points: CasePoints, _ file: YAMLFile, _ values: [String: FactValue] = [:]
    ) throws -> Judgement {
        try #require(try judge(file, cpu: points, values).judgements.first)
    }

    @Test(
        "no data is 0, and some data is judged on what is there",
        arguments: [
            ([], "holds", 0.0), ([1, 1, 1], "holds", 1), ([1, 30, 1], "clear", 30), ([nil, nil, 30], "clear", 30),
            ([30, nil, nil], "clear", 30), ([nil, 2, nil], "holds", 2),
        ] as [([Double?], String, Double)])
    func thePast(_ points: [Double?], _ expected: String, _ value: Double) throws {
        let judgement = try outcome(.list(points), file)
        #expect("\(judgement.outcome)" == expected)
        #expect(judgement.evidence.contains(Evidence("cpu", .real(value))))
    }

    @Test func itReadsTheseHoursAndNoneBeside() throws {
        let loaded = try load(file)
        let world = try World()
        try world.add("instances", "i-1")
        try world.points(.constant(1), of: loaded, for: "i-1")
        let window = loaded.metrics[0].spec.buckets(at: now)
        // Busy in the hour before yesterday's window, in the one after it, and now.
        let busy = [window.start - 3600, window.end, window.end + 20 * 3600].map { MetricPoint(start: $0, value: 90) }
        try world.database.insert(busy, period: 3600, into: 1)
        #expect(try world.judge([loaded]).judgements.map(\.outcome) == [.holds])
        try world.database.insert([MetricPoint(start: window.end - 3600, value: 90)], period: 3600, into: 1)
        #expect(try world.judge([loaded]).judgements.map(\.outcome) == [.clear])
    }

    @Test func itIsNotCutAtTheLastStart() throws {
        let judgement = try outcome(.constant(50), file, ["uptime_hours": .real(5)])
        #expect(judgement.outcome == .clear)
    }

    @Test func whatWasNotAnsweredIsNotKnown() throws {
        let judgement = try outcome(.failed("AccessDenied"), file)
        #expect(judgement.outcome == .unknown)
        #expect(judgement.missing == [MissingFact("cpu", "AccessDenied")])
    }

    @Test func whatWasAskedInPartIsNotKnown() throws {
        let loaded = try load(file)
        let world = try World()
        try world.add("instances", "i-1")
        try world.points(.constant(1), of: loaded, for: "i-1")
        try world.connection.execute("UPDATE metric_series SET asked_from = asked_from + 3600")
        #expect(try world.judge([loaded]).judgements.map(\.outcome) == [.unknown])
    }

    @Test func itMayNotHideBehindCoalesce() throws {
        let vacuous = rule(
            where: "coalesce(cpu, 0) < :limit",
            metric: "{ metric: CPUUtilization, statistic: Average, over: 3h, ago: 21h }")
        #expect(try load(vacuous).vacuousOn == ["cpu"])
    }

    @Test(
        "a fault of the file is told",
        arguments: [
            ("over: 3h, ago: 90m", "expected whole buckets of 1h"),
            ("over: 1h, ago: 7m", "expected whole buckets of 5m"),
            ("over: 24h, ago: 60d", "expected 5m to 60d"), ("over: 3h, ago: yesterday", "expected a span of time"),
            ("over: 3h, ago: :then", "unknown setting ':then'"), ("over: 3h, ago: :limit", "is no span of time"),
            ("over: 3h, ago: 21h, coverage: 0.5", "'coverage' beside 'ago'"),
        ])
    func faults(_ spans: String, _ expected: String) {
        let faults = RuleCheck.check([
            rule(where: "cpu < :limit", metric: "{ metric: CPUUtilization, statistic: Average, \(spans) }")
        ])
        #expect(faults.contains { $0.message.contains(expected) }, "\(faults)")
    }
}
