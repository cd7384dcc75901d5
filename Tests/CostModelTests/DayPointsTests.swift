// A day's points as bytes and back.

import CostModel
import Testing

@Suite struct DayPointsTests {
    private let noon = 1_790_856_000

    private func points(_ day: DayPoints, period: Int) -> [MetricPoint] {
        var points: [MetricPoint] = []
        day.bytes.withUnsafeBytes { bytes in
            DayPoints.forEach(in: bytes, day: DayPoints.day(of: noon), period: period) {
                points.append(MetricPoint(start: $0, value: $1))
            }
        }
        return points
    }

    @Test(arguments: [300, 3600])
    func pointsComeBackInOrder(_ period: Int) {
        let given = [2, -3, 0, 5].map { MetricPoint(start: noon + $0 * period, value: Double($0) / 3) }
        var day = DayPoints()
        for point in given { day.set(point, period: period) }
        #expect(points(day, period: period) == given.sorted { $0.start < $1.start })
    }

    @Test func aPointReplacesThatOfItsBucket() {
        var day = DayPoints()
        day.set(MetricPoint(start: noon, value: 1), period: 3600)
        let stored = day.bytes
        var again = stored.withUnsafeBytes { DayPoints(bytes: $0) }
        again.set(MetricPoint(start: noon, value: 7), period: 3600)
        #expect(points(again, period: 3600) == [MetricPoint(start: noon, value: 7)])
        #expect(stored.count == 13 * 8)
    }

    @Test func aStartBetweenBucketsHasNoPlace() {
        var day = DayPoints()
        day.set(MetricPoint(start: noon + 1, value: 1), period: 3600)
        #expect(day.isEmpty)
    }
}
