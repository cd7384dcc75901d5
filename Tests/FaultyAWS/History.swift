// What holds for every request, and the worlds before the last changes, for reads that see them late.

package import Foundation
import SimulatedAWS

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

/// Earlier worlds, the oldest first; few, as each holds what the others no longer share with it.
struct History {
    private var past: [(until: Date, world: World)] = []

    static let limit = 64

    var isEmpty: Bool { past.isEmpty }

    /// The world as it was before the last change.
    var last: World? { past.last?.world }

    /// The world as it was at an instant; nil where it has been the same since.
    func world(at instant: Date) -> World? { past.first { $0.until > instant }?.world }

    /// Keeps a world that ends now, and forgets those that ended before `oldest`.
    mutating func append(_ world: World, until now: Date, oldest: Date) {
        past.removeAll { $0.until < oldest }
        if past.count >= History.limit { past.removeFirst() }
        past.append((now, world))
    }
}

extension FaultyAWS.State {
    /// Keeps the world before a change, where a read may be answered from it.
    mutating func remember(at now: Date) {
        guard conditions.replicationLag > 0 || faults.awaitsChange else { return }
        history.append(world, until: now, oldest: now.addingTimeInterval(-max(conditions.replicationLag, 3_600)))
    }

    /// The world that a read is answered from where that is not the present one.
    func pastWorld(for fault: Fault.Kind?, at now: Date) -> World? {
        if fault == .stale { return history.last }
        guard conditions.replicationLag > 0 else { return nil }
        return history.world(at: now.addingTimeInterval(-conditions.replicationLag))
    }
}
