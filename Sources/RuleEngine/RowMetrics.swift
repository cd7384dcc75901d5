// What the series of one resource come to, while they are read.

import CostModel
import Foundation
import SQLite

/// One judged row's series at a time. Asked by the place of a spec among the rule's.
struct RowMetrics {
    private(set) var number: Int64 = 0
    private(set) var launch: Int?
    private(set) var isBegun = false
    /// The series that is being read.
    private(set) var series: Int64 = -1
    private let names: [SeriesName]
    private let specs: [MetricSpec]
    private let windows: [MetricWindow]
    private let isPast: [Bool]
    private let now: Int
    private let keeps: [Bool]
    private var sums: [BucketSums]
    private var late: [LateMinutes]
    private var asked: [Asked?]
    /// The specs that the points of this series are for, and those whose last minutes they are.
    private var serves: (whole: [Int], late: [Int]) = ([], [])

    private struct Asked { let from, until: Int?, error: String? }

    /// - Parameter keeping: those of which it is asked how long it was quiet.
    init(_ specs: [MetricSpec], keeping: Set<MetricSpec>, at now: Date) {
        self.specs = specs
        self.now = Int(now.timeIntervalSince1970)
        names = specs.map { SeriesName($0) }
        windows = specs.map { $0.buckets(at: now) }
        keeps = specs.map(keeping.contains)
        isPast = specs.map { $0.ago > 0 }
        sums = windows.map { BucketSums($0, launch: nil) }
        late = windows.map { LateMinutes(after: $0, launch: nil, until: Int(now.timeIntervalSince1970)) }
        asked = windows.map { _ in nil }
    }

    /// A bucket that lacks more than a tenth of its samples is missing.
    static let wholeShare = 0.9

    /// Goes on to another row.
    ///
    /// - Parameter detailed: whether EC2 sends a sample a minute of it.
    mutating func begin(_ number: Int64, launch: Int?, detailed: Bool) {
        self.number = number
        self.launch = launch
        isBegun = true
        series = -1
        for (index, window) in windows.enumerated() {
            // What a machine did before its last start is its habit, too.
            let spec = specs[index]
            let least =
                spec.countsSamples ? Self.wholeShare * Double(spec.samples(detailed: detailed)) : -Double.infinity
            sums[index] = BucketSums(window, launch: isPast[index] ? nil : launch, least: least, keeps: keeps[index])
            late[index] = LateMinutes(after: window, launch: launch, until: now)
            asked[index] = nil
        }
    }

    /// The columns are those of `MetricReader.sql`.
    mutating func beginSeries(_ select: SQLStatement) {
        func integer(_ column: Int) -> Int? { select.isNull(column) ? nil : Int(select.integer(column)) }
        series = select.integer(2)
        let period = Int(select.integer(6))
        serves.whole.removeAll(keepingCapacity: true)
        serves.late.removeAll(keepingCapacity: true)
        for (index, name) in names.enumerated() where name.matches(select) {
            if period == name.period {
                serves.whole.append(index)
                asked[index] = Asked(from: integer(7), until: integer(8), error: select.text(11))
            } else if period == MetricSpec.shortPeriod, name.period > period, !isPast[index] {
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
        var value = metric.below.flatMap(sum.quietHours(below:)) ?? sum.value(metric.reduction)
        if metric.reduction == .max, let known = value, let latest = late[index].value(metric.spec.statistic) {
            value = max(known, latest)
        }
        let summary = SeriesSummary(
            counted: sum.counted, newest: sum.newest, value: value, hasAny: sum.hasAny, askedFrom: asked.from,
            askedUntil: asked.until, error: asked.error, launch: launch)
        return MetricValue(summary, metric: metric, window: sum.window)
    }
}
