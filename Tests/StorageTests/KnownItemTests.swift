// Resources that are known by the bytes of their items: what a listing leaves must be what it would leave had it read
// them.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct KnownItemTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private let images = ListingPlace(account: .lab, region: .ireland, kind: .image)

    private func end(_ hours: Double, _ outcome: Listing.Outcome = .complete) -> ListedPart {
        .end(
            Listing(
                account: .lab, region: .ireland, kind: .image, service: "ec2", operation: "DescribeImages",
                at: noon.plus(hours: hours), outcome: outcome))
    }

    private func image(_ id: String, maps snapshots: String..., digest: KnownItems.Digest?) -> Resource {
        var image = Resource.image(id, maps: snapshots)
        image.digest = digest
        return image
    }

    private func references(_ database: CostDatabase) throws -> [String] {
        try database.rows("SELECT from_id, to_id FROM reference ORDER BY from_id, to_id").map {
            "\($0["from_id"] as String) \($0["to_id"] as String)"
        }
    }

    /// A database that knows `ami-1`, which maps `snap-1`, by the digest 1.
    private func knowing() async throws -> (CostDatabase, KnownItems.Row) {
        let database = try await bench.scanning()
        try await database.record(.page(images, [image("ami-1", maps: "snap-1", digest: 1)]))
        try await database.record(end(0))
        return (database, try #require(try await database.known(in: images)[1]))
    }

    @Test("an item that is known stays what it was, with what it names")
    func unchanged() async throws {
        let (database, row) = try await knowing()
        try await database.record(.page(images, [image("ami-2", maps: "snap-2", digest: 2)], unchanged: [row]))
        try await database.record(end(1))
        #expect(try database.rows("SELECT row FROM image WHERE current = 1 AND id = 'ami-1'").first?["row"] == row)
        #expect(try references(database) == ["ami-1 snap-1", "ami-2 snap-2"])
    }

    @Test("an item that is neither known nor read is gone, with what it named")
    func gone() async throws {
        let (database, _) = try await knowing()
        try await database.record(end(1))
        #expect(try database.rows("SELECT id FROM image WHERE current = 1").isEmpty)
        #expect(try references(database).isEmpty)
        #expect(try await database.known(in: images).isEmpty)
    }

    @Test("a row that is not current is no row to pass for seen")
    func stale() async throws {
        let (database, row) = try await knowing()
        try await database.record(end(1))
        let error = await #expect(throws: StorageError.self) {
            try await database.record(.page(images, [], unchanged: [row]))
        }
        #expect(error?.description.contains("expected a current row of that place") == true)
    }

    @Test("a row of another region is no row to pass for seen")
    func elsewhere() async throws {
        let (database, row) = try await knowing()
        let ohio = ListingPlace(account: .lab, region: .ohio, kind: .image)
        await #expect(throws: StorageError.self) { try await database.record(.page(ohio, [], unchanged: [row])) }
    }

    @Test("new bytes with the same facts are known once the listing has ended well, and not before")
    func sameFacts() async throws {
        let (database, row) = try await knowing()
        try await database.record(.page(images, [image("ami-1", maps: "snap-9", digest: 2)]))
        #expect(try await database.known(in: images) == KnownItems([1: row]))
        try await database.record(end(1, .failed("cut")))
        #expect(try await database.known(in: images) == KnownItems([1: row]))
        #expect(try references(database) == ["ami-1 snap-1"])
        try await database.record(.page(images, [image("ami-1", maps: "snap-9", digest: 2)]))
        try await database.record(end(2))
        #expect(try await database.known(in: images) == KnownItems([2: row]))
        #expect(try references(database) == ["ami-1 snap-9"])
    }

    @Test("what is read without a digest is not known by the one that it had")
    func forgotten() async throws {
        let (database, _) = try await knowing()
        try await database.record(.page(images, [image("ami-1", maps: "snap-9", digest: nil)]))
        try await database.record(end(1))
        #expect(try await database.known(in: images).isEmpty)
    }

    @Test("what leaves something unknown is read again the next time")
    func unknown() async throws {
        let database = try await bench.scanning()
        var image = image("ami-1", digest: 1)
        image.unknown = ["size_gib"]
        try await database.record(.page(images, [image]))
        try await database.record(end(0))
        #expect(try await database.known(in: images).isEmpty)
    }

    @Test("of a resource on two pages the later one counts, known or read")
    func twice() async throws {
        let (database, row) = try await knowing()
        let other = image("ami-1", maps: "snap-9", digest: 2)
        var renamed = other
        renamed.name = "other"
        for earlier in [other, renamed] {
            try await database.record(.page(images, [earlier]))
            try await database.record(.page(images, [], unchanged: [row]))
            try await database.record(end(1))
            #expect(try references(database) == ["ami-1 snap-1"])
            #expect(try await database.known(in: images) == KnownItems([1: row]))
        }
        try await database.record(.page(images, [], unchanged: [row]))
        try await database.record(.page(images, [renamed]))
        try await database.record(end(2))
        #expect(try references(database) == ["ami-1 snap-9"])
        #expect(try database.rows("SELECT name FROM image WHERE current = 1").first?["name"] == "other")
    }
}
