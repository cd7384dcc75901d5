// How much time and memory a rule may use, and that its functions answer as SQLite's own do.

import CostModel
import Foundation
import SQLite
import Testing
import YAML

@testable import RuleEngine

@Suite struct CageTests {
    /// A text of this many letters.
    private static func letters(_ count: Int, _ letter: String = "a") -> String {
        "replace(hex(zeroblob(\(count / 2))), '0', '\(letter)')"
    }
    private static let numbers = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"

    @Test(arguments: [
        "(WITH RECURSIVE c(n, t) AS (SELECT 1, '' UNION SELECT n + 1, hex(zeroblob(90000)) || n FROM c) SELECT count(*) FROM c)",
        "(SELECT count(*) FROM (SELECT DISTINCT a.value || b.value || hex(zeroblob(90000)) FROM json_each('[1,2,3,4,5,6,7,8,9]') a, json_each('[1,2,3,4,5,6,7,8,9]') b, json_each('[1,2,3,4,5,6,7,8,9]')))",
        "(\(numbers) SELECT max(m) FROM (SELECT n % 7 m FROM c ORDER BY hex(zeroblob(200)) || n LIMIT -1 OFFSET 3))",
        "(\(numbers) SELECT count(DISTINCT n) FROM c)",
        "(\(numbers) SELECT count(*) FROM (SELECT n FROM c GROUP BY n, hex(zeroblob(20))))",
    ])
    func aRuleThatFillsTheMemoryIsCutAndTheOthersAreJudged(_ expression: String) throws {
        let bomb = try load(rule(where: "vcpus < \(expression)", metric: nil))
        let result = try judge(with: bomb, SQLAllowance(memory: 8 << 20))
        #expect(result.faults.map(\.message) == ["the rule needs more than 8 MB of memory"])
        #expect(result.faults.map(\.resource) == [nil])
        #expect(result.judgements.map(\.outcome) == [.holds])
    }

    /// Each takes a fraction of a second at most, so that the clock is looked at in between.
    @Test(arguments: [
        "\(letters(250_000)) LIKE '%' || \(letters(190)) || 'b'",
        "\(letters(250_000)) GLOB '*[' || \(letters(180, "b")) || ']x'",
        "trim(\(letters(100_000, "b")) || state, \(letters(200_000)) || 'b') = 'x'",
        "instr(\(letters(250_000)), \(letters(120_000)) || 'b') > 1",
        "replace(\(letters(250_000)), \(letters(120_000)) || 'b', 'x') = 'x'",
        "json_extract('[' || replace(hex(zeroblob(60000)), '0', '1,') || '1]', '$[#-1]') = n",
        "strftime(\(letters(40_000, "%Y")), 0) = 'x'",
    ])
    func aSingleFunctionDoesNotOutlastTheDeadline(_ call: String) throws {
        let slow = try load(
            rule(where: "vcpus < (\(Self.numbers) SELECT count(*) FROM c WHERE (\(call)) OR n > 0)", metric: nil))
        let result = try judge(with: slow, deadline: .milliseconds(300))
        #expect(result.faults.map(\.message) == ["the rule did not end within 300ms"])
        #expect(result.judgements.map(\.outcome) == [.holds])
    }

    @Test(arguments: [
        ("printf('%.1000000000c', 'a') > name", "at most 999"), ("printf('%1000d', vcpus) > name", "at most 999"),
        ("format('%-*c', 1000000000, 'a') > name", "not as '*'"),
        ("printf('%.*f', 1000000000, vcpus) > name", "not as '*'"),
        ("length(hex(zeroblob(200000))) > vcpus", "too big"),
        ("length(replace(\(letters(200_000)), 'a', 'aa')) > vcpus", "too big"),
        ("vcpus < (SELECT length(group_concat(hex(zeroblob(100000)))) FROM json_each('[1,2,3]'))", "too big"),
        ("length(\(letters(200_000)) || \(letters(200_000))) > vcpus", "too big"),
    ])
    func aCallThatAsksForTooMuchIsAnErrorOfItsRow(_ condition: String, _ message: String) throws {
        let result = try judge(with: load(rule(where: condition, metric: nil)))
        #expect(result.faults.map(\.resource?.id) == ["i-1"])
        #expect(result.faults.first?.message.contains(message) == true, "\(result.faults)")
        #expect(result.judgements.map(\.outcome) == [.unknown, .holds])
    }

    /// 50 tags with keys of 128 and values of 256 characters, four bytes each.
    @Test func theLongestTagsFitThreeTimes() throws {
        let pairs = (10..<60).map { number in
            "\"\(number)\(String(repeating: "😀", count: 126))\":\"\(String(repeating: "😀", count: 254))\(number)\""
        }
        let longest = try load(
            rule(where: "length(tags || lower(tags) || replace(tags, '1', '2')) > 57000", action: "flag", metric: nil))
        let world = try World()
        try world.add("instances", "i-1", ["tags": .text("{\(pairs.joined(separator: ","))}")])
        let result = try world.judge([longest])
        #expect(result.faults.map(\.message) == [])
        #expect(result.judgements.map(\.outcome) == [.holds])
    }

    @Test func whatConfinesARuleDoesNotStay() throws {
        let connection = try RuleConnection()
        try connection.execute("CREATE TABLE t (text)")
        #expect(throws: SQLError.self) {
            try connection.confined(to: [], for: .seconds(1)) { () throws(SQLError) in
                try connection.execute("INSERT INTO t VALUES (1)")
            }
        }
        try connection.execute("INSERT INTO t VALUES (hex(zeroblob(1000000)))")
    }

    @Test(arguments: ["trim", "ltrim", "rtrim", "instr", "replace", "printf", "format"])
    func aFunctionOfOursAnswersAsSQLitesOwn(_ name: String) throws {
        let connection = try RuleConnection()
        let own = try SQLCalculator()
        let values: [FactValue] = [
            .null, .integer(0), .integer(-15), .real(1.5), .text(""), .text(" a b "), .text("aab"), .text("äöä"),
            .text("ab"), .text("aabaabaaab"), .text("ä"), .text("%05d|%s|%%9999 %-8.3f"), .text("日本語日本"), .text("本"),
        ]
        let counts = ["instr": [2], "replace": [3], "printf": [1, 2, 3], "format": [1, 2, 3]][name] ?? [1, 2]
        for count in counts {
            var lists: [[FactValue]] = [[]]
            for _ in 0..<count { lists = lists.flatMap { list in values.map { list + [$0] } } }
            let marks = Array(repeating: "?", count: count).joined(separator: ", ")
            let select = try connection.prepare("SELECT \(name)(\(marks))")
            for list in lists {
                try select.bind(list)
                #expect(try select.step())
                #expect(select.value(0) == (try own.call(name, list)), "\(name)\(list)")
                select.reset()
            }
        }
    }

    private func judge(
        with rule: Rule, _ allowance: SQLAllowance = SQLAllowance(), deadline: Duration = .seconds(10)
    ) throws -> JudgementSet {
        let plain = try load(RuleEngineTests.rule(where: "vcpus = 2", action: "flag", metric: nil))
        let world = try World()
        try world.add("instances", "i-1")
        return try JudgePass(
            on: world.connection, account: account, now: now, deadline: deadline, allowance: allowance
        ).judge([rule, plain], only: nil, detail: .all)
    }
}

@Suite struct LocalTimeTests {
    private static let berlin = TimeZone(identifier: "Europe/Berlin") ?? .gmt

    /// The scan is made at 2026-11-20T12:20:00Z.
    @Test(arguments: [
        ("strftime('%H:%M', 'now', 'localtime')", "13:20"), ("time('now', 'LocalTime')", "13:20:00"),
        ("datetime('now', 'utc')", "2026-11-20 11:20:00"), ("datetime('now')", "2026-11-20 12:20:00"),
        ("datetime('2026-07-01 12:00', 'localtime')", "2026-07-01 14:00:00"),
        ("datetime('2026-07-01 12:00', 'utc')", "2026-07-01 10:00:00"),
        ("datetime(launch_time, 'unixepoch', 'localtime')", "2026-11-20 00:59:59"),
        ("datetime('now', '-150 days', 'localtime', 'start of day', 'utc')", "2026-06-22 22:00:00"),
        ("datetime('now', 'localtime', 'start of month', 'weekday 1')", "2026-11-02 00:00:00"),
        ("datetime('2026-03-29 00:59:59', 'localtime')", "2026-03-29 01:59:59"),
        ("datetime('2026-03-29 01:00:00', 'localtime')", "2026-03-29 03:00:00"),
        ("datetime('2026-03-29 03:00:00', 'utc')", "2026-03-29 01:00:00"),
        ("datetime('2026-10-25 03:00:00', 'utc')", "2026-10-25 02:00:00"),
        ("strftime('%Y-%m-%d %H:%M:%f', '2026-01-01 23:30:00.250', 'localtime')", "2026-01-02 00:30:00.250"),
        ("coalesce(datetime('no time', 'localtime'), 'none')", "none"),
        ("coalesce(datetime(launch_time, 'localtime', 'unixepoch'), 'none')", "none"),
    ])
    func localTimeIsTheConfigurations(_ expression: String, _ expected: String) throws {
        let file = rule(where: "\(expression) = '\(expected)' and vcpus = 2", metric: nil)
        let world = try World()
        try world.add("instances", "i-1", ["launch_time": .integer(1_795_132_799), "name": .text("")])
        let pass = try JudgePass(
            on: world.connection, account: account, now: now, timeZone: Self.berlin, deadline: .seconds(10))
        let result = try pass.judge([try load(file)], only: nil, detail: .all)
        #expect(result.judgements.map(\.outcome) == [.holds])
    }

    @Test func aCaseSaysWhatItsZoneIs() throws {
        let file = rule(where: "strftime('%H', 'now', 'localtime') >= '20' and vcpus = 2", action: "flag", metric: nil)
        let text = """
            rule: test-rule
            now: 2026-11-20T12:20:00Z
            cases:
              - { case: Tokyo, timezone: Asia/Tokyo, given: { instances: [{ id: i-1, vcpus: 2 }] }, expect: { i-1: flagged } }
              - { case: none, given: { instances: [{ id: i-1, vcpus: 2 }] }, expect: { i-1: clear } }
            """
        let rules = try RuleSet.load([file])
        let results = try RuleCases.run(
            caseFiles: [YAMLFile(origin: "x.yaml", text: text)], rules: rules, decide: decide)
        #expect(results.map(\.passed) == [true, true])
        let wrong = YAMLFile(origin: "x.yaml", text: text.replacing("Asia/Tokyo", with: "Tokio"))
        let error = #expect(throws: Diagnostics.self) {
            try RuleCases.run(caseFiles: [wrong], rules: rules, decide: decide)
        }
        #expect(error?.list.map(\.message) == ["got 'Tokio' expected a time zone such as Europe/Berlin"])
    }
}
