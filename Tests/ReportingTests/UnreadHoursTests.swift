// Hours that cannot be read: told whatever else becomes of the machine, and once.

import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct UnreadHoursTests {
    private static let why = "its tag costguard:schedule = 'weekdys 8-19' is not read: did you mean 'weekdays'?"

    private static func unread(_ key: ResourceKey) -> Finding {
        var rule = Sample.rule("schedule/tag", "Outside its hours")
        rule.asker = .schedule
        return Sample.finding(
            Sample.judgement(
                key, rule, .unknown, name: "lab", missing: [MissingFact(ScheduleTag.key, why)]), .unknown)
    }

    private static func plan(_ findings: [Finding], steps: [PlanStep] = []) -> Plan {
        Plan(
            id: "7f3a09c1", account: Sample.account, createdAt: Sample.morning,
            asOf: [RegionAge(Sample.oregon, Sample.morning)], gaps: [], findings: findings, steps: steps, faults: [],
            running: 2)
    }

    @Test("a machine that a rule would stop too is told with its unread hours, by text and page")
    func besideAStop() throws {
        let step = try #require(Sample.plan.steps.first)
        let stop = try #require(Sample.plan.findings.first { $0.resource == step.resource && $0.isStep })
        let plan = Self.plan([stop, Self.unread(step.resource)], steps: [step])
        let text = PlanReport.text(plan, Sample.context).replacing(/\s+/, with: " ")
        #expect(text.contains("HOURS 1 whose hours cannot be read"), "\(text)")
        #expect(text.contains("WOULD STOP 1 of 2") && !text.contains("NOT KNOWN"), "\(text)")
        #expect(Page.hoursUnread(plan).source.contains("weekdys"))
    }

    @Test("where the hours alone are not read, that is no lack of data")
    func alone() {
        let plan = Self.plan([Self.unread(Sample.key("i-0aa"))])
        #expect(plan.sections.hoursUnread.count == 1 && plan.sections.unknown.isEmpty)
        #expect(ScanText.findings(plan).contains("Of 1 machine the hours cannot be read: costguard plan."))
    }

    @Test("a schedule that waits for data stays with what is not known")
    func waiting() {
        var rule = Sample.rule("schedule/office", "Outside its hours")
        rule.asker = .schedule
        let finding = Sample.finding(
            Sample.judgement(
                Sample.key("i-0aa"), rule, .unknown, name: "lab", missing: [MissingFact("cpu_percent", "no points")]),
            .unknown)
        let sections = Self.plan([finding]).sections
        #expect(sections.hoursUnread.isEmpty && sections.unknown.count == 1)
    }
}
