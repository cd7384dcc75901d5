import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct HoldClockTests {
    let rule = RuleHeader.fixture()
    let start = morning - 10 * hour

    private func clock(
        _ held: Int, judged ago: TimeInterval, held running: Bool = true, digest: String = "d1",
        launch: Date? = morning - 10 * hour
    ) -> HoldState {
        HoldState(heldSeconds: held, judgedAt: morning - ago, held: running, ruleDigest: digest, launchTime: launch)
    }

    private func advance(
        _ previous: HoldState?, _ outcome: Judgement.Outcome = .holds
    ) -> HoldState? {
        HoldClock.advance(previous, outcome: outcome, rule: rule, launchTime: start, at: morning)
    }

    @Test func startsAtZero() {
        #expect(advance(nil)?.heldSeconds == 0)
        #expect(advance(nil)?.held == true)
    }

    @Test(
        "adds the gap since the last scan, two hours at most",
        arguments: [
            (600.0, 600), (7199, 7199), (7200, 7200), (7201, 7200), (9 * 3600, 7200), (1e15, 7200), (0, 0), (-600, 0),
        ] as [(TimeInterval, Int)])
    func addsTheGap(ago: TimeInterval, added: Int) {
        #expect(advance(clock(100, judged: ago))?.heldSeconds == 100 + added)
    }

    @Test func pausesWhileUnknownAndCountsNothingForTheGapAfter() {
        let paused = advance(clock(900, judged: 600), .unknown)
        #expect(paused?.heldSeconds == 900)
        #expect(paused?.held == false)
        #expect(advance(clock(900, judged: 600, held: false))?.heldSeconds == 900)
        #expect(advance(clock(900, judged: 600, held: false))?.held == true)
        #expect(advance(nil, .unknown) == nil)
    }

    @Test("clear and spared reset", arguments: [Judgement.Outcome.clear, .spared(by: "keep-tag")])
    func resets(outcome: Judgement.Outcome) {
        #expect(advance(clock(900, judged: 600), outcome) == nil)
    }

    @Test func aChangedRuleStartsAnew() {
        #expect(advance(clock(900, judged: 600, digest: "d0"))?.heldSeconds == 0)
        #expect(advance(clock(900, judged: 600, digest: "d0"), .unknown) == nil)
    }

    @Test("another start of the machine starts anew", arguments: [morning - hour, nil])
    func anotherStart(launch: Date?) {
        #expect(advance(clock(900, judged: 600, launch: launch))?.heldSeconds == 0)
    }

    @Test func roundingOfTheStartIsNoOtherStart() {
        #expect(advance(clock(900, judged: 600, launch: start + 0.4))?.heldSeconds == 1500)
    }

    @Test(
        "is due at 95 % of the hold time",
        arguments: [
            (0, 0, true), (0, 1, false), (1709, 1800, false), (1710, 1800, true), (1800, 1800, true),
            (3419, 3600, false), (3420, 3600, true), (18, 20, false), (19, 20, true),
            (Int.max, Int.max, true), (0, Int.max, false),
        ])
    func due(held: Int, hold: Int, expected: Bool) {
        #expect(HoldClock.isDue(held: held, .fixture(hold: hold)) == expected)
    }

    @Test func quarterHourlyScansReachAnHourInFourSteps() {
        var state: HoldState?
        var scans = 0
        repeat {
            let now = morning + Double(scans) * 900
            state = HoldClock.advance(
                state, outcome: .holds, rule: .fixture(hold: 3600), launchTime: nil, at: now)
            scans += 1
        } while !HoldClock.isDue(held: state?.heldSeconds ?? 0, .fixture(hold: 3600)) && scans < 20
        #expect(scans == 5)
    }
}
