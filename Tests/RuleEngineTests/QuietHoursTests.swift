// How long it was quiet, and hours that lack samples.

import CostModel
import Foundation
import Testing
import YAML

@testable import RuleEngine

@Suite struct QuietHoursTests {
    private func hours(
        _ points: [Double?], below: String = "5", _ values: [String: FactValue] = [:]
    ) throws -> FactValue? {
        let file = rule(
            where: "cpu > 1",
            metric: "{ metric: CPUUtilization, statistic: Average, over: 12h, reduce: quiet, below: \(below) }")
        let judgement = try #require(try judge(file, cpu: .list(points), values).judgements.first)
        return judgement.evidence.first { $0.column == "cpu" }?.value
    }

    @Test(
        "it counts from the last bucket that reached the limit",
        arguments: [
            ([9, 1, 1, 1], 3), ([9, 9, 1, 5], 0), ([1, 1, 1, 4.9], 12), ([9, nil, 1, 1], 3), ([], 0),
        ] as [([Double?], Double)])
    func quiet(_ points: [Double?], _ expected: Double) throws {
        #expect(try hours(points) == .real(expected))
        #expect(try hours(points, below: ":limit") == .real(expected))
    }

    @Test func itCountsFromTheLastStartAtMost() throws {
        // Started at 07:20; the window ends at 12:00.
        let value = try #require(try hours(Array(repeating: 1, count: 12), ["uptime_hours": .real(5)])?.number)
        #expect(abs(value - 14.0 / 3) < 0.01)
    }

    @Test(arguments: [
        ("reduce: quiet", "stand together"), ("below: 5", "stand together"),
        ("reduce: quiet, below: :none", "unknown setting ':none'"),
        ("reduce: quiet, below: often", "expected a number or a setting"),
    ])
    func faults(_ keys: String, _ expected: String) {
        let metric = "{ metric: CPUUtilization, statistic: Average, over: 12h, \(keys) }"
        let faults = RuleCheck.check([rule(where: "cpu < :limit", metric: metric)])
        #expect(faults.contains { $0.message.contains(expected) }, "\(faults)")
    }

    @Test(
        "an hour counts with nine tenths of its samples",
        arguments: [
            (12, false, true), (11, false, true), (10, false, false), (60, true, true), (54, true, true),
            (53, true, false),
            (12, true, false),
        ] as [(Double, Bool, Bool)])
    func samples(_ count: Double, _ detailed: Bool, _ isKnown: Bool) throws {
        let file = rule(
            where: "cpu > 0", metric: "{ metric: CPUUtilization, statistic: SampleCount, over: 3h, reduce: min }")
        let judgement = try #require(
            try judge(file, cpu: .constant(count), ["detailed_monitoring": .flag(detailed)]).judgements.first)
        #expect((judgement.outcome == .holds) == isKnown)
        #expect(isKnown || judgement.missing == [MissingFact("cpu", "0 of 3 whole hourly points")])
    }
}
