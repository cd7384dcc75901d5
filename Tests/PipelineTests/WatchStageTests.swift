// Days of a service in milliseconds: the clock moves only when somebody sleeps or works.

import Foundation
import Pipeline
import SimulatedAWS
import Synchronization
import Testing

@Suite struct WatchStageTests {
    /// A service whose runs take no time unless told; it is ended after so many runs.
    final class Service: Sendable {
        let clock = SimulatedClock(Stage.now)
        private let begun = Mutex<[Date]>([])
        private let sleeps = Mutex(0)
        private let atWork = Mutex(false)

        /// When each run began, in minutes after the start.
        var minutes: [Double] { begun.withLock { $0.map { $0.timeIntervalSince(Stage.now) / 60 } } }
        var sleepCount: Int { sleeps.withLock { $0 } }

        /// - Parameters:
        ///   - oversleep: seconds that the machine is suspended for at its n-th sleep.
        ///   - taking: seconds that the n-th run takes.
        func run(
            ticks: Int, every: TimeInterval = 900, oversleep: [Int: TimeInterval] = [:],
            taking: @escaping @Sendable (Int) -> TimeInterval = { _ in 0 }
        ) async {
            let stage = WatchStage(every: every, clock: { self.clock.now }) { seconds in
                try Task.checkCancellation()
                let number = self.sleeps.withLock { count in
                    count += 1
                    return count
                }
                self.clock.advance(by: seconds + (oversleep[number] ?? 0))
            }
            await Task {
                await stage.run { _ in
                    #expect(
                        self.atWork.withLock { wasAtWork in
                            defer { wasAtWork = true }
                            return !wasAtWork
                        }, "two runs at once")
                    let count = self.begun.withLock { begun in
                        begun.append(self.clock.now)
                        return begun.count
                    }
                    await Task.yield()
                    self.clock.advance(by: taking(count))
                    self.atWork.withLock { $0 = false }
                    if count == ticks { withUnsafeCurrentTask { $0?.cancel() } }
                }
            }.value
        }
    }

    @Test("runs at once, then at every tick")
    func ticks() async {
        let service = Service()
        await service.run(ticks: 4)
        #expect(service.minutes == [0, 15, 30, 45])
    }

    @Test("a long run makes the next one late, once, and the ticks stay in step with the start")
    func longRun() async {
        let service = Service()
        await service.run(ticks: 4) { $0 == 1 ? 50 * 60 : 60 }
        #expect(service.minutes == [0, 50, 60, 75])
    }

    @Test("a machine that slept through the night runs once in the morning, soon after it wakes")
    func sleepingLaptop() async {
        let service = Service()
        await service.run(ticks: 4, oversleep: [3: 9 * 3600])
        #expect(service.minutes == [0, 541.5, 555, 570])
    }

    @Test("a week of ticks: as many runs as there are quarters of an hour, and sleeps of bounded number and length")
    func aWeek() async {
        let service = Service()
        await service.run(ticks: 1000) { _ in 4 }
        let minutes = service.minutes
        #expect(minutes.count == 1000)
        #expect(minutes == (0..<1000).map { Double($0) * 15 })
        #expect(service.sleepCount == 999 * 30)
    }

    @Test("a service that is called off while it waits begins no other run")
    func calledOffWhileWaiting() async {
        let clock = SimulatedClock(Stage.now)
        let runs = Mutex(0)
        let stage = WatchStage(every: 60, clock: { clock.now }) { _ in throw CancellationError() }
        await stage.run { _ in runs.withLock { $0 += 1 } }
        #expect(runs.withLock { $0 } == 1)
    }
}
