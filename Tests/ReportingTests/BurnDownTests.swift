// What a curve shows: holes, windows, marks, paths.

import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct BurnDownTests {
    private let now = Sample.morning
    private func usd(_ text: String) -> Money { Money(text)! }

    private func balance(
        left: String = "40", burn: String? = "0.5", expires: Date? = nil, source: BalanceSource = .entered,
        levels: [AlertLevel] = []
    ) -> CreditBalance {
        CreditBalance(
            name: "class", source: source, granted: usd("100"), burned: usd("100") - usd(left),
            burnPerHour: burn.map(usd), expiresAt: expires, asOf: now, basis: "", levels: levels)
    }

    private func point(_ hoursAgo: Double, _ left: String, source: BalanceSource = .entered) -> BalancePoint {
        let at = now - hoursAgo * 3600
        return BalancePoint(name: "class", at: at, left: usd(left), told: usd(left), asOf: at, source: source)
    }

    private func curve(
        _ balance: CreditBalance, _ history: [BalancePoint] = [], _ figures: BillingFigures? = nil
    ) throws -> BurnDown {
        try #require(BurnDown(balance, history: history, figures: figures, spend: nil, at: now))
    }

    @Test func hoursInWhichNobodyLookedAreAHoleAndNoZero() throws {
        let curve = try curve(balance(), [point(9, "44"), point(8, "43"), point(4, "42"), point(3, "41")])
        #expect(curve.metered.map { $0.map(\.left.cents) } == [["44.00", "43.00"], ["42.00", "41.00"]])
        #expect(curve.billed.isEmpty)
    }

    @Test func anHourlyScanHasNoHole() throws {
        // The last of each hour is kept: two neighbours are up to two hours apart.
        let curve = try curve(balance(), [point(5, "44"), point(3.05, "43"), point(2, "42"), point(0, "40")])
        #expect(curve.metered.count == 1)
    }

    @Test func whatNobodyKnowsIsNotDrawn() {
        let unknown = CreditBalance(
            name: "lab", source: .none, granted: usd("50"), burned: nil, burnPerHour: usd("1"), expiresAt: nil,
            asOf: nil, basis: "", levels: [])
        #expect(BurnDown(unknown, history: [], figures: nil, spend: nil, at: now) == nil)
    }

    @Test func theBillIsACurveOnlyWhereItIsThisCreditsAlone() throws {
        let alone = try curve(balance(left: "16.6", source: .grossSinceGrant), [], Sample.billedDays)
        #expect(alone.billed.first?.last?.left == usd("16.6"))
        #expect(alone.billed.count == 1)
        let shared = try curve(balance(left: "50", source: .grossSinceGrant), [], Sample.billedDays)
        #expect(shared.billed.isEmpty)
        let typed = try curve(balance(left: "16.6", source: .entered), [], Sample.billedDays)
        #expect(typed.billed.isEmpty)
    }

    @Test func whatASourceToldIsDrawnAtItsOwnTime() throws {
        let told = [
            point(60, "60", source: .billingCredits), point(36, "50", source: .billingCredits),
            point(36, "49", source: .billingCredits),
        ]
        let curve = try curve(balance(left: "40", source: .billingCredits), told)
        #expect(curve.billed.map { $0.map(\.left.cents) } == [["60.00", "49.00"]])
    }

    @Test func aShortRunwayShowsAWeekAndALongOneAllOfThePast() throws {
        let history = (0...80).map { point(Double(80 - $0) * 24, "\(90 - $0 / 2)") }
        let soon = try curve(balance(left: "5", burn: "1"), history)
        #expect(soon.isCut && now.timeIntervalSince(soon.window.lowerBound) == 7 * 86_400)
        // The edge is reckoned between the points beside it.
        #expect(soon.metered.isEmpty == false)
        let later = try curve(balance(left: "50", burn: "0.02"), history)
        #expect(!later.isCut && later.window.lowerBound == now - 80 * 86_400)
        #expect(later.window.upperBound > now + 90 * 86_400)
    }

    @Test func aCourseEndsAtNothingOrAtItsExpiry() throws {
        let empties = try curve(balance(left: "10", burn: "1"))
        #expect(empties.expected?.emptyAt == now + 36_000 && empties.expiry == nil)
        let expires = try curve(balance(left: "10", burn: "1", expires: now + 18_000))
        #expect(expires.expected?.emptyAt == nil && expires.expiry == now + 18_000)
        let rests = try curve(balance(left: "10", burn: "0"))
        #expect(rests.expected?.emptyAt == nil && rests.window.upperBound > now)
        #expect(try curve(balance(burn: nil)).expected == nil)
    }

    @Test func marksThatAreAmountsHaveAPlaceOnTheScale() throws {
        let levels: [AlertLevel] = [.percentBurned(50), .usdLeft(usd("20")), .hoursLeft(24)]
        let marks = try curve(balance(left: "40", levels: levels)).marks
        #expect(marks.map(\.left) == [usd("50"), usd("20")])
        #expect(marks.map(\.isPassed) == [true, false])
    }

    @Test func theScaleHasRoundStepsAndHoldsWhatIsSeen() throws {
        for left in ["0.004", "0.9", "7", "16.6", "73", "99.99"] {
            let drawn = try curve(balance(left: left))
            let scale = CurveScale(
                drawn, width: 880, height: 300, margins: (left: 44, right: 12, upper: 22, lower: 26))
            #expect(scale.top >= usd(left).usd && (2...7).contains(scale.amounts.count), "\(left): \(scale.amounts)")
            #expect(scale.y(0) == 274 && scale.y(scale.top) == 22)
        }
    }
}
