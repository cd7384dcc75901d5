// What people write and are told: names of databases, days of credits.

import CostModel
import Foundation
import RuleEngine
import Testing
import YAML

@testable import costguard

@Suite struct WrittenNameTests {
    @Test(
        "databases that would be called alike are told apart by as many directories as it takes",
        arguments: [
            (["class/alice.sqlite", "class/bob.sqlite"], ["alice", "bob"]),
            (["/a/alice/costguard.sqlite", "/a/bob/costguard.sqlite"], ["alice", "bob"]),
            (["2025/lab.sqlite", "2026/lab.sqlite", "x.sqlite"], ["2025/lab", "2026/lab", "x"]),
            (["/a/x/lab/costguard.sqlite", "/a/y/lab/costguard.sqlite"], ["x/lab", "y/lab"]),
            (["s3://one/lab.sqlite", "s3://two/lab.sqlite"], ["one/lab", "two/lab"]),
            (["lab.sqlite", "a/lab.sqlite"], ["lab", "a/lab"]), (["a/lab.sqlite", "a/lab.db"], ["a/lab", "a/lab"]),
            (["lab.sqlite", "lab.sqlite"], ["lab", "lab"]), (["costguard.sqlite"], ["costguard"]),
        ])
    func databases(paths: [String], names: [String]) { #expect(AccountsTable.names(paths) == names) }

    @Test(
        "a credit's days may be times, as people and AWS write them",
        arguments: [
            ("2026-09-01", "2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z"),
            ("2026-09-01T10:00Z", "2026-09-01T00:00:00Z", "2026-09-01T10:00:00Z"),
            ("2026-09-01 10:00", "2026-09-01T00:00:00Z", "2026-09-01T10:00:00Z"),
            ("2026-09-01t10:00:00.5z", "2026-09-01T00:00:00Z", "2026-09-01T10:00:00Z"),
            ("2026-09-01T01:00+02:00", "2026-08-31T00:00:00Z", "2026-08-31T23:00:00Z"),
        ])
    func days(text: String, start: String, expiry: String) throws {
        #expect(CreditInput.start(text)?.formatted(.iso8601) == start)
        #expect(CreditInput.expiry(text)?.formatted(.iso8601) == expiry)
        let file = "credits:\n  - { name: a, amount: 100, granted: \"\(text)\" }\n"
        let settings = try SettingsFile.parse(YAMLFile(origin: "c.yaml", text: file))
        #expect(settings.credits.first?.granted?.formatted(.iso8601) == start)
    }

    @Test("what is no day stays one fault with its place", arguments: ["2026-9-1", "2026-09-31", "01.09.2026", "soon"])
    func noDays(text: String) {
        #expect(CreditInput.start(text) == nil && CreditInput.expiry(text) == nil)
    }

    @Test(
        "a merge key is a fault with its line and column, wherever it stands",
        arguments: [
            ("a: &x { name: b }\n<<: *x\n", "c.yaml:2:1: merge key '<<' in the file is not read"),
            (
                "guardrails:\n  only:\n    tags:\n      <<: &x { team: lab }\n",
                "c.yaml:4:7: merge key '<<' in 'guardrails.only.tags' is not read"
            ),
            ("rules:\n  idle-instance: { <<: { for: 2h } }\n", "c.yaml:2:20: merge key '<<' in 'rules.idle-instance'"),
        ])
    func mergeKeys(text: String, fault: String) {
        let error = #expect(throws: (any Error).self) {
            try SettingsFile.parse(YAMLFile(origin: "c.yaml", text: text))
        }
        #expect(error.map { "\($0)" }?.contains(fault) == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func aQuotedMergeKeyIsAKeyLikeOthers() throws {
        let text = "guardrails: { only: { tags: { \"<<\": x } } }\n"
        #expect(try SettingsFile.parse(YAMLFile(origin: "c.yaml", text: text)).guardrails.onlyTags == ["<<": "x"])
    }
}
