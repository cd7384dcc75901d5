// What the pages of a listing do before its end, and at it.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct StreamedListingTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private let place = ListingPlace(account: .lab, region: .ireland, kind: .instance)

    private func end(at now: Date, _ outcome: Listing.Outcome = .complete) -> ListedPart {
        .end(
            Listing(
                account: .lab, region: .ireland, kind: .instance, service: "ec2", operation: "DescribeInstances",
                at: now, outcome: outcome))
    }

    private func current(_ database: CostDatabase) throws -> [String] {
        try database.rows("SELECT id, state FROM instance WHERE current = 1 ORDER BY id").map {
            "\($0["id"] as String) \($0["state"] as String)"
        }
    }

    @Test func aPageIsSeenByNobodyBeforeTheEnd() async throws {
        let database = try await bench.scanning()
        try await database.record(.page(place, [.instance("i-1")]))
        try await database.record(.page(place, [.instance("i-2")]))
        #expect(try current(database).isEmpty)
        #expect(try database.rows("SELECT * FROM listings").isEmpty)
        try await database.record(end(at: noon))
        #expect(try current(database) == ["i-1 running", "i-2 running"])
    }

    @Test func aKillBetweenPagesLeavesWhatWasKnown() async throws {
        do {
            let database = try await bench.scanning()
            try await database.list(.instance, [.instance("i-1")])
            try await database.record(.page(place, [.instance("i-2")]))
        }
        let reopened = try bench.open()
        #expect(try current(reopened) == ["i-1 running"])
        try await reopened.record(end(at: noon.plus(hours: 1)))
        #expect(try current(reopened).isEmpty, "an end counts the pages of its own process alone")
    }

    @Test(arguments: [Listing.Outcome.denied("no"), .failed("cut")])
    func aListingThatBreaksOffForgetsItsPages(_ outcome: Listing.Outcome) async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance("i-1")])
        try await database.record(.page(place, [.instance("i-1"), .instance("i-2")]))
        try await database.record(end(at: noon.plus(hours: 1), outcome))
        #expect(try current(database) == ["i-1 running"])
        try await database.record(.page(place, [.instance("i-3")]))
        try await database.record(end(at: noon.plus(hours: 2)))
        #expect(try current(database) == ["i-3 running"])
    }

    @Test func aScanThatWasCalledOffLeavesTheNextOneNoPages() async throws {
        let database = try await bench.scanning()
        try await database.record(.page(place, [.instance("i-1")]))
        try await database.beginScan(of: .lab, at: noon.plus(hours: 1), regions: [.ireland])
        try await database.record(end(at: noon.plus(hours: 1)))
        #expect(try current(database).isEmpty)
    }

    private static let stopped = Resource.instance(changing: ["state": .text("stopped")])

    @Test(
        "of a resource on two pages the later one counts, whichever of them says what was known",
        arguments: [
            ([Resource.instance()], [stopped], ["i-1 running", "i-1 stopped"]),
            ([stopped], [.instance()], ["i-1 running"]),
            ([stopped], [stopped], ["i-1 running", "i-1 stopped"]),
        ])
    func theLaterPageCounts(first: [Resource], second: [Resource], versions: [String]) async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance()])
        try await database.record(.page(place, first))
        try await database.record(.page(place, second))
        try await database.record(end(at: noon.plus(hours: 1)))
        let rows = try database.rows("SELECT state, current FROM instance ORDER BY row")
        #expect(rows.map { "i-1 \($0["state"] as String)" } == versions)
        #expect(rows.map { $0["current"] as Int } == versions.map { $0 == versions.last ? 1 : 0 })
    }

    @Test func whatNamesWhatIsAsTheLaterPageSays() async throws {
        let database = try await bench.scanning()
        let images = ListingPlace(account: .lab, region: .ireland, kind: .image)
        try await database.record(
            .page(images, [.image("ami-1", maps: ["snap-1"]), .image("ami-2", maps: ["snap-2"])]))
        try await database.record(.page(images, [.image("ami-1", maps: ["snap-3"])]))
        try await database.list(.image)
        let named = try database.rows("SELECT from_id, to_id FROM reference ORDER BY from_id").map {
            "\($0["from_id"] as String) \($0["to_id"] as String)"
        }
        #expect(named == ["ami-1 snap-3", "ami-2 snap-2"])
    }

    @Test func twoRegionsAtATimeKeepApart() async throws {
        let database = try await bench.scanning()
        let ohio = ListingPlace(account: .lab, region: .ohio, kind: .instance)
        try await database.record(.page(ohio, [.instance("i-9", in: .ohio)]))
        try await database.record(.page(place, [.instance("i-1")]))
        try await database.record(end(at: noon))
        #expect(try current(database) == ["i-1 running"])
        try await database.list(.instance, in: .ohio)
        #expect(try current(database) == ["i-1 running", "i-9 running"])
    }

    @Test func aTagOfAGoneResourceIsForgottenAndThoseOfOthersStay() async throws {
        let database = try await bench.scanning()
        try await database.list(
            .instance, [.instance("i-1", tags: ["a": "1"]), .instance("i-2", tags: ["b": "2", "c": "3"])])
        try await database.list(.instance, [.instance("i-2", tags: ["c": "3"])], at: noon.plus(hours: 1))
        let kept = try database.rows("SELECT id, key, first_seen FROM tag_history")
        #expect(kept.map { "\($0["id"] as String) \($0["key"] as String)" } == ["i-2 c"])
        #expect(kept.first?["first_seen"] == noon.seconds)
    }

    @Test("where an item has no id none is gone, and what the unseen are is not known until they are seen again")
    func nameless() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance("i-1"), .instance("i-2")])
        try await database.record(.page(place, [.instance("i-1")], nameless: 1))
        try await database.record(end(at: noon.plus(hours: 1)))
        #expect(try current(database) == ["i-1 running", "i-2 running"])
        let unknown = try database.rows("SELECT unknown FROM instances WHERE id = 'i-2'").first?["unknown"] as String?
        #expect(unknown?.contains("state") == true && unknown?.contains("launch_time") == true)
        #expect(try database.row("SELECT nameless FROM listings")["nameless"] == 1)
        #expect(try database.row("SELECT status FROM listings")["status"] == "ok")

        try await database.record(.page(place, [.instance("i-2")]))
        try await database.record(end(at: noon.plus(hours: 2)))
        #expect(try current(database) == ["i-2 running"], "a list that is whole again ends what it does not show")
        #expect(try database.rows("SELECT unknown FROM instances").first?["unknown"] as String? != unknown)
        #expect(try database.row("SELECT nameless FROM listings")["nameless"] == 0)
    }

    @Test("a resource that changed beside an item without an id has one row, and what it names is kept")
    func namelessBesideAChange() async throws {
        let images = ListingPlace(account: .lab, region: .ireland, kind: .image)
        let database = try await bench.scanning()
        try await database.list(.image, [.image("ami-1", maps: ["snap-1"]), .image("ami-2", maps: ["snap-2"])])
        var changed = Resource.image("ami-1", maps: ["snap-3"])
        changed.name = "anew"
        try await database.record(.page(images, [changed], nameless: 2))
        try await database.record(
            .end(
                Listing(
                    account: .lab, region: .ireland, kind: .image, service: "ec2", operation: "DescribeImages",
                    at: noon.plus(hours: 1), outcome: .complete)))
        #expect(try database.rows("SELECT id FROM image WHERE current = 1").count == 2)
        let named = try database.rows("SELECT to_id FROM reference WHERE to_kind = 'snapshot' ORDER BY to_id")
        #expect(named.map { $0["to_id"] as String? } == ["snap-2", "snap-3"])
    }

    @Test("a listing that breaks off forgets that an item had no id")
    func namelessAndBrokenOff() async throws {
        let database = try await bench.scanning()
        try await database.record(.page(place, [.instance("i-1")], nameless: 1))
        try await database.record(end(at: noon, .failed("cut")))
        try await database.record(.page(place, [.instance("i-1")]))
        try await database.record(end(at: noon.plus(hours: 1)))
        #expect(try database.row("SELECT nameless FROM listings")["nameless"] == 0)
    }
}
