// Which told prices are believed, which of two prices holds when, and what an hour of everything costs.

import Foundation
import Testing

@testable import CostModel

private func usd(_ text: String) -> Money { Money(text) ?? .zero }
private let ireland = Region("eu-west-1") ?? .global

@Suite struct PriceReviewTests {
    private func review(_ prices: [String: String], known: [String: String] = [:]) -> (
        accepted: [String: Money], update: PriceUpdate
    ) {
        PriceReview.review(
            RegionPrices(region: ireland, prices: prices.mapValues(usd), refused: []),
            against: known.mapValues(usd))
    }

    @Test func saysWhatChangedTheGreatestFirst() {
        let (accepted, update) = review(
            ["ec2:a1.large": "0.051", "gp3": "0.08", "ec2:p4d.24xlarge": "21.957642", "sc1": "0.015"],
            known: ["ec2:a1.large": "0.05", "gp3": "0.08", "ec2:p4d.24xlarge": "32.7726"])
        #expect(accepted.count == 4)
        #expect(update.changed.map(\.item) == ["ec2:p4d.24xlarge", "ec2:a1.large"])
        #expect(update.changed[0].percent.rounded() == -33)
        #expect(update.added == ["sc1"] && update.same == 1 && update.refused.isEmpty)
        #expect(update.taken == 4)
    }

    @Test(
        "an absurd price is named and not taken",
        arguments: [
            ("gp3", "0", nil), ("gp3", "-0.08", nil), ("gp3", "8.01", "0.08"), ("gp3", "0.0007", "0.08"),
            ("gp3", "11", nil), ("ec2:t3.micro", "10001", nil),
        ] as [(String, String, String?)])
    func absurd(item: String, price: String, known: String?) {
        let (accepted, update) = review([item: price], known: known.map { [item: $0] } ?? [:])
        #expect(accepted.isEmpty && update.taken == 0)
        #expect(update.refused.map(\.item) == [item])
        #expect(update.refused.first?.why.contains("expected") == true)
    }

    @Test("a hundred times dearer or cheaper is the last that is believed")
    func limits() {
        #expect(review(["gp3": "8"], known: ["gp3": "0.08"]).accepted.count == 1)
        #expect(review(["gp3": "0.0008"], known: ["gp3": "0.08"]).accepted.count == 1)
    }
}

@Suite struct PriceHoldingTests {
    private func history(_ entries: [(String, String, Int64, String?)]) -> PriceHistory {
        PriceHistory(entries.map { .init(item: $0.0, region: $0.1, validFrom: $0.2, price: $0.3.map(usd)) })
    }

    @Test func aRegionsOwnPriceHoldsFromItsDayOnAndTheGeneralOneBefore() {
        let prices = history([("ipv4", "*", 0, "0.005"), ("ipv4", "eu-west-1", 1000, "0.006")])
        #expect(prices.price(of: "ipv4", in: ireland, at: 999) == usd("0.005"))
        #expect(prices.price(of: "ipv4", in: ireland, at: 1000) == usd("0.006"))
        #expect(prices.price(of: "ipv4", in: .northVirginia, at: 1000) == usd("0.005"))
    }

    @Test func whereTheOwnPriceEndsTheGeneralOneHoldsAgain() {
        let prices = history([
            ("ipv4", "*", 0, "0.005"), ("ipv4", "eu-west-1", 1000, "0.006"), ("ipv4", "eu-west-1", 2000, nil),
        ])
        #expect(prices.price(of: "ipv4", in: ireland, at: 2000) == usd("0.005"))
    }

    @Test func aPriceThatEndedIsUnknownWhereThereIsNoGeneralOne() {
        let prices = history([("gp3", "eu-west-1", 0, "0.088"), ("gp3", "eu-west-1", 2000, nil)])
        #expect(prices.price(of: "gp3", in: ireland, at: 1999) == usd("0.088"))
        #expect(prices.price(of: "gp3", in: ireland, at: 2000) == nil)
    }

    /// A month of a thing costs its price whatever the month's length; its hours share the month out.
    @Test("a unit for a whole month costs its price, an hour that month's share", arguments: 0..<24)
    func everyMonth(index: Int) throws {
        let month = UTCCalendar.month(containing: 1_767_225_600 + Int64(index) * 2_629_800)
        for (item, price) in [("gp3", "0.0952"), ("snapshot", "0.05"), ("io2-iops", "0.0518")] {
            let prices = history([(item, "eu-west-1", 0, price)])
            let units = Int64(7 + 13 * index)
            func cost(_ from: Int64, _ until: Int64) -> Money? {
                prices.cost(
                    of: UsageLine(
                        resource: nil, name: nil, region: ireland, item: item, certainty: .certain, from: from,
                        unitSeconds: units * (until - from), things: 1))
            }
            #expect(cost(month.lowerBound, month.upperBound) == usd(price).scaled(by: units, over: 1))
            let hour = try #require(cost(month.lowerBound, month.lowerBound + 3600))
            let exact = usd(price).scaled(by: units * 3600, over: Int64(month.count))
            #expect(hour == exact)
            let days = (Int64(month.count) / 86_400)
            let sum = try (0..<days).reduce(Money.zero) { sum, day in
                sum + (try #require(cost(month.lowerBound + day * 86_400, month.lowerBound + (day + 1) * 86_400)))
            }
            // Each day is rounded once: half a nano-dollar at most.
            #expect(abs((sum - usd(price).scaled(by: units, over: 1)).nanoUSD) <= days)
        }
    }

    @Test("an hour of an instance or an address costs its price in every month", arguments: [0, 31, 59, 90] as [Int64])
    func everyHour(day: Int64) {
        for item in ["ec2:t3.micro", "ipv4", "spot:t3.micro"] {
            let prices = history([(item == "ipv4" ? item : "ec2:t3.micro", "eu-west-1", 0, "0.0114")])
            let line = UsageLine(
                resource: nil, name: nil, region: ireland, item: item, certainty: .certain, from: day * 86_400,
                unitSeconds: 3600 * 24, things: 1)
            #expect(prices.cost(of: line) == usd("0.2736"))
        }
    }
}

@Suite struct UsageRateTests {
    private func rates(_ kind: ResourceKind, _ facts: [String: FactValue]) -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: UsageRate.rates(of: kind, facts).map { ($0.item, $0.units) })
    }

    @Test(
        "io2 pays less for its operations above 32,000 and 64,000; io1 the same for each",
        arguments: [
            ("io2", 32_000, ["io2-iops": 32_000]), ("io2", 32_001, ["io2-iops": 32_000, "io2-iops-tier2": 1]),
            ("io2", 64_000, ["io2-iops": 32_000, "io2-iops-tier2": 32_000]),
            ("io2", 100_000, ["io2-iops": 32_000, "io2-iops-tier2": 32_000, "io2-iops-tier3": 36_000]),
            ("io1", 64_000, ["io1-iops": 64_000]),
        ] as [(String, Int64, [String: Int64])])
    func tiers(type: String, iops: Int64, expected: [String: Int64]) {
        let found = rates(
            .volume, ["volume_type": .text(type), "size_gib": .integer(100), "iops": .integer(iops)])
        #expect(found == expected.merging([type: 100]) { $1 })
    }

    @Test func aLicenceIsToldBesideLinuxsPrice() {
        let facts: [String: FactValue] = ["instance_type": .text("m5.large"), "tenancy": .text("default")]
        let windows = facts.merging(["platform": .text("Windows")]) { $1 }
        #expect(rates(.instance, facts) == ["ec2:m5.large": 1])
        #expect(rates(.instance, windows) == ["ec2:m5.large": 1, "extra:Windows licence": 1])
        #expect(rates(.instance, windows.merging(["tenancy": .text("host")]) { $1 }) == ["dedicated:m5.large": 1])
        let spend = MeteredSpend(
            [
                UsageLine(
                    resource: nil, name: nil, region: ireland, item: "extra:Windows licence", certainty: .certain,
                    from: 0, unitSeconds: 3600, things: 1)
            ], prices: PriceHistory([]))
        #expect(spend.isLowerBound && spend.amount == .zero)
    }
}

@Suite struct PriceBookTests {
    private let book = PriceBook(
        listDate: "2026-07-20",
        prices: [
            ListedPrice(item: "ec2:t3.micro", region: "eu-west-1", price: usd("0.0114")),
            ListedPrice(item: "gp3", region: "eu-west-1", price: usd("0.073")),
            ListedPrice(item: "ipv4", region: "*", price: usd("0.005")),
        ])

    @Test func anItemIsFoundByWhatPeopleCallIt() {
        #expect(book.item(named: "t3.micro") == "ec2:t3.micro" && book.item(named: "ec2:t3.micro") == "ec2:t3.micro")
        #expect(book.item(named: "gp3") == "gp3" && book.item(named: "gp9") == nil)
    }

    @Test func whatHoldsEverywhereHoldsInARegion() {
        #expect(book.prices(of: "ipv4", in: ireland).map(\.price) == [usd("0.005")])
        #expect(book.prices(of: "gp3", in: .northVirginia).isEmpty)
    }

    @Test func anHourAndAMonthAreOf730Hours() {
        #expect(book.prices[0].perMonth == usd("8.322") && book.prices[0].perHour == usd("0.0114"))
        #expect(book.prices[1].perHour == usd("0.0001") && book.prices[1].perMonth == usd("0.073"))
    }

    @Test(arguments: [
        ("ec2:t3.micro", PriceUnit.hour), ("ipv4", .hour), ("gp3", .gbMonth), ("snapshot-archive", .gbMonth),
        ("io2-iops-tier2", .iopsMonth), ("gp3-throughput", .throughputMonth),
    ])
    func everyItemHasItsUnit(item: String, unit: PriceUnit) { #expect(PriceItem.unit(of: item) == unit) }
}
