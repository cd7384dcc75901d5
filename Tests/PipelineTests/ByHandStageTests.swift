// A person's stops and starts in whole: the look, the change, the journal, the mail, and what the guard makes of them after.

import CostModel
import FaultyAWS
import Foundation
import Planning
import RuleEngine
import SimulatedAWS
import Storage
import Testing

@testable import Pipeline

@Suite struct ByHandStageTests {
    let box = "i-0aaaaaaaaaaaaaaa1"
    let other = "i-0aaaaaaaaaaaaaaa2"

    private func power(_ stage: Stage, _ id: String) -> Instance.Power? {
        stage.server.world["us-east-1"][instance: id]?.power
    }

    private func hand(
        _ stage: Stage, _ action: Action, overridesKeeps: Bool = false, local: LocalPorts? = nil
    ) throws -> ByHandStage {
        let judge = SQLiteJudge(
            rules: try RuleSet.byHand(action), databasePath: stage.database.path,
            views: Views.statements(prefix: SQLiteJudge.viewPrefix))
        return ByHandStage(
            local ?? stage.local, try stage.aws(), judge: judge,
            byHand: ByHand(overridesKeeps: overridesKeeps || action == .start), settings: stage.settings, credits: [])
    }

    private var account: AccountID { AccountID(Story.account)! }

    private func key(_ id: String) -> ResourceKey {
        ResourceKey(kind: .instance, account: account, region: .northVirginia, id: id)
    }

    /// Looks and does; the plan's findings are of the look before.
    @discardableResult
    private func act(
        _ stage: Stage, _ action: Action, on ids: [String], overridesKeeps: Bool = false, local: LocalPorts? = nil
    ) async throws -> (look: TargetLook, applied: ApplyResult) {
        let hand = try hand(stage, action, overridesKeeps: overridesKeeps, local: local)
        let look = try await hand.look(at: Set(ids.map(key)), account: account)
        let applied = try await hand.perform(look.plan.plan.steps, planID: look.plan.plan.id, account: account)
        return (look, applied)
    }

    @Test("without a scan before, a busy machine of a minute is stopped, journaled as by hand, and told by mail")
    func stops() async throws {
        var busy = Instance.busy(box)
        busy.launchedAt = Stage.now.addingTimeInterval(-60)
        let stage = try await Stage(.with([busy, .busy(other)]))
        let (look, applied) = try await act(stage, .stop, on: [box])
        #expect(look.plan.plan.findings.first?.passed.map(\.guardrail) == ["too-young"])
        #expect(applied.steps.map(\.outcome) == [.done])
        #expect(power(stage, box) != .running && power(stage, other) == .running)
        let entry = try #require(try await stage.database.entries(account: account, since: .distantPast).first)
        #expect(entry.intent.rule == "by-hand" && !entry.intent.unattended)
        #expect(entry.intent.planID == look.plan.plan.id && entry.intent.launchTime != nil)
        try await NotifyStage(stage.local, try stage.aws(), timeZone: .gmt, unattended: UnattendedSettings())
            .tellStops(applied.secondLook, at: stage.clock.now)
        let mail = try #require(try await stage.database.unsent().first)
        #expect(mail.body.contains("somebody asked for it by name") && mail.body.contains("USD a day"), "\(mail.body)")
    }

    @Test("what was started by hand is left alone by the rules, as what a person started")
    func started() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        try await act(stage, .stop, on: [box])
        #expect(power(stage, box) != .running)
        stage.clock.set(to: Stage.now.addingTimeInterval(600))
        let (_, applied) = try await act(stage, .start, on: [box])
        #expect(applied.steps.map(\.outcome) == [.done])
        let last = try await stage.run(afterMinutes: [1440, 1470, 1500, 1530, 1560])
        #expect(power(stage, box) == .running)
        #expect(last.plan.plan.findings.contains { $0.refusal?.guardrail == "restarted-by-human" })
    }

    @Test("a start owes no mail, takes nothing of cron's day, and is no stop to whoever reads the journal")
    func readers() async throws {
        var box = Instance.idle(self.box)
        box.power = .stopped
        let stage = try await Stage(.with([box]))
        try await act(stage, .start, on: [self.box])
        let journal = try await stage.database.entries(account: account, since: .distantPast)
        #expect(journal.map(\.intent.action) == [.start])
        #expect(try await stage.database.episodes().isEmpty)
        #expect(try await stage.database.stops(account: account).isEmpty)
        #expect(
            Limits.allowance(GuardrailSettings(), running: 40, journal: journal, at: stage.clock.now)
                == Limits.allowance(GuardrailSettings(), running: 40, journal: [], at: stage.clock.now))
        let result = try await stage.run(afterMinutes: [30], apply: false)
        #expect(result.plan.plan.findings.allSatisfy { $0.refusal?.guardrail != "restarted-by-human" })
        #expect(stage.server.mails().isEmpty)
    }

    @Test("what is kept, by tag or by word, is left alone by a stop that does not override it")
    func kept() async throws {
        let stage = try await Stage(.with([.busy(box), .busy(other)]))
        stage.server.change { $0["us-east-1"][instance: box]?.tags["costguard:keep"] = "thesis" }
        try await stage.database.record(
            Keep(resource: key(other), name: nil, since: Stage.now, until: nil, because: nil, who: "ada"))
        let (look, _) = try await act(stage, .stop, on: [box, other])
        #expect(look.plan.plan.steps.isEmpty)
        #expect(power(stage, box) == .running && power(stage, other) == .running)
        let (over, applied) = try await act(stage, .stop, on: [box, other], overridesKeeps: true)
        #expect(Set(over.plan.plan.findings.flatMap(\.passed).map(\.guardrail)) == ["keep-tag", "kept"])
        #expect(applied.steps.map(\.outcome) == [.done, .done])
    }

    @Test("a keep speaks against no start")
    func keptStart() async throws {
        var kept = Instance.idle(box, tags: ["costguard:keep": "thesis"])
        kept.power = .stopped
        let stage = try await Stage(.with([kept]))
        #expect(try await act(stage, .start, on: [box]).applied.steps.map(\.outcome) == [.done])
    }

    @Test("what changed between the question and the act is left alone, and its state is told")
    func changed() async throws {
        let stage = try await Stage(.with([.busy(box), .busy(other)]))
        let hand = try hand(stage, .stop)
        let look = try await hand.look(at: [key(box), key(other)], account: account)
        stage.server.change { world in
            world["us-east-1"][instance: box]?.power = .stopped
            world["us-east-1"][instance: other]?.power = .terminated
        }
        let applied = try await hand.perform(look.plan.plan.steps, planID: look.plan.plan.id, account: account)
        let outcomes = Dictionary(uniqueKeysWithValues: applied.steps.map { ($0.step.resource.id, $0.outcome) })
        #expect(outcomes == [box: .skipped("it is 'stopped' by now"), other: .skipped("it is gone")])
        #expect(try await stage.database.entries(account: account, since: .distantPast).isEmpty)
    }

    @Test(
        "killed at any moment of a start, the next run settles it by what AWS shows, and starts nothing twice",
        arguments: CutShortTests.DyingJournal.Moment.allCases)
    func killed(moment: CutShortTests.DyingJournal.Moment) async throws {
        var box = Instance.idle(self.box)
        box.power = .stopped
        let stage = try await Stage(.with([box]))
        let whole = stage.local
        let dying = LocalPorts(
            observations: whole.observations, money: whole.money, decisions: whole.decisions,
            journal: CutShortTests.DyingJournal(whole.journal, moment, afterSteps: 0), outbox: whole.outbox,
            judge: whole.judge, clock: whole.clock)
        await #expect(throws: CutShortTests.Killed.self) { try await act(stage, .start, on: [self.box], local: dying) }
        let isStarted = power(stage, self.box) != .stopped
        #expect(isStarted == [.beforeOutcome, .afterOutcome].contains(moment))
        stage.clock.set(to: Stage.now.addingTimeInterval(600))
        let settled = try await SettleStage(stage.local, try stage.aws()).run()
        #expect(settled.count == ([.afterIntent, .beforeOutcome].contains(moment) ? 1 : 0))
        #expect(settled.allSatisfy { ($0.outcome == .done) == isStarted })
        #expect(try await stage.database.openEntries().isEmpty)
        #expect(stage.server.mails().isEmpty && (power(stage, self.box) != .stopped) == isStarted)
    }

    @Test("what was started within a span is found in every region; what was started before, or does not run, is not")
    func startedLately() async throws {
        var world = World.with([.idle(box)])
        var new = Instance.busy(other)
        new.launchedAt = Stage.now.addingTimeInterval(-3600)
        world["eu-west-1"][instance: other] = new
        var stopped = Instance.idle("i-0aaaaaaaaaaaaaaa3", launchedAt: Stage.now.addingTimeInterval(-3600))
        stopped.power = .stopped
        world["us-east-1"][instance: stopped.id] = stopped
        let stage = try await Stage(world)
        let hand = try hand(stage, .stop)
        let since = Stage.now.addingTimeInterval(-86_400)
        let found = try await hand.started(since: since, in: ScanScope(), account: account)
        #expect(found.machines.map(\.resource.id) == [other] && found.gaps.isEmpty)
        stage.server.inject(Fault(.denied, service: "ec2", action: "DescribeInstances", region: "eu-west-1", times: 9))
        let blind = try await hand.started(since: since, in: ScanScope(), account: account)
        #expect(blind.gaps.map(\.region.code) == ["eu-west-1"] && blind.closed.isEmpty)
    }

    @Test("an elastic address is no loss of a stop, and is there when the machine is started again")
    func elasticAddress() async throws {
        var world = World.with([.idle(box)])
        world["us-east-1"].addresses = [
            Address(id: "eipalloc-0aaaaaaaaaaaaaaa1", publicIP: "203.0.113.9", instanceID: box)
        ]
        let stage = try await Stage(world)
        let stopped = try await act(stage, .stop, on: [box])
        #expect(stopped.look.plan.plan.findings.map(\.loses) == [["RAM"]])
        stage.clock.set(to: Stage.now.addingTimeInterval(600))
        let started = try await act(stage, .start, on: [box])
        #expect(started.applied.steps.map(\.outcome) == [.done])
        // What a person is told is read off this.
        #expect(started.look.plan.plan.findings.first?.judgement.knownText("public_ip") == "203.0.113.9")
        #expect(stage.server.world["us-east-1"].addresses.map(\.instanceID) == [box])
    }

    @Test("a region that has always been closed is told of, until it opens; named, it is a gap as any other")
    func closed() async throws {
        var world = World.with([.idle(box)])
        world[Extras.self].deniedRegions = ["eu-west-1"]
        let stage = try await Stage(world)
        try await stage.run(afterMinutes: [0], apply: false)
        let hand = try hand(stage, .stop)
        let swept = try await hand.started(since: .distantPast, in: ScanScope(), account: account)
        #expect(swept.closed.map(\.code) == ["eu-west-1"] && swept.gaps.isEmpty)
        let named = try await hand.started(
            since: .distantPast, in: ScanScope(regions: swept.closed), account: account)
        #expect(named.closed.isEmpty && named.gaps.map(\.region.code) == ["eu-west-1"])
        stage.server.change { $0[Extras.self].deniedRegions = [] }
        let opened = try await hand.started(since: .distantPast, in: ScanScope(), account: account)
        #expect(opened.closed.isEmpty && opened.gaps.isEmpty)
    }
}
