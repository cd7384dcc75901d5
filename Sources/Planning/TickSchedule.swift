// When a service runs next: ticks in step with its start, one at a time, and what was missed is made up for once.

package import Foundation

/// The ticks of a service: its start, and every so many seconds after it.
package struct TickSchedule: Hashable, Sendable {
    private var start: Date
    private let every: TimeInterval
    /// When the next run is due; may lie in the past.
    package private(set) var next: Date

    /// The first tick is the start itself. `every` is in seconds, at least 1.
    package init(start: Date, every: TimeInterval) {
        self.start = start
        self.every = max(1, every)
        next = start
    }

    /// A run begins. The next one is due at the first tick after it, however many ticks were missed before: where the
    /// run takes longer than that, it is due at once when the run ends, and only once.
    package mutating func begin(at now: Date) {
        let ticks = (now.timeIntervalSince(start) / every).rounded(.down)
        next = start.addingTimeInterval((ticks + 1) * every)
    }

    /// Seconds until the next run; 0 where it is due. Never more than one interval: where the clock was set back, the
    /// ticks begin anew.
    package mutating func wait(at now: Date) -> TimeInterval {
        let seconds = next.timeIntervalSince(now)
        guard seconds > every else { return max(0, seconds) }
        start = now
        next = now.addingTimeInterval(every)
        return every
    }
}
