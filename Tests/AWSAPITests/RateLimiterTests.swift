// Lines of waiting calls, with a clock that moves only when somebody sleeps.
import Foundation
import Synchronization
import Testing

@testable import AWSAPI

/// Time that passes by sleeping alone, and how often somebody slept.
final class SleepClock: Sendable {
    private struct State {
        var now = ContinuousClock.now
        var sleeps: [Duration] = []
    }

    private let state = Mutex(State())
    private let start: ContinuousClock.Instant

    init() { start = state.withLock { $0.now } }

    var sleeps: [Duration] { state.withLock { $0.sleeps } }
    var elapsed: Double { (state.withLock { $0.now } - start) / .seconds(1) }

    @Sendable func now() -> ContinuousClock.Instant { state.withLock { $0.now } }

    @Sendable func sleep(_ duration: Duration) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.now += duration
            state.sleeps.append(duration)
        }
        await Task.yield()
    }
}

@Suite(.timeLimit(.minutes(30))) struct RateLimiterTests {
    private let stop = CallLane(service: "ec2", operation: "StopInstances", region: "eu-west-1", isUnbounded: false)
    private let read = CallLane(service: "ec2", operation: "DescribeImages", region: "eu-west-1", isUnbounded: false)

    @Test func sleepsNotAtAllWhileTheBurstLasts() async throws {
        let clock = SleepClock()
        let limiter = RateLimiter(uptime: clock.now, sleep: clock.sleep)
        for _ in 0..<45 { _ = try await limiter.turn(stop) { Issue.record("waits for \($0)") } }
        #expect(clock.sleeps.isEmpty)
    }

    @Test func letsManyCallsGoAtTheRateWithOneTimerForAll() async throws {
        let clock = SleepClock()
        let limiter = RateLimiter(uptime: clock.now, sleep: clock.sleep)
        try await withThrowingTaskGroup(of: Void.self) { [stop] group in
            for _ in 0..<135 { group.addTask { _ = try await limiter.turn(stop) { _ in } } }
            try await group.waitForAll()
        }
        // 45 at once, the other 90 at 4.5 a second: each slept once, by itself.
        #expect(clock.sleeps.count == 90)
        #expect(abs(clock.elapsed - 20) < 0.01, "\(clock.elapsed)")
    }

    @Test func keepsEachActionsLineApart() async throws {
        let clock = SleepClock()
        let limiter = RateLimiter(uptime: clock.now, sleep: clock.sleep)
        for _ in 0..<46 { _ = try await limiter.turn(stop) { _ in } }
        #expect(clock.sleeps.count == 1)
        for _ in 0..<90 { _ = try await limiter.turn(read) { Issue.record("waits for \($0)") } }
    }

    @Test func slowsTheLineThatWasRefused() async throws {
        let clock = SleepClock()
        let limiter = RateLimiter(uptime: clock.now, sleep: clock.sleep)
        let sent = try await limiter.turn(read) { _ in }
        limiter.refused(read, sent: sent)
        let waits = Mutex<[Duration]>([])
        _ = try await limiter.turn(read) { wait in waits.withLock { $0.append(wait) } }
        #expect(waits.withLock { $0 } == [.seconds(1.0 / 9)])
        #expect(clock.sleeps == [.seconds(1.0 / 9)])
    }

    @Test func movesOnWhenTheFirstOfTheLineIsCalledOff() async throws {
        let (starts, start) = AsyncStream<Void>.makeStream()
        let isFirst = Mutex(true)
        let clock = SleepClock()
        let limiter = RateLimiter(uptime: clock.now) { duration in
            // The first sleeper sleeps until it is cancelled; the next as the clock says.
            if isFirst.withLock({ first in
                defer { first = false }; return first
            }) {
                start.yield()
                try await Task.sleep(for: .seconds(3_600))
            }
            try await clock.sleep(duration)
        }
        for _ in 0..<45 { _ = try await limiter.turn(stop) { _ in } }
        let first = Task { [stop] in try await limiter.turn(stop) { _ in } }
        for await _ in starts { break }
        let second = Task { [stop] in try await limiter.turn(stop) { _ in } }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        _ = try await second.value
        #expect(clock.sleeps.count == 1)
    }
}

@Suite(.timeLimit(.minutes(30))) struct FairSemaphoreTests {
    private final class Served: Sendable {
        private let list = Mutex<[Int]>([])
        var all: [Int] { list.withLock { $0 } }
        func note(_ number: Int) { list.withLock { $0.append(number) } }
    }

    /// Lets a task run until so many wait in line.
    private func until(_ semaphore: FairSemaphore, waits count: Int) async {
        while semaphore.waiting < count { await Task.yield() }
    }

    @Test func servesInOrder() async throws {
        let semaphore = FairSemaphore(1)
        try await semaphore.take()
        let served = Served()
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<20 {
            tasks.append(
                Task {
                    try await semaphore.take()
                    served.note(number)
                    semaphore.give()
                })
            await until(semaphore, waits: number + 1)
        }
        semaphore.give()
        for task in tasks { try await task.value }
        #expect(served.all == Array(0..<20))
        #expect(semaphore.free == 1)
    }

    @Test func letsNobodyOvertakeOneThatNeedsMore() async throws {
        let semaphore = FairSemaphore(4)
        try await semaphore.take(3)
        let large = Task { try await semaphore.take(4) }
        await until(semaphore, waits: 1)
        let small = Task { try await semaphore.take(1) }
        await until(semaphore, waits: 2)
        #expect(semaphore.free == 1)
        semaphore.give(3)
        try await large.value
        #expect(semaphore.waiting == 1)
        semaphore.give(4)
        try await small.value
        #expect(semaphore.free == 3)
    }

    @Test func forgetsOneThatIsCalledOffAndServesTheNext() async throws {
        let semaphore = FairSemaphore(4)
        try await semaphore.take(3)
        let large = Task { try await semaphore.take(4) }
        await until(semaphore, waits: 1)
        let small = Task { try await semaphore.take(1) }
        await until(semaphore, waits: 2)
        large.cancel()
        await #expect(throws: CancellationError.self) { try await large.value }
        try await small.value
        #expect(semaphore.free == 0)
    }

    @Test func takesNothingForATaskAlreadyCancelled() async throws {
        let semaphore = FairSemaphore(1)
        try await semaphore.take()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await semaphore.take()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        semaphore.give()
        #expect(semaphore.free == 1)
    }

    @Test func delaysTheNextWhenMoreWasTakenThanThought() async throws {
        let semaphore = FairSemaphore(2)
        try await semaphore.take(1)
        semaphore.give(-3)
        let next = Task { try await semaphore.take(1) }
        await until(semaphore, waits: 1)
        semaphore.give(2)
        #expect(semaphore.waiting == 1)
        semaphore.give(2)
        try await next.value
        #expect(semaphore.free == 1)
    }
}
