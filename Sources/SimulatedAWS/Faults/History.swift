// The worlds before the last changes, for reads that see them late.

import Foundation

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

extension SimulatedAWS.State {
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
