// How far away and how strict the simulated AWS is, beyond what its world holds. Faults of single calls are in
// Fault.swift, what a key may do is the world's.

import Foundation

/// What holds for every request. The ordinary conditions are: no distance, no limits, no delay, an exact clock.
package struct Conditions: Sendable {
    /// Whether calls that come too fast are refused, and which time refills the buckets.
    package enum Throttling: Sendable {
        /// Nothing is refused.
        case off
        /// As AWS refuses, by the simulated clock: a clock that stands refills nothing.
        case simulatedTime
        /// As AWS refuses, by the machine's clock: for benchmarks.
        case realTime
    }

    /// Real time from a request to its answer, as the round trip of a distant endpoint; a minute at most.
    package var latency: Duration = .zero
    /// The same for single regions, which are farther or nearer.
    package var latencyByRegion: [String: Duration] = [:]
    /// Token buckets for each account, region and action, as in `Allowance`.
    package var throttling = Throttling.off
    /// Simulated seconds that a change takes to be seen by reads: eventual consistency. Reads until then are answered
    /// from the world as it was before; the changes themselves always see the present.
    package var replicationLag: TimeInterval = 0
    /// The most items of a page of a list; AWS too may give fewer than were asked for. Nil: as many as are asked for.
    package var largestPage: Int?
    /// Seconds that a client's clock may be off, either way.
    package var clockTolerance: TimeInterval = SignatureCheck.tolerance

    /// The ordinary conditions.
    package init() {}

    func latency(in region: String) -> Duration {
        min(.seconds(60), max(.zero, latencyByRegion[region] ?? latency))
    }
}
