// What the series of one resource come to, while they are read.

import CostModel

/// One judged row's series. Asked by the place of a spec among the rule's.
struct RowMetrics {
    let number: Int64
    let launch: Int?
    /// The series that is being read.
    private(set) var series: Int64 = -1
    private var sums: [BucketSums]
    private var late: [LateMinutes]
    private var asked: [Asked?]
    /// The specs that the points of this series are for, and those whose last minutes they are.
    private var serves: (whole: [Int], late: [Int]) = ([], [])

    private struct Asked { let from, until: Int?, error: String? }

    init(_ number: Int64, launch: Int?, _ windows: [MetricWindow]) {
        (self.number, self.launch) = (number, launch)
        sums = windows.map { BucketSums($0, launch: launch) }
        late = windows.map { LateMinutes(after: $0, launch: launch) }
        asked = windows.map { _ in nil }
    }

    /// The columns are those of `MetricReader.sql`.
    mutating func begin(_ select: SQLStatement, _ names: [SeriesName]) {
        func integer(_ column: Int) -> Int? { select.isNull(column) ? nil : Int(select.integer(column)) }
        series = select.integer(2)
        let period = Int(select.integer(6))
        serves = ([], [])
        for (index, name) in names.enumerated() where name.matches(select) {
            if period == name.period {
                serves.whole.append(index)
                asked[index] = Asked(from: integer(7), until: integer(8), error: select.text(11))
            } else if period == MetricSpec.shortPeriod, name.period > period {
                serves.late.append(index)
            }
        }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer, day: Int, period: Int) {
        for index in serves.whole { DayPoints.forEach(in: bytes, day: day, period: period) { sums[index].add($0, $1) } }
        for index in serves.late { DayPoints.forEach(in: bytes, day: day, period: period) { late[index].add($0, $1) } }
    }

    /// Nil where the series was never asked for.
    func value(of metric: RuleMetric, at index: Int) -> MetricValue? {
        guard let asked = asked[index] else { return nil }
        let sum = sums[index]
        var value = sum.value(metric.reduction)
        if metric.reduction == .max, let known = value, let latest = late[index].value(metric.spec.statistic) {
            value = max(known, latest)
        }
        let summary = SeriesSummary(
            counted: sum.counted, newest: sum.newest, value: value, hasAny: sum.hasAny, askedFrom: asked.from,
            askedUntil: asked.until, error: asked.error, launch: launch)
        return MetricValue(summary, metric: metric, window: sum.window)
    }
}
