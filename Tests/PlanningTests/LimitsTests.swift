import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct LimitsTests {
    @Test(
        "the smallest of run, share and day counts",
        arguments: [
            // maxActions, maxPercent, maxActionsPerDay, running, done today, allowance
            (10, 25, 20, 100, 0, 10), (0, 100, 20, 100, 0, 0), (1, 25, 20, 100, 0, 1), (-5, 25, 20, 100, 0, 0),
            (10, 25, 20, 0, 0, 3), (10, 0, 20, 1000, 0, 3), (10, 25, 20, 12, 0, 3), (10, 25, 20, 16, 0, 4),
            (10, 25, 20, 19, 0, 4), (100, 100, 200, 50, 0, 50), (100, 900, 200, 50, 0, 50), (100, -1, 200, 50, 0, 3),
            (10, 25, 20, 100, 19, 1), (10, 25, 20, 100, 20, 0), (10, 25, 20, 100, 25, 0), (10, 25, 0, 100, 0, 0),
            (Int.max, 100, Int.max, Int.max, 0, Int.max), (10, 25, Int.min, 100, 20, 0),
        ])
    func allowance(run: Int, percent: Int, day: Int, running: Int, done: Int, expected: Int) {
        let settings = GuardrailSettings(maxActions: run, maxPercent: percent, maxActionsPerDay: day)
        let journal = (0..<done).map { JournalEntry.fixture(.instance("i-\($0)"), at: morning - hour) }
        #expect(Limits.allowance(settings, running: running, journal: journal, at: morning) == expected)
    }

    @Test(
        "what counts as done today",
        arguments: [
            (StepOutcome.done, 1.0, true, 1), (.uncertain(""), 1, true, 1), (nil, 1, true, 1),
            (.failed(""), 1, true, 0),
            (.skipped(""), 1, true, 0), (.done, 23.99, true, 1), (.done, 24, true, 0), (.done, -1, true, 1),
            (.done, 1, false, 0), (.done, -23.99, true, 1), (.done, -24, true, 0), (nil, -720, true, 0),
        ] as [(StepOutcome?, Double, Bool, Int)])
    func spent(outcome: StepOutcome?, hours: Double, unattended: Bool, expected: Int) {
        let entry = JournalEntry.fixture(at: morning - hours * hour, outcome: outcome, unattended: unattended)
        #expect(Limits.spent([entry], at: morning) == expected)
    }

    @Test func theDearestGoFirstAndAnUnknownPriceIsTheDearest() {
        let candidates: [ResourceKey: Money?] = [
            .instance("i-cheap"): Money("1"), .instance("i-dear"): Money("9"), .instance("i-unknown"): nil,
        ]
        #expect(Limits.admitted(candidates, allowance: 1) == [.instance("i-unknown")])
        #expect(Limits.admitted(candidates, allowance: 2) == [.instance("i-unknown"), .instance("i-dear")])
        #expect(Limits.admitted(candidates, allowance: 0) == [])
        #expect(Limits.admitted(candidates, allowance: 9).count == 3)
    }

    @Test func theRestOfAPlanWaitsForAPersonBecauseOfTheLimit() {
        let judgements = (0..<5).map {
            Judgement.fixture(.instance("i-\($0)"), facts: ["hourly_usd": .real(Double($0))])
        }
        let plan = Planner.plan(request(judgements, guardrails: GuardrailSettings(maxActions: 2)))
        #expect(plan.steps.count == 5)
        #expect(plan.steps.filter(\.unattended).map(\.resource.id) == ["i-4", "i-3"])
        #expect(plan.findings.filter { $0.attendedBecause == "limit" }.count == 3)
        #expect(plan.findings.allSatisfy { $0.verdict == .due })
    }

    @Test func aResourceUnderTwoRulesSpendsOne() {
        let judgements = ["i-1", "i-2"].flatMap { id in
            ["a", "b"].map { Judgement.fixture(.instance(id), rule: .fixture($0)) }
        }
        let plan = Planner.plan(request(judgements, guardrails: GuardrailSettings(maxActions: 2)))
        #expect(plan.findings.filter(\.unattended).count == 4)
        #expect(plan.steps.count == 2)
    }

    @Test("cron's stop is told and journaled by a rule that cron may act by, whatever a rule of one's own says of it")
    func cronsRule() {
        let own = RuleHeader(
            name: "all", title: "Everything", view: "instances", severity: .high, action: .stop, holdSeconds: 0,
            digest: "d1", origin: "rules.d/all.yaml")
        let plan = Planner.plan(request([.fixture(rule: own), .fixture()]))
        #expect(plan.steps.map(\.rules) == [["idle-instance", "all"]] && plan.steps.first?.unattended == true)
    }
}
