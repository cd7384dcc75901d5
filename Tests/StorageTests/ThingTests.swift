// Things of the kinds that files describe: one table for all, read back through a view made of the kind's file.

import CostModel
import Foundation
import GRDB
import KindSamples
import Testing

@testable import Storage

@Suite struct ThingTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private static let database = ResourceKind(rawValue: "database")
    private static let notebook = ResourceKind(rawValue: "notebook")

    private static func thing(
        _ id: String, _ facts: [String: FactValue] = [:],
        of kind: ResourceKind = database, tags: [String: String] = [:], unknown: Set<String> = [],
        hourly: Money? = nil
    ) -> Resource {
        var thing = Resource(
            resourceKey(kind, id), name: id, tags: tags, createdAt: noon.plus(hours: -3), facts: facts,
            unknown: unknown)
        thing.hourly = hourly
        return thing
    }

    private func rows(_ database: CostDatabase) throws -> [Row] {
        let spec = KindSpec.sample(columns: [
            .sample("state", .text), .sample("storage_gb", .integer), .sample("multi_az", .boolean),
            .sample("load", .real),
        ])
        return try database.queue.write { db in
            for sql in Views.statements(prefix: "seen_", reading: ["databases"], kinds: [spec]) {
                try db.execute(sql: sql)
            }
            return try Row.fetchAll(db, sql: "SELECT * FROM seen_databases ORDER BY id")
        }
    }

    @Test func aViewShowsWhatTheScannerGave() async throws {
        let database = try await bench.scanning()
        let facts: [String: FactValue] = [
            "state": .text("it's \"up\""), "storage_gb": .integer(20), "multi_az": .flag(true), "load": .real(0.1),
        ]
        try await database.list(
            Self.database,
            [
                Self.thing("db-1", facts, tags: ["owner": "ada"], hourly: Money(nanoUSD: 68_000_000)),
                Self.thing("db-2", ["state": .null], unknown: ["storage_gb", "tags"]),
            ])
        let rows = try rows(database)
        #expect(rows.map { $0["id"] as String } == ["db-1", "db-2"])
        let texts = ["state", "tags", "unknown"].map { rows[0][$0] as String? }
        #expect(texts == ["it's \"up\"", #"{"owner":"ada"}"#, ""])
        let numbers = ["storage_gb", "multi_az", "load", "age_hours", "hourly_usd"].map { rows[0][$0] as Double? }
        #expect(numbers == [20, 1, 0.1, 3, 0.068])
        let missing = (state: rows[1]["state"] as String?, price: rows[1]["hourly_usd"] as Double?)
        #expect(missing.state == nil && missing.price == nil)
        #expect(rows[1]["unknown"] as String == "storage_gb,tags")
    }

    @Test func thingsComeBackAsTheyWereGiven() async throws {
        let database = try await bench.scanning()
        let given = [
            Self.thing("db-1", ["state": .text("up"), "storage_gb": .integer(20)], tags: ["a": "b"], hourly: .zero),
            Self.thing("nb-1", ["load": .real(0.5), "state": .null], of: Self.notebook),
        ]
        for thing in given { try await database.list(thing.key.kind, [thing]) }
        #expect(try await database.things(of: .lab, kinds: nil) == given)
        #expect(try await database.things(of: .lab, kinds: [Self.notebook]).map(\.key.id) == ["nb-1"])
        #expect(try await database.things(of: .other, kinds: nil).isEmpty)
    }

    @Test func kindsWithTheSameIdsDoNotTouchEachOther() async throws {
        let database = try await bench.scanning()
        let kinds = [Self.database, Self.notebook]
        // Their pages wait at the same time, as those of one scan do.
        for kind in kinds {
            let place = ListingPlace(account: .lab, region: .ireland, kind: kind)
            try await database.record(.page(place, [Self.thing("same", of: kind, tags: ["kind": kind.rawValue])]))
        }
        for kind in kinds { try await database.list(kind) }
        let tags = try await database.things(of: .lab, kinds: nil).map { [$0.key.kind.rawValue, $0.tags["kind"]] }
        #expect(tags == [["database", "database"], ["notebook", "notebook"]])
        try await database.list(Self.database, at: noon.plus(hours: 1))
        #expect(try await database.things(of: .lab, kinds: nil).map(\.key.kind) == [Self.notebook])
        let tagged = try database.rows("SELECT kind FROM tag_history").map { $0["kind"] as String }
        #expect(tagged == ["notebook"])
    }

    @Test func whatGoesAndComesKeepsItsTimes() async throws {
        let database = try await bench.scanning()
        for (hour, state) in [(0.0, "up"), (1, "up"), (2, "stopped")] {
            try await database.list(
                Self.database, [Self.thing("db-1", ["state": .text(state)])], at: noon.plus(hours: hour))
        }
        let seen = try database.rows("SELECT first_seen, current FROM thing ORDER BY row")
        #expect(seen.map { $0["current"] as Int } == [0, 1])
        #expect(seen.map { ($0["first_seen"] as Int64 - noon.seconds) / 3600 } == [0, 2])
    }

    @Test("a thing has run since a scan first saw it run after a stop, else since it was made")
    func lastStart() async throws {
        let database = try await bench.scanning()
        func launch() throws -> Double? {
            let statements = Views.statements(prefix: "seen_", reading: ["databases"], kinds: [.sample()])
            return try database.queue.write { db in
                try db.execute(sql: "DROP VIEW IF EXISTS seen_databases; DROP VIEW IF EXISTS seen_listings")
                for sql in statements { try db.execute(sql: sql) }
                let at = try Int64.fetchOne(db, sql: "SELECT launch_time FROM seen_databases")
                return at.map { Double($0 - noon.seconds) / 3600 }
            }
        }
        let states = ["available", "backing-up", "stopping", "stopped", "starting", "available", "backing-up"]
        var starts: [Double?] = []
        for (hour, state) in states.enumerated() {
            try await database.list(
                Self.database, [Self.thing("db-1", ["state": .text(state)])], at: noon.plus(hours: Double(hour)))
            starts.append(try launch())
        }
        #expect(starts == [-3, -3, -3, nil, 4, 4, 4])
    }

    @Test("half a list changes nothing, and neither does one that was refused")
    func onlyAWholeListCounts() async throws {
        let database = try await bench.scanning()
        try await database.list(Self.database, [Self.thing("db-1")])
        try await database.list(
            Self.database, [Self.thing("db-2")], at: noon.plus(hours: 1), .failed("the second page: timed out"))
        try await database.list(Self.database, at: noon.plus(hours: 2), .denied("no"))
        #expect(try await database.things(of: .lab, kinds: nil).map(\.key.id) == ["db-1"])
    }

    @Test("beside an item that cannot be read nothing is taken for gone, and nothing of it is believed")
    func aNamelessItemMayBeAnyOfThem() async throws {
        let database = try await bench.scanning()
        try await database.list(
            Self.database, [Self.thing("db-1", ["state": .text("up"), "storage_gb": .integer(20)])])
        let place = ListingPlace(account: .lab, region: .ireland, kind: Self.database)
        try await database.record(.page(place, [Self.thing("db-2")], unchanged: [], nameless: 1))
        try await database.list(Self.database, at: noon.plus(hours: 1))
        let rows = try rows(database)
        #expect(rows.map { $0["id"] as String } == ["db-1", "db-2"])
        let unknown = (rows[0]["unknown"] as String).split(separator: ",")
        #expect(Set(["state", "storage_gb", "tags", "hourly_usd"]).isSubset(of: unknown.map(String.init)))
        #expect(rows[1]["unknown"] as String == "")
    }

    @Test("a place where a whole list had nothing counts as empty, and what failed, came back or is old does not")
    func emptyPlaces() async throws {
        let database = try await bench.scanning()
        func empty(since hours: Double = -1) async throws -> [String] {
            let kinds: Set = [Self.database, Self.notebook]
            let places = try await database.emptyPlaces(of: .lab, kinds: kinds, since: noon.plus(hours: hours))
            return places.map { "\($0.kind.rawValue) \($0.region)" }.sorted()
        }
        #expect(try await empty() == [])
        try await database.list(Self.database)
        try await database.list(Self.notebook, [Self.thing("nb-1", of: Self.notebook)])
        try await database.list(Self.notebook, in: .ohio, .denied("no"))
        #expect(try await empty() == ["database eu-west-1"])
        #expect(try await empty(since: 1) == [])
        try await database.list(Self.notebook, at: noon.plus(hours: 1))
        #expect(try await empty() == ["database eu-west-1", "notebook eu-west-1"])
    }

    @Test("an empty list of a kind is believed for a day, one with things in it for six hours")
    func staleness() async throws {
        let database = try await bench.scanning()
        try await database.list(Self.database)
        try await database.list(Self.notebook, [Self.thing("nb-1", of: Self.notebook)])
        func status(after hours: Double) async throws -> [String] {
            try await database.beginScan(of: .lab, at: noon.plus(hours: hours), regions: [.ireland])
            return try database.rows("SELECT kind, status FROM listings ORDER BY kind").map {
                "\($0["kind"] as String) \($0["status"] as String)"
            }
        }
        #expect(try await status(after: 5) == ["database ok", "notebook ok"])
        #expect(try await status(after: 7) == ["database ok", "notebook stale"])
        #expect(try await status(after: 31) == ["database stale", "notebook stale"])
    }

    @Test func thingsAreFoundByIdAndByName() async throws {
        let database = try await bench.scanning()
        try await database.list(Self.database, [Self.thing("db-1", tags: ["Name": "orders"])])
        #expect(try await database.find("db-1") == [resourceKey(Self.database, "db-1")])
        #expect(try await database.face(of: resourceKey(Self.database, "db-1"))?.tags == ["Name": "orders"])
        #expect(try await database.resourceNames() == ["db-1"])
    }
}
