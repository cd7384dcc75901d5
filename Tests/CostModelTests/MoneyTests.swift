import CostModel
import Foundation
import Testing

@Suite struct MoneyTests {
    @Test(
        "reads plain decimals",
        arguments: [
            ("0", 0), ("12.5", 12_500_000_000), ("-0.0104", -10_400_000), ("100", 100_000_000_000),
            ("0.000000001", 1), ("0.0000000004", 0), ("0.0000000005", 1), ("0.9999999999", 1_000_000_000),
            ("9223372036.854775807", Int64.max), ("007", 7_000_000_000), ("-0", 0),
        ])
    func reads(text: String, nanos: Int64) { #expect(Money(text)?.nanoUSD == nanos) }

    @Test(
        "refuses what is no plain decimal",
        arguments: [
            "", "-", ".", ".5", "5.", "1e3", "1,000", " 1", "1 ", "+1", "--1", "1.2.3", "NaN", "1.-5", "½", "１",
            "9223372036.854775808", "99999999999999999999",
        ])
    func refuses(text: String) { #expect(Money(text) == nil) }

    @Test(
        "writes what it reads",
        arguments: [
            "0", "12.5", "-0.0104", "0.000000001", "9223372036.854775807", "-3", "100",
        ])
    func roundTrips(text: String) { #expect(Money(text)?.description == text) }

    @Test func everyAmountIsReadBackAsWritten() {
        var nanos: Int64 = 1
        for _ in 0..<2000 {
            nanos = nanos &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let money = Money(nanoUSD: nanos >> Int64(nanos & 31))
            #expect(Money(money.description) == money)
            #expect(
                abs(money.nanoUSD.magnitude.distance(to: (Money(money.cents)?.nanoUSD ?? 0).magnitude)) <= 5_000_000)
        }
    }

    @Test(
        "rounds cents half away from zero",
        arguments: [
            ("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("-0.0049", "0.00"), ("12.615", "12.62"),
            ("0.995", "1.00"), ("9223372036.854775807", "9223372036.85"),
        ])
    func cents(text: String, cents: String) { #expect(Money(text)?.cents == cents) }

    @Test(
        "rejects what floating point cannot say",
        arguments: [
            Double.nan, .infinity, -.infinity, 1e10, -1e10, 1e308,
        ])
    func unspeakable(usd: Double) { #expect(Money(usd: usd) == nil) }

    @Test func takesListPricesFromFloatingPointExactly() {
        for text in ["0.0104", "0.526", "32.7726", "0.000011", "123456.789"] {
            #expect(Money(usd: Double(text) ?? .nan) == Money(text))
        }
    }

    @Test(
        "scales with one rounding, half away from zero",
        arguments: [
            (1, 1, 2, 1), (-1, 1, 2, -1), (1, 1, 3, 0), (2, 1, 3, 1), (526_000_000, 730, 1, 383_980_000_000),
            (Int64.max, Int64.max, 1, Int64.max), (Int64.max, -Int64.max, 1, Int64.min), (10, 0, 7, 0),
            (3_600, 90, 3_600, 90), (Int64.min, 1, 1, Int64.min),
        ] as [(Int64, Int64, Int64, Int64)])
    func scales(nanos: Int64, numerator: Int64, denominator: Int64, expected: Int64) {
        #expect(Money(nanoUSD: nanos).scaled(by: numerator, over: denominator).nanoUSD == expected)
    }

    @Test func sumsStopAtTheEndsInsteadOfTrapping() {
        let most = Money(nanoUSD: .max)
        let least = Money(nanoUSD: .min)
        #expect(most + Money(nanoUSD: 1) == most)
        #expect(least - Money(nanoUSD: 1) == least)
        #expect(least + Money(nanoUSD: -1) == least)
        #expect(most - Money(nanoUSD: -1) == most)
        #expect(Money.zero - least == most)
        #expect(most + least == Money(nanoUSD: -1))
        #expect(least.cents == "-9223372036.85")
        #expect(least.description == "-9223372036.854775808")
    }
}
