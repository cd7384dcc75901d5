// The daily digest, and mails that nobody would receive.

import CostModel
import FaultyAWS
import Foundation
import SimulatedAWS
import Storage
import Testing

@testable import Pipeline

@Suite struct DigestTests {
    /// Runs with a digest at these hours after Friday noon, UTC.
    private func run(
        _ stage: Stage, at hours: [Double], digest: String = "08:00", zone: TimeZone = .gmt
    ) async throws -> RunResult? {
        var last: RunResult?
        for hour in hours {
            stage.clock.set(to: Stage.now.addingTimeInterval(hour * 3600))
            let run = RunStage(
                stage.local, try stage.aws(), scope: ScanScope(), settings: stage.settings, timeZone: zone,
                digest: DigestTime(digest))
            last = try await run.run(apply: false)
        }
        return last
    }

    private func digests(_ stage: Stage) -> [String] {
        stage.server.mails().compactMap(\.subject).filter { $0.hasPrefix("Daily digest") }
    }

    @Test("one mail a day at the first run after its time; mornings that were missed are caught up with one")
    func onceADay() async throws {
        let stage = try await Stage(.with([.busy("i-1")]), unattended: false)
        _ = try await run(stage, at: [0, 0.25, 6, 19.9])
        #expect(digests(stage).count == 1)
        _ = try await run(stage, at: [20, 20.25, 24])
        #expect(digests(stage).count == 2)
        _ = try await run(stage, at: [24 * 4, 24 * 4 + 1])
        #expect(digests(stage).count == 3)
    }

    @Test(
        "the day is the reader's",
        arguments: [
            ("2026-11-20T07:59:00Z", "UTC", "2026-11-19"), ("2026-11-20T08:00:00Z", "UTC", "2026-11-20"),
            ("2026-11-20T07:00:00Z", "Europe/Berlin", "2026-11-20"),
            ("2026-11-20T06:59:00Z", "Europe/Berlin", "2026-11-19"),
            ("2026-03-29T06:00:00Z", "Europe/Berlin", "2026-03-29"),
            ("2026-11-20T15:59:00Z", "America/Los_Angeles", "2026-11-19"),
            ("2028-03-01T07:00:00Z", "UTC", "2028-02-29"),
        ])
    func days(now: String, zone: String, day: String) throws {
        let date = try Date(now, strategy: .iso8601)
        let zone = try #require(TimeZone(identifier: zone))
        #expect(DigestTime("08:00")?.latest(before: date, in: zone) == day)
    }

    @Test(
        "times of day are read strictly", arguments: ["24:00", "8", "08:60", "8:0", "-1:00", "08:00 ", "", ":", "٨:00"])
    func noTime(text: String) { #expect(DigestTime(text) == nil) }

    @Test("where nobody has confirmed mails are kept, told of at each run, and sent once when somebody has")
    func nobodyHasConfirmed() async throws {
        var world = World.with([])
        for index in world.topics.indices {
            for place in world.topics[index].subscriptions.indices {
                world.topics[index].subscriptions[place].isConfirmed = false
            }
        }
        let stage = try await Stage(world, unattended: false)
        let result = try await run(stage, at: [0, 0.25])
        #expect(stage.server.mails().isEmpty && result?.owed == 1 && result?.reach?.reachesNobody == true)
        stage.server.confirmSubscriptions()
        let after = try await run(stage, at: [0.5, 0.75])
        #expect(digests(stage).count == 1 && after?.owed == 0 && after?.mailFailures.isEmpty == true)
    }

    @Test("of ten mornings on which nobody had confirmed, the last digest alone is sent")
    func onlyTheNewestIsOwed() async throws {
        var world = World.with([])
        for index in world.topics.indices {
            for place in world.topics[index].subscriptions.indices {
                world.topics[index].subscriptions[place].isConfirmed = false
            }
        }
        let stage = try await Stage(world, unattended: false)
        let result = try await run(stage, at: (0..<10).map { Double($0) * 24 })
        #expect(result?.owed == 1)
        stage.server.confirmSubscriptions()
        _ = try await run(stage, at: [9 * 24 + 1])
        #expect(digests(stage).count == 1)
        #expect(stage.server.mails().first?.message.contains("2026-11-29") == true)
    }

    @Test("a topic that is gone keeps what is owed; one that may not be asked is sent to")
    func gone() async throws {
        let stage = try await Stage(.with([]), unattended: false)
        stage.server.inject(Fault(.denied, service: "sns", action: "ListSubscriptionsByTopic", times: 1))
        _ = try await run(stage, at: [0])
        #expect(digests(stage).count == 1)
        let topics = stage.server.world.topics
        stage.server.change { $0.topics = [] }
        let result = try #require(try await run(stage, at: [24]))
        #expect(result.owed == 1 && result.mailFailures.first?.contains("does not exist") == true)
        stage.server.change { $0.topics = topics }
        _ = try await run(stage, at: [25, 26])
        #expect(digests(stage).count == 2)
    }
}
