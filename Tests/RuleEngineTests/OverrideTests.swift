// What the configuration changes in a rule, and what it cannot.

import CostModel
import Foundation
import Testing
import YAML

@testable import RuleEngine

@Suite struct OverrideTests {
    private let file = rule(
        where: "cpu < :limit and name <> :word and vcpus > 0",
        settings: "{ window: 24h, limit: 5, word: off, strict: true }",
        metric: "{ metric: X, statistic: Average, over: :window }", reason: "in {window} below {limit}")

    @Test func settingsKeepTheKindOfTheirDefault() throws {
        let change = RuleOverride(settings: ["window": "a day", "limit": "much", "word": "7", "strict": "yes"])
        let error = #expect(throws: Diagnostics.self) { try RuleSet.load([file], overrides: ["test-rule": change]) }
        #expect(
            error?.list.map(\.message) == [
                "rule 'test-rule': setting 'limit': got 'much' expected a number",
                "rule 'test-rule': setting 'strict': got 'yes' expected true or false",
                "rule 'test-rule': setting 'window': got 'a day' expected a span of time such as 24h",
            ])
    }

    @Test func unknownRulesAndSettingsAreToldWithTheNearestName() {
        let overrides = ["test-rul": RuleOverride(), "test-rule": RuleOverride(settings: ["limti": "3"])]
        let error = #expect(throws: Diagnostics.self) { try RuleSet.load([file], overrides: overrides) }
        #expect(
            error?.list.map { "\($0.message) | \($0.hint ?? "")" } == [
                "rule 'test-rule': no such setting: 'limti' | did you mean 'limit'?",
                "rule 'test-rul': no such rule | did you mean 'test-rule'?",
            ])
    }

    @Test func aChangeReachesConditionsWindowsAndReason() throws {
        let change = RuleOverride(action: .flag, holdSeconds: 60, settings: ["window": "3h", "limit": "2.5"])
        let changed = try RuleSet.load([file], overrides: ["test-rule": change]).rules[0]
        let plain = try load(file)
        #expect(changed.metrics[0].spec.window == 3 * 3600)
        #expect(changed.header.action == .flag)
        #expect(changed.header.holdSeconds == 60)
        #expect(changed.header.digest != plain.header.digest)
        let world = try World()
        try world.add("instances", "i-1", ["name": .text("x")])
        try world.points(.constant(3), of: changed, for: "i-1")
        let judgement = try #require(try world.judge([changed]).judgements.first)
        #expect(judgement.outcome == .clear)
        #expect(judgement.reason == "in 3h below 2.5")
    }

    @Test func theDigestIsTheSameForTheSameRule() throws {
        #expect(try load(file).header.digest == load(file).header.digest)
    }

    @Test func aRuleSwitchedOffIsNamedAndNotJudged() throws {
        let set = try RuleSet.load([file], overrides: ["test-rule": RuleOverride(enabled: false)])
        #expect(set.rules.isEmpty)
        #expect(set.disabled.map(\.name) == ["test-rule"])
        let judge = SQLiteJudge(rules: set, databasePath: "unused", views: [])
        #expect(judge.kindsNeeded == [.instance])
        #expect(judge.metricsNeeded.isEmpty)
    }

    @Test func whatAPackNeedsIsKnown() throws {
        let judge = SQLiteJudge(rules: try ownRules(), databasePath: "unused", views: [])
        #expect(
            judge.kindsNeeded == [
                .instance, .volume, .snapshot, .image, .address, .launchTemplate, .launchConfiguration, .credit,
            ])
        let needs = judge.metricsNeeded.filter { $0.spec.metric == "CPUUtilization" }
        #expect(Set(needs.filter { $0.turn == .first }.map(\.spec.window)) == [3600, 3 * 3600, 24 * 3600])
        #expect(Set(needs.filter { $0.turn == .others }.map(\.spec.statistic)) == [.sampleCount])
        #expect(needs.contains { $0.turn == .past && $0.spec.ago == 18 * 3600 })
    }
}
