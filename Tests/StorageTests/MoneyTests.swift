// What AWS said of money, and the balances that rules see.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct MoneyTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private func line(_ type: String, _ start: String, _ end: String, _ amount: String) -> BillingFigures.CostLine {
        .init(recordType: type, start: start, end: end, amount: Money(amount)!, estimated: true)
    }

    private func balance(
        burned: String? = "40", perHour: String? = "0.5", expires: Date? = noon, levels: [String] = ["80%"]
    ) -> CreditBalance {
        CreditBalance(
            name: "class", source: .grossSinceGrant, granted: Money("100")!, burned: burned.flatMap { Money($0) },
            burnPerHour: perHour.flatMap { Money($0) }, expiresAt: expires, asOf: noon, basis: "gross spend",
            levels: levels.compactMap { AlertLevel($0) })
    }

    @Test func nothingSaidIsNil() async throws {
        let database = try bench.open()
        let figures = try await database.latestFigures(account: .lab)
        #expect(figures.estimatedCharges == nil && figures.costLines == nil && figures.gaps.isEmpty)
        #expect(try await database.latestFigures(account: .lab).costsAt == nil)
    }

    @Test func theLatestWordOfEachSourceStays() async throws {
        let database = try bench.open()
        let gap = Gap(account: .lab, region: .northVirginia, service: "ce", operation: "x", kind: .denied, error: "no")
        let usage = line("Usage", "2026-10-01", "2026-10-02", "1.5")
        try await database.record(BillingFigures(costLines: [usage]), account: .lab, at: noon)
        try await database.record(
            BillingFigures(estimatedCharges: .init(amount: Money("9")!, at: noon), gaps: [gap]), account: .lab,
            at: noon.plus(hours: 1))
        let figures = try await database.latestFigures(account: .lab)
        #expect(figures.costLines == [usage] && figures.estimatedCharges?.amount == Money("9") && figures.gaps == [gap])
        #expect(try await database.latestFigures(account: .lab).costsAt == noon)
        #expect(try await database.latestFigures(account: .other).costLines == nil)
    }

    @Test func anAnswerReplacesWhatItCovers() async throws {
        let database = try bench.open()
        let september = line("Usage", "2026-09-01", "2026-10-01", "30")
        let old = [
            september, line("Usage", "2026-10-01", "2026-10-02", "1"), line("Tax", "2026-10-01", "2026-10-02", "2"),
        ]
        try await database.record(BillingFigures(costLines: old), account: .lab, at: noon)
        let new = line("Usage", "2026-10-01", "2026-10-03", "3")
        try await database.record(BillingFigures(costLines: [new]), account: .lab, at: noon.plus(hours: 24))
        #expect(try await database.latestFigures(account: .lab).costLines == [september, new])
    }

    @Test func balancesComeBackAsTheyWere() async throws {
        let database = try bench.open()
        let all = [
            "80%", "20 USD left", "24h left", "12.5 %", "burn 5%/day", "expires in 30d", "ends before 2027-01-15",
        ]
        let balances = [balance(levels: all)]
        try await database.replace(balances, account: .lab, at: noon)
        #expect(try await database.balances(account: .lab) == balances)
        let rows = try database.rows("SELECT id, level_kind, level_value FROM credits")
        #expect(
            rows.map { "\($0[0] as String) \($0[1] as String) \($0[2] as Double)" } == [
                "class/80 % percent 80.0", "class/20 USD left usd-left 20.0", "class/24 h left hours-left 24.0",
                "class/12.5 % percent 12.5", "class/burn 5 % a day burn 5.0", "class/expires in 30 d expiry 30.0",
                "class/ends before 2027-01-15 forecast 1799971200.0",
            ])
        try await database.replace([], account: .lab, at: noon)
        #expect(try await database.balances(account: .lab).isEmpty)
        #expect(try database.rows("SELECT * FROM credits").isEmpty)
    }

    @Test func theCreditsViewReckonsWhatIsLeft() async throws {
        let database = try await bench.scanning()
        try await database.replace([balance()], account: .lab, at: noon)
        let money = "remaining_usd, burned_usd, burned_percent, runway_hours, burn_usd_per_hour, granted_usd"
        let reckoned = try database.row("SELECT \(money) FROM credits")
        #expect((0..<6).map { reckoned[$0] as Double } == [60, 40, 40, 120, 0.5, 100])
        let words = try database.row("SELECT expires_at, region, source FROM credits")
        #expect((0..<3).map { words[$0] as String } == ["2026-10-01T12:00:00Z", "global", "gross-since-grant"])
        #expect(try database.unknown("credits") == ["age_hours", "forecast_ends_at"], "less than a day was metered")
        #expect(try database.row("SELECT status FROM listings WHERE kind = 'credit'")[0] == "ok")
    }

    @Test(
        arguments: [
            (nil, "1", ["burned_usd", "remaining_usd", "burned_percent", "runway_hours", "forecast_ends_at"]),
            ("1", nil, ["burn_usd_per_hour", "burn_percent_per_day", "runway_hours", "forecast_ends_at"]),
            ("1", "0", ["forecast_ends_at"]),
        ] as [(String?, String?, [String])])
    func whatNoSourceTellsIsUnknown(_ burned: String?, _ perHour: String?, _ unknown: [String]) async throws {
        let database = try bench.open()
        try await database.replace([balance(burned: burned, perHour: perHour)], account: .lab, at: noon)
        #expect(try database.unknown("credits") == ["age_hours"] + unknown)
        #expect(try database.row("SELECT runway_hours FROM credits")[0] as Double? == nil)
    }

    @Test func theCreditsViewReckonsAsOfTheScan() async throws {
        let database = try bench.open()
        try await database.replace([balance()], account: .lab, at: noon.plus(hours: 24))
        let row = try database.row("SELECT remaining_usd, runway_hours, burned_usd, burned_percent FROM credits")
        #expect((0..<4).map { row[$0] as Double } == [48, 96, 52, 52])
    }

    @Test func theHighestEstimateOfEachMonthIsKeptForEver() async throws {
        let database = try bench.open()
        func charge(_ amount: String, hours: Double) async throws {
            let figures = BillingFigures(estimatedCharges: .init(amount: Money(amount)!, at: noon.plus(hours: hours)))
            try await database.record(figures, account: .lab, at: noon.plus(hours: hours))
        }
        // September's last day; October's first hours, which still show September; then October.
        try await charge("30", hours: -18)
        try await charge("31", hours: -10)
        try await charge("2", hours: 6)
        try await charge("5", hours: 24)
        try await charge("4", hours: 30)
        try await database.forgetAfterScan(at: noon.plus(hours: 24 * 1000))
        let months = try await database.latestFigures(account: .lab).chargesByMonth
        #expect(
            months == [
                .init(month: "2026-09", amount: Money("30")!, lastAt: noon.plus(hours: -18)),
                .init(month: "2026-10", amount: Money("5")!, lastAt: noon.plus(hours: 30)),
            ])
    }

    @Test func aCreditIsFoundByName() async throws {
        let database = try bench.open()
        try await database.replace([balance()], account: .lab, at: noon)
        #expect(try await database.find("Class") == [resourceKey(.credit, "class/80 %", in: .global)])
    }
}
