// Which operation of CloudWatch is asked for which series: the free one while it is free and quick, the dear one beyond,
// and neither where the month's allowance is used up.

import CostModel

/// Every series in one of three lists.
struct MetricChoice {
    private(set) var byStatistics: [CloudWatchSeries] = []
    private(set) var byData: [CloudWatchSeries] = []
    private(set) var notAsked: [CloudWatchSeries] = []

    init(_ series: [CloudWatchSeries], _ operation: CloudWatchMetricSource.Operation, within allowance: MetricAllowance)
    {
        let calls = MetricStatisticsCall.count(for: series)
        switch operation {
        case .statistics: byStatistics = series
        case .data: byData = series
        case .automatic
        where MetricChoice.load(series) <= CloudWatchMetricSource.mostSeriesByStatistics && calls <= allowance.freeCalls:
            byStatistics = series
        case .automatic where series.count <= allowance.paidMetrics: byData = series
        // One by one takes long, but it is free.
        case .automatic where calls <= allowance.freeCalls: byStatistics = series
        case .automatic: divide(series, allowance)
        }
    }

    /// The calls of these series in an hour, about.
    private static func load(_ series: [CloudWatchSeries]) -> Int {
        let short = series.filter { $0.query.period < .hour }
        return MetricStatisticsCall.count(for: series) + 3 * MetricStatisticsCall.count(for: short)
    }

    private mutating func divide(_ series: [CloudWatchSeries], _ allowance: MetricAllowance) {
        byData = Array(series.prefix(allowance.paidMetrics))
        var left = allowance.freeCalls
        for series in series.dropFirst(byData.count) {
            left -= MetricStatisticsCall.count(for: [series])
            if left >= 0 { byStatistics.append(series) } else { notAsked.append(series) }
        }
    }

    var use: MetricUse {
        let requests = MetricRequests(
            statistics: MetricStatisticsCall.count(for: byStatistics), metrics: byData.count)
        return MetricUse(
            seriesByStatistics: byStatistics.count, seriesByData: byData.count, seriesNotAsked: notAsked.count,
            requests: requests)
    }

    /// What stands for the series that are not asked.
    var refused: [SeriesResult] {
        notAsked.map { series in
            let key = series.query.resource
            let gap = Gap(
                account: key.account, region: key.region, service: "cloudwatch", operation: MetricDataCall.operation,
                kind: .failed,
                error: "not asked: the month's free calls and its self-cost cap (selfCost.monthlyUSD) are used up")
            return SeriesResult(series: series, gap: gap)
        }
    }
}
