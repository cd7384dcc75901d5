// What a listing does to what was known before.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct ObservationTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private func history(_ database: CostDatabase) throws -> [String] {
        try database.rows(
            """
            SELECT i.id, i.state, i.first_seen, i.current,
                CASE i.current WHEN 0 THEN i.last_seen ELSE l.good_at END AS last_seen
            FROM instance i JOIN listing l ON l.account = i.account AND l.region = i.region AND l.kind = 'instance'
            ORDER BY i.id, i.row
            """
        ).map { row in
            let from: Int64 = row["first_seen"]
            let to: Int64 = row["last_seen"]
            let hours = [from, to].map { String(($0 - noon.seconds) / 3600) }
            return "\(row["id"] as String) \(row["state"] as String) \(hours[0])-\(hours[1]) \(row["current"] as Int)"
        }
    }

    @Test func marksOfStopsAreReadOffTheTagsOfWhatIsThere() async throws {
        let database = try await bench.scanning()
        let value = "2026-10-01T06:00:00Z rule=idle plan=0badcafe launched=2026-09-30T06:00:00Z database=1a2b3c4d"
        try await database.list(
            .instance,
            [
                .instance("i-1", tags: [StopMark.key: value, "Name": "web"]), .instance("i-2"),
                .instance("i-3", tags: [StopMark.key: "\"}{ '"]), .instance("i-4", tags: ["note": StopMark.key]),
                .instance("i-5", tags: [StopMark.key: ""]),
            ])
        let marks = try await database.stopMarks(in: .lab)
        #expect(Set(marks.keys.map(\.id)) == ["i-1", "i-3", "i-5"])
        #expect(marks[resourceKey(.instance, "i-1")]?.launchTime == noon.plus(hours: -30))
        #expect(marks[resourceKey(.instance, "i-5")] == StopMark(reading: ""))
        #expect(try await database.stopMarks(in: .other).isEmpty)
        try await database.list(.instance, [.instance("i-2")], at: noon.plus(hours: 1))
        #expect(try await database.stopMarks(in: .lab).isEmpty)
    }

    @Test("a machine may bear a tag whose key is there in any case, or whose tags are not known")
    func mayBearTag() async throws {
        let database = try await bench.scanning()
        func bears(_ account: AccountID = .lab) throws -> Bool {
            try database.mayBearTagNow("costguard:schedule", account: account)
        }
        try await database.list(.instance, [.instance("i-1", tags: ["Name": "web", "schedule": "night"])])
        #expect(try !bears())
        try await database.list(.instance, [.instance("i-1", tags: ["CostGuard:Schedule": "weekdays 8-19"])])
        #expect(try bears())
        #expect(try !bears(.other))
        try await database.list(.instance, [])
        #expect(try !bears())
        try await database.list(.instance, [.instance("i-2", unknown: ["tags"])])
        #expect(try bears())
    }

    @Test func theSameFactsOnlyMoveTheLastSight() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance()])
        try await database.list(.instance, [.instance()], at: noon.plus(hours: 2))
        #expect(try history(database) == ["i-1 running 0-2 1"])
    }

    @Test(
        arguments: [
            Resource.instance(changing: ["state": .text("stopped")]),
            .instance(changing: ["vcpus": .integer(4)]), .instance(unknown: ["vcpus"]),
            .instance(changing: ["autoscaling_group": .text("asg")]),
        ])
    func otherFactsEndTheRowAndBeginAnother(_ changed: Resource) async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance()])
        try await database.list(.instance, [.instance()], at: noon.plus(hours: 1))
        try await database.list(.instance, [changed], at: noon.plus(hours: 2))
        let state = changed.facts["state"]?.text ?? ""
        #expect(try history(database) == ["i-1 running 0-1 0", "i-1 \(state) 2-2 1"])
    }

    @Test(arguments: [Resource.instance(name: "web"), .instance(tags: ["percent_complete": "63"])])
    func aChangeOfTagsAloneMakesNoVersion(_ changed: Resource) async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance()])
        try await database.list(.instance, [changed], at: noon.plus(hours: 2))
        #expect(try history(database) == ["i-1 running 0-2 1"])
        #expect(try database.row("SELECT name, tags FROM instances")["name"] == changed.name)
        let since = try database.rows("SELECT first_seen FROM tag_history").map { $0[0] as Int64 }
        #expect(since == changed.tags.map { _ in noon.plus(hours: 2).seconds })
    }

    @Test func whatACompleteListingDoesNotShowIsGone() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance("i-1"), .instance("i-2")])
        try await database.list(.instance, [.instance("i-2")], at: noon.plus(hours: 1))
        #expect(try history(database) == ["i-1 running 0-0 0", "i-2 running 0-1 1"])
        try await database.list(.instance, [.instance("i-1"), .instance("i-2")], at: noon.plus(hours: 2))
        #expect(try history(database).contains("i-1 running 2-2 1"))
    }

    @Test(arguments: [Listing.Outcome.denied("UnauthorizedOperation"), .failed("timeout")])
    func aListingThatFailedChangesNoRow(_ outcome: Listing.Outcome) async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance()])
        try await database.list(.instance, at: noon.plus(hours: 1), outcome)
        #expect(try history(database) == ["i-1 running 0-0 1"])
    }

    @Test func aScanOfOneRegionAndKindLeavesTheRest() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance("i-1")])
        try await database.list(.instance, [.instance("i-9", in: .ohio)], in: .ohio)
        try await database.list(.volume, [.volume()])
        try await database.beginScan(of: .lab, at: noon.plus(hours: 1), regions: [.ohio])
        try await database.list(.instance, [], in: .ohio, at: noon.plus(hours: 1))
        #expect(try history(database) == ["i-1 running 0-0 1", "i-9 running 0-0 0"])
        #expect(try database.rows("SELECT * FROM volumes").count == 1)
    }

    @Test func aListingIsKeptWholeOrNotAtAll() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance("i-1")])
        let broken = Resource.instance("i-3", changing: ["colour": .text("red")])
        await #expect {
            try await database.list(.instance, [.instance("i-2"), broken], at: noon.plus(hours: 1))
        } throws: { error in
            (error as? StorageError)?.code == .unknownFact && "\(error)".contains("'colour'")
        }
        #expect(try history(database) == ["i-1 running 0-0 1"])
        #expect(try database.row("SELECT listed_at FROM listings")["listed_at"] == noon.seconds)
    }

    @Test func aResourceOfAnotherPlaceIsRefused() async throws {
        let database = try await bench.scanning()
        await #expect(throws: StorageError.self) {
            try await database.list(.instance, [.instance(in: .ohio)], in: .ireland)
        }
    }

    @Test func aResourceListedTwiceCountsOnce() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance(), .instance()])
        #expect(try history(database).count == 1)
    }

    @Test func aTagKeepsTheTimeAtWhichItsValueWasFirstSeen() async throws {
        let database = try await bench.scanning()
        func since() throws -> [String: Int64] {
            try database.rows("SELECT * FROM tag_history").reduce(into: [:]) { tags, row in
                tags["\(row["key"] as String)=\(row["value"] as String)"] =
                    ((row["first_seen"] as Int64) - noon.seconds) / 3600
            }
        }
        try await database.list(.instance, [.instance(tags: ["percent": "10", "who": "ada"])])
        try await database.list(.instance, [.instance(tags: ["percent": "20", "who": "ada"])], at: noon.plus(hours: 1))
        #expect(try since() == ["percent=20": 1, "who=ada": 0])
        try await database.list(.instance, [.instance(tags: ["percent": "20"])], at: noon.plus(hours: 2))
        #expect(try since() == ["percent=20": 1])
        try await database.list(.instance, [], at: noon.plus(hours: 3))
        #expect(try since() == [:])
    }

    @Test func keepTagsAreFoundInEverySpellingAndOnEveryKindThatIsStillThere() async throws {
        let database = try await bench.scanning()
        try await database.list(
            .instance,
            [
                .instance("i-1", tags: ["CostGuard : Keep": "2026-12-31", "keep": "x", "a:kept": "x"]),
                .instance("i-2", tags: ["costguard:keep": ""]), .instance("i-3"),
            ])
        try await database.list(.volume, [Resource(resourceKey(.volume, "vol-1"), tags: ["costguard:keep": "Anna"])])
        let found = try await database.keepTags()
        #expect(found.map { "\($0.resource.id)=\($0.value)" } == ["i-1=2026-12-31", "i-2=", "vol-1=Anna"])
        try await database.list(.instance, [], at: noon.plus(hours: 1))
        #expect(try await database.keepTags().map(\.resource.id) == ["vol-1"])
    }

    @Test func hostileTagsComeBackAsTheyWere() async throws {
        let tags = ["a\"b\\c": "\u{0}\n\u{1F}'; DROP TABLE scan; --", "é😀": "", "/": "</script>"]
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance(tags: tags)])
        let text: String = try database.row("SELECT tags FROM instances")["tags"]
        #expect(try JSONDecoder().decode([String: String].self, from: Data(text.utf8)) == tags)
    }

    @Test func everyKindHasATable() async throws {
        let database = try await bench.scanning()
        for table in KindTable.own + [try KindTable.required(ResourceKind(rawValue: "database"))] {
            try await database.list(table.kind, [Resource(resourceKey(table.kind, "x"))])
            let found = try database.row("SELECT id, current FROM \(table.name)")
            #expect(found["id"] == "x" && found["current"] == 1)
        }
    }

    @Test func whatTheWriterRequiresAreColumns() throws {
        let database = try bench.open()
        for table in KindTable.own {
            let columns = try database.queue.read { try Set($0.columns(in: table.name).map(\.name)) }
            let view = Set(ViewSchema.of(table.kind)?.columns.map(\.name) ?? [])
            #expect(columns.isSuperset(of: table.required))
            #expect(columns.isSuperset(of: table.shownAs.keys))
            #expect(view.isSuperset(of: table.shownAs.values.joined()))
        }
    }
}
