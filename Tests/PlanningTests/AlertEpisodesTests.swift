import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct AlertEpisodesTests {
    private func judgement(
        _ level: String, _ outcome: Judgement.Outcome, id: String = "class", hold: Int = 0
    ) -> Judgement {
        let key = ResourceKey(kind: .credit, account: labAccount, region: .global, id: id)
        return .fixture(
            key, rule: .fixture("credit-threshold", view: "credits", action: .notify, hold: hold), outcome: outcome,
            facts: ["level": .text(level)])
    }

    @Test func aMarkThatIsCrossedOpensOnce() {
        let first = AlertEpisodes(judgements: [judgement("80 %", .holds)], open: [], at: morning)
        #expect(first.opening == [Episode(key: "credit-threshold/\(labAccount)/class/80 %", since: morning)])
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
        let open = [Episode(key: "credit-threshold/\(labAccount)/class/80 %", since: morning)]
        let changes = AlertEpisodes(judgements: [judgement("80 %", outcome)], open: open, at: morning)
        #expect(changes.closing == (closed ? ["credit-threshold/\(labAccount)/class/80 %"] : []))
        #expect(changes.opening == [])
    }

    @Test(
        "a machine stays told of while only what it did yesterday speaks against the word",
        arguments: [([true], false), ([true, true], false), ([true, false], true), ([false], true), ([], true)])
    func habitDoesNotClose(failed: [Bool], closed: Bool) {
        let key = ResourceKey(kind: .instance, account: labAccount, region: .northVirginia, id: "i-1")
        let conditions = failed.map { isPast in
            ConditionResult(
                part: .whereAll, text: "x < 1", outcome: .fails,
                values: [Evidence("x", .real(2), past: isPast ? PastHours(window: 10_800, ago: 75_600) : nil)])
        }
        let judgement = Judgement(
            rule: .fixture("idle-costly-notice", view: "instances", action: .notify), resource: key, name: nil,
            outcome: .clear, conditions: conditions, evidence: [], missing: [], reason: "", row: [:], unknownColumns: []
        )
        let open = [Episode(key: AlertEpisodes.key(judgement), since: morning)]
        #expect(AlertEpisodes(judgements: [judgement], open: open, at: morning).closing.isEmpty == !closed)
    }

    @Test(
        "a mark is news unless one of its kind that says more was told",
        arguments: [
            ("60 %", "80 %", false), ("80 %", "60 %", true), ("72 h left", "24 h left", false),
            ("6 h left", "24 h left", true), ("60 %", "24 h left", true),
        ])
    func news(mark: String, told: String, isNews: Bool) {
        let open = [Episode(key: "credit-threshold/\(labAccount)/class/\(told)", since: morning)]
        let changes = AlertEpisodes(judgements: [judgement(mark, .holds)], open: open, at: morning)
        #expect(changes.opening.count == 1 && changes.news.isEmpty == !isNews)
        let other = [Episode(key: "credit-threshold/\(labAccount)/lab/\(told)", since: morning)]
        #expect(AlertEpisodes(judgements: [judgement(mark, .holds)], open: other, at: morning).news.count == 1)
    }

    @Test("credits of one name in two accounts are told, and end, each for itself")
    func oneNameInTwoAccounts() {
        let other = AccountID("210987654321")!
        let key = ResourceKey(kind: .credit, account: other, region: .global, id: "class/80 %")
        let rule = RuleHeader.fixture("credit-threshold", view: "credits", action: .notify, hold: 0)
        func theirs(_ outcome: Judgement.Outcome) -> Judgement {
            .fixture(key, rule: rule, outcome: outcome, facts: ["level": .text("80 %")])
        }
        let mine = AlertEpisodes(judgements: [judgement("80 %", .holds)], open: [], at: morning).opening
        #expect(AlertEpisodes(judgements: [theirs(.clear)], open: mine, at: morning).closing == [])
        #expect(AlertEpisodes(judgements: [theirs(.holds)], open: mine, at: morning).news.count == 1)
    }

    @Test func whatIsNotJudgedStaysOpen() {
        let open = [Episode(key: "credit-threshold/\(labAccount)/class/80 %", since: morning)]
        #expect(AlertEpisodes(judgements: [], open: open, at: morning).closing == [])
    }

    @Test func eachMarkIsItsOwnEpisodeHoweverTheRowIsNamed() {
        let plain = AlertEpisodes.key(judgement("80 %", .holds))
        #expect(plain == AlertEpisodes.key(judgement("80 %", .holds, id: "class/80 %")))
        #expect(plain != AlertEpisodes.key(judgement("95 %", .holds)))
    }

    @Test func aMarkOnTheBurnOpensWhenItsHoldTimeIsOver() {
        let fast = judgement("burn 5 % a day", .holds, hold: 3600)
        func opening(held: Int) -> [Episode] {
            let clock = HoldState(
                heldSeconds: held, judgedAt: morning, held: true, ruleDigest: fast.rule.digest,
                launchTime: fast.knownLaunchTime)
            let holds = [HoldKey(rule: fast.rule.name, resource: fast.resource): clock]
            return AlertEpisodes(judgements: [fast], holds: holds, open: [], at: morning).opening
        }
        #expect(opening(held: 3400).isEmpty)
        #expect(opening(held: 3420).count == 1, "cron never comes quite on time")
    }

    @Test(
        "a mark that hangs on the burn of a moment stays passed for its quiet time",
        arguments: [
            ("24 h left", 5.9, false), ("24 h left", 6, true), ("burn 5 % a day", 5.9, false),
            ("ends before 2027-01-15", 23.9, false), ("ends before 2027-01-15", 24, true), ("80 %", 0, true),
        ])
    func quiet(level: String, hours: Double, closes: Bool) {
        let open = [Episode(key: "credit-threshold/\(labAccount)/class/\(level)", since: morning)]
        let changes = AlertEpisodes(judgements: [judgement(level, .clear)], open: open, at: morning + hours * 3600)
        #expect(changes.closing.isEmpty == !closes)
    }

    @Test func aMachineThatDoesNotRunAnyMoreIsToldOfAnewWhenItIsIdleAgain() {
        let rule = RuleHeader.fixture("idle-costly-notice", action: .notify, hold: 0)
        let idle = Judgement.fixture(.instance("i-1"), rule: rule)
        let first = AlertEpisodes(judgements: [idle], open: [], running: (labAccount, [.instance("i-1")]), at: morning)
        #expect(first.opening.map(\.key) == ["idle-costly-notice/\(labAccount)/us-west-2/i-1"])
        let other = Judgement.fixture(.instance("i-2"), rule: rule, outcome: .clear)
        let runs = AlertEpisodes(
            judgements: [other], open: first.opening, running: (labAccount, [.instance("i-1"), .instance("i-2")]),
            at: morning)
        #expect(runs.closing == [], "not judged is not over")
        let stopped = AlertEpisodes(
            judgements: [other], open: first.opening, running: (labAccount, [.instance("i-2")]), at: morning)
        #expect(stopped.closing == first.opening.map(\.key))
    }

    @Test("the episode of the only machine is over when it is stopped, though no machine is judged any more")
    func theOnlyMachine() {
        let key = "idle-costly-notice/\(labAccount)/us-west-2/i-1"
        let others = [
            "idle-costly-notice/210987654321/us-west-2/i-1", "old-volume/\(labAccount)/us-west-2/vol-1",
            "credit-threshold/\(labAccount)/class/80 %", "dead-man/\(labAccount)",
        ]
        let open = ([key] + others).map { Episode(key: $0, since: morning) }
        func closing(_ running: Set<ResourceKey>?) -> [String] {
            AlertEpisodes(judgements: [], open: open, running: running.map { (labAccount, $0) }, at: morning).closing
        }
        #expect(closing([]) == [key] && closing([.instance("i-2")]) == [key])
        #expect(closing([.instance("i-1")]).isEmpty && closing(nil).isEmpty, "not judged is not over")
    }

    @Test(
        "what is told together is one episode, which ends when nothing of it may be left, six hours on at the earliest",
        arguments: [
            (Judgement.Outcome.holds, 7.0, false), (.unknown, 7, false), (.clear, 7, true), (nil, 7, true),
            (nil, 5.9, false), (.spared(by: "keep-tag"), 7, true),
        ] as [(Judgement.Outcome?, Double, Bool)])
    func together(outcome: Judgement.Outcome?, hours: Double, isOver: Bool) {
        let rule = RuleHeader(
            name: "instance-surge", title: "", view: "starts", severity: .critical, action: .notify,
            telling: .together, holdSeconds: 0, digest: "d", origin: "built in")
        let judgements = outcome.map { [Judgement.fixture(rule: rule, outcome: $0)] } ?? []
        let open = [Episode(key: "instance-surge/\(labAccount)", since: morning)]
        let over = AlertEpisodes.over(
            [rule], in: labAccount, judgements: judgements, open: open, at: morning + hours * hour)
        #expect(over == (isOver ? open.map(\.key) : []))
        #expect(judgements.allSatisfy { AlertEpisodes.key($0) == open[0].key })
    }
}
