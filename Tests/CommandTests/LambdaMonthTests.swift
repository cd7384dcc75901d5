// Over a month of invocations that overlap, are killed and lose answers, no write is lost and nothing is stopped twice.
// COSTGUARD_MONTH=2976 plays all of its quarters of an hour; the seed is COSTGUARD_SEED's.

import FaultyAWS
import Foundation
import Proving
import SimulatedAWS
import Testing

@Suite struct LambdaMonthTests {
    private static func number(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
    }

    @Test("whatever happens to the function, what was stored stays, every stop is journaled before, and once")
    func month() async throws {
        let month = try await LambdaMonth(seed: UInt64(Self.number("COSTGUARD_SEED", 1)))
        let ticks = Self.number("COSTGUARD_MONTH", 48)
        for tick in 1...ticks {
            try await month.tick()
            if tick % 200 == 0 { Self.say(await month.tally) }
        }
        let file = try await month.end()
        #expect(SQLiteFile.integrity(of: file) == "ok")
        let calls = month.server.world[Extras.self].powerCalls
        let stops = calls.count { $0.isStop && $0.changed }
        let (tally, done) = (await month.tally, await month.done)
        let audit = try Audit(file)
        let lost = audit.lost(calls, done, await month.words)
        let twice = audit.twice(calls)
        Self.say(tally)
        print("month: stops \(stops), lost writes \(lost.count), double stops \(twice.count)")
        fflush(nil)
        #expect(lost.isEmpty, "\(lost.joined(separator: "\n"))")
        #expect(twice.isEmpty, "\(twice.joined(separator: "\n"))")
        #expect(stops > 0, "nothing was stopped, so nothing was proved")
        #expect(done.count > ticks / 2, "\(tally)")
    }

    private static func say(_ tally: LambdaMonth.Tally) {
        let answers = tally.answered.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        print(
            "month: quarters \(tally.ticks), invocations \(tally.invocations) (\(answers)), overlaps \(tally.overlaps),",
            "kills \(tally.kills), faults at AWS \(tally.faults), requests or answers of S3 lost \(tally.lostAnswers),",
            "starts \(tally.starts), words of the laptop \(tally.wordsKept), refused \(tally.wordsRefused)")
        fflush(nil)
    }

    /// The database at the end of it, against what was seen from outside.
    struct Audit {
        private struct Stop {
            let instance: String
            let launchedAt: Int
            let at: Int
            let outcome: String
        }
        private let stops: [Stop]
        private let scans: [Int]
        private let keeps: [(machine: String, since: Int)]

        init(_ file: String) throws {
            func rows(_ sql: String) throws -> [[String]] { try #require(SQLiteFile.rows(sql, of: file)) }
            stops = try rows("SELECT resource_id, launch_time, at, outcome FROM journal WHERE action = 'stop'").map {
                Stop(instance: $0[0], launchedAt: Int($0[1]) ?? 0, at: Int($0[2]) ?? 0, outcome: $0[3])
            }
            scans = try rows("SELECT at FROM scan").compactMap { Int($0[0]) }
            keeps = try rows("SELECT id, since FROM keep").map { ($0[0], Int($0[1]) ?? 0) }
        }

        /// What was done or promised, and is not there.
        func lost(
            _ calls: [PowerCall], _ done: [ClosedRange<Date>], _ words: [LambdaMonth.Word]
        ) -> [String] {
            func seconds(_ date: Date) -> Int { Int(date.timeIntervalSince1970.rounded(.down)) }
            let unwritten = calls.filter { $0.isStop && $0.changed }.filter { call in
                !stops.contains {
                    $0.instance == call.instance && $0.launchedAt == seconds(call.launchedAt)
                        && $0.at <= seconds(call.at) + 1 && ["done", "uncertain"].contains($0.outcome)
                }
            }
            let unseen = done.filter { run in
                !scans.contains { (seconds(run.lowerBound) - 1...seconds(run.upperBound) + 1).contains($0) }
            }
            let unheard = words.filter { word in
                !keeps.contains {
                    $0.machine == word.machine
                        && (seconds(word.said.lowerBound) - 1...seconds(word.said.upperBound) + 1).contains($0.since)
                }
            }
            return unwritten.map { "a stop of \($0.instance) at \($0.at) stands in no journal" }
                + unseen.map { "no scan of the run at \($0.lowerBound)" }
                + unheard.map { "no keep of \($0.machine) at \($0.said.lowerBound)" }
        }

        /// Starts that were stopped twice: by the journal, or by calls that are too far apart for one call's attempts.
        func twice(_ calls: [PowerCall]) -> [String] {
            let done = Dictionary(grouping: stops.filter { $0.outcome == "done" }) { "\($0.instance) \($0.launchedAt)" }
            let journaled = done.filter { $0.value.count > 1 }.map { "\($0.key) is stopped \($0.value.count) times" }
            let repeated = calls.filter { call in
                call.isStop && !call.changed
                    && calls.contains {
                        $0.isStop && $0.changed && $0.instance == call.instance && $0.launchedAt == call.launchedAt
                            && call.at.timeIntervalSince($0.at) > 300
                    }
            }
            return journaled + repeated.map { "\($0.instance) was stopped at \($0.at), though it was already" }
        }
    }
}
