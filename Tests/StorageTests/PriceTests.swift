// Refreshed prices beside the list inside the program: which holds, since when, and what views make of them.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct PriceTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func told(
        _ prices: [String: String], refused: [PriceRefusal] = [], in region: Region = .ireland
    ) -> RegionPrices {
        RegionPrices(region: region, prices: prices.compactMapValues { Money($0) }, refused: refused)
    }

    private func price(_ item: String, _ database: CostDatabase, in region: Region = .ireland) async throws -> String? {
        try await database.priceBook().prices(of: item, in: region).first?.price.description
    }

    @Test func aRefreshChangesWhatItTellsAndNothingElse() async throws {
        let database = try bench.open()
        let update = try await database.refresh(
            told(["ec2:t3.micro": "0.012", "gp3": "0.08", "sc1": "0.0168"]), at: noon)
        #expect(update.changed == [PriceChange("ec2:t3.micro", from: Money("0.01144")!, to: Money("0.012")!)])
        #expect(update.added == ["sc1"] && update.same == 1)
        #expect(try await price("ec2:t3.micro", database) == "0.012")
        #expect(try await price("ec2:t3.micro", database, in: .northVirginia) == "0.0104")
        #expect(try await price("snapshot", database) == "0.05")
        let book = try await database.priceBook()
        #expect(book.refreshedAt(.ireland) == noon && book.refreshedAt(.northVirginia) == nil)
    }

    @Test func usageKeepsThePriceThatHeld() async throws {
        let database = try bench.open()
        try await database.list(.instance, [.instance()])
        _ = try await database.refresh(told(["ec2:t3.micro": "0.1"]), at: noon.plus(hours: 12))
        try await database.list(.instance, [.instance()], at: noon.plus(hours: 24))
        let lines = try await database.usage(
            of: .lab, from: noon, until: noon.plus(hours: 24), perResource: false, unwatched: false)
        // Twelve hours at 0.01144, twelve at 0.1.
        #expect(
            MeteredSpend(lines, prices: try await database.prices(of: .lab)).amount == Money("1.33728"))
    }

    @Test func anAbsurdPriceLeavesTheOldOne() async throws {
        let database = try bench.open()
        let update = try await database.refresh(
            told(["ec2:t3.micro": "1.2", "gp3": "0.09"], refused: [PriceRefusal("io2", "got 'NaN'")]), at: noon)
        #expect(update.refused.map(\.item) == ["ec2:t3.micro", "io2"] && update.changed.map(\.item) == ["gp3"])
        #expect(try await price("ec2:t3.micro", database) == "0.01144")
        #expect(try await price("io2", database) == "0.125")
    }

    @Test("starting the program again, the same or with an older list, keeps what AWS told")
    func startAgain() async throws {
        _ = try await bench.open().refresh(told(["ec2:t3.micro": "0.012", "st1": "0.05"]), at: noon)
        for list in [PriceList.fixture(), .fixture(t3: "0.02", date: "2026-09-30")] {
            let database = try bench.open(prices: list)
            #expect(try await price("ec2:t3.micro", database) == "0.012")
            #expect(try await price("st1", database) == "0.05")
        }
        let other = try bench.open(prices: .fixture(t3: "0.02", date: "2026-09-30"))
        #expect(try await price("ec2:t3.micro", other, in: .northVirginia) == "0.02")
    }

    @Test("a list that is newer than what AWS told holds, but forgets nothing that it does not know")
    func newerList() async throws {
        _ = try await bench.open().refresh(
            told(["ec2:t3.micro": "0.012", "st1": "0.05", "ipv4": "0.006"]), at: noon)
        let database = try bench.open(prices: .fixture(t3: "0.02", date: "2026-10-02"))
        #expect(try await price("ec2:t3.micro", database) == "0.022")
        #expect(try await price("st1", database) == "0.05")
        #expect(try await price("ipv4", database) == "0.005")
    }

    @Test("of the same day what AWS told holds")
    func sameDay() async throws {
        _ = try await bench.open().refresh(told(["ec2:t3.micro": "0.012"]), at: noon)
        let database = try bench.open(prices: .fixture(t3: "0.02", date: "2026-10-01"))
        #expect(try await price("ec2:t3.micro", database) == "0.012")
    }

    @Test func anAddressPaysItsRegionsPriceWhereOneIsKnown() async throws {
        let database = try bench.open()
        try await database.list(
            .address,
            [
                Resource(
                    resourceKey(.address, "eipalloc-1"),
                    facts: ["public_ip": .text("192.0.2.1"), "associated": .flag(false)])
            ])
        try await database.beginScan(of: .lab, at: noon, regions: [.ireland])
        #expect(try database.row("SELECT hourly_usd FROM addresses")[0] == 0.005)
        _ = try await database.refresh(told(["ipv4": "0.006"]), at: noon)
        #expect(try database.row("SELECT hourly_usd FROM addresses")[0] == 0.006)
        #expect(try await database.regionsInUse() == [.ireland])
    }

    @Test("io2 above 32,000 operations costs its tiers; without their price nothing is known")
    func tiers() async throws {
        let database = try await bench.scanning()
        let volume = Resource.volume(
            "vol-1", ["volume_type": .text("io2"), "size_gib": .integer(1000), "iops": .integer(70_000)])
        try await database.list(.volume, [volume])
        #expect(try database.row("SELECT monthly_usd FROM volumes")[0] == nil as Double?)
        _ = try await database.refresh(told(["io2-iops-tier2": "0.0455", "io2-iops-tier3": "0.03185"]), at: noon)
        // 125 + 32,000 x 0.065 + 32,000 x 0.0455 + 6,000 x 0.03185.
        let monthly: Double = try database.row("SELECT monthly_usd FROM volumes")[0]
        #expect(abs(monthly - 3852.1) < 1e-6)
    }

    @Test("what AWS bills a licence for has no hourly price, as hardware of its own has none")
    func licences() async throws {
        let database = try await bench.scanning()
        try await database.list(
            .instance,
            [
                .instance("i-1"), .instance("i-2", changing: ["platform": .text("Windows")]),
                .instance("i-3", changing: ["platform": .text("Windows"), "state": .text("stopped")]),
                .instance("i-4", changing: ["tenancy": .text("dedicated")]),
            ])
        let rows = try database.rows("SELECT hourly_usd, platform FROM instances ORDER BY id")
        let hourly: [Double?] = rows.map { $0[0] }
        #expect(hourly == [0.01144, nil, 0, nil])
        #expect(rows.map { $0["platform"] as String? } == [nil, "Windows", "Windows", nil])
    }

    @Test("every view of resources has both prices")
    func everyView() throws {
        let database = try bench.open()
        for view in ViewSchema.all where view.kind != .credit {
            let columns = try database.queue.read { try $0.columns(in: view.name).map(\.name) }
            #expect(columns.contains("hourly_usd") && columns.contains("monthly_usd"), "\(view.name)")
            #expect(Set(view.columns.map(\.name)).isSubset(of: columns), "\(view.name)")
        }
    }
}
