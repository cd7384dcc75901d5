// The points of one series in one window, reduced as they pass by: nothing is kept of a point.

import CostModel

/// The buckets of a window from the last start on.
struct BucketSums {
    let window: MetricWindow
    /// Buckets that begin earlier do not count.
    let launch: Int
    /// Buckets with less do not count.
    let least: Double
    /// Whether the points themselves are kept, for how long it was quiet.
    let keeps: Bool
    private var points: [MetricPoint] = []
    private(set) var counted = 0
    private(set) var newest: Int?
    private(set) var hasAny = false
    private var greatest = -Double.infinity
    private var smallest = Double.infinity
    private var sum = 0.0
    private var last: Double?

    init(_ window: MetricWindow, launch: Int?, least: Double = -.infinity, keeps: Bool = false) {
        self.window = window
        self.launch = launch ?? 0
        self.least = least
        self.keeps = keeps
    }

    mutating func add(_ start: Int, _ value: Double) {
        guard start >= window.start, start < window.end else { return }
        hasAny = true
        if start == window.end - window.period { last = value }
        guard start >= launch, value >= least else { return }
        counted += 1
        newest = max(newest ?? start, start)
        greatest = max(greatest, value)
        smallest = min(smallest, value)
        sum += value
        if keeps { points.append(MetricPoint(start: start, value: value)) }
    }

    /// The hours up to the window's end from the end of the last bucket that reached the limit, else from the last start or
    /// the window's begin, whichever is later. Nil without a bucket.
    func quietHours(below limit: Double) -> Double? {
        guard counted > 0 else { return nil }
        let busy = points.lazy.filter { $0.value >= limit }.map { $0.start + window.period }.max()
        return Double(max(0, window.end - max(window.start, launch, busy ?? 0))) / .hour
    }

    /// Nil without a bucket.
    func value(_ reduction: MetricReduction) -> Double? {
        if reduction == .last { return last }
        guard counted > 0 else { return nil }
        return switch reduction {
        case .max: greatest
        case .min: smallest
        case .average: sum / Double(counted)
        case .sum, .last, .quiet: sum
        }
    }
}

/// The minutes since a window's end, where the last look before a change has stored them in short buckets: one more
/// bucket for `max`, for a machine that came to life after the last full hour is not idle.
struct LateMinutes {
    private let span: Range<Int>
    private var points: [MetricPoint] = []

    /// - Parameter now: what came later is not known yet, where the past is judged.
    init(after window: MetricWindow, launch: Int?, until now: Int) {
        let end = max(window.end, min(window.end + 2 * window.period, now))
        span = min(max(window.end, launch ?? 0), end)..<end
    }

    mutating func add(_ start: Int, _ value: Double) {
        if span.contains(start) { points.append(MetricPoint(start: start, value: value)) }
    }

    /// How short buckets make one value of the same statistic: of an average its busiest quarter of an hour, for
    /// who came back ten minutes ago must not drown in the idle hour before. Nil without a point.
    func value(_ statistic: MetricSpec.Statistic) -> Double? {
        guard !points.isEmpty else { return nil }
        let values = points.sorted { $0.start < $1.start }.map(\.value)
        switch statistic {
        case .average:
            return values.indices.map { index in
                let quarter = values[max(0, index - 2)...index]
                return quarter.reduce(0, +) / Double(quarter.count)
            }.max()
        case .sum, .sampleCount: return values.reduce(0, +)
        case .minimum: return values.min()
        case .maximum: return values.max()
        }
    }
}
