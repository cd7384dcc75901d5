// When a metric is known: the window's cut, its coverage, its newest bucket, and "no data means 0".

import CostModel
import Foundation
import Testing

@testable import RuleEngine

@Suite struct MetricWindowTests {
    private func value(_ points: CasePoints?, _ metric: String? = nil, uptime: Double = 100) throws -> Judgement {
        let file = metric.map { rule(where: "cpu < 5", metric: $0) } ?? rule(where: "cpu < 5")
        return try #require(try judge(file, cpu: points, ["uptime_hours": .real(uptime)]).judgements.first)
    }
    private func list(_ missingOldest: Int) -> CasePoints { .list(Array(repeating: 1, count: 24 - missingOldest)) }

    @Test(arguments: [(0, true), (2, true), (3, false), (23, false), (24, false)])
    func nineTenthsOfTheBucketsAreEnough(_ missing: Int, _ known: Bool) throws {
        let judgement = try value(list(missing))
        #expect(judgement.outcome == (known ? .holds : .unknown))
        #expect(judgement.row["cpu_coverage"] == .real(Double(24 - missing) / 24))
        if !known { #expect(judgement.missing == [MissingFact("cpu", "\(24 - missing) of 24 hourly points")]) }
    }

    @Test func theNewestBucketMustBeThere() throws {
        let judgement = try value(.list(Array(repeating: 1, count: 23) + [nil]))
        #expect(judgement.missing == [MissingFact("cpu", "newest point missing")])
    }

    /// The window ends at 12:00; 12:20 minus the uptime is the last start.
    @Test(arguments: [(24.34, true), (23.0, true), (22.34, true), (22.33, false), (6.0, false)])
    func bucketsBeforeTheLastStartDoNotCount(_ uptime: Double, _ known: Bool) throws {
        let judgement = try value(.constant(1), uptime: uptime)
        #expect(judgement.outcome == (known ? .holds : .unknown), "\(judgement.missing)")
        if !known { #expect(judgement.missing[0].why.contains("before the window's end, the window is 24h")) }
    }

    @Test func aBusyHourBeforeTheLastStartIsForgotten() throws {
        let points: [Double?] = [90] + Array(repeating: 1, count: 23)
        #expect(try value(.list(points), uptime: 23.5).outcome == .holds)
        #expect(try value(.list(points), uptime: 100).outcome == .clear)
    }

    @Test func whatCloudWatchSaidIsTheReason() throws {
        let judgement = try value(.failed("Throttling"))
        #expect(judgement.outcome == .unknown)
        #expect(judgement.missing == [MissingFact("cpu", "Throttling")])
    }

    @Test func whatWasNotAskedIsUnknownEvenWhereMissingMeansZero() throws {
        let metric = "{ metric: X, statistic: Average, over: 24h, missing: 0 }"
        #expect(try value(nil, metric).missing == [MissingFact("cpu", MetricTable.notAsked)])
        #expect(try value(nil).missing == [MissingFact("cpu", MetricTable.notAsked)])
    }

    @Test func noDataAtAllMeansZeroWhereTheRuleSaysSo() throws {
        let metric = "{ metric: X, statistic: Average, over: 24h, missing: 0 }"
        let judgement = try value(.list([]), metric)
        #expect(judgement.outcome == .holds)
        #expect(judgement.row["cpu"] == .real(0))
        #expect(judgement.row["cpu_coverage"] == .real(0))
        #expect(try value(.list([1, nil, nil]), metric).outcome == .unknown)
        #expect(try value(.failed("Throttling"), metric).outcome == .unknown)
        #expect(try value(.list([]), metric, uptime: 5).outcome == .unknown)
    }

    @Test(arguments: [("max", 9.0), ("min", 1.0), ("average", 2.0), ("sum", 48.0), ("last", 3.0)])
    func reducesTheBuckets(_ reduction: String, _ expected: Double) throws {
        let metric = "{ metric: X, statistic: Average, over: 24h, reduce: \(reduction) }"
        let points: [Double?] =
            [9] + Array(repeating: 1, count: 4) + Array(repeating: 1.7777777777777777, count: 18) + [3]
        let judgement = try value(.list(points), metric)
        #expect(abs((judgement.row["cpu"]?.number ?? -1) - expected) < 1e-9)
    }

    @Test func shortWindowsHaveFiveMinuteBuckets() throws {
        let metric = "{ metric: X, statistic: Average, over: 1h, coverage: 1 }"
        #expect(try value(.list(Array(repeating: 1, count: 12)), metric).outcome == .holds)
        #expect(try value(.list(Array(repeating: 1, count: 11)), metric).missing[0].why == "11 of 12 5-minute points")
    }

    @Test func anInstanceWithoutAStartHasNoMetrics() throws {
        let result = try judge(rule(where: "cpu < 5"), cpu: .constant(1), ["uptime_hours": .null])
        #expect(result.judgements[0].outcome == .unknown)
        #expect(result.judgements[0].missing == [MissingFact("cpu", "its last start is not known")])
    }
}
