// What asking CloudWatch for metrics takes, and what of it is left in a month.

/// Requests to CloudWatch that AWS counts by the calendar month.
public struct MetricRequests: Hashable, Sendable {
    /// Calls of GetMetricStatistics: a million API requests a month are free.
    public var statistics: Int
    /// Metrics that GetMetricData was asked for: never free, and a page asks for all of its call's again.
    public var metrics: Int

    /// None without arguments.
    public init(statistics: Int = 0, metrics: Int = 0) { (self.statistics, self.metrics) = (statistics, metrics) }

    /// 0.01 USD for 1,000 metrics. Source: AWS CloudWatch pricing.
    public static let perMetric = Money(nanoUSD: 10_000)
    /// What GetMetricData takes.
    public var cost: Money { MetricRequests.perMetric.scaled(by: Int64(metrics), over: 1) }

    /// Both counts added up.
    public static func + (left: MetricRequests, right: MetricRequests) -> MetricRequests {
        MetricRequests(statistics: left.statistics + right.statistics, metrics: left.metrics + right.metrics)
    }
}

/// What may still be asked of CloudWatch.
public struct MetricAllowance: Hashable, Sendable {
    /// Half of the million that AWS gives away a month, for the account may have other readers.
    public static let freeCallsAMonth = 500_000

    /// Calls of GetMetricStatistics that stay free.
    public let freeCalls: Int
    /// Metrics that GetMetricData may be asked for.
    public let paidMetrics: Int

    /// So much, and never less than nothing.
    public init(freeCalls: Int, paidMetrics: Int) {
        (self.freeCalls, self.paidMetrics) = (max(0, freeCalls), max(0, paidMetrics))
    }

    /// What is left of a month.
    ///
    /// - Parameters:
    ///   - used: in this month.
    ///   - spent: what else of the cap is spent in this month.
    ///   - cap: what costguard's own calls may cost in a month.
    public init(used: MetricRequests, spent: Money, cap: Money) {
        let left = cap - used.cost - spent
        self.init(
            freeCalls: MetricAllowance.freeCallsAMonth - used.statistics,
            paidMetrics: Int(left.nanoUSD / MetricRequests.perMetric.nanoUSD))
    }
}

/// How metrics were asked for.
public struct MetricUse: Hashable, Sendable {
    /// Series that GetMetricStatistics was asked for.
    public var seriesByStatistics: Int
    /// Series that GetMetricData was asked for.
    public var seriesByData: Int
    /// Series that were not asked for: the month's allowance was used up.
    public var seriesNotAsked: Int
    /// What that took.
    public var requests: MetricRequests

    /// Nothing asked without arguments.
    public init(
        seriesByStatistics: Int = 0, seriesByData: Int = 0, seriesNotAsked: Int = 0,
        requests: MetricRequests = MetricRequests()
    ) {
        (self.seriesByStatistics, self.seriesByData) = (seriesByStatistics, seriesByData)
        (self.seriesNotAsked, self.requests) = (seriesNotAsked, requests)
    }

    /// All counts added up.
    public static func + (left: MetricUse, right: MetricUse) -> MetricUse {
        MetricUse(
            seriesByStatistics: left.seriesByStatistics + right.seriesByStatistics,
            seriesByData: left.seriesByData + right.seriesByData,
            seriesNotAsked: left.seriesNotAsked + right.seriesNotAsked, requests: left.requests + right.requests)
    }
}
