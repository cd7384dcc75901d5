import CostModel
import Foundation
import Testing

@Suite struct CreditBalanceTests {
    let now = Date(timeIntervalSince1970: 1_795_251_600)

    private func balance(
        granted: String = "100", burned: String?, burn: String? = nil, expires hours: Double? = nil,
        from turn: Date? = nil
    ) -> CreditBalance {
        CreditBalance(
            name: "class", source: .entered, granted: Money(granted) ?? .zero, burned: burned.flatMap { Money($0) },
            burnPerHour: burn.flatMap { Money($0) }, expiresAt: hours.map { now + $0 * 3600 }, asOf: nil, basis: "",
            levels: [], burningSince: turn)
    }

    @Test func whatIsNotKnownIsNotZero() {
        let unknown = balance(burned: nil, burn: "1")
        #expect(unknown.remaining == nil)
        #expect(unknown.burnedPercent == nil)
        #expect(unknown.runwayHours(at: now) == nil)
        #expect(unknown.end(from: now) == nil)
    }

    @Test(
        "what is left",
        arguments: [("0", "100"), ("83.4", "16.6"), ("100", "0"), ("120", "0")])
    func remaining(burned: String, left: String) { #expect(balance(burned: burned).remaining == Money(left)) }

    @Test func whatRanSinceTheBalanceWasReadHasBurned() {
        let old = CreditBalance(
            name: "class", source: .entered, granted: Money("100") ?? .zero, burned: Money("90"),
            burnPerHour: Money("2"), expiresAt: nil, asOf: now - 2 * 3600, basis: "", levels: [])
        #expect(old.remaining(at: now) == Money("6"))
        #expect(old.burnedPercent(at: now) == 94 && old.burnedPercent == 90)
        #expect(old.end(from: now)?.at == now + 3 * 3600)
        #expect(old.end(from: now, burning: Money("1"))?.at == now + 6 * 3600)
        #expect(old.remaining(at: now + 9 * 3600) == .zero)
        #expect(old.end(from: now + 9 * 3600)?.at == now + 9 * 3600)
    }

    @Test func whatWasLaunchedSinceHasNotBurnedFromTheStart() {
        let idleForDays = CreditBalance(
            name: "class", source: .entered, granted: Money("100") ?? .zero, burned: Money("90"),
            burnPerHour: Money("2"), expiresAt: nil, asOf: now - 240 * 3600, basis: "", levels: [],
            burningSince: now - 3600)
        #expect(idleForDays.remaining(at: now) == Money("8"))
        #expect(idleForDays.runwayHours(at: now) == 4)
        #expect(idleForDays.remaining(at: now - 2 * 3600) == Money("10"))
    }

    @Test func whatWaitsForAnotherCreditIsWholeUntilItsTurn() {
        let waiting = balance(burned: "50", burn: "5", from: now + 6 * 3600)
        #expect(waiting.isWaiting(at: now) && !waiting.isWaiting(at: now + 7 * 3600))
        #expect(waiting.remaining(at: now) == Money("50"))
        #expect(waiting.runwayHours(at: now) == 16)
        #expect(waiting.end(from: now)?.at == now + 16 * 3600)
    }

    @Test func whatWasMeteredSinceIsTakenOffAndThePresentBurnFollowsFromThere() {
        var metered = balance(burned: "50", burn: "2")
        metered.asOf = now - 100 * 3600
        metered.drawn = Money("12") ?? .zero
        metered.drawnUntil = now - 3600
        #expect(metered.remaining(at: now) == Money("36"))
        #expect(metered.burnedPercent(at: now) == 64)
        #expect(metered.end(from: now)?.at == now + 18 * 3600)
    }

    @Test func whatIsNeverDrawnNeverEnds() {
        let idle = balance(burned: "50", burn: "5", from: .distantFuture)
        #expect(idle.runwayHours(at: now) == nil)
        #expect(idle.end(from: now) == nil)
    }

    @Test func percentIsOfTheGrant() {
        #expect(balance(burned: "75").burnedPercent == 75)
        #expect(balance(burned: "120").burnedPercent == 120)
        #expect(balance(granted: "0", burned: "1").burnedPercent == nil)
    }

    @Test func whereNothingBurnsNothingEnds() {
        #expect(balance(burned: "50", burn: "0").runwayHours(at: now) == nil)
        #expect(balance(burned: "50", burn: "5").runwayHours(at: now) == 10)
    }

    @Test(
        "ends by what comes first",
        arguments: [
            ("5", 20.0, 10.0, CreditEnd.exhaustion), ("5", 4, 4, .expiry), ("5", 10, 10, .exhaustion),
            (nil, 4, 4, .expiry), ("0", 4, 4, .expiry), ("5", nil, 10, .exhaustion),
        ] as [(String?, Double?, Double, CreditEnd)])
    func ends(burn: String?, expires: Double?, hours: Double, by: CreditEnd) throws {
        let end = try #require(balance(burned: "50", burn: burn, expires: expires).end(from: now))
        #expect(end.at == now + hours * 3600)
        #expect(end.by == by)
    }
}
