// What a person keeps is spared by every rule; what a person has paused waits for a person.

import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct KeepTests {
    private func keep(_ resource: ResourceKey = .instance(), until: Date?) -> Keep {
        Keep(resource: resource, name: nil, since: morning - hour, until: until, because: nil, who: "ada on laptop")
    }

    private func verdicts(_ plan: Plan) -> [Verdict] { plan.findings.map(\.verdict) }

    @Test("a keep spares whatever rule holds, to its end and not beyond", arguments: [Action.stop, .flag, .notify])
    func spares(_ action: Action) {
        let judgement = Judgement.fixture(rule: .fixture(action: action))
        let alone = Planner.plan(request([judgement]))
        for (until, holds) in [(nil, true), (morning + 1, true), (morning, false), (morning - 1, false)]
            as [(Date?, Bool)]
        {
            var asked = request([judgement])
            asked.keeps = [.instance(): keep(until: until)]
            let plan = Planner.plan(asked)
            #expect(plan.steps.isEmpty == (holds || action != .stop), "\(String(describing: until))")
            #expect(verdicts(plan) == (holds ? [.spared] : verdicts(alone)))
        }
    }

    @Test("a keep of one machine says nothing of another")
    func others() {
        var asked = request([.fixture(.instance("i-1")), .fixture(.instance("i-2"))])
        asked.keeps = [.instance("i-1"): keep(.instance("i-1"), until: nil)]
        #expect(Planner.plan(asked).steps.map(\.resource.id) == ["i-2"])
    }

    @Test("what is kept is spared though a fact is not known, and what no rule speaks of stays unsaid")
    func unknown() {
        let missing = Judgement.fixture(outcome: .unknown, missing: [MissingFact("cpu", "no points")])
        var asked = request([missing, .fixture(.instance("i-2"), outcome: .clear)])
        asked.keeps = [.instance(): keep(until: nil), .instance("i-2"): keep(.instance("i-2"), until: nil)]
        #expect(verdicts(Planner.plan(asked)) == [.spared])
    }

    @Test("the hold clock rests while a thing is kept")
    func clock() {
        let set = JudgementSet(judgements: [.fixture()]).sparing([.instance(): keep(until: nil)], at: morning)
        #expect(set.judgements.map(\.outcome) == [.spared(by: Keep.sparing)])
        let before = HoldState(
            heldSeconds: 900, judgedAt: morning - 900, held: true, ruleDigest: "d1", launchTime: nil)
        #expect(
            HoldClock.advance(
                before, outcome: set.judgements[0].outcome, rule: .fixture(), launchTime: nil, at: morning)
                == nil)
    }

    @Test("while the guard is paused cron does nothing, and a person may")
    func paused() {
        for (until, holds) in [(nil, true), (morning + 1, true), (morning, false)] as [(Date?, Bool)] {
            var asked = request([.fixture()])
            asked.pause = Pause(since: morning - hour, until: until, because: nil, who: "ada on laptop")
            let plan = Planner.plan(asked)
            #expect(plan.steps.map(\.unattended) == [!holds])
            #expect(plan.findings.first?.attendedBecause == (holds ? "paused" : nil))
        }
    }
}
