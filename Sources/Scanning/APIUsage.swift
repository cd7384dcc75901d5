// Counts what AWS bills by the piece and not by the call.

import Synchronization

/// Metrics that GetMetricData was asked for; shared between the source of metrics and that of billing.
public final class APIUsage: Sendable {
    private let metrics = Mutex(0)

    /// Nothing counted yet.
    public init() {}

    func count(metrics added: Int) { metrics.withLock { $0 += added } }

    /// So far.
    var metricsRequested: Int { metrics.withLock { $0 } }
}
