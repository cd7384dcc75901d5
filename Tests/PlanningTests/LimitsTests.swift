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

    @Test func aTagThatIsWrittenIsNoChangeOfTheDay() {
        let tags = [Action.mark, .unmark].map { JournalEntry.fixture(at: morning - hour, action: $0) }
        #expect(Limits.spent(tags, at: morning) == 0)
        let refused = JournalEntry.fixture(at: morning - hour, outcome: .failed(""), action: .mark)
        #expect(Limits.triedInVain([refused], at: morning).isEmpty)
    }

    @Test("a stop that a person ordered is no act of cron's day; what the brake stopped is")
    func ordered() {
        let spent = [StopOrder.rulePrefix + "at", JournalIntent.brake].map { rule in
            let intent = JournalIntent(
                planID: "00000000", action: .stop, resource: .instance(), launchTime: nil, name: nil, rule: rule,
                at: morning - hour, unattended: true)
            return Limits.spent(
                [JournalEntry(id: 1, intent: intent, outcome: .done, settledAt: morning)], at: morning)
        }
        #expect(spent == [0, 1])
    }

    @Test func theDearestGoFirstAndAnUnknownPriceIsTheDearest() {
        let candidates: [ResourceKey: Money?] = [
            .instance("i-cheap"): Money("1"), .instance("i-dear"): Money("9"), .instance("i-unknown"): nil,
        ]
        func gone(_ allowance: Int) -> Set<ResourceKey> {
            Set(candidates.keys).subtracting(Limits.held(candidates, allowance: allowance).keys)
        }
        #expect(gone(1) == [.instance("i-unknown")])
        #expect(gone(2) == [.instance("i-unknown"), .instance("i-dear")])
        #expect(gone(0) == [])
        #expect(gone(9).count == 3)
    }

    @Test(
        "of machines at 9, 4, 4 and 1 USD an hour and one without a price, a limit in USD holds these for these reasons",
        arguments: [
            ("0", "9:never 4a:never 4b:never 1:never ?:price"), ("0.99", "9:never 4a:never 4b:never 1:never ?:price"),
            ("1", "9:never 4a:never 4b:never ?:price"), ("4", "9:never 4b:later 1:later ?:price"),
            ("5", "9:never 4b:later ?:price"), ("8.999999999", "9:never 1:later ?:price"),
            ("9", "4a:later 4b:later 1:later ?:price"),
            ("13", "4b:later 1:later ?:price"), ("14", "4b:later ?:price"), ("18", "?:price"),
        ])
    func money(limit: String, expected: String) {
        let prices: [String: Money?] = [
            "9": Money("9"), "4a": Money("4"), "4b": Money("4"), "1": Money("1"), "?": nil,
        ]
        let candidates = Dictionary(uniqueKeysWithValues: prices.map { (ResourceKey.instance($0), $1) })
        let held = Limits.held(candidates, allowance: 10, perHour: Money(limit))
        let words: [CronLimit: String] = [
            .dearerThanAll: "never", .usdPerHour: "later", .unknownPrice: "price", .count: "count",
        ]
        let told = ["9", "4a", "4b", "1", "?"].compactMap { id in
            held[.instance(id)].map { "\(id):\(words[$0] ?? "")" }
        }
        #expect(told.joined(separator: " ") == expected)
    }

    @Test("what never fits takes no other's turn in the count, and both limits hold together")
    func moneyAndCount() {
        let candidates: [ResourceKey: Money?] = [
            .instance("i-never"): Money("50"), .instance("i-new"): nil, .instance("i-2"): Money("2"),
            .instance("i-1"): Money("1"), .instance("i-free"): Money("0"),
        ]
        let held = Limits.held(candidates, allowance: 1, perHour: Money("10"))
        #expect(
            held == [
                .instance("i-never"): .dearerThanAll, .instance("i-new"): .unknownPrice, .instance("i-1"): .count,
                .instance("i-free"): .count,
            ])
    }

    @Test(
        "run by run all that fits alone is stopped, never more at once than the limits, and nothing else",
        arguments: 0..<300)
    func nothingStarves(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed + 30_000))
        let limit = Money(nanoUSD: Int64.random(in: 0...6_000_000_000, using: &random))
        let allowance = Int.random(in: 1...4, using: &random)
        var left: [ResourceKey: Money?] = [:]
        for index in 0..<Int.random(in: 1...15, using: &random) {
            let price = Money(nanoUSD: Int64.random(in: 0...4, using: &random) * 1_750_000_000)
            left[.instance("i-\(index)")] = Int.random(in: 0..<5, using: &random) == 0 ? .some(nil) : price
        }
        let never = left.filter { $0.value.map { $0 > limit } ?? true }
        for _ in 0..<15 {
            let held = Limits.held(left, allowance: allowance, perHour: limit)
            let gone = left.filter { held[$0.key] == nil }
            #expect(gone.count <= allowance && gone.values.compactMap(\.self).reduce(.zero, +) <= limit)
            #expect(gone.values.allSatisfy { $0 != nil })
            left = left.filter { held[$0.key] != nil }
        }
        #expect(left == never)
    }

    @Test("the plan says which limit it was, and a person may still do all of it")
    func toldInThePlan() {
        let judgements = [("i-9", FactValue.real(9)), ("i-2", .real(2)), ("i-1", .real(1)), ("i-new", .null)].map {
            Judgement.fixture(.instance($0), facts: ["hourly_usd": $1])
        }
        let plan = Planner.plan(request(judgements, guardrails: GuardrailSettings(maxUSDPerHour: Money("2.5"))))
        #expect(plan.steps.count == 4 && plan.steps.filter(\.unattended).map(\.resource.id) == ["i-2"])
        let limits = plan.findings.map { ($0.resource.id, $0.limit) }
        #expect(
            Dictionary(uniqueKeysWithValues: limits) == [
                "i-9": .dearerThanAll, "i-2": nil, "i-1": .usdPerHour, "i-new": .unknownPrice,
            ])
        #expect(plan.findings.allSatisfy { ($0.attendedBecause == "limit") == ($0.limit != nil) })
    }

    @Test("a person's steps are above the limit in USD by their sum, or by one without a price")
    func personsSteps() {
        func over(_ prices: [Double?], _ limit: String?) -> String? {
            let judgements = prices.enumerated().map { index, price in
                Judgement.fixture(.instance("i-\(index)"), facts: ["hourly_usd": price.map(FactValue.real) ?? .null])
            }
            let settings = GuardrailSettings(maxUSDPerHour: limit.flatMap { Money($0) })
            return Limits.overUSD(settings, Planner.plan(request(judgements)).steps).map {
                $0.perHour?.description ?? "unknown"
            }
        }
        #expect(over([3, 4], nil) == nil && over([3, 4], "7") == nil && over([3, 4], "6.99") == "7")
        #expect(over([0.0104, nil], "100") == "unknown" && over([nil], nil) == nil && over([], "0") == nil)
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
