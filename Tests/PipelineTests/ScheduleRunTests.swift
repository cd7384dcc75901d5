// Hours of machines in whole runs: what they stop and start, once, and whose word is stronger.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import Planning
import RuleEngine
import SimulatedAWS
import Storage
import Testing

@Suite struct ScheduleRunTests {
    let machine = "i-0aaaaaaaaaaaaaaa1"

    /// Friday noon is 13:00 in Berlin; minutes from there.
    private let close = 6 * 60.0

    private func stage(
        _ tags: [String: String] = ["costguard:schedule": "weekdays 8-19 Europe/Berlin"], busy: Bool = false,
        _ book: ScheduleBook = ScheduleBook(), rules: RuleSet? = nil
    ) async throws -> Stage {
        var instance: Instance = busy ? .busy(machine) : .idle(machine)
        instance.tags = tags
        return try await Stage(.with([instance]), rules: try rules ?? .load([]), schedules: book)
    }

    private func power(_ stage: Stage) -> Instance.Power? { stage.server.world["us-east-1"][instance: machine]?.power }

    private func set(_ stage: Stage, running: Bool) {
        let now = stage.clock.now
        stage.server.change { world in
            var instance = world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]
            instance?.power = running ? .running : .stopped
            instance?.changedAt = now
            if running { instance?.launchedAt = now }
            world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"] = instance
        }
    }

    private func changes(_ stage: Stage) -> [String] {
        stage.server.requests.map(\.action).filter { ["StopInstances", "StartInstances"].contains($0) }
    }

    @Test("a tag's hours stop a machine once they have ended, and say so in the mail")
    func stopsOutsideHours() async throws {
        let stage = try await stage()
        try await stage.run(afterMinutes: [0, close - 5])
        #expect(changes(stage).isEmpty)
        let result = try await stage.run(afterMinutes: [close + 5])
        #expect(result.applied.map(\.outcome) == [.done])
        #expect(stage.server.mails().first?.message.contains("weekdays 8-19 Europe/Berlin") == true)
        try await stage.run(afterMinutes: [close + 24 * 60])
        #expect(changes(stage) == ["StopInstances"])
    }

    @Test(
        "a stop that was missed is made up for once, and who starts the machine again has it until the hours end again")
    func aPersonsStartHoldsUntilTheNextEnd() async throws {
        let stage = try await stage()
        // Nobody looked on Friday evening. Saturday's run stops it.
        try await stage.run(afterMinutes: [0, close + 20 * 60])
        #expect(changes(stage) == ["StopInstances"])
        set(stage, running: true)
        // The weekend, and Monday's hours, which begin at 67 h and end at 78 h.
        try await stage.run(afterMinutes: [27, 68, 77].map { $0 * 60 })
        #expect(changes(stage) == ["StopInstances"])
        // Others' schedulers never stop it again (aws-solutions/instance-scheduler-on-aws, 122 and 229).
        try await stage.run(afterMinutes: [78.1].map { $0 * 60 })
        #expect(changes(stage) == ["StopInstances", "StopInstances"])
    }

    @Test("a machine at work is left running, and the plan says that its hours wait")
    func waitsForWork() async throws {
        let stage = try await stage(busy: true)
        let result = try await stage.run(afterMinutes: [close + 5])
        #expect(changes(stage).isEmpty)
        let finding = try #require(result.plan.plan.findings.first { $0.rule.asker.isSchedule })
        #expect(finding.verdict == .spared)
        #expect(finding.judgement.reason.contains("but it works"))
    }

    @Test("force stops a machine at work, but none that is kept or paused")
    func forceIsNoMatchForAKeep() async throws {
        let hours = try OpeningHours("weekdays 8-19 Europe/Berlin", in: .gmt)
        let book = ScheduleBook(schedules: [
            Schedule(name: "office", hours: hours, machines: [MachineSelector()], isForced: true)
        ])
        let kept = try await stage(["costguard:keep": "yes"], busy: true, book)
        try await kept.run(afterMinutes: [close + 5])
        #expect(changes(kept).isEmpty)
        let paused = try await stage([:], busy: true, book)
        try await paused.database.record(Pause(since: Stage.now, until: nil, because: nil, who: "ada"))
        try await paused.run(afterMinutes: [close + 5])
        #expect(changes(paused).isEmpty)
        _ = try await paused.database.endPause(at: paused.clock.now)
        try await paused.run(afterMinutes: [close + 10])
        #expect(changes(paused) == ["StopInstances"])
    }

    @Test(
        "a run that was killed before its call, or after it, is settled, and the machine is stopped once",
        arguments: [true, false])
    func settlesAKill(wasCalled: Bool) async throws {
        let stage = try await stage()
        let key = try #require(try await stage.run().plan.running.first).key
        stage.clock.set(to: Stage.now.addingTimeInterval((close + 5) * 60))
        let launch = stage.server.world["us-east-1"][instance: machine]?.launchedAt
        _ = try await stage.database.open(
            JournalIntent(
                planID: "cafe", action: .stop, resource: key, launchTime: launch, name: nil, rule: "schedule/tag",
                at: stage.clock.now, unattended: true))
        if wasCalled { set(stage, running: false) }
        try await stage.run(afterMinutes: [close + 20, close + 35])
        #expect(changes(stage).count == (wasCalled ? 0 : 1))
        #expect(try await stage.database.openEntries().isEmpty)
    }

    private func starting(_ starting: Schedule.Starting) throws -> ScheduleBook {
        ScheduleBook(schedules: [
            Schedule(
                name: "office", hours: try OpeningHours("daily 8-19 Europe/Berlin", in: .gmt),
                machines: [MachineSelector()], starting: starting)
        ])
    }

    @Test("what costguard stopped is started beside rules that read load, of which a machine that is off shows none")
    func startsBesideRules() async throws {
        let stage = try await stage([:], try starting(.all), rules: try Stage.shippedRules())
        try await stage.run(afterMinutes: [0, close + 5])
        #expect(changes(stage) == ["StopInstances"])
        try await stage.run(afterMinutes: [19.1 * 60])
        #expect(changes(stage) == ["StopInstances", "StartInstances"])
    }

    @Test("what is started is started once a day, and a person's stop within the hours holds until they begin again")
    func startsOnceAtTheBeginning() async throws {
        let stage = try await stage([:], try starting(.all))
        try await stage.run(afterMinutes: [0, close + 5])
        #expect(changes(stage) == ["StopInstances"])
        // Saturday, 8:00 in Berlin, is 19 h on.
        try await stage.run(afterMinutes: [18.9 * 60, 19.1 * 60])
        #expect(changes(stage) == ["StopInstances", "StartInstances"])
        #expect(power(stage) == .running)
        #expect(stage.server.mails().filter { $0.subject?.hasPrefix("costguard started") == true }.count == 1)
        stage.clock.set(to: Stage.now.addingTimeInterval(20 * 3600))
        set(stage, running: false)
        try await stage.run(afterMinutes: [20.5 * 60, 31 * 60])
        #expect(changes(stage) == ["StopInstances", "StartInstances"])
        try await stage.run(afterMinutes: [43.1 * 60])
        #expect(changes(stage) == ["StopInstances", "StartInstances", "StartInstances"])
    }

    @Test(
        "a start whose run is killed is told by the next one, once",
        arguments: [CutShortTests.DyingJournal.Moment.afterIntent, .beforeOutcome, .afterOutcome])
    func killedStart(moment: CutShortTests.DyingJournal.Moment) async throws {
        let stage = try await stage([:], try starting(.all))
        try await stage.run(afterMinutes: [0, close + 5])
        stage.clock.set(to: Stage.now.addingTimeInterval(19.1 * 3600))
        let whole = stage.local
        let dying = LocalPorts(
            observations: whole.observations, money: whole.money, decisions: whole.decisions,
            journal: CutShortTests.DyingJournal(whole.journal, moment, afterSteps: 0), outbox: whole.outbox,
            judge: whole.judge, clock: whole.clock)
        await #expect(throws: CutShortTests.Killed.self) {
            try await RunStage(
                dying, try stage.aws(), scope: ScanScope(), settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
        }
        try await stage.run(afterMinutes: [19.4 * 60, 20 * 60])
        #expect(power(stage) == .running)
        let told = stage.server.mails().filter { $0.subject?.hasPrefix("costguard started") == true }
        #expect(told.count == 1 && told.first?.message.contains("its hours began") == true, "\(told)")
    }

    @Test("where only what costguard stopped is started, what a person stopped stays so for good")
    func leavesStoppedWhatAPersonStopped() async throws {
        // aws-solutions/instance-scheduler-on-aws, 454.
        let stage = try await stage([:], try starting(.ours))
        try await stage.run()
        stage.clock.set(to: Stage.now.addingTimeInterval(3600))
        set(stage, running: false)
        try await stage.run(afterMinutes: [19.1 * 60])
        #expect(changes(stage).isEmpty)
    }

    @Test("no tag starts anything unless the configuration lets tags, not even by a schedule's name")
    func tagsStartNothing() async throws {
        var book = try starting(.all)
        book.schedules = book.schedules.map { Schedule(name: $0.name, hours: $0.hours, starting: .all) }
        for tag in ["office", "daily 8-19 Europe/Berlin"] {
            let stage = try await stage(["costguard:schedule": tag], book)
            try await stage.run(afterMinutes: [close + 5, 19.1 * 60])
            #expect(changes(stage) == ["StopInstances"])
        }
        book.tagsMayStart = true
        let stage = try await stage(["costguard:schedule": "office"], book)
        try await stage.run(afterMinutes: [close + 5, 19.1 * 60])
        #expect(changes(stage) == ["StopInstances", "StartInstances"])
    }

    @Test("a start for which there is no room is tried again until the hours end, with one mail")
    func triesAStartAgainWithOneMail() async throws {
        let stage = try await stage([:], try starting(.all))
        try await stage.run(afterMinutes: [close + 5])
        let mails = stage.server.mails().count
        stage.server.inject(Fault(.denied, service: "ec2", action: "StartInstances", times: 3))
        try await stage.run(afterMinutes: [19.1 * 60, 20 * 60, 29 * 60, 31 * 60])
        #expect(changes(stage).filter { $0 == "StartInstances" }.count == 3)
        #expect(stage.server.mails().count == mails + 1)
        #expect(stage.server.mails().last?.message.contains("could not start") == true)
    }

    @Test("a tag that is not read does nothing, and says what is wrong with it")
    func saysWhatIsWrongWithATag() async throws {
        let stage = try await stage(["costguard:schedule": "weekdays 8-19 Europe/Berlni"])
        let result = try await stage.run(afterMinutes: [close + 5])
        #expect(changes(stage).isEmpty)
        let finding = try #require(result.plan.plan.findings.first { $0.rule.asker.isSchedule })
        #expect(finding.verdict == .unknown)
        #expect(finding.judgement.missing.first?.why.contains("did you mean 'Europe/Berlin'") == true)
    }
}
