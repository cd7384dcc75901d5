// What is kept of usage: once, whatever is repeated, killed or set back, and at the price that held.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct UsageTests {
    private let bench: Workbench
    private let database: CostDatabase

    init() throws {
        bench = try Workbench()
        database = try bench.open()
    }

    /// Instance-seconds (or GiB-seconds) of an item from noon on.
    private func seconds(_ item: String = "ec2:t3.micro", hours: Double = 1000) async throws -> Int64 {
        try await lines(hours: hours).filter { $0.item == item && $0.certainty >= .likely }.map(\.unitSeconds)
            .reduce(0, +)
    }

    private func lines(
        hours: Double = 1000, perResource: Bool = false, unwatched: Bool = false
    ) async throws -> [UsageLine] {
        try await database.usage(
            of: .lab, from: noon, until: noon.plus(hours: hours), perResource: perResource, unwatched: unwatched)
    }

    private func see(_ resources: [Resource], after hours: Double) async throws {
        try await database.list(.instance, resources, at: noon.plus(hours: hours))
    }

    @Test func nothingIsMeteredBeforeTheFirstListing() async throws {
        try await see([.instance()], after: 0)
        #expect(try await seconds() == 0)
        try await see([.instance()], after: 1)
        #expect(try await seconds() == 3600)
    }

    @Test func aRepeatedListingCountsNothingTwice() async throws {
        for hours in [0, 1, 1, 1, 2, 2.0] { try await see([.instance()], after: hours) }
        #expect(try await seconds() == 7200)
    }

    @Test func aClockThatWentBackCountsNothingTwice() async throws {
        for hours in [0, 4, 1, 2, 3, 5.0] { try await see([.instance()], after: hours) }
        #expect(try await seconds() == 5 * 3600)
    }

    @Test func whatIsSeenStoppedWhileTheClockIsBackIsBilledNoMore() async throws {
        let stopped = Resource.instance(changing: ["state": .text("stopped")])
        try await see([.instance()], after: 0)
        try await see([.instance()], after: 4)
        try await see([stopped], after: 3)
        try await see([stopped], after: 6)
        #expect(try await seconds() == 4 * 3600)
    }

    @Test func aTagThatChangesChangesNoBill() async throws {
        for (hour, tag) in ["a", "b", "b", "c"].enumerated() {
            try await see([.instance(name: tag, tags: ["job": tag])], after: Double(hour))
        }
        #expect(try await seconds() == 3 * 3600)
        #expect(try database.rows("SELECT 1 FROM usage_span").count == 1)
        #expect(try await lines(perResource: true).map(\.name) == ["c"])
    }

    @Test func aListingThatFailedAssumesNothingGone() async throws {
        try await see([.instance()], after: 0)
        try await database.list(.instance, at: noon.plus(hours: 1), .failed("throttled"))
        #expect(try await seconds() == 0, "not metered yet")
        try await see([.instance()], after: 2)
        #expect(try await seconds() == 7200)
    }

    @Test func aNightWithoutAScanIsInferred() async throws {
        for hours in [0, 1, 10, 11.0] { try await see([.instance()], after: hours) }
        #expect(try await seconds() == 11 * 3600)
        #expect(try await lines(unwatched: true).map(\.unitSeconds) == [32_400])
    }

    @Test func aTerminatedInstanceIsMeteredOnceThoughItLingers() async throws {
        var gone = Resource.instance(
            "i-2",
            changing: [
                "state": .text("terminated"), "launch_time": .time(noon.plus(hours: 0.5)),
                "stopped_at": .time(noon.plus(hours: 0.75)),
            ])
        gone.createdAt = noon.plus(hours: 0.5)
        gone.isEnded = true
        try await see([], after: 0)
        for hours in [1, 1.25, 1.5] {
            let listing = Listing(
                account: .lab, region: .ireland, kind: .instance, service: "ec2", operation: "Describe",
                at: noon.plus(hours: hours), outcome: .complete)
            try await database.record(.page(listing.place, [gone]))
            try await database.record(.end(listing))
        }
        #expect(try await seconds() == 900)
        #expect(try database.rows("SELECT 1 FROM instances").isEmpty, "it is no instance any more")
    }

    @Test func aDatabaseFromBeforeTheMeterBeginsWithItsNextListing() async throws {
        try await see([.instance()], after: 0)
        try await database.write("Forgetting the meter") { db in
            try db.execute(sql: "DELETE FROM usage_span")
            try db.execute(sql: "DELETE FROM meter_mark")
        }
        try await see([.instance()], after: 1)
        try await see([.instance()], after: 2)
        #expect(try await seconds() == 3600)
    }

    @Test func usageIsCutWhereAMonthEnds() async throws {
        try await database.list(.volume, [.volume()])
        try await database.list(.volume, [.volume()], at: noon.plus(hours: 31 * 24))
        let lines = try await lines()
        // From 12:00 on the first of October; November begins 30.5 days later.
        let seconds: [Int64] = [263_520_000, 4_320_000]
        #expect(lines.map(\.unitSeconds) == seconds)
    }

    @Test func aNewListHoldsFromItsDateOnAndTheOldOneBefore() async throws {
        try await see([.instance()], after: 0)
        // The second list is of 2 October; 36 hours pass, 12 of them before.
        let newer = try bench.open(prices: .fixture(t3: "0.0208", date: "2026-10-02"))
        try await see([.instance()], after: 36)
        let cost = MeteredSpend(try await lines(), prices: try await newer.prices(of: .lab))
        // In Ireland a tenth dearer: 12 h at 0.01144, 24 h at 0.02288.
        #expect(cost.amount == Money("0.6864"))
    }

    @Test func aPriceThatLeavesTheListIsUnknownFromThenOn() async throws {
        try await see([.instance()], after: 0)
        let empty = PriceList(
            date: "2026-10-02", types: [:], perHour: [:], factors: [:], storage: [:],
            publicIPv4PerHour: Money(nanoUSD: 5_000_000))
        let newer = try bench.open(prices: empty)
        try await see([.instance()], after: 36)
        let cost = MeteredSpend(try await lines(), prices: try await newer.prices(of: .lab))
        #expect(cost.amount == Money("0.13728"), "twelve hours that have a price")
        #expect(cost.unpriced[UnpricedItem(item: "ec2:t3.micro", region: .ireland)] == 1)
    }

    @Test func whatCostsNowIsWhatGoesOn() async throws {
        try await see([.instance(), .instance("i-2")], after: 0)
        try await see([.instance()], after: 1)
        let now = try await database.usageNow(of: .lab, at: noon.plus(hours: 1))
        #expect(now.filter { $0.item == "ec2:t3.micro" }.map(\.unitSeconds) == [3600])
    }

    @Test func placesAreMeteredEachByItself() async throws {
        try await see([.instance()], after: 0)
        try await database.list(.volume, [], at: noon.plus(hours: 2))
        let marks = try await database.meterMarks(of: .lab)
        #expect(marks.map(\.kind) == [.instance, .volume])
        #expect(marks.map(\.until) == [noon, noon.plus(hours: 2)])
        #expect(try await database.meterMarks(of: .other).isEmpty)
    }

    @Test func whatEndedLongAgoIsForgottenAndWhatGoesOnIsNot() async throws {
        try await see([.instance(), .instance("i-2")], after: 0)
        try await see([.instance()], after: 1)
        try await database.forgetAfterScan(at: noon.plus(hours: 24 * 500))
        #expect(try database.rows("SELECT id FROM usage_span").map { $0["id"] as String } == ["i-1"])
    }
}
