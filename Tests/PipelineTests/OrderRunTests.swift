// Orders to stop a machine later, in whole runs: carried out once, or ended with a word.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import RuleEngine
import SimulatedAWS
import Storage
import Testing

@Suite struct OrderRunTests {
    let machine = "i-0aaaaaaaaaaaaaaa1"

    private func stage(
        busy: Bool = false, startedMinutesAgo minutes: Double = 48 * 60, ordered condition: StopOrder.Condition
    ) async throws -> Stage {
        var instance: Instance = busy ? .busy(machine) : .idle(machine)
        instance.launchedAt = Stage.now.addingTimeInterval(-minutes * 60)
        // Nothing is allowed to cron: a person's order needs no leave of the configuration.
        let stage = try await Stage(.with([instance]), unattended: false, rules: .load([]), schedules: ScheduleBook())
        let result = try await stage.run()
        let key = try #require(result.plan.running.first).key
        try await stage.database.record(
            StopOrder(
                resource: key, name: nil, condition: condition, launchTime: instance.launchedAt, since: Stage.now,
                who: "ada on laptop"))
        return stage
    }

    private func stops(_ stage: Stage) -> Int { stage.server.requests.count { $0.action == "StopInstances" } }

    private func orders(_ stage: Stage) async throws -> Int {
        let account = try #require(try await stage.database.lastScans().first).account
        return try await stage.database.orders(account: account).count
    }

    @Test("at its time a machine is stopped once, even at work, and the mail names who ordered it")
    func stopsAtItsTime() async throws {
        let stage = try await stage(busy: true, ordered: .at(Stage.now.addingTimeInterval(3600)))
        try await stage.run(afterMinutes: [59])
        #expect(stops(stage) == 0)
        try await stage.run(afterMinutes: [61])
        #expect(stops(stage) == 1)
        #expect(try await orders(stage) == 0)
        #expect(stage.server.mails().last?.message.contains("ada on laptop") == true)
        try await stage.run(afterMinutes: [75])
        #expect(stops(stage) == 1)
        #expect(stage.server.mails().count == 1)
    }

    @Test("a machine whose stop protection was switched off is stopped by the next run")
    func seesProtectionEnd() async throws {
        let stage = try await stage(ordered: .at(Stage.now.addingTimeInterval(3600)))
        stage.server.change { $0["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.isStopProtected = true }
        try await stage.run(afterMinutes: [61])
        #expect(stops(stage) == 0)
        stage.server.change { $0["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.isStopProtected = false }
        try await stage.run(afterMinutes: [76])
        #expect(stops(stage) == 1)
    }

    @Test("once it is idle: one at work is waited for, one that is idle is stopped", arguments: [true, false])
    func waitsUntilItIsIdle(busy: Bool) async throws {
        let stage = try await stage(busy: busy, ordered: .whenIdle(1800))
        try await stage.run(afterMinutes: [30])
        #expect(stops(stage) == (busy ? 0 : 1))
        #expect(try await orders(stage) == (busy ? 1 : 0))
    }

    @Test("one that was started a while ago has not been idle for longer than it runs")
    func waitsSinceTheStart() async throws {
        let stage = try await stage(startedMinutesAgo: 20, ordered: .whenIdle(3600))
        try await stage.run(afterMinutes: [15, 30])
        #expect(stops(stage) == 0)
        try await stage.run(afterMinutes: [65])
        #expect(stops(stage) == 1)
    }

    @Test("an order for a machine that was started again, stopped or is gone ends with a mail", arguments: [0, 1, 2])
    func endsWithAWord(what: Int) async throws {
        let stage = try await stage(ordered: .at(Stage.now.addingTimeInterval(3600)))
        stage.server.change { world in
            var instance = world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]
            instance?.changedAt = Stage.now.addingTimeInterval(60)
            if what == 2 { instance?.power = .terminated }
            if what == 0 { instance?.launchedAt = Stage.now.addingTimeInterval(60) }
            if what == 1 { instance?.power = .stopped }
            world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"] = instance
        }
        try await stage.run(afterMinutes: [30, 61])
        #expect(stops(stage) == 0)
        #expect(try await orders(stage) == 0)
        let mail = try #require(stage.server.mails().last)
        #expect(mail.message.contains(["started again", "somebody else stopped it", "it is gone"][what]))
        #expect(stage.server.mails().count == 1)
    }

    @Test("a list that does not show the machine's start yet ends no order for it")
    func outlivesAnOldList() async throws {
        let stage = try await stage(startedMinutesAgo: 1, ordered: .at(Stage.now.addingTimeInterval(3600)))
        stage.server.change { $0["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.power = .stopped }
        try await stage.run(afterMinutes: [5])
        #expect(try await orders(stage) == 1)
        stage.server.change { $0["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.power = .running }
        try await stage.run(afterMinutes: [61])
        #expect(stops(stage) == 1)
    }

    @Test("a pause and a keep hold against it")
    func heedsPauseAndKeep() async throws {
        let stage = try await stage(ordered: .at(Stage.now.addingTimeInterval(600)))
        try await stage.database.record(Pause(since: Stage.now, until: nil, because: nil, who: "ada"))
        try await stage.run(afterMinutes: [15])
        #expect(stops(stage) == 0)
        _ = try await stage.database.endPause(at: stage.clock.now)
        try await stage.run(afterMinutes: [20])
        #expect(stops(stage) == 1)
    }
}
