// What costguard's own calls cost: the month so far against its cap, and the last scan.

/// The calls of one account in one calendar month, UTC, and their price.
public struct SelfCost: Hashable, Sendable {
    /// What Cost Explorer takes for a request. Source: AWS Cost Explorer pricing, read 2026-11.
    public static let perCostRequest = Money(nanoUSD: 10_000_000)

    /// `YYYY-MM`.
    public var month: String
    /// Scans that began in the month and ended.
    public var scans: ScansMade
    /// Requests to Cost Explorer, whether they were answered or not.
    public var costRequests: Int
    /// Requests to CloudWatch.
    public var metrics: MetricRequests
    /// What all of it may cost in a month.
    public var cap: Money

    /// A month, its parts given.
    public init(month: String, scans: ScansMade, costRequests: Int, metrics: MetricRequests, cap: Money) {
        (self.month, self.scans, self.costRequests) = (month, scans, costRequests)
        (self.metrics, self.cap) = (metrics, cap)
    }

    /// Of the requests to Cost Explorer.
    public var ofCostExplorer: Money { SelfCost.perCostRequest.scaled(by: Int64(costRequests), over: 1) }
    /// Of all billed calls: noted before they were made, so that a scan that was killed is in it too.
    public var total: Money { ofCostExplorer + metrics.cost }
}

/// What a number of scans took together.
public struct ScansMade: Hashable, Sendable {
    /// Scans that ended.
    public var scans: Int
    /// Requests to AWS, retries included.
    public var calls: Int
    /// What AWS charges for them.
    public var cost: Money

    /// None without arguments.
    public init(scans: Int = 0, calls: Int = 0, cost: Money = .zero) {
        (self.scans, self.calls, self.cost) = (scans, calls, cost)
    }
}
