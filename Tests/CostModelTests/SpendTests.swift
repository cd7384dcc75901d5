// What usage costs: months of different lengths, prices that change, things without a price, ends of credits.

import CostModel
import Foundation
import Testing

private func day(_ text: String) -> Int64 {
    Int64((try? Date("\(text)T00:00:00Z", strategy: .iso8601))?.timeIntervalSince1970 ?? 0)
}

private func usd(_ text: String) -> Money { Money(text) ?? .zero }

private let ireland = Region.northVirginia

private func line(
    _ item: String, _ unitSeconds: Int64, from: Int64 = day("2026-11-20"), _ certainty: UsageCertainty = .certain
) -> UsageLine {
    UsageLine(
        resource: nil, name: nil, region: ireland, item: item, certainty: certainty, from: from,
        unitSeconds: unitSeconds, things: 1)
}

private let prices = PriceHistory([
    .init(item: "ec2:t3.micro", region: "us-east-1", validFrom: 0, price: usd("0.0104")),
    .init(item: "ec2:t3.micro", region: "us-east-1", validFrom: day("2026-12-01"), price: usd("0.0208")),
    .init(item: "gp3", region: "us-east-1", validFrom: 0, price: usd("0.08")),
    .init(item: "snapshot", region: "us-east-1", validFrom: 0, price: usd("0.05")),
    .init(item: "ipv4", region: "*", validFrom: 0, price: usd("0.005")),
    .init(item: "io2", region: "us-east-1", validFrom: 0, price: usd("0.125")),
    .init(item: "io2", region: "us-east-1", validFrom: day("2026-11-15"), price: nil),
])

@Suite struct SpendTests {
    @Test(arguments: [
        ("2026-11-01", 30), ("2026-12-31", 31), ("2027-02-28", 28), ("2028-02-29", 29), ("2100-02-28", 28),
        ("2000-02-29", 29), ("1970-01-01", 31),
    ])
    func aGBMonthIsTheSecondsOfThatVeryMonth(_ start: String, _ days: Int64) {
        let wholeMonth = line("gp3", days * 86_400, from: day(start))
        #expect(prices.cost(of: wholeMonth) == usd("0.08"))
    }

    @Test func monthsEndWhereTheCalendarSays() {
        let ends = UsageSpan.monthEnds(from: day("2028-01-31"), until: day("2028-04-01"))
        #expect(ends == [day("2028-02-01"), day("2028-03-01")])
        #expect(UsageSpan.monthEnds(from: day("2026-11-01"), until: day("2026-12-01")).isEmpty)
    }

    @Test func thePriceThatHeldIsTheOneThatCounts() {
        #expect(prices.cost(of: line("ec2:t3.micro", 3600, from: day("2026-12-01") - 1)) == usd("0.0104"))
        #expect(prices.cost(of: line("ec2:t3.micro", 3600, from: day("2026-12-01"))) == usd("0.0208"))
    }

    @Test func whatHasNoPriceIsCountedAndNotNothing() {
        let spend = MeteredSpend([line("io2", 1), line("ipv4", 7200)], prices: prices)
        #expect(spend.unpriced == [UnpricedItem(item: "io2", region: ireland): 1])
        #expect(spend.amount == usd("0.01"))
        #expect(spend.isLowerBound)
        #expect(!MeteredSpend([line("ipv4", 7200)], prices: prices).isLowerBound)
    }

    @Test func theFigureLiesBetweenWhatIsCertainAndWhatIsPossible() {
        let lines = [line("ipv4", 3600), line("ipv4", 3600, .likely), line("ipv4", 3600, .possible)]
        let spend = MeteredSpend(lines, unwatched: [lines[1]], prices: prices)
        #expect(spend.low == usd("0.005"))
        #expect(spend.amount == usd("0.01"))
        #expect(spend.high == usd("0.015"))
        #expect(spend.inferred == usd("0.005"))
    }

    @Test func spotIsReckonedAtTheListPriceAndSaysSo() {
        let spend = MeteredSpend([line("spot:t3.micro", 3600)], prices: prices)
        #expect(spend.amount == usd("0.0104"))
        #expect(spend.atListPrice == ["spot:t3.micro"])
    }

    @Test func billedAndMeteredStandSideBySide() {
        let metered = MeteredSpend([line("ipv4", 3600 * 720)], prices: prices)
        let days = Reconciliation(
            start: "2026-11-01", end: "2026-11-02", billed: usd("4.5"), metered: metered, isEstimated: false)
        #expect(days.difference == usd("0.9"))
        #expect(days.differencePercent == 20)
    }
}

@Suite struct RunwayTests {
    private let now = Date(timeIntervalSince1970: 1_795_176_000)

    private func runway(
        _ remaining: String?, _ burns: [String], expires hours: Double? = nil
    ) -> Runway? {
        Runway(
            remaining: remaining.map(usd), burns: burns.map(usd),
            expiresAt: hours.map { now.addingTimeInterval($0 * 3600) }, from: now)
    }

    private func hours(_ date: Date?) -> Double? { date.map { $0.timeIntervalSince(now) / 3600 } }

    @Test func theEndsAreThoseOfTheHighestAndTheLowestBurn() throws {
        let range = try #require(runway("12", ["1", "3", "2"]))
        #expect(hours(range.earliest) == 4)
        #expect(hours(range.latest) == 12)
        #expect(range.by == .exhaustion)
    }

    @Test func anExpiryEndsBoth() throws {
        let range = try #require(runway("12", ["1", "3"], expires: 6))
        #expect(hours(range.earliest) == 4)
        #expect(hours(range.latest) == 6)
        #expect(runway("12", ["1"], expires: 6)?.by == .expiry)
    }

    @Test func withoutABurnItLastsToItsExpiry() throws {
        #expect(hours(try #require(runway("12", ["0"], expires: 6)).earliest) == 6)
        let endless = try #require(runway("12", ["0"]))
        #expect(endless.earliest == nil && endless.by == nil)
    }

    @Test func nobodyKnowsTheEndOfWhatIsNotKnown() {
        #expect(runway(nil, ["1"]) == nil)
        #expect(runway("12", []) == nil)
    }
}
