// What rules ask of the hour of a scan, by the clocks of a zone.

import CostModel
import Foundation
import Testing
import YAML

@testable import RuleEngine

@Suite struct HourFunctionTests {
    private func rule(_ condition: String) -> YAMLFile {
        YAMLFile(
            origin: "hours.yaml",
            text: """
                rule: hours
                title: At this hour
                resource: instances
                severity: low
                where: \(condition)
                action: flag
                reason: it is late
                """)
    }

    @Test(arguments: [
        "local_hour() >= 22", "local_weekday('America/New_York') in (6, 7)",
        "within_hours('weekdays 8-19 Europe/Berlin') = 0",
    ]) func areAllowed(condition: String) {
        #expect(RuleCheck.check([rule(condition)]).isEmpty)
    }

    @Test(arguments: [
        ("local_hour('Europe/Berlni') > 8", "'Europe/Berlni' is no time zone", "did you mean 'Europe/Berlin'?"),
        ("local_hour('EST') > 8", "'EST' is no time zone", ""),
        ("within_hours('weekdays 8-19 Berlin') = 1", "'Berlin' is no time zone", "Europe/Berlin"),
        ("within_hours('never') = 1", "never opens", ""),
        ("within_hours('mon 8-12 11-13') = 1", "overlaps itself", ""),
    ]) func sayWhatIsWrong(condition: String, message: String, hint: String) throws {
        let fault = try #require(RuleCheck.check([rule(condition)]).first)
        #expect(fault.message.contains(message) && (hint.isEmpty || fault.hint?.contains(hint) == true), "\(fault)")
    }
}
