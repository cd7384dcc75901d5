// Metrics are read only for the rows that other conditions leave; whatever rows and points there are, no verdict may
// depend on it.

import CostModel
import Foundation
import Testing
import YAML

@testable import RuleEngine

/// The same numbers every time.
private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

@Suite struct SparedMetricsTests {
    private static func rules() throws -> [Rule] {
        try ownRules(and: rule(where: "cpu < 5 and state = 'running'")).rules
    }

    /// Instances of every sort, some without points, some with holes, some whose tags raise an error.
    private static func world(_ rules: [Rule], seed: UInt64) throws -> World {
        var dice = Dice(state: seed)
        let world = try World()
        for number in 0..<60 {
            let id = "i-\(number)"
            var values: [String: FactValue] = [
                "state": .text(["running", "stopped", "pending"].randomElement(using: &dice)!),
                "hourly_usd": [.real(0.04), .real(3), .null].randomElement(using: &dice)!,
                "gpus": .integer([0, 0, 0, 1].randomElement(using: &dice)!),
                "uptime_hours": .real(.random(in: 0...40, using: &dice)),
                "unknown": .text(
                    ["", "", "", "gpus", "stop_protected", "launch_time,uptime_hours"].randomElement(using: &dice)!),
                "tags": .text(
                    ["{}", #"{"percent_complete":"63"}"#, #"{"costguard:keep":""}"#].randomElement(using: &dice)!),
            ]
            if seed % 4 == 0, number == 7 { values["tags"] = .text("no object") }
            try world.add("instances", id, values)
            for rule in rules where rule.view.name == "instances" {
                for (index, metric) in rule.metrics.enumerated()
                where !rule.metrics[..<index].contains(where: { $0.spec == metric.spec }) {
                    try world.database.insert(
                        points(of: metric, &dice), of: metric, for: id, rule.view, "us-east-1", now: now)
                }
            }
        }
        return world
    }

    private static func points(of metric: RuleMetric, _ dice: inout Dice) -> CasePoints {
        let count = metric.spec.buckets(at: now).bucketCount
        let height = [0.5, 3, 400_000, 1e9].randomElement(using: &dice)!
        switch Int.random(in: 0..<8, using: &dice) {
        case 0: return .failed("Throttling")
        case 1: return .list([])
        case 2: return .list((0..<count).map { _ in Bool.random(using: &dice) ? height : nil })
        default: return .list((0..<count).map { _ in .random(in: 0...height, using: &dice) })
        }
    }

    private func shown(_ judgement: Judgement) -> String {
        "\(judgement.rule.name) \(judgement.resource.id) \(judgement.outcome) \(judgement.missing) "
            + "\(judgement.reason) \(judgement.evidence) \(judgement.unknownColumns.sorted())"
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func noVerdictDependsOnWhichMetricsWereRead(_ seed: UInt64) throws {
        let rules = try Self.rules()
        let world = try Self.world(rules, seed: seed)
        func judge(_ detail: JudgementDetail) throws -> JudgementSet {
            try JudgePass(on: world.connection, account: account, now: now, deadline: .seconds(10))
                .judge(rules, only: nil, detail: detail)
        }
        let spared = try judge(.open)
        // Asked for what is clear, the judge reads every metric of every row.
        let whole = try judge(.all)
        #expect(spared.judgements.map(shown) == whole.judgements.filter { $0.outcome != .clear }.map(shown))
        #expect(spared.faults == whole.faults)
        #expect(whole.judgements.contains { $0.outcome == .clear } && !spared.judgements.isEmpty)
    }

    /// A rule that looks at the others of its kind sees them all, whichever rows are asked for.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func noVerdictDependsOnWhichRowsWereAskedFor(_ seed: UInt64) throws {
        let neighbours = rule(where: "(select count(*) from instances i where i.gpus > 0) > 5 and cpu < 5")
        for rules in try [Self.rules(), ownRules(and: neighbours).rules] {
            let world = try Self.world(rules, seed: seed)
            let whole = try world.judge(rules)
            let only = Set(whole.judgements.map(\.resource).filter { $0.id.hasSuffix("3") || $0.id.hasSuffix("7") })
            let few = try world.judge(rules, only: only)
            #expect(few.judgements.map(shown) == whole.judgements.filter { only.contains($0.resource) }.map(shown))
            #expect(few.faults == whole.faults.filter { $0.resource.map(only.contains) ?? true })
            #expect(!only.isEmpty)
        }
    }

    /// It ends an alert, so whoever asks for nothing clear hears of it all the same; of a busy machine he does not.
    @Test func aMarkThatIsNotCrossedIsListedUnasked() throws {
        let rules = try Self.rules()
        let world = try World()
        try world.add("instances", "i-1", ["state": .text("stopped")])
        try world.add(
            "credits", "class/80 %",
            ["level_kind": .text("percent"), "level_value": .real(80), "burned_percent": .real(10)])
        let set = try JudgePass(on: world.connection, account: account, now: now, deadline: .seconds(10))
            .judge(rules, only: nil, detail: .open)
        let marks = set.judgements.filter { $0.rule.name == "credit-threshold" }
        #expect(marks.map(\.outcome) == [.clear] && marks.map(\.resource.id) == ["class/80 %"])
        #expect(!set.judgements.contains { $0.outcome == .clear && $0.resource.kind == .instance })
    }

    /// A condition that may raise an error must raise it, whatever another condition says.
    @Test func anErrorIsToldThoughAnotherConditionIsFalse() throws {
        let one = rule(where: "json_extract(name, '$.x') < cpu")
        let text = one.text.replacing("where: [", with: "where: [\"state = 'stopped'\", ")
        let rule = try load(YAMLFile(origin: one.origin, text: text))
        #expect(!rule.canSpareMetrics)
        let world = try World()
        try world.add("instances", "i-1", ["name": .text("{")])
        try world.points(.constant(1), of: rule, for: "i-1")
        let set = try JudgePass(on: world.connection, account: account, now: now, deadline: .seconds(10))
            .judge([rule], only: nil, detail: .open)
        #expect(set.judgements.map(\.outcome) == [.unknown] && set.faults.count == 1)
    }

    @Test func aCancelledTaskEndsAJudgement() async throws {
        let rule = try load(
            rule(
                where:
                    "(with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n) > vcpus",
                metric: nil))
        let task = Task {
            let world = try World()
            try world.add("instances", "i-1")
            return try world.judge([rule], deadline: .seconds(60))
        }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }
}

@Suite struct TagJSONTests {
    @Test(arguments: [
        #"{}"#, #"{"a":"b"}"#, #"{"a":"b","c":""}"#, #"{"a":"b","a":"c"}"#, #"{ "a" : "b" }"#, #"{"a":"\"q\""}"#,
        #"{"\u0061":"b"}"#, #"{"ä":"ö"}"#, "", "x", "{", #"{"a":1}"#, #"{"a":"b"},"#, #"{"a":"b""#, #"["a"]"#,
        #"{"a"}"#,
    ])
    func readsWhatTheDecoderReads(_ text: String) {
        let expected = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect((try? TagJSON.read(text)) == expected)
        for key in ["a", "c", "ä"] {
            #expect((try? TagJSON.value(of: key, in: text)) ?? nil == expected?[key])
            let isPlain = Array(text.utf8).withUnsafeBufferPointer { text in
                Array(key.utf8).withUnsafeBufferPointer { TagJSON.isPlain(text, without: $0) }
            }
            if isPlain { #expect(expected != nil && expected?[key] == nil) }
        }
    }
}
