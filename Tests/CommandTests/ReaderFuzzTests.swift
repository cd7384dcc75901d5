// Bad inputs for the readers that live in the program itself, which Tests/Proving cannot import: the configuration, a
// course's file, a plan's file, and what people type. COSTGUARD_FUZZ_COUNT=100000 gives each so many.

import CostModel
import Foundation
import Proving
import RuleEngine
import Testing
import YAML

@testable import costguard

@Suite struct ReaderFuzzTests {
    private static let count = ProcessInfo.processInfo.environment["COSTGUARD_FUZZ_COUNT"].flatMap { Int($0) } ?? 400

    @Test("every reader of the program reads what its inputs are made from", arguments: ReaderFuzzTests.names)
    func seeds(name: String) async throws {
        let target = try #require(try ReaderFuzzTests.targets().first { $0.name == name })
        for seed in target.seeds { #expect(await target.read(seed), "\(String(decoding: seed, as: UTF8.self))") }
    }

    @Test("no input of a reader of the program traps or hangs", arguments: ReaderFuzzTests.names)
    func bounded(name: String) async throws {
        let target = try #require(try ReaderFuzzTests.targets().first { $0.name == name })
        let mutator = target.mutator
        let clock = ContinuousClock()
        var slowest = (took: Duration.zero, number: 0)
        for number in 0..<ReaderFuzzTests.count {
            let input = mutator.input(number)
            let took = await clock.measure { _ = await target.read(input) }
            if took > slowest.took { slowest = (took, number) }
        }
        #expect(slowest.took < .seconds(120), "input \(slowest.number)")
    }

    private static let names = ["configuration", "course file", "plan file", "typed words"]

    private static func targets() throws -> [FuzzTarget] {
        let home = try TemporaryDirectory()
        return [
            FuzzTarget("configuration", seeds([plain, full])) { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                _ = try SettingsFile.parse(YAMLFile(origin: "costguard.yaml", text: text))
            },
            FuzzTarget("course file", seeds([course, full])) { bytes in
                let path = try home.write(bytes, to: "course.yaml")
                var file = try CourseFile.read(path, rules: [], terminal: Terminal(quiet: true))
                try? file.set(profile: "mine")
                try? file.set(topic: "arn:aws:sns:us-east-1:123456789012:costguard")
                var answers = InitAnswers(profile: nil, creditName: "class")
                answers.used = Money("12.40")
                _ = try? file.balance(answers)
            },
            FuzzTarget("plan file", seeds([#"{"planID":"0a1b2c3d","steps":[]}"#])) { bytes in
                _ = try WrittenPlan(path: try home.write(bytes, to: "plan.json"))
            },
            FuzzTarget("typed words", seeds(["$12.40", "Used $12.40 of $50", "class of 2026", "50%"])) { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                _ = (CreditInput.looksLikeAmount(text), AlertMarkText.fault(text), CreditInput.fault(inName: text))
                _ = (CreditInput.amount(text), LearnerLab.amounts(text), TypedDay.date(text), TypedDay.fault(text))
                _ = (SystemTimeZone.typed(text), SystemTimeZone.fault(text))
                _ = try? InitAnswers.check(email: text)
            },
        ]
    }

    private static func seeds(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private static var plain: String {
        var answers = InitAnswers(profile: "class", creditName: "class")
        answers.amount = Money(nanoUSD: 100_000_000_000)
        answers.granted = "2026-09-01"
        answers.expires = "2027-01-31"
        var edits = InitEdits(ConfigurationText.template(isLearnerLab: false), path: "config.yaml")
        try? edits.apply(answers)
        return edits.text
    }

    private static let course = """
        # CS 231
        regions: [us-east-1, Oregon]
        notify:
          deadMan: 5h
        credits:
          - { name: class, amount: 100, alerts: [50%, 80%] }

        """

    /// Every key.
    private static let full = """
        profile: class
        mfa: { keep: true }
        keys: { last: 4h }
        regions: all
        timezone: Europe/Berlin
        notify:
          sns: arn:aws:sns:us-east-1:123456789012:costguard
          deadMan: 6h
          digest: "08:00"
        credits:
          - name: class
            amount: 62.50
            granted: 2026-09-01
            expires: 2027-01-31
            renews: monthly
            alerts: [50%, "10 USD left", 24h left, ends before 2026-12-20]
        unattended: { actions: [stop], gpuLoadUnknown: false, losesInstanceStore: true }
        guardrails:
          maxActions: 10
          maxPercent: 25
          maxActionsPerDay: 20
          minAgeHours: 1.5
          accounts: ["123456789012"]
          only: { tags: { team: lab } }
        rules:
          idle-instance: { enabled: true, action: flag, for: 2h, settings: { idle_percent: 3 } }
        selfCost: { monthlyUSD: 0.50 }

        """
}
