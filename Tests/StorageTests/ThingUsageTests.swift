// What is kept of the usage of things that files describe: each at the price that it had, from when it came.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct ThingUsageTests {
    private let bench: Workbench
    private let database: CostDatabase
    private static let kind = ResourceKind(rawValue: "database")
    private static let other = ResourceKind(rawValue: "notebook")

    init() throws {
        bench = try Workbench()
        database = try bench.open()
    }

    /// A thing that costs so many USD an hour; nil: nobody knows.
    private func thing(
        _ id: String = "db-1", _ usd: String?, made hours: Double = -100, of kind: ResourceKind = kind,
        account: AccountID = .lab
    ) -> Resource {
        let key = ResourceKey(kind: kind, account: account, region: .ireland, id: id)
        var thing = Resource(
            key, name: id, tags: [:], createdAt: noon.plus(hours: hours), facts: [:], unknown: [])
        thing.hourly = usd.flatMap { Money($0) }
        return thing
    }

    private func see(
        _ things: [Resource], after hours: Double, of kind: ResourceKind = kind, account: AccountID = .lab
    ) async throws {
        let listing = Listing(
            account: account, region: .ireland, kind: kind, service: "rds", operation: "DescribeDBInstances",
            at: noon.plus(hours: hours), outcome: .complete, meteredAs: kind == Self.kind ? "databases" : "notebooks")
        if !things.isEmpty { try await database.record(.page(listing.place, things)) }
        try await database.record(.end(listing))
    }

    /// From noon on, up to the last listing.
    private func spent(of account: AccountID = .lab, from hours: Double = 0) async throws -> MeteredSpend {
        let lines = try await database.usage(
            of: account, from: noon.plus(hours: hours), until: noon.plus(hours: 1000), perResource: false,
            unwatched: false)
        return MeteredSpend(lines, prices: try await database.prices(of: account))
    }

    @Test("a thing costs what it costs an hour from its first listing on, and twice listed it costs no more")
    func steady() async throws {
        for hours in [0, 1, 1, 5, 10.0] { try await see([thing("db-1", "0.072")], after: hours) }
        let spend = try await spent()
        #expect(spend.amount == Money("0.72") && spend.low == spend.amount && !spend.isLowerBound)
    }

    @Test("each is reckoned at the price that it had: a larger class from then on, and nothing while it is stopped")
    func changes() async throws {
        for (hours, usd) in [(0.0, "0.1"), (1, "0.1"), (1.25, "0.4"), (2.25, "0.4"), (2.5, "0"), (9, "0")] {
            try await see([thing("db-1", usd)], after: hours)
        }
        // AWS dates neither change: they are put half-way between two scans.
        let spend = try await spent()
        #expect(spend.amount == Money("0.6125"), "\(spend.amount)")
        #expect(spend.low < spend.amount && spend.high > spend.amount)
        #expect(try await database.usageNow(of: .lab, at: noon.plus(hours: 9)).isEmpty)
    }

    @Test("what comes where nothing was is metered since it was made, and what goes is no more")
    func comesAndGoes() async throws {
        try await see([], after: 0)
        #expect(try database.rows("SELECT 1 FROM meter_mark").isEmpty, "a place without anything has no meter")
        try await see([thing("db-1", "1", made: 20)], after: 22)
        try await see([thing("db-1", "1", made: 20)], after: 24)
        try await see([], after: 24.5)
        #expect(try await spent().low == Money("4"))
        try await see([], after: 48)
        #expect(try await spent().high == Money("4.5"))
        let marks = try await database.meterMarks(of: .lab)
        #expect(marks.isEmpty, "kinds that come and go tell nothing of since when the account is metered")
    }

    @Test("one whose price is not known is told, and never taken for 0")
    func unknownPrice() async throws {
        for hours in [0, 1.0] { try await see([thing("db-1", nil), thing("db-2", "0.5")], after: hours) }
        let spend = try await spent()
        #expect(spend.amount == Money("0.5") && spend.isLowerBound)
        #expect(spend.unpriced.map { "\($0.key.item) \($0.value)" } == ["unknown:kind:databases 1"])
    }

    @Test("kinds and accounts do not touch each other, though ids are the same")
    func apart() async throws {
        for hours in [0, 1.0] {
            try await see([thing("same", "1")], after: hours)
            try await see([thing("same", "2", of: Self.other)], after: hours, of: Self.other)
            try await see([thing("same", "4", account: .other)], after: hours, account: .other)
        }
        #expect(try await spent().amount == Money("3"))
        #expect(try await spent(of: .other).amount == Money("4"))
        let now = try await database.usageNow(of: .lab, at: noon.plus(hours: 1), perResource: true)
        #expect(
            now.map { "\($0.resource?.kind.rawValue ?? "") \($0.name ?? "")" } == ["database same", "notebook same"])
    }

    @Test("a kind that is not looked for any more burns no more after a day and a half")
    func noMoreLookedFor() async throws {
        for hours in [0, 1.0] { try await see([thing("db-1", "1")], after: hours) }
        #expect(try await database.usageNow(of: .lab, at: noon.plus(hours: 20)).count == 1)
        #expect(try await database.usageNow(of: .lab, at: noon.plus(hours: 40)).isEmpty)
    }

    @Test("a database from before things were metered begins with its next listing, from the last one on")
    func upgrade() async throws {
        try await see([thing("db-1", "1")], after: 0)
        try await database.write("Forgetting the meter") { db in
            try db.execute(sql: "DELETE FROM usage_span; DELETE FROM meter_mark")
        }
        for hours in [1, 2.0] { try await see([thing("db-1", "1")], after: hours) }
        #expect(try await spent().amount == Money("2"))
    }
}
