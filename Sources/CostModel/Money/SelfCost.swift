// What costguard's own calls cost: the month so far against its cap, and the last scan.

/// The calls of one account in one calendar month, UTC, and their price.
package struct SelfCost: Hashable, Sendable {
    /// What Cost Explorer takes for a request. Source: AWS Cost Explorer pricing, read 2026-11.
    package static let perCostRequest = Money(nanoUSD: 10_000_000)

    /// `YYYY-MM`.
    package var month: String
    /// Scans that began in the month and ended.
    package var scans: ScansMade
    /// Requests to Cost Explorer, whether they were answered or not.
    package var costRequests: Int
    /// Requests to CloudWatch.
    package var metrics: MetricRequests
    /// What all of it may cost in a month.
    package var cap: Money

    /// A month, its parts given.
    package init(month: String, scans: ScansMade, costRequests: Int, metrics: MetricRequests, cap: Money) {
        self.month = month
        self.scans = scans
        self.costRequests = costRequests
        self.metrics = metrics
        self.cap = cap
    }

    /// Of the requests to Cost Explorer.
    package var ofCostExplorer: Money { SelfCost.perCostRequest.scaled(by: Int64(costRequests), over: 1) }
    /// Of all billed calls: noted before they were made, so that a scan that was killed is in it too.
    package var total: Money { ofCostExplorer + metrics.cost }
}

/// What a number of scans took together.
package struct ScansMade: Hashable, Sendable {
    /// Scans that ended.
    package var scans: Int
    /// Requests to AWS, retries included.
    package var calls: Int
    /// What AWS charges for them.
    package var cost: Money

    /// None without arguments.
    package init(scans: Int = 0, calls: Int = 0, cost: Money = .zero) {
        self.scans = scans
        self.calls = calls
        self.cost = cost
    }
}
