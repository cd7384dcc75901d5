// What AWS's Credit lines say was paid, and by whom the rest is.

import CostModel
import Foundation
import Testing

@Suite struct CreditCoverageTests {
    private typealias Line = BillingFigures.CostLine
    private static let ec2 = "Amazon Elastic Compute Cloud - Compute"
    private static let model = "Claude Sonnet 4 (Amazon Bedrock Edition)"

    /// Told on the 20th at noon: the days up to the 17th are settled.
    private static let told = UTCTime.day("2026-11-20")!.addingTimeInterval(43_200)

    private func day(_ number: Int) -> String { "2026-11-" + (number < 10 ? "0" : "") + "\(number)" }

    private func line(_ number: Int, _ type: String, _ amount: String, _ service: String? = ec2) -> Line {
        Line(
            recordType: type, start: day(number), end: day(number + 1), amount: Money(amount)!, estimated: true,
            service: service)
    }

    private func coverage(_ lines: [Line]) -> CreditCoverage { CreditCoverage(lines, since: "", told: Self.told) }

    private func paid(_ coverage: CreditCoverage) -> Money { coverage.spans.reduce(.zero) { $0 + $1.paid } }

    private func usd(_ text: String) -> Money { Money(text)! }

    @Test("a service that no credit covers is the card's, by its name, on settled days and on open ones")
    func marketplace() {
        let days = coverage(
            (1...19).flatMap { day in
                [line(day, "Usage", "20", Self.model), line(day, "Usage", "1"), line(day, "Credit", "-1")]
            })
        #expect(paid(days) == usd("19") && days.card == [ServiceSpend(name: Self.model, amount: usd("380"))])
        #expect(days.unpaid?.total == usd("340") && days.unpaid?.since == UTCTime.day("2026-11-01"))
    }

    @Test(
        "tax, support and domains are the card's unless a credit covers them",
        arguments: [("Tax", nil), ("Support fee", "AWS Support (Business)"), ("Fee", "Amazon Registrar")]
            as [(String, String?)])
    func fees(type: String, service: String?) {
        let name = service ?? "Tax"
        let fee = line(3, type, "14", name)
        let usage = (1...18).flatMap { [line($0, "Usage", "2"), line($0, "Credit", "-2")] }
        #expect(coverage(usage + [fee]).card == [ServiceSpend(name: name, amount: usd("14"))])
        #expect(coverage(usage + [fee]).unpaid == nil, "one day is no news")
        let covered = coverage(usage + [fee, line(3, "Credit", "-14", name)])
        #expect(covered.card == [] && paid(covered) == usd("50"))
    }

    @Test("credit lines that are late, or of which a part is late, take nothing off what was used")
    func late() {
        let full = (1...12).flatMap { [line($0, "Usage", "2"), line($0, "Credit", "-2")] }
        let part = [
            line(13, "Usage", "2"), line(13, "Credit", "-1.5"), line(14, "Usage", "2"), line(14, "Credit", "-1"),
        ]
        #expect(paid(coverage(full + part)) == usd("28"))
        #expect(paid(coverage(full + part + [line(15, "Usage", "2"), line(19, "Usage", "2")])) == usd("32"))
        #expect(!coverage(full + part + [line(15, "Usage", "2")]).isLapsed)
    }

    @Test("credits that stop to pay have paid what their lines say; the days since are told")
    func lapsed() {
        let days = coverage((1...19).map { line($0, "Usage", "1.5") } + (1...10).map { line($0, "Credit", "-1.5") })
        #expect(days.isLapsed && paid(days) == usd("15"))
        #expect(days.unpaid?.since == UTCTime.day("2026-11-11") && days.unpaid?.total == usd("10.5"))
    }

    @Test("where no credit ever paid, nobody knows whether lines are shown: all counts as used, and it is told")
    func never() {
        let days = coverage((1...19).map { line($0, "Usage", "1.5") })
        #expect(!days.hasCredits && paid(days) == usd("28.5") && days.card == [])
        #expect(days.unpaid?.total == usd("25.5"))
    }

    @Test("a refund to the card lowers the card's part, and not what the credit paid")
    func refunds() {
        let lines = [
            line(1, "Usage", "10", Self.model), line(1, "Usage", "4"), line(1, "Credit", "-4"),
            line(2, "Refund", "-6", Self.model),
        ]
        #expect(paid(coverage(lines)) == usd("4"))
        #expect(coverage(lines).card == [ServiceSpend(name: Self.model, amount: usd("4"))])
    }

    @Test("a credit taken back lowers what it paid; one told under another service's name pays the dearest of the rest")
    func corrections() {
        let back = coverage([line(1, "Usage", "4"), line(1, "Credit", "-4"), line(2, "Credit", "1")])
        #expect(paid(back) == usd("3") && back.card == [ServiceSpend(name: Self.ec2, amount: usd("1"))])
        let lumped = coverage([line(1, "Usage", "4", Self.model), line(2, "Credit", "-4", Self.ec2)])
        #expect(paid(lumped) == usd("4") && lumped.card == [])
    }

    @Test("where AWS was not asked by service the rest is told without a name")
    func nameless() {
        let days = coverage(
            (1...18).flatMap {
                [line($0, "Usage", "3", nil), line($0, "Tax", "1", nil), line($0, "Credit", "-3", nil)]
            })
        #expect(days.card == [ServiceSpend(name: "", amount: usd("17"))])
    }

    @Test("a warning needs a credit that could pay, and bills that are fresh")
    func funded() {
        let figures = BillingFigures(costLines: (1...19).map { line($0, "Usage", "1.5") }, costsAt: Self.told)
        func balance(_ burned: String) -> CreditBalance {
            CreditBalance(
                name: "class", source: .grossSinceGrant, granted: usd("100"), burned: usd(burned), burnPerHour: nil,
                expiresAt: nil, asOf: Self.told, basis: "", levels: [])
        }
        #expect(UnpaidUsage(figures, [balance("40")], at: Self.told) != nil)
        #expect(UnpaidUsage(figures, [balance("99.5")], at: Self.told) == nil)
        #expect(UnpaidUsage(figures, [], at: Self.told) == nil)
        #expect(UnpaidUsage(figures, [balance("40")], at: Self.told + 40 * 3600) == nil)
    }
}
