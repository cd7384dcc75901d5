// The brake in whole runs: it stops in steps, each told before and after, and a run that dies between two is gone on with.

import CostModel
import FaultyAWS
import Foundation
import RuleEngine
import SimulatedAWS
import Storage
import Testing

@testable import Pipeline

@Suite struct BrakeRunTests {
    private let dear = (0..<2).map { "i-0ddddddddddddddd\($0)" }
    private let cheap = (0..<3).map { "i-0ccccccccccccccc\($0)" }
    private let kept = "i-0eeeeeeeeeeeeeee1"
    private let account = AccountID(Story.account)

    /// Machines at work, about 0.77 USD an hour, and a credit of 1 USD from now on: in the run after 70 minutes everything is
    /// to be stopped.
    private func stage(unattended: Bool = true, granted: Bool = true) async throws -> Stage {
        var keeper = Instance.busy(kept)
        keeper.tags["costguard:keep"] = "thesis"
        let machines =
            dear.map { Instance.busy($0, type: "r5.xlarge") } + cheap.map { .busy($0, type: "t3.large") } + [keeper]
        let credit = CreditGrant(
            name: "class", amount: Money("1") ?? .zero, granted: granted ? Stage.now : nil, expires: nil, levels: [])
        return try await Stage(
            .with(machines), unattended: unattended, guardrails: GuardrailSettings(maxActions: 1, minAgeHours: 9),
            credits: [credit])
    }

    private func tools(_ stage: Stage) throws -> BrakeTools {
        let clock = stage.clock
        let judge = SQLiteJudge(
            rules: try RuleSet.brake(), databasePath: stage.database.path,
            views: Views.statements(prefix: SQLiteJudge.viewPrefix))
        let rungs = [BrakeRung(.percentBurned(75), .digest), BrakeRung(.percentBurned(97), .stopAll)].compactMap(\.self)
        return BrakeTools(settings: BrakeSettings(rungs: rungs, machinesPerStep: 2), everything: judge) { pause in
            clock.set(to: clock.now.addingTimeInterval(Double(pause.components.seconds)))
        }
    }

    private func arm(_ stage: Stage) async throws {
        let account = try #require(account)
        try await stage.database.arm(BrakeArming(account: account, credit: "class", since: Stage.now, who: "ada"))
    }

    @discardableResult
    private func run(
        _ stage: Stage, at minutes: [Double], apply: Bool = true, _ local: LocalPorts? = nil, _ aws: AWSPorts? = nil
    ) async throws -> RunResult {
        var result: RunResult?
        for minute in minutes {
            stage.clock.set(to: Stage.now.addingTimeInterval(minute * 60))
            if local == nil { stage.newProcess() }
            result = try await RunStage(
                local ?? stage.local, try aws ?? stage.aws(), scope: ScanScope(credits: stage.credits),
                settings: stage.settings, timeZone: .gmt, brake: tools(stage)
            ).run(apply: apply)
        }
        return try result.orThrow()
    }

    private func running(_ stage: Stage) -> Set<String> {
        Set(stage.server.world["us-east-1"].instances.filter { $0.power == .running }.map(\.id))
    }

    private func subjects(_ stage: Stage) -> [String] { stage.server.mails().compactMap(\.subject) }

    private func stops(_ stage: Stage) async throws -> [String] {
        try await stage.database.entries(account: #require(account), since: .distantPast)
            .filter { $0.outcome == .done }.reversed().map(\.intent.resource.id)
    }

    @Test(
        "everything that nobody keeps is stopped, the dearest first, in steps, each told before and after, and what burns on"
    )
    func hardStop() async throws {
        let stage = try await stage()
        try await run(stage, at: [0])
        try await arm(stage)
        try await run(stage, at: [15, 30, 45])
        #expect(running(stage).count == 6)
        let last = try await run(stage, at: [70])
        #expect(last.brake?.fired.last?.action == .stopAll)
        #expect(running(stage) == [kept])
        let order = try await stops(stage)
        #expect(Set(order.prefix(2)) == Set(dear) && Set(order) == Set(dear + cheap) && order.count == 5)
        let subjects = subjects(stage)
        #expect(subjects.filter { $0.contains("brake at 97 %") }.count == 1, "\(subjects)")
        #expect(subjects.filter { $0.contains("brake stops") }.count == 2, "the later two steps are announced")
        #expect(subjects.filter { $0.hasPrefix("costguard stopped") }.count == 3)
        #expect(subjects.filter { $0.contains("still burn") }.count == 1)
        #expect(last.brake?.burning?.contains { $0.kind == .instance } == true)
        #expect(last.mailFailures.isEmpty && last.owed == 0)
        // The next runs have nothing to say.
        try await run(stage, at: [85, 100])
        #expect(self.subjects(stage) == subjects)
        #expect(try await stops(stage).count == 5)
    }

    @Test("a machine whose stop protection was switched off is stopped by the next run, though no rule asks for it")
    func seesProtectionEnd() async throws {
        let stage = try await stage()
        let box = cheap[0]
        stage.server.change { $0["us-east-1"][instance: box]?.isStopProtected = true }
        try await run(stage, at: [0])
        try await arm(stage)
        try await run(stage, at: [70])
        #expect(running(stage) == [kept, box])
        stage.server.change { $0["us-east-1"][instance: box]?.isStopProtected = false }
        try await run(stage, at: [85])
        #expect(running(stage) == [kept])
    }

    @Test("what AWS did not tell of a machine is asked again by the next run, which then stops it")
    func asksAgainWhatWasNotTold() async throws {
        let stage = try await stage()
        try await run(stage, at: [0])
        try await arm(stage)
        stage.server.inject(Fault(.denied, service: "ec2", action: "DescribeInstanceAttribute", times: .max))
        try await run(stage, at: [70])
        #expect(running(stage).count == 6)
        stage.server.heal()
        try await run(stage, at: [85])
        #expect(running(stage) == [kept])
    }

    @Test("who starts a machine after it has it for an hour")
    func started() async throws {
        let stage = try await stage()
        try await run(stage, at: [0])
        try await arm(stage)
        try await run(stage, at: [30, 60])
        #expect(running(stage) == [kept])
        let time = Stage.now.addingTimeInterval(80 * 60)
        let box = cheap[0]
        stage.server.change { world in
            world["us-east-1"][instance: box]?.power = .running
            world["us-east-1"][instance: box]?.launchedAt = time
            world["us-east-1"][instance: box]?.changedAt = time
        }
        try await run(stage, at: [90, 135])
        #expect(running(stage) == [kept, box])
        try await run(stage, at: [145])
        #expect(running(stage) == [kept])
    }

    @Test(
        "killed between any two steps it is gone on with: nothing twice, no mail lost",
        arguments: CutShortTests.DyingJournal.Moment.allCases, [0, 3])
    func killed(moment: CutShortTests.DyingJournal.Moment, steps: Int) async throws {
        let stage = try await stage()
        try await run(stage, at: [0])
        try await arm(stage)
        let whole = stage.local
        let dying = LocalPorts(
            observations: whole.observations, money: whole.money, decisions: whole.decisions,
            journal: CutShortTests.DyingJournal(whole.journal, moment, afterSteps: steps), outbox: whole.outbox,
            judge: whole.judge, clock: whole.clock)
        await #expect(throws: CutShortTests.Killed.self) { try await run(stage, at: [60], dying) }
        try await run(stage, at: [75, 90])
        #expect(running(stage) == [kept])
        let done = try await stops(stage)
        #expect(Set(done) == Set(dear + cheap) && done.count == 5, "\(done)")
        let mails = stage.server.mails()
        #expect(mails.filter { $0.subject?.contains("brake at 97 %") == true }.count == 1)
        let told = mails.filter { $0.subject?.hasPrefix("costguard stopped") == true }.map(\.message).joined()
        #expect((dear + cheap).allSatisfy { told.contains($0) })
        #expect(mails.filter { $0.subject?.contains("still burn") == true }.count == 1)
    }

    @Test(
        "without --apply, or without the configuration's leave, it stops nothing and says why",
        arguments: [true, false])
    func mayNot(looksOnly: Bool) async throws {
        let stage = try await stage(unattended: looksOnly)
        try await run(stage, at: [0])
        try await arm(stage)
        let told = try await run(stage, at: [60], apply: !looksOnly)
        #expect(running(stage).count == 6)
        #expect(told.brake?.view.obstacles == [looksOnly ? .lookedOnly : .notAllowed])
        let mail = stage.server.mails().first { $0.subject?.contains("brake at 97 %") == true }
        #expect(mail?.message.contains("It stops nothing yet") == true)
        guard looksOnly else { return }
        try await run(stage, at: [75])
        #expect(running(stage) == [kept])
    }

    @Test(
        "paused with the guard it stops nothing, and afterwards it does; a pause that leaves it alone does not hold it")
    func paused() async throws {
        let stage = try await stage()
        try await run(stage, at: [0])
        try await arm(stage)
        try await stage.database.record(
            Pause(since: Stage.now, until: nil, because: nil, who: "ada", holdsBrake: true))
        try await run(stage, at: [60])
        #expect(running(stage).count == 6)
        try await stage.database.record(Pause(since: Stage.now, until: nil, because: nil, who: "ada"))
        try await run(stage, at: [75])
        #expect(running(stage) == [kept])
    }

    @Test("mail that fails holds up nothing")
    func noMail() async throws {
        let stage = try await stage()
        try await run(stage, at: [0])
        try await arm(stage)
        let aws = try stage.aws()
        let mute = AWSPorts(
            resources: aws.resources, metrics: aws.metrics, billing: aws.billing, actuator: aws.actuator,
            host: aws.host, notifier: SilentMailTests.Postman(.unreachable), time: aws.time)
        let last = try await run(stage, at: [60], nil, mute)
        #expect(running(stage) == [kept])
        #expect(!last.mailFailures.isEmpty && last.owed > 4)
    }

    @Test("a typed balance holds it, by one mail; disarmed it says nothing")
    func typed() async throws {
        let stage = try await stage(granted: false)
        try await stage.database.enter(
            EnteredCredit(
                name: "class", at: Stage.now, amount: Money("1") ?? .zero, used: Money("0.99"), granted: nil,
                expires: nil, renews: nil, levels: []), account: nil)
        try await run(stage, at: [0])
        let off = try await run(stage, at: [10])
        #expect(off.brake == nil)
        try await arm(stage)
        let held = try await run(stage, at: [20, 30])
        guard case .typed = held.brake?.view.judgement.hold else {
            Issue.record("\(String(describing: held.brake?.view.judgement.hold))")
            return
        }
        #expect(running(stage).count == 6)
        #expect(subjects(stage).filter { $0.contains("brake holds") }.count == 1)
        #expect(try await stage.database.disarm(account: #require(account), who: "ada", at: stage.clock.now))
        #expect(try await run(stage, at: [40]).brake == nil)
    }
}
