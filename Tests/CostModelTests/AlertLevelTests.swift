import CostModel
import Testing

@Suite struct AlertLevelTests {
    @Test(
        "reads a mark as people write it",
        arguments: [
            ("80%", "80 %"), ("80 %", "80 %"), ("99.5%", "99.5 %"), ("100%", "100 %"), ("20 USD left", "20 USD left"),
            ("20usd left", "20 USD left"), ("0.5 usd LEFT", "0.5 USD left"), ("24h left", "24 h left"),
            ("24 h left", "24 h left"), ("1.5h left", "1.5 h left"), ("burn 5%/day", "burn 5 % a day"),
            ("Burn 12.5 % a day", "burn 12.5 % a day"), ("expires in 30d", "expires in 30 d"),
            ("expires in 1 day", "expires in 1 d"), ("ends before 2027-01-15", "ends before 2027-01-15"),
            ("0.001%", "0.001 %"), ("99999.999h left", "99999.999 h left"),
        ])
    func reads(text: String, written: String) {
        #expect(AlertLevel(text)?.text == written)
        #expect(AlertLevel(AlertLevel(text)?.text ?? "") == AlertLevel(text))
    }

    @Test(
        "refuses what is no mark or cannot be reached",
        arguments: [
            "", "%", "0%", "-5%", "101%", "nan%", "inf%", "80", "80 percent", "0 USD left", "-1 USD left",
            "20 EUR left",
            "0h left", "-1h left", "nanh left", "infinityh left", "left", "usd left", "h left", "20 USD",
            "burn 0%/day", "burn -5%/day", "burn 5%", "burn %/day", "burn 1e9%/day", "burn 99999%/day",
            "expires in 0d", "expires in -1d", "expires in d", "expires in 30", "ends before 2027-02-30",
            "ends before tomorrow", "ends before", "1e300h left", "0.00001%", "burn 0.00001%/day",
            "0.00001h left",
        ])
    func refuses(text: String) { #expect(AlertLevel(text) == nil) }

    @Test(
        "says why a mark can never be of use",
        arguments: [
            ("20 USD left", "20", nil, true), ("20 USD left", "20.01", nil, false),
            ("ends before 2026-11-20", "100", nil, true), ("ends before 2027-01-15", "100", nil, false),
            ("ends before 2027-01-15", "100", "2027-01-14", true), ("expires in 7d", "100", "2026-11-01", true),
            ("expires in 7d", "100", nil, false), ("80%", "1", "2026-11-01", false),
        ] as [(String, String, String?, Bool)])
    func faults(text: String, amount: String, expires: String?, isFault: Bool) throws {
        let level = try #require(AlertLevel(text))
        let now = try #require(UTCTime.day("2026-11-20"))
        let fault = level.fault(
            amount: try #require(Money(amount)), expires: expires.flatMap { UTCTime.day($0) }, at: now)
        #expect((fault != nil) == isFault)
    }

    @Test(
        "whoever passes a mark has passed those before it",
        arguments: [
            ("80%", "50%"), ("6h left", "24h left"), ("1 USD left", "20 USD left"), ("expires in 7d", "expires in 30d"),
            ("burn 10%/day", "burn 5%/day"),
        ])
    func beyond(strong: String, weak: String) throws {
        let strong = try #require(AlertLevel(strong))
        let weak = try #require(AlertLevel(weak))
        #expect(strong.isBeyond(weak) && !weak.isBeyond(strong) && !strong.isBeyond(strong))
    }
}
