// Counts what AWS bills by the piece and not by the call.

import Synchronization

/// Metrics that GetMetricData was asked for; shared between the source of metrics and that of billing.
package final class APIUsage: Sendable {
    private let metrics = Mutex(0)

    /// Nothing counted yet.
    package init() {}

    func count(metrics added: Int) { metrics.withLock { $0 += added } }

    /// So far.
    var metricsRequested: Int { metrics.withLock { $0 } }
}
