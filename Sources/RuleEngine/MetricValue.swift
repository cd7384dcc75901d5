// Whether what is stored of a series is enough for a value, and if not, what is missing.

import CostModel
import Foundation

/// What the stored points of one series say over a window.
struct SeriesSummary {
    /// Points in the window, from the last start on.
    var counted: Int
    /// Start of the newest of them.
    var newest: Int?
    var value: Double?
    /// Whether the window holds any point, of an earlier start too.
    var hasAny: Bool
    var askedFrom: Int?
    var askedUntil: Int?
    var error: String?
    /// The last start; nil for things that do not start.
    var launch: Int?
}

/// A metric's value for one row.
enum MetricValue: Equatable {
    case known(Double, coverage: Double)
    case unknown(String, coverage: Double)

    init(_ series: SeriesSummary, metric: RuleMetric, window: MetricWindow) {
        self =
            metric.isOfThePast
            ? Self.past(series, window: window) : Self.current(series, metric: metric, window: window)
    }

    /// Of the past what is there is enough, and 0 where nothing is: who did not run then had no habit of working. It must
    /// have been asked for.
    private static func past(_ series: SeriesSummary, window: MetricWindow) -> MetricValue {
        let coverage = Double(series.counted) / Double(window.bucketCount)
        guard let from = series.askedFrom, let until = series.askedUntil, from <= window.start, until >= window.end
        else { return .unknown(series.error ?? MetricTable.notAsked, coverage: coverage) }
        return .known(series.value ?? 0, coverage: coverage)
    }

    /// Enough buckets, the newest among them; or, for `missing: 0`, asked to the end and nothing ever sent; or, where AWS
    /// is silent while nothing happens, asked for the whole window.
    private static func current(_ series: SeriesSummary, metric: RuleMetric, window: MetricWindow) -> MetricValue {
        let whole = window.bucketCount
        let coverage = Double(series.counted) / Double(whole)
        func isEnough(_ count: Int) -> Bool { Double(count) + 1e-9 >= metric.coverage * Double(whole) }
        let first = max(
            window.start, series.launch.map { $0 + (window.period - $0 % window.period) % window.period } ?? 0)
        let possible = max(0, (window.end - first) / window.period)
        if let value = series.value, isEnough(series.counted), series.newest == window.end - window.period {
            return .known(value, coverage: coverage)
        } else if metric.isSilentAtZero || metric.missingIsZero && !series.hasAny, series.error == nil,
            isEnough(possible), let from = series.askedFrom, let until = series.askedUntil, from <= first,
            until >= window.end
        {
            return .known(metric.isSilentAtZero ? series.value ?? 0 : 0, coverage: coverage)
        }
        let why = why(
            series, window: window, isEnough: isEnough, possible: possible, isWhole: metric.spec.countsSamples)
        return .unknown(why, coverage: coverage)
    }

    private static func why(
        _ series: SeriesSummary, window: MetricWindow, isEnough: (Int) -> Bool, possible: Int, isWhole: Bool
    ) -> String {
        let span = DurationText.text(window.end - window.start)
        if let launch = series.launch, !isEnough(possible) {
            let hours = Double(window.end - launch) / .hour
            return "started \(ReasonTemplate.short(max(0, hours))) h before the window's end, the window is \(span)"
        }
        if let error = series.error { return error }
        let kind = (isWhole ? "whole " : "") + (window.period == .hour ? "hourly" : "\(window.period / 60)-minute")
        if isEnough(series.counted), series.newest != window.end - window.period { return "newest point missing" }
        return "\(series.counted) of \(window.bucketCount) \(kind) points"
    }
}
