// The section `schedules:` of the configuration: what it says, and each fault with its place.

import CostModel
import Foundation
import RuleEngine
import Testing
import YAML

@testable import costguard

@Suite struct ScheduleSettingsTests {
    private func book(_ text: String) throws -> ScheduleBook {
        try SettingsFile.parse(YAMLFile(origin: "config.yaml", text: text)).schedules
    }

    private func faults(_ text: String) throws -> String {
        let faults = try #require(throws: Diagnostics.self) { try book(text) }
        return "\(faults)"
    }

    @Test func readsASchedule() throws {
        let book = try book(
            """
            timezone: Europe/Berlin
            schedules:
              tagsMayStart: true
              office:
                when: weekdays 8-19
                machines: [{ tag: team=ml, region: Oregon }, { class: gpu }, { name: hw* }]
                holidays: [2026-12-25, 1 Jan 2027]
                start: ours
                force: true
              night: { when: 22-6 America/New_York, machines: all }
            """)
        #expect(book.tagsMayStart)
        #expect(book.schedules.map(\.name) == ["office", "night"])
        let office = try #require(book.schedules.first)
        #expect(office.hours.zone.identifier == "Europe/Berlin" && office.hours.holidays.count == 2)
        #expect(office.starting == .ours && office.isForced)
        #expect(office.machines.first == MachineSelector(region: Region("us-west-2"), tags: ["team": "ml"]))
        #expect(book.schedules.last?.hours.zone.identifier == "America/New_York")
        #expect(book.schedules.last?.machines == [MachineSelector()])
    }

    @Test(arguments: [
        ("office: { when: weekdays 8-19 Europe/Berlni }", "config.yaml:2:33", "did you mean 'Europe/Berlin'?"),
        ("office: { when: never }", "config.yaml:2:19", "'always'"),
        ("office: { when: mon 8-12 11-13 }", "overlaps itself", "join"),
        ("office: { start: true }", "when", ""), ("office: { when: 8-19, start: yes please }", "'start' takes", "ours"),
        ("weekdays: { when: 8-19 }", "'weekdays' is no name of a schedule", "small letters"),
        ("tag: { when: 8-19 }", "'tag' is no name", ""), ("Office: { when: 8-19 }", "no name of a schedule", ""),
        ("office: { when: 8-19, machines: [{}] }", "names no machines", "or all"),
        ("office: { when: 8-19, machines: [{ region: nowhere }] }", "'nowhere' is no region", ""),
        ("office: { when: 8-19, holidays: [2026-02-30] }", "holidays", ""),
        ("office: { when: 8-19, hollidays: [] }", "hollidays", "holidays"),
    ]) func saysWhatIsWrong(line: String, fault: String, hint: String) throws {
        let told = try faults("schedules:\n  \(line)")
        #expect(told.contains(fault) && (hint.isEmpty || told.contains(hint)), "\(told)")
    }
}
