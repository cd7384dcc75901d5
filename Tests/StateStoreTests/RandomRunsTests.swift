// A hundred runs of machines that are killed, frozen, woken late and have wrong clocks, over a network that loses answers:
// nothing that was stored is lost, and nobody changes a machine when another run has taken over.

import AWSAPI
import Foundation
import StateStore
import Synchronization
import Testing

struct RandomRunsTests {
    /// The same for the same seed.
    struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
        mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
    }

    @Test(arguments: [1, 2, 3, 5, 8, 13])
    func `of a hundred runs nothing that was stored is lost`(seed: UInt64) async throws {
        let network = Mutex(Chance(state: seed &* 977))
        let bucket = FakeBucket { asked, _ in
            network.withLock { chance in
                guard asked.method == "PUT" else { return chance.happens(1) ? .requestLost : .answered }
                return chance.happens(4) ? .answerLost : chance.happens(4) ? .requestLost : .answered
            }
        }
        var chance = Chance(state: seed)
        var stored: [String] = []
        var asleep: [TestRun] = []
        for number in 0..<100 {
            let clock = MachineClock(
                bucket, offset: chance.happens(20) ? Double.random(in: -800...800, using: &chance) : 0)
            let run = try TestRun(bucket, clock: clock)
            guard await code({ try await run.open() }) == nil else {
                bucket.pass(Double.random(in: 0...900, using: &chance))
                continue
            }
            for step in 0..<2 {
                let line = "\(number).\(step)"
                guard await code({ try await run.note(line) }) == nil else { break }
                stored.append(line)
                bucket.pass(Double.random(in: 0...240, using: &chance))
            }
            if chance.happens(25) {
                run.clock.freeze()
                asleep.append(run)
            } else if !chance.happens(15) {
                try? await run.state.release()
            }
            bucket.pass(Double.random(in: 0...1500, using: &chance))
            if chance.happens(40), let sleeper = asleep.popLast() {
                sleeper.clock.wake()
                let before = try? await TestRun.kept(bucket)
                let isAnothers = try before != sleeper.lines()
                let wakes = await code { try await sleeper.note("late \(number)") }
                if before != nil, isAnothers { #expect(wakes != nil, "a late writer wrote over run \(number)") }
                if wakes == nil { stored.append("late \(number)") }
            }
        }
        let kept = try await TestRun.kept(bucket)
        #expect(stored.count > 60)
        // A write that was told as failed may stand there all the same; none that was told as kept may be missing.
        #expect(kept.filter(Set(stored).contains) == stored)
    }

    @Test func `the last change that AWS may take arrives before another run can begin`() async throws {
        for late in stride(from: 0.0, through: 1300, by: 50) {
            let bucket = FakeBucket()
            let clock = MachineClock(bucket)
            let run = try TestRun(bucket, clock: clock)
            try await run.open()
            bucket.pass(late)
            guard run.maySign else { continue }
            // Signed now, sent as late as AWS takes it.
            bucket.pass(900)
            #expect(await code { try await TestRun(bucket).open() } == .held, "signed after \(late) s")
        }
    }

    @Test func `a machine whose clock stood still signs nothing that AWS takes after a takeover`() async throws {
        let bucket = FakeBucket()
        let clock = MachineClock(bucket)
        let run = try TestRun(bucket, clock: clock)
        try await run.open()
        clock.freeze()
        bucket.pass(15 * 60 + 6 * 60)
        try await TestRun(bucket).open()
        clock.wake()
        // It does not know that time has passed, and AWS does.
        #expect(run.maySign)
        #expect(bucket.now.timeIntervalSince(clock.now) > 900)
        // The first answer tells it the time, and that its lock has ended.
        #expect(await code { try await run.note("late") } == .lost)
        #expect(!run.maySign)
    }
}
