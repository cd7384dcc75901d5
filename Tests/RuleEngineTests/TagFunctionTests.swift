// What rules read from tags, and how time looks to them.

import CostModel
import Foundation
import Testing

@testable import RuleEngine

@Suite struct TagFunctionTests {
    @Test(
        arguments: [
            ("63", 63), ("63 %", 63), (" 63% ", 63), ("-1.5", -1.5), ("12 h", 12), ("+7GB", 7), ("0.5%", 0.5),
            ("", nil), ("%", nil), ("n/a", nil), ("6 3", nil), ("63 of 100", nil), ("1,5", nil), ("0x10", nil),
            ("1e", 1),
            ("63.", nil), ("NaN", nil), ("inf", nil), ("٣", nil), ("5 %%", nil),
        ] as [(String, Double?)])
    func readsNumbersAsPeopleWriteThem(_ text: String, _ number: Double?) {
        #expect(TagNumber.read(text) == number)
    }

    @Test(
        "a progress is a percentage or a part of a whole",
        arguments: [
            ("63", 63), ("63 %", 63), (" 63.5% ", 63.5), ("12,5", 12.5), ("12,5 %", 12.5), ("+7", 7), ("0", 0),
            ("-0", 0),
            ("63\u{A0}%", 63), ("40 percent", 40), ("100", 100), ("100.0 %", 100),
            ("63/100", 63), ("1/4", 25), ("12 / 48", 25), ("epoch 12 of 100", 12), ("Epoch 3 out of 4", 75),
            ("(0/9)", 0), ("step 500/500", 100), ("63/100 %", 63), ("2,5/10", 25), ("12/100 epochs", 12),
            ("4503599627370495/4503599627370496", (1 - 0x1p-52) * 100),
            ("", nil), ("%", nil), ("n/a", nil), ("done", nil), ("NaN", nil), ("inf", nil), ("0x10", nil), ("1e2", nil),
            ("101", nil), ("150 %", nil), ("-1", nil), ("-5 %", nil), ("101/100", nil), ("1/0", nil), ("0/0", nil),
            ("-1/4", nil), ("1/-4", nil), ("1/2/3", nil), ("1.2.3", nil), ("1,2,3", nil), ("63 of", nil),
            ("of 100", nil),
            ("epoch 12", nil), ("epoch 100", nil), ("100 h", nil), ("12-100", nil), ("63 % of 100 %", nil),
            ("5 %%", nil),
            ("٦٣", nil), ("63.", nil), ("v2 12/100", nil), ("99999999999999999998/99999999999999999999", nil),
        ] as [(String, Double?)])
    func readsAProgress(_ text: String, _ percent: Double?) {
        #expect(TagPercent.read(text) == percent)
    }

    @Test("an endless value is no progress, and costs no time")
    func readsHostileProgress() {
        let nines = String(repeating: "9", count: 400)
        #expect(
            [nines, "\(nines)/\(nines)0", "\(nines)/\(nines)/", "\(nines) of"].allSatisfy { TagPercent.read($0) == nil }
        )
    }

    /// What a rule for idle machines says of one whose tag `p` has a value since so many hours.
    private func spared(_ unless: String, _ value: String?, hours: Double = 0, lets: String? = nil) throws -> Judgement
    {
        let loaded = try load(rule(where: "vcpus = 2", unless: unless, metric: nil, lets: lets))
        let world = try World()
        try world.add("instances", "i-1", ["tags": .text(value.map { #"{"p":"\#($0)"}"# } ?? "{}")])
        if let value {
            try world.connection.execute(
                "INSERT INTO tag_history VALUES (?, 'us-east-1', 'instance', 'i-1', 'p', ?, ?)",
                [.text(account.digits), .text(value), .integer(Int64(now.timeIntervalSince1970 - hours * 3600))])
        }
        return try #require(try world.judge([loaded]).judgements.first)
    }

    @Test(
        "a progress that cannot be read leaves its condition unknown while it is new, and stands still after",
        arguments: [
            ("banana", 0.0, Judgement.Outcome.unknown), ("banana", 2.9, .unknown), ("banana", 3, .holds),
            ("", 1, .unknown), ("150 %", 1, .unknown), ("-3", 1, .unknown), ("-3", 4, .holds), ("100", 0, .holds),
            ("63/100", 3, .holds), ("100/100", 1, .holds),
        ])
    func unreadableProgress(value: String, hours: Double, outcome: Judgement.Outcome) throws {
        let unless = "tag_percent(tags, 'p') < 100 and tag_age_hours(tags, 'p') < 3"
        #expect(try spared(unless, value, hours: hours).outcome == outcome)
    }

    @Test func whatIsUnreadableIsNamed() throws {
        let unless = "tag_percent(tags, 'p') < 100 and tag_age_hours(tags, 'p') < 3"
        #expect(try spared(unless, "banana").missing == [MissingFact("tags", "p 'banana' is no percentage")])
        #expect(try spared(unless, nil).outcome == .holds, "a tag that is not there is none")
        #expect(try spared(unless, "63/100", hours: 1).outcome == .spared(by: unless))
    }

    @Test(
        "whichever way a number is read from a tag, one that is no number is not known",
        arguments: [
            ("tag_number(tags, 'p') > 5", nil), ("TAG_NUMBER( instances.tags , 'p' ) > 5", nil),
            ("left > 5", "left: tag_number(tags, 'p')"), ("tag_percent(tags, 'p') between 1 and 99", nil),
        ] as [(String, String?)])
    func unreadableNumbers(unless: String, lets: String?) throws {
        #expect(try spared(unless, "some", lets: lets).outcome == .unknown)
        #expect(try spared(unless, nil, lets: lets).outcome == .holds)
        #expect(try spared(unless, "7", lets: lets).outcome == .spared(by: unless))
    }

    private func outcome(_ condition: String, tags: String, seen: [(String, String, Double)] = []) throws -> Judgement {
        let loaded = try load(rule(where: condition, metric: nil))
        let world = try World()
        try world.add("instances", "i-1", ["tags": .text(tags)])
        for (key, value, hours) in seen {
            try world.connection.execute(
                "INSERT INTO tag_history VALUES (?, 'us-east-1', 'instance', 'i-1', ?, ?, ?)",
                [
                    .text(account.digits), .text(key), .text(value),
                    .integer(Int64(now.timeIntervalSince1970 - hours * 3600)),
                ])
        }
        return try #require(try world.judge([loaded]).judgements.first)
    }

    @Test func aTagIsTextOrNothing() throws {
        #expect(try outcome("tag(tags, 'a\"b') = 'it''s'", tags: #"{"a\"b":"it's"}"#).outcome == .holds)
        #expect(try outcome("tag(tags, 'x') is null", tags: "{}").outcome == .holds)
        #expect(try outcome("tag(instances.tags, 'x') = '1'", tags: #"{"x":"1"}"#).outcome == .holds)
    }

    @Test func anAgeBelongsToTheValueThatStandsThere() throws {
        let seen = [("p", "62", 9.0), ("p", "63", 2.0), ("q", "63", 7.0)]
        #expect(try outcome("tag_age_hours(tags, 'p') = 2", tags: #"{"p":"63"}"#, seen: seen).outcome == .holds)
        #expect(
            try outcome("tag_age_hours( instances.tags , 'p') = 9", tags: #"{"p":"62"}"#, seen: seen).outcome == .holds)
        #expect(try outcome("tag_age_hours(tags, 'p') = 0", tags: #"{"p":"64"}"#, seen: seen).outcome == .holds)
        #expect(try outcome("tag_age_hours(tags, 'p') is null", tags: "{}", seen: seen).outcome == .holds)
    }

    @Test func tagsThatAreNoObjectAreAnErrorOfTheirRow() throws {
        #expect(
            try outcome("tag(tags, 'x') is null", tags: "[1]").missing.map(\.why) == [
                "tags are no JSON object of texts"
            ])
        #expect(try outcome("vcpus = 2", tags: "{").missing == [MissingFact("tags", "they are no JSON object")])
    }

    @Test(arguments: [
        "datetime('now') = '2026-11-20 12:20:00'", "date() = '2026-11-20'", "current_timestamp = '2026-11-20 12:20:00'",
        "unixepoch('now', '-1 hour') = 1795173600", "strftime('%H', 'n' || 'ow') = '12'",
        "cast(julianday('now') - julianday('2026-11-19 12:20:00') as integer) = 1",
    ])
    func nowIsTheTimeOfTheScan(_ condition: String) throws {
        #expect(try outcome("\(condition) and vcpus = 2", tags: "{}").outcome == .holds)
    }

    @Test func spansBindAsHoursAndNumbersNeverCut() throws {
        let file = rule(
            where: "uptime_hours > :window and 1 / :two = 0.5", settings: "{ window: 3d, two: 2 }", metric: nil)
        #expect(try judge(file, cpu: nil).judgements.map(\.outcome) == [.holds])
        #expect(try judge(file, cpu: nil, ["uptime_hours": .real(71)]).judgements.map(\.outcome) == [.clear])
    }

    @Test(arguments: [
        (0.0, "0"), (1.4, "1.4"), (0.3, "0.3"), (12, "12"), (1.4321, "1.43"), (0.01234, "0.012"), (12.345, "12.3"),
        (123.456, "123"), (1_048_576, "1048576"),
    ])
    func reasonsPrintNumbersShort(_ number: Double, _ text: String) {
        #expect(ReasonTemplate.short(number) == text)
    }

    @Test func theSchemaIsJSONAndNamesEveryKey() throws {
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(RuleSchema.json(.own).utf8)) as? [String: Any])
        let properties = try #require(object["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(RuleParser.keys))
        let definitions = try #require(object["$defs"] as? [String: [String: Any]])
        let metric = try #require(definitions["metric"]?["properties"] as? [String: Any])
        #expect(Set(metric.keys) == Set(MetricParser.keys))
    }
}
