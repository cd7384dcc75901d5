// What is not known is told, and decides nothing; what is false decides first.

import CostModel
import Foundation
import Testing
import YAML

@testable import RuleEngine

@Suite struct UnknownTests {
    private func outcome(_ file: YAMLFile, _ values: [String: FactValue] = [:]) throws -> Judgement {
        try #require(try judge(file, cpu: nil, values).judgements.first)
    }
    private let unknownGPUs: [String: FactValue] = ["unknown": .text("gpus, lifecycle")]

    @Test func aConditionThatReadsSomethingUnknownIsUnknownWhateverSQLSays() throws {
        let judgement = try outcome(rule(where: "gpus = 0", metric: nil), unknownGPUs)
        #expect(judgement.outcome == .unknown)
        #expect(judgement.missing == [MissingFact("gpus", "AWS did not say")])
        #expect(judgement.unknownColumns == ["gpus", "lifecycle"])
    }

    @Test(
        "what AWS would not tell of one thing, or of all that was asked in its region, is told, and not as not asked",
        arguments: [
            ("i-1", 0, "ec2:Ask denied: no"), ("", 0, "ec2:Ask denied: no"), ("i-2", 0, MissingFact.notAsked),
            // As old as an answer may be at most, and older.
            ("i-1", 21_600, "ec2:Ask denied: no"), ("i-1", 21_601, MissingFact.notAsked),
        ])
    func unanswered(id: String, age: Int64, why: String) throws {
        let loaded = try load(rule(where: "stop_protected = 0", metric: nil))
        let world = try World()
        try world.add("instances", "i-1", ["unknown": .text("stop_protected")])
        try world.connection.execute(
            "INSERT INTO unanswered_fact VALUES (?, 'us-east-1', 'instance', ?, 'stop_protected', ?, ?)",
            [
                .text(account.digits), .text(id), .text("ec2:Ask denied: no"),
                .integer(Int64(now.timeIntervalSince1970) - age),
            ])
        let judgement = try #require(try world.judge([loaded]).judgements.first)
        #expect(judgement.outcome == .unknown)
        #expect(judgement.missing == [MissingFact("stop_protected", why)])
        #expect(judgement.isNotAsked("stop_protected") == (why == MissingFact.notAsked))
        #expect(judgement.waitsForAnswers == (why == MissingFact.notAsked))
    }

    @Test("what nobody asked yet does not hide that metrics are not there yet either: both are still to be asked")
    func notAskedBesideMetrics() throws {
        let loaded = try load(rule(where: "stop_protected = 0 and cpu < 5"))
        let world = try World()
        try world.add("instances", "i-1", ["unknown": .text("stop_protected")])
        let judgement = try #require(try world.judge([loaded]).judgements.first)
        #expect(judgement.missing.map(\.column).sorted() == ["cpu", "stop_protected"])
        #expect(!judgement.waitsForAnswers)
    }

    @Test func aLetIsAsUnknownAsWhatItReads() throws {
        let file = rule(where: "n = 0", metric: nil, lets: "n: gpus * 2")
        let judgement = try outcome(file, unknownGPUs)
        #expect(judgement.outcome == .unknown)
        #expect(judgement.unknownColumns.contains("n"))
        #expect(judgement.missing.map(\.column) == ["gpus"])
    }

    @Test func aKnownFalseBeatsTheUnknown() throws {
        let file = YAMLFile(
            origin: "x.yaml",
            text: "rule: r\ntitle: t\nresource: instances\nwhere: |\n  gpus = 0\n  vcpus = 4\nreason: x\n")
        #expect(try outcome(file, unknownGPUs).outcome == .clear)
    }

    @Test func nullIsUnknownInWhereAndSparesNotInUnless() throws {
        let nothing = try outcome(rule(where: "stopped_hours > 5", metric: nil))
        #expect(nothing.outcome == .unknown)
        #expect(nothing.missing == [MissingFact("stopped_hours", "no value")])
        #expect(try outcome(rule(where: "vcpus = 2", unless: "stopped_hours > 5", metric: nil)).outcome == .holds)
        let file = rule(where: "vcpus = 2", unless: "gpus > 5", metric: nil)
        #expect(try outcome(file, unknownGPUs).outcome == .unknown)
        #expect(try outcome(file, ["gpus": .integer(6)]).outcome == .spared(by: "gpus > 5"))
    }

    @Test(arguments: ["denied", "failed", "stale", "closed", "none"])
    func aListingThatIsNotOkMakesItsWholeRegionUnknown(_ status: String) throws {
        let loaded = try load(rule(where: "vcpus = 2", metric: nil))
        let world = try World(listing: [], in: ["us-east-1"])
        if status != "none" { try world.database.list("instance", in: "us-east-1", status: status, error: "no") }
        try world.add("instances", "i-1")
        let judgement = try #require(try world.judge([loaded]).judgements.first)
        #expect(judgement.outcome == .unknown)
        #expect(judgement.missing[0].why.hasPrefix("instances not listed"))
        #expect(judgement.unknownColumns.contains("tags"))
    }

    @Test func aColumnNeedsTheListingsItRestsOn() throws {
        let loaded = try load(rule(where: "backs_image = 0", action: "flag", metric: nil, view: "snapshots"))
        #expect(loaded.kindsNeeded == [.snapshot, .image])
        let world = try World(listing: ["snapshot"])
        try world.add("snapshots", "snap-1", ["backs_image": .integer(0)])
        #expect(
            try world.judge([loaded]).judgements.map(\.missing) == [[MissingFact("backs_image", "images not listed")]])
    }

    @Test("an item without an id may be what a join looks for; what is known of the others stands")
    func namelessItems() throws {
        let joined = try load(rule(where: "backs_image = 0", action: "flag", metric: nil, view: "snapshots"))
        let own = try load(rule(where: "size_gib = 8", action: "flag", metric: nil, view: "snapshots"))
        let world = try World(listing: [])
        try world.database.list("snapshot", in: "us-east-1", nameless: 1)
        try world.database.list("image", in: "us-east-1", nameless: 1)
        try world.add("snapshots", "snap-1", ["backs_image": .integer(0), "size_gib": .integer(8)])
        #expect(
            try world.judge([joined]).judgements.map(\.missing) == [
                [MissingFact("backs_image", "images not all listed: one cannot be read")]
            ])
        #expect(try world.judge([own]).judgements.map(\.outcome) == [.holds])
        let query = "not exists (select 1 from volumes v where v.attached_instance = snapshots.id)"
        let subquery = try load(rule(where: query, action: "flag", metric: nil, view: "snapshots"))
        try world.database.list("volume", in: "us-west-2", nameless: 2)
        #expect(try world.judge([subquery]).judgements[0].missing[0].why.hasSuffix("one cannot be read in us-west-2"))
    }

    @Test func aSubqueryIsUnknownWhereAnyRegionOrRowOfItsViewIs() throws {
        let file = rule(
            where: "not exists (select 1 from volumes v where v.attached_instance = instances.id)", metric: nil)
        let loaded = try load(file)
        #expect(loaded.kindsNeeded == [.instance, .volume])
        let whole = try World(in: ["us-east-1", "us-east-2"])
        try whole.add("instances", "i-1")
        #expect(try whole.judge([loaded]).judgements.map(\.outcome) == [.holds])
        let gap = try World(in: ["us-east-1"])
        try gap.add("instances", "i-1")
        try gap.database.list("volume", in: "us-east-2", status: "failed", error: "500")
        #expect(try gap.judge([loaded]).judgements[0].missing[0].why == "volumes not listed in us-east-2: 500")
        let row = try World()
        try row.add("instances", "i-1")
        try row.add("volumes", "vol-1", ["unknown": .text("attached_instance")])
        #expect(try row.judge([loaded]).judgements.map(\.outcome) == [.unknown])
    }

    @Test func unknownTagsLeaveTheKeepTagUnknown() throws {
        let judgement = try outcome(rule(where: "vcpus = 2", metric: nil), ["unknown": .text("tags")])
        #expect(judgement.outcome == .unknown)
        #expect(judgement.missing == [MissingFact("tags", "AWS did not say")])
    }

    @Test func theKeepTagIsNamed() throws {
        let kept = try outcome(
            rule(where: "vcpus = 2", metric: nil), ["tags": .text(#"{"costguard:keep":"2027-01-01"}"#)])
        #expect(kept.outcome == .spared(by: "keep-tag"))
        let condition = try #require(kept.conditions.first { $0.text == "costguard:keep" })
        #expect(condition.part == .unless)
        #expect(condition.values == [Evidence("costguard:keep", .text("2027-01-01"))])
    }

    @Test func anErrorOnOneRowLeavesTheOthersJudged() throws {
        let loaded = try load(rule(where: "abs(iops) >= 0", action: "flag", metric: nil, view: "volumes"))
        let world = try World()
        try world.add("volumes", "vol-bad", ["iops": .integer(.min)])
        try world.add("volumes", "vol-good", ["iops": .integer(-5)])
        let result = try world.judge([loaded])
        #expect(result.judgements.map(\.resource.id) == ["vol-bad", "vol-good"])
        #expect(result.judgements.map(\.outcome) == [.unknown, .holds])
        #expect(
            result.faults == [
                RuleFault(rule: "test-rule", resource: result.judgements[0].resource, message: "integer overflow")
            ])
        #expect(result.judgements[0].missing == [MissingFact("test-rule", "integer overflow")])
    }

    @Test func onlyTheChosenAreJudgedAndOtherAccountsNever() throws {
        let loaded = try load(rule(where: "vcpus = 2", metric: nil))
        let world = try World()
        for id in ["i-1", "i-2"] { try world.add("instances", id) }
        try world.connection.execute(
            "INSERT INTO \(SQLiteJudge.viewPrefix)instances (id, account, region, vcpus) VALUES ('i-3', '999999999999', 'us-east-1', 2)"
        )
        #expect(try world.judge([loaded]).judgements.map(\.resource.id) == ["i-1", "i-2"])
        let key = ResourceKey(kind: .instance, account: account, region: .northVirginia, id: "i-2")
        #expect(try world.judge([loaded], only: [key]).judgements.map(\.resource.id) == ["i-2"])
    }
}
