// What AWS refused is left alone for a day, takes no turn, and is a person's to try.

import CostModel
import Foundation
import Testing

@testable import Planning

private let denied = StepOutcome.refused(
    code: "UnauthorizedOperation", "ec2 StopInstances was denied\nhint: grant 'ec2:StopInstances'")

@Suite struct RefusedByAWSTests {
    private func entry(
        _ id: Int64, _ outcome: StepOutcome?, hours: Double, on resource: ResourceKey = .instance(), cron: Bool = true
    ) -> JournalEntry {
        let intent = JournalIntent(
            planID: "00000000", action: .stop, resource: resource, launchTime: nil, name: nil, rule: "idle-instance",
            at: morning - hours * hour, unattended: cron)
        return JournalEntry(id: id, intent: intent, outcome: outcome, settledAt: intent.at)
    }

    private func refusal(
        _ journal: [JournalEntry], tags: String = "{}", isAttended: Bool = false
    ) -> Refusal? {
        let judgement = Judgement.fixture(facts: ["tags": .text(tags), "launch_time": .time(morning - 90 * hour)])
        return GuardrailCheck.verdict(
            on: GuardrailCandidate(
                judgement: judgement, now: morning, restarts: RestartRecord(), settings: GuardrailSettings(),
                account: labAccount, firstAccount: labAccount, journal: journal, isAttended: isAttended)
        ).refusal
    }

    @Test("a refusal stands for a day", arguments: [(0.0, true), (23.99, true), (24, false), (50, false), (-1, false)])
    func standsForADay(hours: Double, stands: Bool) {
        #expect((refusal([entry(1, denied, hours: hours)])?.guardrail == "refused-by-aws") == stands)
    }

    @Test("a refusal of a person's try counts as well, and a person may try again")
    func people() {
        let journal = [entry(1, denied, hours: 2, cron: false)]
        #expect(refusal(journal)?.guardrail == "refused-by-aws")
        #expect(refusal(journal, isAttended: true) == nil)
    }

    @Test(
        "the last word of AWS decides",
        arguments: [
            (StepOutcome.done, false), (.failed("no answer"), false), (.uncertain("lost"), false),
            (.skipped("busy"), true),
        ])
    func lastWord(later: StepOutcome, stands: Bool) {
        let journal = [entry(2, later, hours: 1), entry(1, denied, hours: 2)]
        #expect((refusal(journal) != nil) == stands)
    }

    @Test("another machine's refusal says nothing of this one")
    func otherMachines() {
        #expect(refusal([entry(1, denied, hours: 1, on: .instance("i-2"))]) == nil)
    }

    @Test("it says what AWS said, until when, and what to do")
    func words() throws {
        let detail = try #require(refusal([entry(1, denied, hours: 1)])?.detail)
        #expect(detail.contains("ec2 StopInstances was denied") && !detail.contains("\n"))
        #expect(detail.contains("2026-11-22T08:00:00Z") && detail.contains("costguard apply --only i-1"))
        #expect(detail.contains("allow ec2:StopInstances"))
    }

    @Test("where the keep date has ended it says that IAM cannot know that")
    func endedKeep() throws {
        let ended = #"{"costguard:keep":"2026-11-01"}"#
        let journal = [entry(1, denied, hours: 1)]
        #expect(try #require(refusal(journal, tags: ended)?.detail).contains("IAM cannot compare dates"))
        #expect(try #require(refusal(journal, tags: "{}")?.detail).contains("IAM cannot") == false)
        let group = entry(1, .refused(code: "UnsupportedOperation", "a launch group"), hours: 1)
        #expect(try #require(refusal([group], tags: ended)?.detail).contains("IAM cannot") == false)
    }

    @Test("dear machines that AWS refuses leave the turn to the cheap one, and are steps for a person alone")
    func takesNoTurn() {
        let dear = (0..<3).map { Judgement.fixture(.instance("i-d\($0)"), facts: ["hourly_usd": .real(9)]) }
        let cheap = Judgement.fixture(.instance("i-cheap"))
        let journal = (0..<3).map { entry(Int64($0), denied, hours: 1, on: .instance("i-d\($0)")) }
        let plan = Planner.plan(request(dear + [cheap], running: 4, journal: journal))
        #expect(plan.steps.map(\.resource.id) == ["i-cheap"] && plan.steps.allSatisfy(\.unattended))
        #expect(plan.findings.filter { $0.verdict == .refused }.count == 3)
        #expect(plan.retries.map(\.resource.id) == ["i-d0", "i-d1", "i-d2"])
        #expect(plan.totals.wouldStop == 1)
    }

    @Test("a machine whose stops fail without a refusal comes behind all others, and not never")
    func failuresGoLast() {
        let dear = Judgement.fixture(.instance("i-dear"), facts: ["hourly_usd": .real(9)])
        let cheap = Judgement.fixture(.instance("i-cheap"))
        let guardrails = GuardrailSettings(maxActions: 1)
        for outcome in [StepOutcome.failed("503"), .uncertain("lost"), nil] {
            let journal = [entry(1, outcome, hours: 1, on: .instance("i-dear"))]
            let both = Planner.plan(request([dear, cheap], journal: journal, guardrails: guardrails))
            #expect(both.steps.filter(\.unattended).map(\.resource.id) == ["i-cheap"])
            let alone = Planner.plan(request([dear], journal: journal, guardrails: guardrails))
            #expect(alone.steps.allSatisfy(\.unattended) && alone.steps.count == 1)
        }
    }

    @Test("twenty lost answers about one machine are one stop of the day")
    func unclearTriesCountOnce() {
        let lost = (0..<20).map { entry(Int64($0), .uncertain("lost"), hours: 1) }
        let refused = (20..<40).map { entry(Int64($0), denied, hours: 1) }
        #expect(Limits.spent(lost + refused, at: morning) == 1)
    }

    @Test("of a machine that a rule only tells of, it is known that AWS refused to stop it")
    func toldMachines() {
        let told = Judgement.fixture(rule: .fixture("idle-costly-notice", action: .notify))
        let young = Judgement.fixture(
            .instance("i-young"), rule: .fixture("idle-costly-notice", action: .notify),
            facts: ["launch_time": .time(morning - 0.5 * hour)])
        let journal = [entry(1, denied, hours: 1)]
        let refusals = Planner.refusals(ofTold: request([told, young], journal: journal))
        #expect(refusals.mapValues(\.guardrail) == [.instance(): "refused-by-aws"])
    }
}
