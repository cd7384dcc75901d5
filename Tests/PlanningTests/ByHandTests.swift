// What a person may pass who asks for a machine by its name, and what nobody may; what becomes of each machine that is
// named; which stops an undo is about.

import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct ByHandTests {
    private func plan(
        _ judgement: Judgement, overridesKeeps: Bool = false, keeps: [ResourceKey: Keep] = [:],
        guardrails: GuardrailSettings = GuardrailSettings(), restarts: RestartRecord = RestartRecord()
    ) -> Plan {
        var wanted = request([judgement], guardrails: guardrails)
        wanted.byHand = ByHand(overridesKeeps: overridesKeeps)
        wanted.keeps = keeps
        wanted.restarts = restarts
        wanted.isAttended = true
        wanted.isBeforeStop = true
        return Planner.plan(wanted)
    }

    private var young: Judgement { .fixture(facts: ["launch_time": .time(morning - 60)]) }

    @Test("what is young is stopped, and that it is young is told")
    func young_() {
        let plan = plan(young)
        #expect(plan.steps.map(\.action) == [.stop])
        #expect(plan.findings.first?.passed.map(\.guardrail) == ["too-young"])
        #expect(Planner.plan(request([young])).findings.first?.refusal?.guardrail == "too-young")
    }

    @Test("what somebody started again, and what lacks a tag of the scope, is stopped, and both are told")
    func restartedOutOfScope() {
        let start = morning - 2 * hour
        let stop = JournalEntry.fixture(at: morning - 5 * hour, launchTime: morning - 9 * hour)
        let plan = plan(
            .fixture(facts: ["launch_time": .time(start)]), guardrails: GuardrailSettings(onlyTags: ["team": "a"]),
            restarts: .fixture([stop], starts: [.instance(): start]))
        #expect(plan.steps.count == 1)
        #expect(plan.findings.first?.passed.map(\.guardrail) == ["restarted-by-human", "out-of-scope"])
    }

    @Test("what nothing speaks against passes nothing")
    func harmless() {
        #expect(plan(.fixture()).findings.first?.passed == [])
    }

    @Test(
        "what AWS cannot do, what saves nothing, and what others run nobody's word passes",
        arguments: GuardrailTests.refusedRows.filter { $0.0 != "too-young" })
    func never(guardrail: String, facts: [String: FactValue]) {
        let plan = plan(.fixture(facts: facts), overridesKeeps: true)
        #expect(plan.steps.isEmpty)
        #expect(plan.findings.first?.refusal?.guardrail == guardrail)
    }

    @Test("another account and our own machine are never stopped")
    func accountAndHost() throws {
        var other = request([.fixture()], guardrails: GuardrailSettings(accounts: [otherAccount]))
        other.byHand = ByHand(overridesKeeps: true)
        #expect(Planner.plan(other).findings.first?.refusal?.guardrail == "account")
        let id = "i-0aaaaaaaaaaaaaaa1"
        var own = request([.fixture(.instance(id))])
        own.byHand = ByHand(overridesKeeps: true)
        own.ownHosts = [try #require(OwnHost(id: id, witness: .firmware, at: morning))]
        #expect(Planner.plan(own).findings.first?.refusal?.guardrail == "own-host")
    }

    private var tagged: Judgement {
        let keep = ConditionResult(part: .unless, text: KeepTag.key, outcome: .holds, values: [])
        return Judgement(
            rule: .fixture(), resource: .instance(), name: nil, outcome: .spared(by: KeepTag.sparing),
            conditions: [keep], evidence: [], missing: [], reason: "",
            row: harmlessRow.merging(["tags": .text(#"{"costguard:keep":"thesis"}"#)]) { $1 }, unknownColumns: [])
    }

    @Test("what somebody keeps is left alone, unless the person says that it is to be stopped all the same")
    func kept() throws {
        #expect(plan(tagged).steps.isEmpty)
        let passed = plan(tagged.passingKeepTag, overridesKeeps: true)
        #expect(passed.steps.count == 1)
        #expect(passed.findings.first?.passed.map(\.guardrail) == ["keep-tag"])
        #expect(passed.findings.first?.passed.first?.detail.contains("thesis") == true)
        let word = Keep(
            resource: .instance(), name: nil, since: morning, until: morning + hour, because: "exam", who: "ada")
        #expect(plan(.fixture(), keeps: [.instance(): word]).steps.isEmpty)
        let over = plan(.fixture(), overridesKeeps: true, keeps: [.instance(): word])
        #expect(over.steps.count == 1)
        #expect(over.findings.first?.passed.first?.detail.contains("ada: exam") == true)
    }

    @Test("a start asks for the account and the keys of its disks, and saves nothing")
    func start() {
        let rule = RuleHeader.fixture("by-hand", action: .start, hold: 0)
        let stopped: [String: FactValue] = [
            "state": .text("stopped"), "stop_protected": .integer(1), "managed_by": .text("eks"),
        ]
        let plan = plan(.fixture(rule: rule, facts: stopped))
        #expect(plan.steps.map(\.action) == [.start])
        #expect(plan.steps.first?.savingPerMonth == nil && plan.findings.first?.loses == [])
        let keyless = self.plan(
            .fixture(rule: rule, facts: stopped.merging(["disk_keys": .text("unusable 12-ab: disabled")]) { $1 }))
        #expect(keyless.findings.first?.refusal?.guardrail == "key-unusable")
        #expect(keyless.findings.first?.refusal?.detail.contains("once stopped") == false)
    }
}

@Suite struct ByHandAnswerTests {
    private func answer(
        _ judgements: [Judgement], clear: [Judgement] = [], action: Action = .stop, unseen: String? = nil,
        undoing: JournalIntent? = nil
    ) -> String {
        var wanted = request(judgements)
        wanted.byHand = ByHand()
        let answer = ByHandAnswer(
            .instance(), for: action, plan: Planner.plan(wanted), clear: clear, unseen: unseen, undoing: undoing)
        return switch answer {
        case .goes: "goes"
        case .isSo(let state): "is \(state)"
        case .isOnItsWay(let state): "on its way: \(state)"
        case .isGone: "gone"
        case .refused(let refusal, _): refusal.guardrail
        case .unknown(let why): "unknown: \(why)"
        case .stoppedSince: "stopped since"
        }
    }

    @Test(
        "a machine that the rule does not apply to is so already, on its way, or gone",
        arguments: [
            ("stopped", Action.stop, "is stopped"), ("stopping", .stop, "is stopped"),
            ("pending", .stop, "on its way: pending"), ("shutting-down", .stop, "gone"),
            ("running", .start, "is running"), ("pending", .start, "is running"),
            ("stopping", .start, "on its way: stopping"), ("terminated", .start, "gone"),
        ])
    func states(state: String, action: Action, expected: String) {
        let clear = Judgement.fixture(outcome: .clear, facts: ["state": .text(state)])
        #expect(answer([], clear: [clear], action: action) == expected)
    }

    @Test("what can be done goes; what is refused, kept, unseen, not known or not there does not")
    func others() {
        #expect(answer([.fixture()]) == "goes")
        #expect(answer([]) == "gone")
        #expect(answer([.fixture(facts: ["managed_by": .text("eks")])]) == "managed")
        #expect(answer([.fixture(outcome: .spared(by: KeepTag.sparing))]) == "keep-tag")
        #expect(answer([.fixture()], unseen: "no answer") == "unknown: no answer")
        let unknown = Judgement.fixture(
            outcome: .unknown, unknown: ["state"], missing: [MissingFact("state", "not listed")])
        #expect(answer([unknown]) == "unknown: not known: state (not listed)")
    }

    @Test("an undo leaves alone what ran since and was stopped by somebody else")
    func stoppedSince() {
        let rule = RuleHeader.fixture("by-hand", action: .start, hold: 0)
        let stopped = Judgement.fixture(rule: rule, facts: ["state": .text("stopped")])
        let same = JournalEntry.fixture(at: morning - hour, launchTime: morning - 10 * hour).intent
        let other = JournalEntry.fixture(at: morning - 20 * hour, launchTime: morning - 30 * hour).intent
        #expect(answer([stopped], action: .start, undoing: same) == "goes")
        #expect(answer([stopped], action: .start, undoing: other) == "stopped since")
    }
}

@Suite struct UndoWishTests {
    private func entry(
        _ id: Int64, _ machine: String, plan: String, _ outcome: StepOutcome? = .done, action: Action = .stop
    ) -> JournalEntry {
        let intent = JournalIntent(
            planID: plan, action: action, resource: .instance(machine), launchTime: nil, name: nil, rule: "r",
            at: morning, unattended: false)
        return JournalEntry(id: id, intent: intent, outcome: outcome, settledAt: nil)
    }

    private var journal: [JournalEntry] {
        [
            entry(1, "i-1", plan: "aaaa1"), entry(2, "i-2", plan: "aaaa1", .skipped("in use")),
            entry(3, "i-3", plan: "aaaa1", .uncertain("lost")), entry(4, "i-1", plan: "bbbb2"),
            entry(5, "i-4", plan: "cccc3", .failed("denied")), entry(6, "i-1", plan: "dddd4", action: .start),
            entry(7, "i-5", plan: JournalIntent.noPlan, action: .keep),
        ]
    }

    private func ids(_ wish: UndoWish) -> [String] { wish.stops(in: journal).map(\.intent.resource.id) }

    @Test("the last act that stopped anything is undone; what failed, was skipped, or was no stop is none")
    func wishes() {
        #expect(ids(.last) == ["i-1"])
        #expect(ids(.plan("aaaa1")) == ["i-3", "i-1"])
        #expect(ids(.plan("cccc3")) == [] && ids(.plan("-")) == [])
        #expect(UndoWish.machine(.instance("i-1")).stops(in: journal).map(\.intent.planID) == ["bbbb2"])
        #expect(ids(.machine(.instance("i-2"))) == [])
        #expect(UndoWish.last.stops(in: []).isEmpty)
    }

    @Test("a plan is known by the beginning of its id, in any case")
    func beginnings() {
        #expect(UndoWish.plans(beginning: "AAAA", in: journal) == ["aaaa1"])
        #expect(UndoWish.plans(beginning: "", in: journal) == ["aaaa1", "bbbb2"])
        #expect(UndoWish.plans(beginning: "dddd", in: journal) == [])
    }
}
