// What a rule may not do: write, look around, never end, fill the memory.

import CostModel
import Foundation
import Testing
import YAML

@testable import RuleEngine

@Suite struct HostileSQLTests {
    @Test(arguments: [
        ("1; DELETE FROM instances", "';' ends a statement"),
        ("state = 'running') ; DROP TABLE instances; (", "')' without '('"),
        ("(vcpus > 1", "'(' without ')'"),
        ("vcpus > 1)", "')' without '('"),
        ("vcpus) FROM instances UNION SELECT (1", "')' without '('"),
        ("state = \"running\"", "such quotes"),
        ("state = `running`", "such quotes"),
        ("[state] = 'running'", "in brackets"),
        ("vcpus > 1 -- and more", "comments"),
        ("vcpus > 1 /* and more */", "comments"),
        ("state = 'running", "does not end"),
        ("vcpus > ?", "'?' does not belong"),
        ("vcpus > $limit", "'$' does not belong"),
        ("vcpus > @limit", "'@' does not belong"),
        ("SELECT vcpus", "not a statement"),
        ("PRAGMA query_only = 0", "syntax error"),
        ("ATTACH 'x' AS y", "syntax error"),
        ("DELETE FROM instances", "syntax error"),
        ("vcpus > (DELETE FROM instances RETURNING 1)", "syntax error"),
        ("vcpus > (SELECT count(*) FROM sqlite_master WHERE name > '')", "no such table: sqlite_master"),
        ("vcpus > (SELECT max(file) FROM pragma_database_list)", "may only read"),
        ("load_extension('/tmp/x.so') or vcpus > 1", "'load_extension'"),
        ("readfile('/etc/passwd') = vcpus", "unknown function 'readfile'"),
        ("vcpus > random()", "'random' does not belong"),
        ("length(randomblob(9)) = vcpus", "'randomblob' does not belong"),
        ("sqlite_version() > vcpus", "'sqlite_version' does not belong"),
        ("rowid > vcpus", "unknown column 'rowid'"),
        ("unknown is null", "unknown column 'unknown'"),
        ("1 = 1", "reads no column"),
        ("", "is empty"),
        ("vcpus, gpus", "row value misused"),
        ("vcpus > 1 ✓", "not ASCII"),
        ("sum(hourly_usd) > 5", "misuse of aggregate"),
        ("vcpus > (SELECT count(instances.vcpus) FROM volumes)", "misuse of aggregate"),
        ("vcpus > (SELECT count(*) FROM stored_instances)", "unknown view 'stored_instances'"),
        ("row_number() OVER (ORDER BY vcpus) > 1", "misuse of window function"),
    ])
    func refuses(_ condition: String, _ part: String) {
        let faults = RuleCheck.check([rule(where: condition, metric: nil)])
        #expect(faults.contains { $0.message.contains(part) }, "\(faults.map(\.description))")
        #expect(faults.allSatisfy { $0.file == "test.yaml" && $0.line == 5 && $0.column > 8 }, "\(faults)")
    }

    @Test func anEndlessConditionIsCutAndTheOtherRulesAreJudged() throws {
        let endless = try load(
            rule(
                where:
                    "vcpus < (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c)",
                metric: nil))
        let plain = try load(rule(where: "vcpus = 2", action: "flag", metric: nil))
        let world = try World()
        try world.add("instances", "i-1")
        let result = try world.judge([endless, plain], deadline: .milliseconds(200))
        #expect(result.faults.map(\.rule) == ["test-rule"])
        #expect(result.faults[0].message.contains("did not end"))
        #expect(result.faults[0].resource == nil)
        #expect(result.judgements.map(\.outcome) == [.holds])
    }

    @Test func aHugeValueIsAnErrorOfItsRow() throws {
        let result = try judge(rule(where: "length(hex(zeroblob(100000000))) > vcpus", metric: nil))
        #expect(result.judgements.map(\.outcome) == [.unknown])
        #expect(result.faults.map(\.resource?.id) == ["i-1"])
        #expect(result.faults[0].message.contains("too big"))
    }

    @Test func aDatabaseFileIsOnlyRead() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "costguard-rules-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.sqlite").path
        let world = try World()
        try world.add("instances", "i-1")
        try world.connection.execute("VACUUM INTO '\(path)'")
        let before = try Data(contentsOf: URL(filePath: path))
        let rules = try RuleSet.load([rule(where: "vcpus = 2", metric: nil)])
        let judge = SQLiteJudge(rules: rules, databasePath: path, views: [])
        let result = try judge.judge(account: account, now: now, only: nil, detail: .open)
        #expect(result.judgements.map(\.outcome) == [.holds])
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func aMissingDatabaseIsAnErrorWithAHint() throws {
        let judge = SQLiteJudge(rules: try RuleSet.load([]), databasePath: "/nonexistent/x.sqlite", views: [])
        let error = #expect(throws: JudgeError.self) {
            try judge.judge(account: account, now: now, only: nil, detail: .open)
        }
        #expect(error?.description.contains("hint:") == true)
    }
}
