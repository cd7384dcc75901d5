// How credits went down, and which service a line of the bill is of.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct BalanceHistoryTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private func balance(_ left: String?, name: String = "class") -> CreditBalance {
        CreditBalance(
            name: name, source: .entered, granted: Money("100")!,
            burned: left.flatMap { Money($0) }.map { Money("100")! - $0 }, burnPerHour: Money("1"), expiresAt: nil,
            asOf: noon, basis: "typed in", levels: [])
    }

    @Test func eachHourKeepsItsLastWordAndTheUnknownLeavesNone() async throws {
        let database = try bench.open()
        for (minutes, left) in [(0.0, "50"), (15, "49"), (45, "48"), (60, "47"), (75, nil)] {
            try await database.replace([balance(left)], account: .lab, at: noon.plus(hours: minutes / 60))
        }
        let points = try await database.balanceHistory(account: .lab)
        #expect(points.map(\.told.description) == ["48", "47"])
        #expect(points.map { $0.at.timeIntervalSince(noon) } == [2700, 3600])
        // Metered onward from noon at 1 USD an hour.
        #expect(points.map(\.left.description) == ["47.25", "46"])
        #expect(points.first?.asOf == noon)
        #expect(points.first?.source == .entered)
        #expect(try await database.balanceHistory(account: .other).isEmpty)
    }

    @Test func afterTwoMonthsADayKeepsItsLastWordAndAfterAYearNone() async throws {
        let database = try bench.open()
        for hour in 0..<72 {
            try await database.replace([balance("50")], account: .lab, at: noon.plus(hours: Double(hour)))
        }
        try await database.forgetAfterScan(at: noon.plus(hours: 48 + 63 * 24))
        let kept = try await database.balanceHistory(account: .lab).map(\.at)
        // From noon of the first day: its last hour, the second day's, and every hour of the days since.
        let first: [Date] = [noon.plus(hours: 11), noon.plus(hours: 35), noon.plus(hours: 36)]
        #expect(Array(kept.prefix(3)) == first)
        #expect(kept.count == 38)
        try await database.forgetAfterScan(at: noon.plus(hours: 96 + 400 * 24))
        #expect(try await database.balanceHistory(account: .lab).isEmpty)
    }

    @Test func linesOfServicesComeBackEachWithItsOwn() async throws {
        let database = try bench.open()
        let lines = ["EC2 - Other", "Amazon Simple Storage Service"].map { service in
            BillingFigures.CostLine(
                recordType: "Usage", start: "2026-10-01", end: "2026-10-02", amount: Money("1")!, estimated: true,
                service: service)
        }
        try await database.record(BillingFigures(costLines: lines), account: .lab, at: noon)
        let told = try await database.latestFigures(account: .lab).costLines
        #expect(told.map(Set.init) == Set(lines))
    }

    @Test func whatAWSTellsInSeveralPartsIsTheirSum() async throws {
        let database = try bench.open()
        let parts = ["-1.5", "-0.5"].map { amount in
            BillingFigures.CostLine(
                recordType: "Credit", start: "2026-10-01", end: "2026-10-02", amount: Money(amount)!, estimated: true)
        }
        try await database.record(BillingFigures(costLines: parts), account: .lab, at: noon)
        #expect(try await database.latestFigures(account: .lab).costLines?.map(\.amount) == [Money("-2")!])
    }

    @Test func scansAreCountedFromADayOnWhereTheyEnded() async throws {
        let database = try bench.open()
        for (hour, ends) in [(-1.0, true), (0, true), (1, true), (2, false)] {
            let at = noon.plus(hours: hour)
            try await database.beginScan(of: .lab, at: at, regions: [.ireland])
            guard ends else { continue }
            try await database.finishScan(
                ScanSummary(
                    account: .lab, at: at, duration: 1, regions: [.ireland], closedRegions: [], gaps: [], apiCalls: 7,
                    selfCost: Money("0.01")!))
        }
        let made = try await database.scansMade(account: .lab, since: noon)
        #expect(made == ScansMade(scans: 2, calls: 14, cost: Money("0.02")!))
    }
}
