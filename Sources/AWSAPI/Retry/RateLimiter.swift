// Calls wait their turn here, one line per service, action and region.
// How fast a line moves is CallRate's matter.
import Synchronization

/// Lets calls go in the order in which they came, no faster than AWS takes them.
///
/// Only the first of a line holds a timer; the others are suspended behind it.
final class RateLimiter: Sendable {
    typealias Instant = ContinuousClock.Instant

    private final class Line: Sendable {
        let first = FairSemaphore(1)
        let rate: Mutex<CallRate>

        init(_ rate: CallRate) { self.rate = Mutex(rate) }
    }

    private let lines = Mutex<[CallLane: Line]>([:])
    private let uptime: @Sendable () -> Instant
    private let sleep: @Sendable (Duration) async throws -> Void

    init(uptime: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.uptime = uptime
        self.sleep = sleep
    }

    /// Returns when the call may go.
    /// - Parameter onWait: told once, before a wait, how long it will be about.
    /// - Returns: the time at which it goes, for `refused`.
    /// - Throws: `CancellationError` when the task is cancelled before; the next in line then moves up.
    func turn(_ lane: CallLane, onWait: (Duration) -> Void) async throws -> Instant {
        let line = line(lane)
        let ahead = line.first.waiting
        if let wait = line.rate.withLock({ $0.wait(for: ahead + 1, at: uptime()) }) { onWait(wait) }
        try await line.first.take()
        defer { line.first.give() }
        var now = uptime()
        while let wait = line.rate.withLock({ $0.take(at: now) }) {
            let due = now + wait
            try await sleep(wait)
            // A sleep may end a little early by this clock; the call is due all the same.
            now = max(uptime(), due)
        }
        return now
    }

    /// AWS said that a call was one too many.
    func refused(_ lane: CallLane, sent: Instant) {
        let now = uptime()
        line(lane).rate.withLock { $0.refused(sent: sent, at: now) }
    }

    private func line(_ lane: CallLane) -> Line {
        lines.withLock { lines in
            if let line = lines[lane] { return line }
            let line = Line(CallRate(.of(lane), at: uptime()))
            lines[lane] = line
            return line
        }
    }
}
