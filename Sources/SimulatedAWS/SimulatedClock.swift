// The time of the simulated world: it stands still until somebody moves it.
// It knows no real clock; a demo that wants passing time moves it.

import Foundation
import Synchronization

/// A clock that stands until it is moved. Times are UTC instants.
public final class SimulatedClock: Sendable {
    private let time: Mutex<Date>

    /// A clock that shows the given instant.
    public init(_ start: Date) { time = Mutex(start) }

    /// The instant that the clock shows.
    public var now: Date { time.withLock { $0 } }

    /// Moves the clock by whole or broken seconds, forward as a rule.
    public func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }

    /// Sets the clock to an instant.
    public func set(to instant: Date) { time.withLock { $0 = instant } }
}
