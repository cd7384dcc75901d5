// Rule files good and bad: every fault at once, each with its place and the nearest name.

import CostModel
import Foundation
import KindSamples
import Testing
import YAML

@testable import RuleEngine

@Suite struct RuleFileTests {
    private func faults(_ text: String) -> [String] {
        RuleCheck.check([YAMLFile(origin: "x.yaml", text: text)]).map(\.description)
    }

    @Test func tellsAllFaultsOfTheKeysAtOnce() {
        #expect(
            faults(
                """
                rule: Idle_Instance
                titel: x
                resource: instnaces
                severity: hihg
                metrics:
                  cpu: { metric: X, statistic: Averge, over: 24, reduce: mean, cover: 1 }
                where: []
                for: soon
                action: terminate
                """) == [
                    "x.yaml:1:1: rule 'Idle_Instance': 'title' is missing",
                    "x.yaml:1:1: rule 'Idle_Instance': 'reason' is missing",
                    "x.yaml:1:7: rule 'Idle_Instance': 'rule': got 'Idle_Instance' expected a name such as idle-instance",
                    "x.yaml:2:1: rule 'Idle_Instance': unknown key 'titel'\nhint: did you mean 'title'?",
                    "x.yaml:3:11: rule 'Idle_Instance': unknown view 'instnaces'\nhint: did you mean 'instances'?",
                    "x.yaml:4:11: rule 'Idle_Instance': 'severity': got 'hihg' expected info, low, medium, high, critical\nhint: did you mean 'high'?",
                    "x.yaml:6:32: rule 'Idle_Instance': 'statistic': got 'Averge' expected Average, Sum, Minimum, Maximum, SampleCount\nhint: did you mean 'Average'?",
                    "x.yaml:6:46: rule 'Idle_Instance': 'over': got '24' expected a span of time or a setting\nhint: write such as 24h or :window",
                    "x.yaml:6:58: rule 'Idle_Instance': 'reduce': got 'mean' expected max, min, average, sum, last, quiet\nhint: one of: max, min, average, sum, last, quiet",
                    "x.yaml:6:64: rule 'Idle_Instance': unknown key 'cover'\nhint: did you mean 'over'?",
                    "x.yaml:7:8: rule 'Idle_Instance': 'where' holds no condition",
                    "x.yaml:8:6: rule 'Idle_Instance': 'for': got 'soon' expected a span of time\nhint: write such as 30m, 24h or 7d",
                    "x.yaml:9:9: rule 'Idle_Instance': 'action': got 'terminate' expected flag, notify, stop\nhint: one of: flag, notify, stop",
                ])
    }

    @Test("a fault of the head does not hide those of the expressions")
    func tellsBothKindsAtOnce() {
        let found = faults(
            """
            rule: x
            title: x
            resource: instances
            severity: hihg
            action: delete
            where: stat = 'running'
            """)
        for part in ["'severity'", "got 'delete'", "'reason' is missing", "stat"] {
            #expect(found.contains { $0.contains(part) }, "\(part): \(found)")
        }
        #expect(found.count == 4)
    }

    @Test("a broken name is told once, not at each of its uses")
    func tellsABrokenSettingOnce() {
        let found = faults(
            """
            rule: x
            title: x
            resource: instances
            settings: { idle: [] }
            where: hourly_usd < :idle
            reason: x
            """)
        #expect(found.count == 1, "\(found)")
    }

    @Test func tellsAllFaultsOfTheExpressionsAtOnce() {
        #expect(
            faults(
                """
                rule: x
                title: x
                resource: instances
                settings: { window: 24h, idle: 5 }
                metrics:
                  cpu_percent: { metric: CPUUtilization, statistic: Average, over: :windw }
                let:
                  cores: cpu_percent * vcpu
                where: |
                  state = 'running'

                  cpu_percnt < :idle
                  cpu_percent < :idel
                  lowr(state) = 'x' and tag_age_hours(name, 'k') < 1
                  tag_age_hours(tags, 'k') > vpcus
                unless:
                  - nam = 'x'
                  - "vcpus > 1)"
                reason: at {cpu} in {windw}
                """) == [
                    "x.yaml:6:68: rule 'x': unknown setting ':windw'\nhint: did you mean 'window'?",
                    "x.yaml:8:24: rule 'x': unknown column 'vcpu'\nhint: did you mean 'vcpus'?",
                    "x.yaml:12:3: rule 'x': unknown column 'cpu_percnt'\nhint: did you mean 'cpu_percent'?",
                    "x.yaml:13:17: rule 'x': unknown setting ':idel'\nhint: did you mean 'idle'?",
                    "x.yaml:14:25: rule 'x': tag_age_hours reads the judged row's tags only\nhint: write tag_age_hours(tags, 'key')",
                    "x.yaml:15:30: rule 'x': unknown column 'vpcus'\nhint: did you mean 'vcpus'?",
                    "x.yaml:17:5: rule 'x': unknown column 'nam'\nhint: did you mean 'name'?",
                    "x.yaml:18:15: rule 'x': ')' without '('",
                    "x.yaml:19:13: rule 'x': reason: unknown name 'cpu'\nhint: did you mean 'cpu_percent'?",
                    "x.yaml:19:22: rule 'x': reason: unknown name 'windw'\nhint: did you mean 'window'?",
                ])
    }

    @Test(arguments: [
        ("rule: x\n\ttitle: y", "x.yaml:2:1: ", "tabs"),
        ("rule: x\nrule: y\n", "x.yaml:2:1: key 'rule' stands here twice", ""),
        ("rule: [x\n", "x.yaml:2:1: not YAML", ""),
        ("", "x.yaml:1:1: the file is empty", ""),
        ("- a\n- b\n", "x.yaml:1:1: the file is no map", ""),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1: not YAML", ""),
    ])
    func tellsWhereAFileIsNoYAML(_ text: String, _ start: String, _ hint: String) {
        let found = faults(text)
        #expect(found.count >= 1)
        #expect(found.contains { $0.hasPrefix(start) && (hint.isEmpty || $0.contains(hint)) }, "\(found)")
    }

    @Test func readsTheExampleOfTheDesign() throws {
        let text = """
            rule: idle-instance
            title: Instance idle for a day
            resource: instances                     # the view it judges
            severity: medium
            settings: { window: 24h, idle_percent: 5, idle_cores: 0.5, idle_bytes_per_hour: 1048576 }
            metrics:
              cpu_percent: { metric: CPUUtilization, statistic: Average, over: :window }   # the busiest bucket
              bytes_in:    { metric: NetworkIn,  statistic: Sum, over: :window, reduce: max }
              bytes_out:   { metric: NetworkOut, statistic: Sum, over: :window, reduce: max }
            let: { busy_cores: cpu_percent * vcpus / 100.0 }
            where: |
              state = 'running'
              hourly_usd < 0.25
              cpu_percent < :idle_percent
              busy_cores < :idle_cores
              bytes_in + bytes_out < :idle_bytes_per_hour
            unless: |
              tag_number(tags, 'percent_complete') < 100 and tag_age_hours(tags, 'percent_complete') < 3
            for: 1h
            action: stop
            reason: no hour above {cpu_percent} % CPU or {bytes_out} bytes out in {window}
            """
        let rule = try load(YAMLFile(origin: "x.yaml", text: text))
        #expect(rule.vacuousOn == [])
        #expect(rule.header.holdSeconds == 3600)
        #expect(rule.metrics.map(\.spec.window) == [86_400, 86_400, 86_400])
        #expect(rule.conditions.map(\.expression.reads)[3] == ["busy_cores", "cpu_percent", "vcpus"])
        #expect(
            rule.evidenceColumns.prefix(6) == ["state", "hourly_usd", "cpu_percent", "busy_cores", "vcpus", "bytes_in"])
        let world = try World()
        try world.add("instances", "i-1")
        try world.points(.constant(1.4321), of: rule, for: "i-1")
        let judgement = try #require(try world.judge([rule]).judgements.first)
        #expect(judgement.outcome == .holds)
        #expect(judgement.reason == "no hour above 1.43 % CPU or 1.43 bytes out in 24h")
        #expect(
            judgement.conditions[2].values == [
                Evidence("cpu_percent", .real(1.4321)), Evidence("idle_percent", .real(5)),
            ])
    }

    @Test func namesAreUniqueOverAllFiles() {
        let one = rule(where: "vcpus = 2", metric: nil)
        let two = YAMLFile(origin: "other.yaml", text: one.text)
        #expect(
            RuleCheck.check([one, two]).map(\.description) == [
                "other.yaml:1:7: rule 'test-rule': the name is taken by test.yaml\nhint: names are unique over all files"
            ])
    }

    @Test func aNameStandsForOneThing() {
        let file = rule(where: "vcpus < :cpu and cpu < 5", settings: "{ cpu: 5, state: x }")
        #expect(
            RuleCheck.check([file]).map(\.message) == [
                "rule 'test-rule': name 'cpu' is a metric already",
                "rule 'test-rule': name 'state' is a column of instances already",
            ])
    }

    @Test func onlyInstancesAreStopped() {
        let faults = RuleCheck.check([rule(where: "size_gib > 1", metric: nil, view: "volumes")])
        #expect(faults.map(\.message) == ["rule 'test-rule': action 'stop' is for instances, not for volumes"])
    }

    @Test("what a kind's file leaves to rules may be stopped by one, and by name alone what it does not")
    func kindsAreStopped() {
        let kinds = [KindSpec.sample(), .sample(view: "notebooks", isForRules: false)]
        let views = ViewCatalog(kinds: kinds)
        func faults(_ view: String) -> [String] {
            RuleCheck.check([rule(where: "state = 'available'", metric: nil, view: view)], views: views).map(\.message)
        }
        #expect(faults("databases") == [])
        #expect(
            faults("notebooks") == [
                "rule 'test-rule': action 'stop' is for instances, databases, not for notebooks"
            ])
    }
}
