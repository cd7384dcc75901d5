// When use is a burn out of nowhere, by tables.

import CostModel
import Testing

@Suite struct UsageSurgeTests {
    private func surge(_ usd: String, unpriced: Int64 = 0) throws -> UsageSurge {
        let key = ResourceKey(
            kind: UsageService.bedrock.kind, account: try #require(AccountID("123456789012")),
            region: .northVirginia, id: "a.model")
        let money = try #require(Money(usd))
        return UsageSurge(.bedrock, [UsageSurge.Part(key: key, perHour: money, unpriced: unpriced)])
    }

    @Test(
        "it is told from a hundredth of the credit on, between 0.50 and 10 USD an hour",
        arguments: [(nil, "1"), ("10", "0.5"), ("100", "1"), ("600", "6"), ("5000", "10")] as [(String?, String)])
    func threshold(left: String?, expected: String) {
        #expect(UsageSurge.threshold(left: left.flatMap { Money($0) }) == Money(expected))
    }

    @Test(
        "dear, and three times the day before",
        arguments: [
            ("1.00", "0", true), ("0.99", "0", false), ("6.00", "2.00", true), ("5.90", "2.00", false),
        ])
    func dear(now: String, usual: String, isTold: Bool) throws {
        let told = try surge(now).isOutOfNowhere(usual: try surge(usual), left: Money("100"))
        #expect(told == isTold)
    }

    @Test("tokens without a price are told by their number", arguments: [(2_000_000, true), (1_999_999, false)])
    func unpriced(count: Int64, isTold: Bool) throws {
        #expect(try surge("0", unpriced: count).isOutOfNowhere(usual: try surge("0"), left: nil) == isTold)
    }

    @Test("it is over below half of what opens it", arguments: [("0.49", true), ("0.50", false)])
    func over(now: String, isOver: Bool) throws {
        #expect(try surge(now).isOver(left: nil) == isOver)
    }

    @Test("use is a whole number an hour; what is no number that can be is none")
    func use() throws {
        let key = try #require(try surge("1").parts.first?.key)
        func units(_ used: Double) -> Int64? {
            ServiceUse(key: key, item: "bedrock:a/input", from: 0, period: 300, used: used)?.perHour
        }
        #expect(units(1000) == 12_000 && units(0) == nil && units(-1) == nil)
        #expect(units(.nan) == nil && units(.infinity) == nil && units(1e300) == nil)
    }
}
