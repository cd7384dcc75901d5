import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct AlertEpisodesTests {
    private func judgement(_ level: String, _ outcome: Judgement.Outcome, id: String = "class") -> Judgement {
        let key = ResourceKey(kind: .credit, account: labAccount, region: .global, id: id)
        return .fixture(
            key, rule: .fixture("credit-threshold", view: "credits", action: .notify), outcome: outcome,
            facts: ["level": .text(level)])
    }

    @Test func aMarkThatIsCrossedOpensOnce() {
        let first = AlertEpisodes(judgements: [judgement("80 %", .holds)], open: [], at: morning)
        #expect(first.opening == [Episode(key: "credit-threshold/class/80 %", since: morning)])
        let second = AlertEpisodes(
            judgements: [judgement("80 %", .holds)], open: first.opening, at: morning + hour)
        #expect(second.opening == [])
        #expect(second.closing == [])
    }

    @Test(
        "only clear closes",
        arguments: [
            (Judgement.Outcome.clear, true), (.unknown, false), (.spared(by: "x"), false), (.holds, false),
        ])
    func closes(outcome: Judgement.Outcome, closed: Bool) {
        let open = [Episode(key: "credit-threshold/class/80 %", since: morning)]
        let changes = AlertEpisodes(judgements: [judgement("80 %", outcome)], open: open, at: morning)
        #expect(changes.closing == (closed ? ["credit-threshold/class/80 %"] : []))
        #expect(changes.opening == [])
    }

    @Test func whatIsNotJudgedStaysOpen() {
        let open = [Episode(key: "credit-threshold/class/80 %", since: morning)]
        #expect(AlertEpisodes(judgements: [], open: open, at: morning).closing == [])
    }

    @Test func eachMarkIsItsOwnEpisodeHoweverTheRowIsNamed() {
        let plain = AlertEpisodes.key(judgement("80 %", .holds))
        #expect(plain == AlertEpisodes.key(judgement("80 %", .holds, id: "class/80 %")))
        #expect(plain != AlertEpisodes.key(judgement("95 %", .holds)))
    }
}
