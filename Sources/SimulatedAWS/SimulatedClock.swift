// The time of the simulated world: it stands still until somebody moves it, or follows another clock.
// It knows no real clock: who wants passing time hands one in.

import Foundation
import Synchronization

/// A clock that can be moved. Times are UTC instants.
package final class SimulatedClock: Sendable {
    private let base: @Sendable () -> Date
    private let ahead = Mutex(TimeInterval.zero)

    /// A clock that shows the given instant until it is moved.
    package init(_ start: Date) { base = { start } }

    /// A clock that is ahead of another one, by what it is moved and by `seconds`.
    package init(following clock: @escaping @Sendable () -> Date, ahead seconds: TimeInterval = 0) {
        base = clock
        ahead.withLock { $0 = seconds }
    }

    /// The instant that the clock shows.
    package var now: Date { base() + ahead.withLock { $0 } }

    /// Moves the clock by whole or broken seconds, forward as a rule.
    package func advance(by seconds: TimeInterval) { ahead.withLock { $0 += seconds } }

    /// Sets the clock to an instant.
    package func set(to instant: Date) {
        let base = base()
        ahead.withLock { $0 = instant.timeIntervalSince(base) }
    }
}
