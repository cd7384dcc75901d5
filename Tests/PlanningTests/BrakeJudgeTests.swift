// When a rung of the brake is due, what holds it, what ends it: tables.

import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct BrakeJudgeTests {
    private static func usd(_ amount: Double) -> Money { Money(usd: amount) ?? .zero }

    private func credit(
        spent: Double, burn: Double? = 1, granted: Double = 100, source: BalanceSource = .billingCredits,
        drawn: Double = 0
    ) -> CreditBalance {
        var credit = CreditBalance(
            name: "class", source: source, granted: Self.usd(granted), burned: Self.usd(spent - drawn),
            burnPerHour: burn.map(Self.usd), expiresAt: nil, asOf: morning, basis: "", levels: [])
        credit.drawn = Self.usd(drawn)
        credit.drawnUntil = morning
        return credit
    }

    private func input(
        _ credit: CreditBalance?, spent: Double?, last: BrakeReading? = nil, metered: Double? = nil,
        fired: [BrakeFiring] = [], interval: TimeInterval = 3600, now: Date = morning
    ) -> BrakeInput {
        BrakeInput(
            rungs: BrakeSettings.usual, credit: credit, spent: spent.map(Self.usd), metered: metered.map(Self.usd),
            last: last, fired: fired, interval: interval, now: now)
    }

    private func states(_ judgement: BrakeJudgement) -> [String] {
        judgement.rungs.map { rung in
            switch rung.state {
            case .fired: "fired"
            case .due: "due"
            case .held: "held"
            case .waits(let date): date == nil ? "never" : "waits"
            }
        }
    }

    @Test(
        "a rung is due where its mark would be passed before the next run",
        arguments: [
            (73.9, 1.0, 3600.0, ["waits", "waits", "waits"]), (74.0, 1.0, 3600.0, ["due", "waits", "waits"]),
            (74.0, 1.0, 900.0, ["waits", "waits", "waits"]), (74.75, 1.0, 900.0, ["due", "waits", "waits"]),
            (95.0, 0.0, 3600.0, ["due", "due", "never"]), (97.0, 0.0, 3600.0, ["due", "due", "due"]),
            (60.0, 37.0, 3600.0, ["due", "due", "due"]), (250.0, 0.0, 3600.0, ["due", "due", "due"]),
        ])
    func due(spent: Double, burn: Double, interval: Double, expected: [String]) {
        let judgement = BrakeJudge.judge(input(credit(spent: spent, burn: burn), spent: spent, interval: interval))
        #expect(states(judgement) == expected)
        #expect(judgement.hold == nil)
    }

    @Test("what nobody knows of the burn counts as nothing: the figure alone fires")
    func unknownBurn() {
        #expect(states(BrakeJudge.judge(input(credit(spent: 96, burn: nil), spent: 96))) == ["due", "due", "never"])
    }

    @Test("a credit that waits for its turn is not burned")
    func waiting() {
        var later = credit(spent: 74.9, burn: 10)
        later.burningSince = morning + 9 * hour
        #expect(states(BrakeJudge.judge(input(later, spent: 74.9))) == ["never", "never", "never"])
    }

    @Test("without a credit, or where nobody tells, every rung is held")
    func unknown() {
        #expect(BrakeJudge.judge(input(nil, spent: nil)).hold == .noCredit)
        let silent = BrakeJudge.judge(input(credit(spent: 99, source: .none), spent: nil))
        #expect(silent.hold == .untold && states(silent) == ["held", "held", "held"])
    }

    @Test("what somebody typed fires nothing; what was metered does")
    func typed() {
        let typed = credit(spent: 98, source: .entered, drawn: 20)
        let held = BrakeJudge.judge(input(typed, spent: 20))
        #expect(held.hold == .typed(metered: Self.usd(20)))
        #expect(states(held) == ["held", "held", "held"])
        let metered = BrakeJudge.judge(input(credit(spent: 98, source: .entered, drawn: 91), spent: 91))
        #expect(states(metered) == ["due", "due", "held"])
    }

    @Test(
        "a source that fell silent holds every rung, whatever the next best says",
        arguments: [BalanceSource.grossSinceGrant, .entered, .none])
    func lost(source: BalanceSource) {
        let last = BrakeReading(source: .freeTierPlan, spent: Self.usd(96.5), at: morning - hour)
        let judgement = BrakeJudge.judge(
            input(credit(spent: 99, source: source), spent: source == .none ? nil : 99, last: last, metered: 1))
        #expect(judgement.hold == .lost(.freeTierPlan, source))
        #expect(states(judgement) == ["held", "held", "held"])
        #expect(judgement.reading == nil, "what was believed stays")
    }

    @Test("a better source is heard, and AWS's silence of three days is not")
    func betterAndStale() {
        let last = BrakeReading(source: .grossSinceGrant, spent: Self.usd(60), at: morning - hour)
        #expect(BrakeJudge.judge(input(credit(spent: 61), spent: 61, last: last, metered: 1)).hold == nil)
        var stale = input(credit(spent: 98), spent: 98)
        stale.toldAt = morning - 73 * hour
        #expect(BrakeJudge.judge(stale).hold == .stale(73 * hour))
        #expect(BrakeJudge.judge(stale).isHeld)
        stale.toldAt = morning - 71 * hour
        #expect(BrakeJudge.judge(stale).hold == nil)
    }

    @Test(
        "a figure that jumps is doubted: what was believed and metered fires, the jump does not",
        arguments: [
            (60.0, 1.0, 98.0, ["held", "held", "held"]), (60, 38, 98, ["due", "due", "due"]),
            (80, 1, 98, ["due", "held", "held"]), (96.5, 1, 40, ["held", "held", "held"]),
            (60, 1, 71, ["waits", "waits", "waits"]), (60, 1, 58.5, ["waits", "waits", "waits"]),
        ])
    func jump(before: Double, metered: Double, told: Double, expected: [String]) {
        let last = BrakeReading(source: .billingCredits, spent: Self.usd(before), at: morning - hour)
        let judgement = BrakeJudge.judge(
            input(credit(spent: told, burn: 0.1), spent: told, last: last, metered: metered))
        #expect(states(judgement) == expected)
        #expect((judgement.hold == nil) == (judgement.reading?.doubt == nil))
    }

    @Test("a figure that has stood for an hour is believed; one that goes back is forgotten")
    func believed() throws {
        var last: BrakeReading? = BrakeReading(source: .billingCredits, spent: Self.usd(60), at: morning)
        func run(_ minutes: Double, _ told: Double) -> BrakeJudgement {
            let judgement = BrakeJudge.judge(
                input(
                    credit(spent: told), spent: told, last: last, metered: 0.25, interval: 900,
                    now: morning + minutes * 60))
            last = judgement.reading
            return judgement
        }
        #expect(run(15, 98).isHeld)
        #expect(run(30, 98.2).isHeld)
        #expect(run(45, 60.8).hold == nil, "it went back")
        #expect(run(60, 98).isHeld)
        #expect(run(90, 98.4).isHeld)
        #expect(run(119, 98.9).isHeld)
        #expect(states(run(120, 99)) == ["due", "due", "due"])
    }

    @Test("what has fired stays in force until the credit is renewed or grows")
    func released() {
        let fired = BrakeSettings.usual.map { BrakeFiring(rung: $0, at: morning - hour, distance: Self.usd(0.5)) }
        let last = BrakeReading(source: .billingCredits, spent: Self.usd(96.5), at: morning - hour)
        let same = BrakeJudge.judge(input(credit(spent: 96.5, burn: 0), spent: 96.5, last: last, fired: fired))
        #expect(states(same) == ["fired", "fired", "fired"] && same.released.isEmpty)
        let grown = BrakeJudge.judge(
            input(credit(spent: 96.5, burn: 0, granted: 200), spent: 96.5, last: last, fired: fired))
        #expect(grown.released == BrakeSettings.usual)
        #expect(states(grown) == ["never", "never", "never"])
        let jumped = BrakeJudge.judge(input(credit(spent: 3, burn: 0), spent: 3, last: last, fired: fired))
        #expect(jumped.released.isEmpty, "a figure that jumps releases nothing")
    }

    @Test("the next run comes as the last ones did; a night without runs is no habit")
    func interval() {
        let quarter = (0..<8).map { morning + Double($0) * 900 }
        #expect(BrakeJudge.interval(of: []) == 3600)
        #expect(BrakeJudge.interval(of: quarter) == 900)
        #expect(BrakeJudge.interval(of: quarter + [morning + 10 * hour]) == 900)
        #expect(BrakeJudge.interval(of: [morning, morning + 24 * hour]) == 24 * hour)
        #expect(BrakeJudge.interval(of: [morning, morning + 3]) == 300)
        #expect(BrakeJudge.interval(of: [morning, morning + 900 * hour]) == 26 * hour)
    }

    @Test(
        "rungs stand in the order of the spend, and no later one does less",
        arguments: [
            ([BrakeRung(.percentBurned(90), .stopIdle), BrakeRung(.percentBurned(75), .digest)], false),
            ([BrakeRung(.percentBurned(90), .stopAll), BrakeRung(.percentBurned(95), .stopIdle)], false),
            ([BrakeRung(.percentBurned(90), .stopIdle), BrakeRung(.percentBurned(90), .stopAll)], false),
            ([BrakeRung(.percentBurned(90), .stopIdle), BrakeRung(.usdLeft(usd(20)), .stopAll)], false),
            ([BrakeRung(.percentBurned(90), .stopIdle), BrakeRung(.usdLeft(usd(3)), .stopAll)], true),
            ([BrakeRung(.usdLeft(usd(9)), .mail), BrakeRung(.usdLeft(usd(3)), .stopAll)], true),
        ])
    func order(rungs: [BrakeRung?], isFine: Bool) {
        let settings = BrakeSettings(rungs: rungs.compactMap(\.self))
        #expect((settings.fault(at: 1, granted: Self.usd(100)) == nil) == isFine)
    }

    @Test("a mark of time is none of the brake's")
    func time() {
        for mark in [AlertLevel.hoursLeft(3), .burnPerDay(10), .expiresWithin(2), .endsBefore(morning)] {
            #expect(BrakeRung(mark, .mail) == nil)
        }
    }
}
