// A made-up account is listed many times into two databases: one reads every item each time, the other only what
// it does not know by its bytes. What they hold must be the same.

import CostModel
import Foundation
import GRDB
import Proving
import Testing

@testable import Storage

@Suite struct KnownHistoryTests {
    /// An item as AWS shows it. The digest stands for all of it, and some of it makes no fact.
    private struct Item: Hashable {
        let id: Int
        var size = 8
        var name: String?
        var snapshots = [1]
        var lacksSize = false
        var unreadField = 0

        var resource: Resource {
            var image = Resource.image("ami-\(id)", maps: snapshots.map { "snap-\($0)" })
            image.facts["size_gib"] = lacksSize ? .null : .integer(Int64(size))
            image.unknown = lacksSize ? ["size_gib"] : []
            image.name = name
            image.tags = name.map { ["Name": $0] } ?? [:]
            return image
        }
        /// The same in every process, unlike `hashValue`.
        var digest: KnownItems.Digest {
            let text = "\(id) \(size) \(name ?? "") \(snapshots) \(lacksSize) \(unreadField)"
            return KnownItems.Digest(bitPattern: text.utf8.reduce(5381) { $0 &* 33 &+ UInt64($1) })
        }
    }

    @Test("a history read in full and one known by its bytes leave the same rows", arguments: 1...4)
    func same(_ seed: UInt64) async throws {
        var dice = SeededGenerator(seed: seed)
        let place = ListingPlace(account: .lab, region: .ireland, kind: .image)
        let whole = try Workbench()
        let quick = try Workbench()
        let reading = try await whole.scanning()
        let knowing = try await quick.scanning()
        var account = [Int: Item]()
        var unchanged = 0
        for hour in 1...60 {
            KnownHistoryTests.change(&account, &dice)
            let known = try await knowing.known(in: place)
            let fails = Int.random(in: 0..<8, using: &dice) == 0
            for page in KnownHistoryTests.pages(of: account, &dice) {
                try await reading.record(.page(place, page.map(\.resource)))
                let rows = page.compactMap { known[$0.digest] }
                unchanged += rows.count
                let read = page.filter { known[$0.digest] == nil }.map { item in
                    var resource = item.resource
                    resource.digest = item.digest
                    return resource
                }
                try await knowing.record(.page(place, read, unchanged: rows))
            }
            let end = Listing(
                account: .lab, region: .ireland, kind: .image, service: "ec2", operation: "DescribeImages",
                at: noon.plus(hours: Double(hour)), outcome: fails ? .failed("cut") : .complete)
            try await reading.record(.end(end))
            try await knowing.record(.end(end))
            #expect(try KnownHistoryTests.contents(knowing) == KnownHistoryTests.contents(reading), "hour \(hour)")
        }
        #expect(unchanged > 150)
    }

    private static func change(_ account: inout [Int: Item], _ dice: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 0...3, using: &dice) {
            let id = Int.random(in: 1...12, using: &dice)
            switch Int.random(in: 0..<8, using: &dice) {
            case 0: account[id] = nil
            case 1: account[id]?.size = Int.random(in: 1...3, using: &dice)
            case 2: account[id]?.name = ["a", "b", nil].randomElement(using: &dice) ?? nil
            case 3: account[id]?.snapshots = [1, 2, 3].filter { _ in Bool.random(using: &dice) }
            case 4: account[id]?.lacksSize.toggle()
            case 5: account[id]?.unreadField = Int.random(in: 0...2, using: &dice)
            default: account[id] = account[id] ?? Item(id: id)
            }
        }
    }

    /// Two pages in any order. Sometimes an item stands on both, as it was and as it is.
    private static func pages(of account: [Int: Item], _ dice: inout SeededGenerator) -> [[Item]] {
        var items = account.values.sorted { $0.id < $1.id }
        items.shuffle(using: &dice)
        let cut = items.count / 2
        var first = Array(items[..<cut])
        if let moved = items[cut...].randomElement(using: &dice), Bool.random(using: &dice) {
            var before = moved
            before.snapshots = [3]
            first.append(Bool.random(using: &dice) ? before : moved)
        }
        return [first, Array(items[cut...])]
    }

    /// All rows of what listings write, without the digests.
    private static func contents(_ database: CostDatabase) throws -> [String] {
        try [
            "SELECT id, first_seen, last_seen, current, name, tags, unknown, state, size_gib FROM image ORDER BY 1, 2, 4",
            "SELECT from_id, to_id FROM reference ORDER BY 1, 2", "SELECT id, key, value, first_seen FROM tag_history",
            "SELECT kind, good_at, outcome FROM listing", "SELECT id, item, units, started, stopped FROM usage_span",
        ].flatMap { try database.rows($0).map { $0.description } }
    }
}
