// Several credits at once: every hour is drawn from one of them alone, in AWS's order.

import CostModel
import Foundation
import Testing

@testable import Pipeline

@Suite struct CreditOrderTests {
    private let now = Stage.now

    private func usd(_ text: String) -> Money { Money(text) ?? .zero }

    private func term(
        _ name: String, _ amount: String, used: String? = nil, hoursAgo: Double = 0, granted: String? = nil,
        expires: String? = nil
    ) -> [CreditTerm] {
        func day(_ text: String) -> Date { (try? Date(text + "T00:00:00Z", strategy: .iso8601)) ?? .distantPast }
        let word = EnteredCredit(
            name: name, at: now - hoursAgo * 3600, amount: usd(amount), used: used.map(usd),
            granted: granted.map(day), expires: expires.map(day), renews: nil, levels: [])
        return CreditTerm.joined([], [word], at: now)
    }

    /// One machine that runs since then.
    private func machine(perHour: String, hoursAgo: Double) -> SpendCurve {
        let spent = usd(perHour).scaled(by: Int64(hoursAgo * 3600), over: 3600)
        return SpendCurve(
            pieces: [.init(from: now - hoursAgo * 3600, until: now, amount: spent)], now: now, perHour: usd(perHour))
    }

    private var nothing: SpendCurve { SpendCurve(pieces: [], now: now, perHour: .zero) }

    private func balances(
        _ terms: [CreditTerm], _ spending: SpendCurve?, figures: BillingFigures = BillingFigures()
    ) -> [CreditBalance] {
        Balances.all(terms, figures: figures, spending: spending, before: [], at: now)
    }

    @Test("the soonest to expire is drawn first, and the next waits until it is empty")
    func soonestFirst() {
        let terms =
            term("late", "50", used: "0", expires: "2027-06-30") + term("soon", "10", used: "6", expires: "2026-12-31")
        let both = balances(terms, machine(perHour: "2", hoursAgo: 48))
        #expect(both.map(\.name) == ["late", "soon"])
        #expect(both[1].end(from: now)?.at == now + 2 * 3600)
        #expect(both[0].isWaiting(at: now) && both[0].burningSince == now + 2 * 3600)
        #expect(both[0].end(from: now)?.at == now + 27 * 3600)
        #expect(both.map { $0.remaining(at: now + 10 * 3600) } == [usd("34"), usd("0")])
    }

    @Test("a credit that expires before it is empty hands over at its expiry")
    func handsOverAtExpiry() {
        let terms =
            term("a", "100", used: "0", expires: "2026-11-21") + term("b", "100", used: "0", expires: "2027-01-01")
        let both = balances(terms, machine(perHour: "1", hoursAgo: 5))
        #expect(both[0].end(from: now)?.by == .expiry)
        #expect(both[1].burningSince == now + 12 * 3600)
    }

    @Test("what burns after a credit's expiry is not burned from it, and passes none of its marks")
    func afterExpiry() {
        let over = balances(
            term("a", "100", used: "90", hoursAgo: 48, expires: "2026-11-20"), machine(perHour: "1", hoursAgo: 5))[0]
        #expect(over.remaining(at: now) == usd("10") && over.remaining(at: now + 3600) == usd("10"))
        #expect(over.burnPercentPerDay(at: now) == 0 && over.runwayHours(at: now) == nil)
        #expect(over.isPast(.burnPerDay(5), at: now) == false && over.isPast(.hoursLeft(24), at: now) == false)
        #expect(over.end(from: now)?.by == .expiry)
    }

    @Test("what an older balance had left is drawn before one that was typed later")
    func onwardFromDifferentTimes() {
        let terms =
            term("a", "10", used: "4", hoursAgo: 10, expires: "2026-12-31") + term("b", "20", used: "0", hoursAgo: 10)
        let both = balances(terms, machine(perHour: "1", hoursAgo: 100))
        #expect(both.map { $0.remaining(at: now) } == [usd("0"), usd("16")])
    }

    @Test("what was launched after the balance burns from its launch")
    func launchedLater() {
        let one = balances(term("a", "10", used: "0", hoursAgo: 10), machine(perHour: "1", hoursAgo: 3))
        #expect(one.map { $0.remaining(at: now) } == [usd("7")])
    }

    @Test("what ran and was stopped since the balance is drawn, though nothing runs any more")
    func stoppedSince() {
        let curve = SpendCurve(
            pieces: [
                .init(from: now - 10 * 3600, until: now - 9 * 3600, amount: .zero),
                .init(from: now - 9 * 3600, until: now - 3600, amount: usd("8")),
                .init(from: now - 3600, until: now, amount: .zero),
            ], now: now, perHour: .zero)
        let one = balances(term("a", "10", used: "0", hoursAgo: 10), curve)
        #expect(one.map { $0.remaining(at: now) } == [usd("2")])
        #expect(one.map { $0.remaining(at: now + 9 * 3600) } == [usd("2")], "nothing burns")
        #expect(one.map { $0.burnedPercent(at: now) } == [80])
    }

    @Test("what one credit could not pay is drawn from the next, from the hour at which the first was empty")
    func handsOverMidway() {
        let terms =
            term("a", "4", used: "0", hoursAgo: 10, expires: "2026-12-31") + term("b", "20", used: "0", hoursAgo: 10)
        let both = balances(terms, machine(perHour: "1", hoursAgo: 8))
        #expect(both.map { $0.remaining(at: now) } == [usd("0"), usd("16")])
    }

    @Test("a credit of which no balance is known lets no other wait")
    func unknownLetsNobodyWait() {
        let both = balances(
            term("a", "10", expires: "2026-12-31") + term("b", "20", used: "0"), machine(perHour: "1", hoursAgo: 1))
        #expect(both.map(\.burned) == [nil, usd("0")])
        #expect(!both[1].isWaiting(at: now))
    }

    @Test("before the first scan the burn is not known, which is not 0")
    func unscanned() {
        #expect(balances(term("a", "10", used: "1"), nil).map(\.burnPerHour) == [nil])
        #expect(balances(term("a", "10", used: "1"), nothing).map(\.burnPerHour) == [.zero])
    }

    @Test(
        "gross spend is shared out by day: expiry ends a share, a grant begins one, beyond all it counts for the last",
        arguments: [
            ([("a", "10", "2026-11-01", nil), ("b", "10", "2026-11-02", "2026-11-04")], ["5", "5"]),
            ([("a", "3", "2026-11-01", nil), ("b", "10", "2026-11-03", nil)], ["3", "7"]),
            ([("a", "3", "2026-11-01", "2026-11-02"), ("b", "2", "2026-11-01", nil)], ["1", "9"]),
            ([("a", "100", "2026-11-04", nil)], ["4"]),
        ] as [([(String, String, String, String?)], [String])])
    func shares(credits: [(String, String, String, String?)], burned: [String]) {
        let days = (1...4).map { day in
            BillingFigures.CostLine(
                recordType: "Usage", start: "2026-11-0\(day)", end: "2026-11-0\(day + 1)", amount: usd("\(day)"),
                estimated: false)
        }
        let figures = BillingFigures(costLines: days, costsAt: now - 3600)
        let terms = credits.flatMap { term($0.0, $0.1, granted: $0.2, expires: $0.3) }
        let all = balances(terms, nothing, figures: figures)
        #expect(all.map(\.burned) == burned.map(usd))
        #expect(all.allSatisfy { $0.source == .grossSinceGrant })
    }

    @Test("Cost Explorer beats a typed balance; EstimatedCharges, which credits may lower, do not")
    func typedAgainstBilled() {
        let typed = term("a", "100", used: "37", hoursAgo: 2, granted: "2026-11-01")
        let line = BillingFigures.CostLine(
            recordType: "Usage", start: "2026-11-01", end: "2026-11-20", amount: usd("40"), estimated: true)
        let billed = balances(typed, nothing, figures: BillingFigures(costLines: [line], costsAt: now))
        #expect(billed.map(\.burned) == [usd("40")] && billed.map(\.source) == [.grossSinceGrant])
        let month = BillingFigures.MonthOfCharges(month: "2026-11", amount: usd("3"), lastAt: now)
        let estimated = balances(typed, nothing, figures: BillingFigures(chargesByMonth: [month]))
        #expect(estimated.map(\.burned) == [usd("37")] && estimated.map(\.source) == [.entered])
    }

    @Test("a monthly credit is whole at its renewal, and what was typed before it is of last month")
    func renewal() {
        func credit(at: Date) -> [CreditTerm] {
            let word = EnteredCredit(
                name: "lab", at: at, amount: usd("50"), used: usd("45"), granted: nil, expires: nil, renews: .monthly,
                levels: nil)
            return CreditTerm.joined([], [word], at: now)
        }
        let old = balances(credit(at: now - 30 * 86_400), nothing)
        #expect(old.map(\.burned) == [.zero] && old[0].asOf.map(UTCTime.dayText) == "2026-11-01")
        #expect(balances(credit(at: now - 86_400), nothing).map(\.burned) == [usd("45")])
    }
}
