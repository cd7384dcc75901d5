// Which points are kept, and which are asked again.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct MetricTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    /// Hours from noon, as a query of hourly buckets.
    private func query(_ start: Int, _ end: Int, id: String = "i-1") -> MetricQuery {
        MetricQuery(
            resource: resourceKey(.instance, id), namespace: "AWS/EC2", metric: "CPUUtilization", statistic: .average,
            period: 3600, start: Int(noon.seconds) + start * 3600, end: Int(noon.seconds) + end * 3600)
    }

    private func answer(_ query: MetricQuery, _ value: Double = 1) -> MetricAnswer {
        MetricAnswer(
            query,
            points: stride(from: query.start, to: query.end, by: 3600).map { MetricPoint(start: $0, value: value) })
    }

    /// Every stored value, by time.
    private func values(in database: CostDatabase) throws -> [Double] {
        var values: [Double] = []
        for row in try database.rows("SELECT day, points FROM metric_day ORDER BY day") {
            (row[1] as Data).withUnsafeBytes { bytes in
                DayPoints.forEach(in: bytes, day: row[0], period: 3600) { values.append($1) }
            }
        }
        return values
    }

    @Test func whatWasNeverAskedIsMissingWhole() async throws {
        let database = try await bench.scanning()
        #expect(try await database.missingPoints([query(-24, 0)], at: noon) == [query(-24, 0)])
    }

    @Test(
        arguments: [
            (-24, 0, nil), (-10, -3, nil), (-24, 2, [0, 2]), (-30, 0, [-30, -24]), (0, 3, [0, 3]), (2, 5, [2, 5]),
            (-30, 3, [-30, 3]),
        ] as [(Int, Int, [Int]?)])
    func onlyWhatIsNewIsAsked(_ start: Int, _ end: Int, _ expected: [Int]?) async throws {
        let database = try await bench.scanning()
        try await database.record([answer(query(-24, 0))], at: noon.plus(hours: 1))
        let missing = try await database.missingPoints([query(start, end)], at: noon.plus(hours: 6))
        #expect(missing == (expected.map { [query($0[0], $0[1])] } ?? []))
    }

    @Test func anAnswerWithoutPointsIsAnAnswer() async throws {
        let database = try await bench.scanning()
        try await database.record([MetricAnswer(query(-24, 0), points: [])], at: noon.plus(hours: 1))
        #expect(try await database.missingPoints([query(-24, 0)], at: noon.plus(hours: 1)).isEmpty)
    }

    @Test func rangesThatTouchBecomeOneAndAHoleStaysAHole() async throws {
        let database = try await bench.scanning()
        try await database.record([answer(query(-24, -20)), answer(query(-20, -10))], at: noon)
        #expect(try await database.missingPoints([query(-24, -10)], at: noon).isEmpty)
        try await database.record([answer(query(-5, -1))], at: noon)
        #expect(try await database.missingPoints([query(-24, -1)], at: noon) == [query(-24, -5)])
        try await database.record([answer(query(-24, -5))], at: noon)
        #expect(try await database.missingPoints([query(-24, -1)], at: noon).isEmpty)
    }

    @Test func aBucketTooYoungIsAskedAgain() async throws {
        let database = try await bench.scanning()
        try await database.record([answer(query(-2, 0), 1)], at: noon.plus(hours: 0.2))
        #expect(try await database.missingPoints([query(-2, 0)], at: noon) == [query(-1, 0)])
        try await database.record([answer(query(-1, 0), 7)], at: noon.plus(hours: 0.25))
        #expect(try await database.missingPoints([query(-2, 0)], at: noon).isEmpty)
        #expect(try values(in: database) == [1, 7])
    }

    @Test func aGapKeepsItsErrorUntilAnAnswerComes() async throws {
        let database = try await bench.scanning()
        let gap = Gap(
            account: .lab, region: .ireland, service: "monitoring", operation: "x", kind: .failed, error: "throttled")
        try await database.record([MetricAnswer(query(-2, 0), gap: gap)], at: noon.plus(hours: 1))
        #expect(try database.row("SELECT error FROM metric_series")[0] == "throttled")
        #expect(try await database.missingPoints([query(-2, 0)], at: noon) == [query(-2, 0)])
        try await database.record([answer(query(-2, 0))], at: noon.plus(hours: 1))
        #expect(try database.row("SELECT error FROM metric_series")[0] == nil as String?)
    }

    @Test func pointsOutsideTheQuestionAndNotFiniteOnesAreNotKept() async throws {
        let database = try await bench.scanning()
        let asked = query(-2, 0)
        let points = [(asked.start, 1), (asked.start - 3600, 2), (asked.end, 3), (asked.start + 3600, Double.nan)]
        try await database.record(
            [MetricAnswer(asked, points: points.map { MetricPoint(start: $0.0, value: $0.1) })], at: noon.plus(hours: 1)
        )
        #expect(try values(in: database) == [1])
    }

    @Test func seriesOfTwoResourcesAreTwo() async throws {
        let database = try await bench.scanning()
        try await database.record([answer(query(-2, 0))], at: noon.plus(hours: 1))
        #expect(try await database.missingPoints([query(-2, 0, id: "i-2")], at: noon).count == 1)
    }
}
