import CostModel
import Testing

@Suite struct AlertLevelTests {
    @Test(
        "reads a mark as people write it",
        arguments: [
            ("80%", "80 %"), ("80 %", "80 %"), ("99.5%", "99.5 %"), ("100%", "100 %"), ("20 USD left", "20 USD left"),
            ("20usd left", "20 USD left"), ("0.5 usd LEFT", "0.5 USD left"), ("24h left", "24 h left"),
            ("24 h left", "24 h left"), ("1.5h left", "1.5 h left"),
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
        ])
    func refuses(text: String) { #expect(AlertLevel(text) == nil) }
}
