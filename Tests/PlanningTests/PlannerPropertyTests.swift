import CostModel
import Foundation
import Testing

@testable import Planning

/// Random accounts, the same on every run.
enum RandomAccount {
    static func make(_ random: inout SeededGenerator) -> PlanRequest {
        let prices = prices(9, &random)
        let judgements = (0..<Int.random(in: 1...12, using: &random)).map { judgement($0, prices, &random) }
        var made = request(
            judgements, held: Int.random(in: 0...4000, using: &random), running: Int.random(in: 0...40, using: &random),
            guardrails: GuardrailSettings(
                maxActions: Int.random(in: 0...6, using: &random), maxPercent: Int.random(in: 0...100, using: &random),
                maxActionsPerDay: Int.random(in: 0...6, using: &random),
                maxUSDPerHour: Bool.random(using: &random)
                    ? nil : Money(nanoUSD: Int64.random(in: 0...20_000_000_000, using: &random))))
        made.unattended = UnattendedSettings(
            actions: Bool.random(using: &random) ? [.stop] : [], gpuLoadUnknown: Bool.random(using: &random),
            losesInstanceStore: Bool.random(using: &random))
        made.journal = (0..<Int.random(in: 0...4, using: &random)).map {
            .fixture(.instance("i-j\($0)"), at: morning - hour * Double.random(in: 0...30, using: &random))
        }
        return made
    }

    /// Of eight things; a thing has one price, or none, whichever rule looks at it.
    private static func prices(_ most: Double, _ random: inout SeededGenerator) -> [FactValue] {
        (0..<8).map { _ in
            Bool.random(using: &random) ? .null : .real(Double.random(in: 0...most, using: &random))
        }
    }

    private static func judgement(
        _ index: Int, _ prices: [FactValue], _ random: inout SeededGenerator
    ) -> Judgement {
        let outcomes: [Judgement.Outcome] = [.holds, .holds, .holds, .unknown, .spared(by: "keep-tag"), .clear]
        let columns = harmlessRow.keys.sorted()
        let hidden = columns.filter { _ in Int.random(in: 0..<40, using: &random) == 0 }
        let facts: [String: FactValue] = [
            "hourly_usd": prices[index % 8],
            "gpus": .integer(Int64.random(in: 0...1, using: &random)),
            "has_instance_store": .integer(Int64.random(in: 0...1, using: &random)),
        ]
        return .fixture(
            .instance("i-\(index % 8)"),
            rule: .fixture("rule-\(index / 8)", action: Bool.random(using: &random) ? .stop : .flag),
            outcome: outcomes.randomElement(using: &random) ?? .holds, facts: facts, unknown: Set(hidden))
    }

    /// What rules flag, tell of or do not know, by more than one rule at times, and a machine that is told of.
    static func flags(_ random: inout SeededGenerator) -> [Judgement] {
        let prices = prices(99, &random)
        return (0..<Int.random(in: 0...10, using: &random)).map { index in
            let number = Int.random(in: 0..<8, using: &random)
            let keys: [ResourceKey] = [
                .snapshot("snap-\(number)"), .instance("i-\(number)"),
                ResourceKey(kind: .address, account: labAccount, region: oregon, id: "eipalloc-\(number)"),
                ResourceKey(kind: .credit, account: labAccount, region: .global, id: "class/\(number)"),
            ]
            let outcomes: [Judgement.Outcome] = [.holds, .holds, .unknown, .spared(by: "keep-tag")]
            return .fixture(
                keys.randomElement(using: &random) ?? keys[0],
                rule: .fixture("flag-\(index)", action: Bool.random(using: &random) ? .notify : .flag),
                outcome: outcomes.randomElement(using: &random) ?? .holds, facts: ["monthly_usd": prices[number]])
        }
    }
}

/// What must hold for all of them.
@Suite struct PlannerPropertyTests {
    @Test("in 500 random accounts", arguments: 0..<500)
    func holdsForAll(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed))
        let request = RandomAccount.make(&random)
        let plan = Planner.plan(request)
        #expect(
            plan.steps.allSatisfy { step in
                plan.findings.contains {
                    $0.resource == step.resource && ($0.verdict == .due || $0.verdict == .pending)
                }
            })
        for finding in plan.findings where finding.judgement.outcome != .holds || !finding.judgement.missing.isEmpty {
            #expect(finding.verdict == .unknown || finding.verdict == .spared)
            #expect(!finding.unattended)
        }
        #expect(plan.findings.allSatisfy { !$0.unattended || ($0.verdict == .due && $0.attendedBecause == nil) })
        #expect(Set(plan.steps.map(\.resource)).count == plan.steps.count)
        let allowance = Limits.allowance(
            request.guardrails, running: request.running.count, journal: request.journal, at: request.now)
        #expect(plan.steps.count { $0.unattended } <= allowance)
        if let limit = request.guardrails.maxUSDPerHour {
            let prices = plan.steps.filter(\.unattended).map(\.savingPerHour)
            #expect(prices.allSatisfy { $0 != nil } && prices.compactMap(\.self).reduce(.zero, +) <= limit)
        }
        if request.unattended.actions.isEmpty { #expect(plan.steps.allSatisfy { !$0.unattended }) }
    }

    @Test("what refuses or hides a fact never adds a step", arguments: 0..<200)
    func monotone(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed + 10_000))
        let request = RandomAccount.make(&random)
        let before = Set(Planner.plan(request).steps.map(\.resource))
        for (_, facts) in GuardrailTests.refusedRows {
            var stricter = request
            let index = Int.random(in: 0..<request.judgements.judgements.count, using: &random)
            let old = request.judgements.judgements[index]
            stricter.judgements.judgements[index] = .fixture(
                old.resource, rule: old.rule, outcome: old.outcome, facts: old.row.byColumn.merging(facts) { $1 },
                unknown: old.unknownColumns.subtracting(facts.keys))
            #expect(Set(Planner.plan(stricter).steps.map(\.resource)).isSubset(of: before))
            stricter.judgements.judgements[index] = .fixture(
                old.resource, rule: old.rule, outcome: old.outcome, facts: old.row.byColumn,
                unknown: old.unknownColumns.union(facts.keys))
            #expect(Set(Planner.plan(stricter).steps.map(\.resource)).isSubset(of: before))
        }
    }

    @Test("the order of judgements changes nothing", arguments: 0..<50)
    func stable(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed + 20_000))
        var request = RandomAccount.make(&random)
        let before = Planner.plan(request)
        request.judgements.judgements.shuffle(using: &random)
        let after = Planner.plan(request)
        #expect(after.id == before.id)
        #expect(after.steps == before.steps)
        #expect(after.totals == before.totals)
    }
}
