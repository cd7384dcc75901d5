// What asking CloudWatch for metrics takes, and what of it is left in a month.

/// Requests to CloudWatch that AWS counts by the calendar month.
package struct MetricRequests: Hashable, Sendable {
    /// Calls of GetMetricStatistics: a million API requests a month are free.
    package var statistics: Int
    /// Metrics that GetMetricData was asked for: never free, and a page asks for all of its call's again.
    package var metrics: Int

    /// None without arguments.
    package init(statistics: Int = 0, metrics: Int = 0) {
        self.statistics = statistics
        self.metrics = metrics
    }

    /// 0.01 USD for 1,000 metrics. Source: AWS CloudWatch pricing.
    package static let perMetric = Money(nanoUSD: 10_000)
    /// What GetMetricData takes.
    package var cost: Money { MetricRequests.perMetric.scaled(by: Int64(metrics), over: 1) }

    /// Both counts added up.
    package static func + (left: MetricRequests, right: MetricRequests) -> MetricRequests {
        MetricRequests(statistics: left.statistics + right.statistics, metrics: left.metrics + right.metrics)
    }
}

/// What may still be asked of CloudWatch.
package struct MetricAllowance: Hashable, Sendable {
    /// Half of the million that AWS gives away a month, for the account may have other readers.
    package static let freeCallsAMonth = 500_000

    /// Calls of GetMetricStatistics that stay free.
    package let freeCalls: Int
    /// Metrics that GetMetricData may be asked for.
    package let paidMetrics: Int

    /// So much, and never less than nothing.
    package init(freeCalls: Int, paidMetrics: Int) {
        self.freeCalls = max(0, freeCalls)
        self.paidMetrics = max(0, paidMetrics)
    }

    /// What is left of a month.
    ///
    /// - Parameters:
    ///   - used: in this month.
    ///   - spent: what else of the cap is spent in this month.
    ///   - cap: what costguard's own calls may cost in a month.
    package init(used: MetricRequests, spent: Money, cap: Money) {
        let left = cap - used.cost - spent
        self.init(
            freeCalls: MetricAllowance.freeCallsAMonth - used.statistics,
            paidMetrics: Int(left.nanoUSD / MetricRequests.perMetric.nanoUSD))
    }
}

/// How metrics were asked for.
package struct MetricUse: Hashable, Sendable {
    /// Series that GetMetricStatistics was asked for.
    package var seriesByStatistics: Int
    /// Series that GetMetricData was asked for.
    package var seriesByData: Int
    /// Series that were not asked for: the month's allowance was used up.
    package var seriesNotAsked: Int
    /// What that took.
    package var requests: MetricRequests

    /// Nothing asked without arguments.
    package init(
        seriesByStatistics: Int = 0, seriesByData: Int = 0, seriesNotAsked: Int = 0,
        requests: MetricRequests = MetricRequests()
    ) {
        self.seriesByStatistics = seriesByStatistics
        self.seriesByData = seriesByData
        self.seriesNotAsked = seriesNotAsked
        self.requests = requests
    }

    /// All counts added up.
    package static func + (left: MetricUse, right: MetricUse) -> MetricUse {
        MetricUse(
            seriesByStatistics: left.seriesByStatistics + right.seriesByStatistics,
            seriesByData: left.seriesByData + right.seriesByData,
            seriesNotAsked: left.seriesNotAsked + right.seriesNotAsked, requests: left.requests + right.requests)
    }
}
