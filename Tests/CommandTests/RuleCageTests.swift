// What a rule file may not do to the program, whatever the environment: fill its memory, or mean another hour.

import Foundation
import Testing

@Suite struct RuleCageTests {
    private func rule(_ condition: String) -> String {
        """
        rule: test-rule
        title: Test
        resource: instances
        severity: low
        where: |
          \(condition)
        action: flag
        reason: because

        """
    }

    /// Each step of it is two of the step before.
    @Test(arguments: [
        ("a0 AS (SELECT 1 x)", "SELECT p.x + q.x AS x FROM a# p, a# q LIMIT 3"),
        ("a0 AS (SELECT 1 x)", "SELECT x + x AS x FROM a#"),
        ("a0 AS (SELECT 1 x UNION SELECT 2)", "SELECT x FROM a# UNION SELECT x FROM a#"),
    ])
    func aConditionThatDoublesWithEachStepIsAFaultOfItsFile(first: String, step: String) async throws {
        let steps = (1...40).map { "a\($0) AS (\(step.replacing("#", with: "\($0 - 1)")))" }
        let home = try Home()
        let file = try home.write(
            rule("vcpus < (WITH \(([first] + steps).joined(separator: ", ")) SELECT max(x) FROM a40)"), to: "a.yaml")
        let ended = try await home.run(["rules", "check", file])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("a.yaml:6:3: rule 'test-rule': the rule needs more than 192 MB of memory"))
    }

    @Test(arguments: ["Asia/Tokyo", "America/Los_Angeles", "UTC-5", ":Pacific/Chatham"])
    func theMachinesZoneChangesNoVerdict(zone: String) async throws {
        let home = try Home()
        try home.write(
            rule(
                "strftime('%H', 'now', 'localtime') = '13' and datetime('2026-07-01', 'utc') = '2026-06-30 22:00:00' and vcpus = 2"
            ), to: "rules/a.yaml")
        try home.write(
            """
            rule: test-rule
            now: 2026-11-20T12:20:00Z
            cases:
              - case: Berlin
                timezone: Europe/Berlin
                given: { instances: [{ id: i-1, vcpus: 2 }] }
                expect: { i-1: flagged }

            """, to: "rules/cases/a.yaml")
        let ended = try await home.run(["rules", "test", home.path + "/rules"], environment: ["TZ": zone])
        #expect(ended.talk.contains("1 passed, 0 failed"), "\(ended.talk)")
    }
}
