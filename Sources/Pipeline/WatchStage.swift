// The run on an interval: when, not what. The run and its words are handed in, and so are the clock and the sleep.

package import Foundation
import Planning

/// Runs at once, and then at every tick, until its task is cancelled. Runs never overlap.
package struct WatchStage: Sendable {
    /// A suspended machine's sleep ends late: the clock is looked at once in so many seconds.
    static let longestSleep: TimeInterval = 30

    let every: TimeInterval
    let clock: @Sendable () -> Date
    let sleep: @Sendable (TimeInterval) async throws -> Void

    /// - Parameters:
    ///   - every: seconds between two ticks.
    ///   - clock: the present time.
    ///   - sleep: waits so many seconds; throws where the task is cancelled.
    package init(
        every: TimeInterval, clock: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (TimeInterval) async throws -> Void
    ) {
        self.every = every
        self.clock = clock
        self.sleep = sleep
    }

    /// Returns when the task is cancelled, after the run in hand has ended.
    ///
    /// - Parameter run: one run, which ends soon when its task is cancelled, and deals with its own failures. It is
    ///   given the time of the next tick.
    package func run(_ run: @Sendable (_ next: Date) async -> Void) async {
        var schedule = TickSchedule(start: clock(), every: every)
        while !Task.isCancelled {
            schedule.begin(at: clock())
            await run(schedule.next)
            while case let seconds = schedule.wait(at: clock()), seconds > 0 {
                do { try await sleep(min(seconds, WatchStage.longestSleep)) } catch { return }
            }
        }
    }
}
