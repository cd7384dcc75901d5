// The meter within 2 % of the truth with scans every 15 minutes, within 5 % hourly, over thirty days in which machines
// come and go between scans, cron misses a night, runs are killed, and a price changes.

import CostModel
import Foundation
import Testing

@Suite struct HonestyTests {
    /// 2028-02-12, so that the days hold a leap day and the end of a month.
    static let begin = 1_833_926_400
    private static let days = 30
    static let end = begin + days * 86_400
    static let change = begin + 15 * 86_400

    private static func usd(_ text: String) -> Money { Money(text) ?? .zero }

    private static let before = ["t3.micro": "0.0104", "m5.large": "0.096", "g4dn.xlarge": "0.526"]
    private static let after = ["t3.micro": "0.0104", "m5.large": "0.12", "g4dn.xlarge": "0.4"]

    private static func list(_ perHour: [String: String], gp3: String, date: String) -> PriceList {
        PriceList(
            date: date, types: [:], perHour: perHour.mapValues(usd),
            factors: Dictionary(
                uniqueKeysWithValues: [Region.northVirginia, Region("eu-west-1")].compactMap(\.self).map {
                    ($0, ["default": 1_000_000])
                }),
            storage: ["gp3": [.northVirginia: usd(gp3)]], publicIPv4PerHour: usd("0.005"))
    }

    /// The list that the first binary holds, and that of the next.
    static let firstPrices = list(before, gp3: "0.08", date: "2028-01-01")
    static let laterPrices = list(after, gp3: "0.1", date: "2028-02-27")

    private static func nano(_ text: String) -> Int { Int((Double(text) ?? .nan) * 1e9) }

    static var truePrices: [String: [TruePrice]] {
        var prices = [
            "gp3": [TruePrice(from: 0, nano: nano("0.08")), TruePrice(from: change, nano: nano("0.1"))],
            "address": [TruePrice(from: 0, nano: nano("0.005"))],
        ]
        for (type, price) in before {
            prices[type] = [
                TruePrice(from: 0, nano: nano(price)), TruePrice(from: change, nano: nano(after[type] ?? price)),
            ]
        }
        return prices
    }

    /// Thirty days of one account, and what the meter makes of them.
    private func days(seed: UInt64, every interval: Int) async throws -> (truth: Double, metered: MeteredSpend) {
        var students = Students(seed: seed, from: Self.begin, until: Self.end)
        let truth = students.account(prices: Self.truePrices)
        let cron = try Cron(truth, prices: Self.firstPrices)
        var dice = Dice(seed: seed &* 31 + 7)
        let night = (Self.begin + 9 * 86_400 + 79_200)..<(Self.begin + 10 * 86_400 + 25_200)
        var isUpdated = false
        for scheduled in stride(from: Self.begin, to: Self.end, by: interval) {
            let now = scheduled == Self.begin ? scheduled : scheduled + dice.pick(0..<20)
            if now >= Self.change + 7200, !isUpdated {
                try cron.update(to: Self.laterPrices)
                isUpdated = true
            }
            let isMissed = night.contains(now) || (scheduled != Self.begin && dice.chance(1))
            if isMissed { continue }
            if dice.chance(3), scheduled != Self.begin {
                // Killed midway; the next run looks again.
                try await cron.scan(at: now, kinds: dice.pick(0..<4))
                continue
            }
            try await cron.scan(at: now)
            // Two runs at once, and one that is repeated.
            if dice.chance(2) { try await cron.scan(at: now) }
        }
        try await cron.scan(at: Self.end)
        return (
            truth.cost(from: Self.begin, until: Self.end), try await cron.metered(from: Self.begin, until: Self.end)
        )
    }

    @Test(arguments: [(900, 2.0, 1), (3600, 5, 3), (3600, 5, 4), (3600, 5, 5)] as [(Int, Double, UInt64)])
    func theMeterIsNearTheTruth(every interval: Int, within percent: Double, seed: UInt64) async throws {
        let (truth, metered) = try await days(seed: seed, every: interval)
        let error = (metered.amount.usd - truth) / truth * 100
        // Quoted in the documentation.
        print(
            "honesty: every \(interval / 60) min, seed \(seed): truth \(cents(truth)) metered \(metered.amount.cents) USD,"
                + " error \((error * 100).rounded() / 100) %, range \(metered.low.cents) to \(metered.high.cents),"
                + " inferred \(metered.inferred.cents)")
        #expect(abs(error) <= percent)
        // The seconds of 'pending' are not billed, and AWS tells nobody how many they were.
        let ends: ClosedRange<Double> = metered.low.usd * 0.999...metered.high.usd * 1.001
        #expect(ends.contains(truth))
        #expect(metered.inferred > .zero, "a night was missed")
    }

    private func cents(_ usd: Double) -> String { Money(usd: usd)?.cents ?? "?" }
}
