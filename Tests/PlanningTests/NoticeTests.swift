// Notices as a state machine: owed, running, over, and all that ends one. Tables and properties over pure functions.

import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct NoticeLengthTests {
    @Test(
        "what the credit bears beside the hold time, 15 minutes at least",
        arguments: [
            // wanted, hold, USD an hour, credit, length; minutes
            (120, 30, "0.526", "100", 120),  // 9.5 h would be borne
            (120, 30, "3.06", "100", 68),  // 98 min in all
            (120, 30, "32.77", "100", 15),  // the hold alone costs more
            (120, 30, "0.526", "10", 27),  // 57 min in all
            (120, 0, "5", "100", 60),
            (120, 0, "2.5", "100", 120),  // to the minute
            (120, 30, "0.526", "0", 15),
            (5, 30, "0.526", "100", 15),  // nothing shorter
            (600_000, 30, "0.001", "100", 7 * 24 * 60),
        ])
    func table(wanted: Int, hold: Int, perHour: String, credit: String, minutes: Int) {
        let seconds = NoticeCheck.length(
            wanted: wanted * 60, hold: hold * 60, perHour: Money(perHour),
            credit: Money(credit))
        #expect(seconds / 60 == minutes)
    }

    @Test func withoutAPriceOrACreditItIsAsWanted() {
        #expect(NoticeCheck.length(wanted: 7200, hold: 0, perHour: nil, credit: .zero) == 7200)
        #expect(NoticeCheck.length(wanted: 7200, hold: 0, perHour: Money("9"), credit: nil) == 7200)
        #expect(NoticeCheck.length(wanted: 7200, hold: 0, perHour: .zero, credit: Money("1")) == 7200)
    }

    @Test func holdAndNoticeNeverCostMoreUnlessTheyAreTheLeast() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let hold = Int.random(in: 0...86_400, using: &random)
            let wanted = Int.random(in: 0...700_000, using: &random)
            let perHour = Money(nanoUSD: .random(in: 1...50_000_000_000, using: &random))
            let credit = Money(nanoUSD: .random(in: 0...500_000_000_000, using: &random))
            let length = NoticeCheck.length(wanted: wanted, hold: hold, perHour: perHour, credit: credit)
            let cost = try #require(NoticeCheck.cost(hold: hold, notice: length, perHour: perHour))
            #expect(length >= Notice.shortest && length <= max(wanted, Notice.shortest))
            #expect(length == Notice.shortest || cost <= credit.scaled(by: 5, over: 100))
        }
    }
}

@Suite struct NoticeStandingTests {
    static func notice(told ago: TimeInterval?, marked markedAgo: TimeInterval? = nil, seconds: Int = 7200) -> Notice {
        Notice(
            resource: .instance(), name: "hw3-gpu", launchTime: morning - 10 * hour, rule: "idle-instance",
            owedAt: morning - 3 * hour, seconds: seconds, addressee: "ada", mailID: "notice-1",
            toldAt: ago.map { morning - $0 }, markedAt: markedAgo.map { morning - $0 })
    }
    private static func mark(_ fromNow: TimeInterval) -> [String: String] {
        [Notice.tag: UTCTime.text(morning + fromNow)]
    }
    private static func phase(_ notice: Notice?, _ tags: [String: String]?) -> NoticeStanding.Phase {
        NoticeCheck.standing(of: notice, owing: 7200, tags: tags, at: morning).phase
    }

    @Test func nobodyToldMeansThatNoTimeRuns() {
        #expect(Self.phase(nil, [:]) == .owed)
        #expect(Self.phase(Self.notice(told: nil), [:]) == .owed)
        #expect(Self.phase(Self.notice(told: nil), Self.mark(-9 * hour)) == .owed)
    }

    @Test(
        "told so many seconds ago",
        arguments: [
            (0.0, NoticeStanding.Phase.running), (7199, .running), (7200, .over), (9000, .over),
            (-3600, .running),  // by a clock that was ahead
        ])
    func time(ago: TimeInterval, phase: NoticeStanding.Phase) {
        #expect(Self.phase(Self.notice(told: ago), [:]) == phase)
    }

    @Test func withoutKnownTagsNothingIsOver() {
        #expect(Self.phase(Self.notice(told: 9000), nil) == .running)
    }

    @Test(
        "what stands on the machine, our mark being of ten minutes ago",
        arguments: [
            ("", NoticeStanding.Phase.objected),  // taken away
            ("2026-11-21T08:50:00Z", .over),  // ours
            ("2026-11-21T10:00:00Z", .running),  // a later one wins
            ("2026-11-21T08:55:00Z", .over),  // a later one that is over
            ("2026-11-21T08:49:59Z", .objected), ("no", .objected), ("2026-12-01", .objected),
            ("2026-11-21T10:50:00+02:00", .over),  // ours, written otherwise
        ])
    func marks(value: String, phase: NoticeStanding.Phase) {
        let notice = Self.notice(told: 7800, marked: 7700)
        #expect(Self.phase(notice, value.isEmpty ? [:] : [Notice.tag: value]) == phase)
    }

    @Test func aMarkThatAWSDoesNotShowYetIsNoObjection() {
        #expect(Self.phase(Self.notice(told: 120, marked: 60), [:]) == .running)
    }

    @Test func aMarkThatWeCouldNotWriteIsNotMissed() {
        #expect(Self.phase(Self.notice(told: 7300), [:]) == .over)
    }

    @Test func anothersLaterTimeIsSaid() {
        let standing = NoticeCheck.standing(
            of: Self.notice(told: 7300), owing: 7200, tags: Self.mark(600), at: morning)
        #expect(standing.isByAnotherMark && standing.until == morning + 600)
    }

    @Test func isNeverOverBeforeAnyOfTheTimes() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let ago = TimeInterval(Int.random(in: -20_000...20_000, using: &random))
            let seconds = Int.random(in: Notice.shortest...20_000, using: &random)
            let mark = TimeInterval(Int.random(in: -20_000...20_000, using: &random))
            let tags = Bool.random(using: &random) ? Self.mark(mark) : [:]
            let notice = Self.notice(told: ago, marked: Bool.random(using: &random) ? 3000 : nil, seconds: seconds)
            guard Self.phase(notice, tags) == .over else { continue }
            #expect(ago >= TimeInterval(seconds))
            #expect(tags.isEmpty || mark <= 0)
        }
    }
}

@Suite struct NoticeEndTests {
    private func ending(
        _ judgement: Judgement?, notice: Notice = NoticeStandingTests.notice(told: 600), running: Bool = true,
        start: Date? = morning - 10 * hour, held: Int = 3600, by settings: UnattendedSettings = NoticeEndTests.told
    ) -> NoticeEnd? {
        let finding = judgement.flatMap { judgement in
            var request = PlanRequest(
                judgements: JudgementSet(judgements: [judgement]), account: labAccount, now: morning,
                firstAccount: labAccount)
            request.unattended = settings
            request.notices = [notice.resource: notice]
            return Planner.plan(request).findings.first
        }
        return NoticeCheck.ending(of: notice, finding: finding, isRunning: running, start: start, at: morning)
    }
    static let told = UnattendedSettings(
        actions: [.stop],
        notices: NoticeSettings(classes: [NoticeClass(seconds: 7200)], hasChannel: true))

    @Test func stands() { #expect(ending(.fixture()) == nil) }
    @Test func waitsWhileNothingIsKnown() { #expect(ending(.fixture(outcome: .unknown)) == nil) }
    @Test func endsByUse() { #expect(ending(nil) == .used) }
    @Test func endsByProgress() { #expect(ending(.fixture(outcome: .spared(by: "percent_complete"))) == .used) }
    @Test func endsByANewStart() { #expect(ending(.fixture(), start: morning - hour) == .used) }
    @Test func endsByAKeepTag() { #expect(ending(.fixture(outcome: .spared(by: KeepTag.sparing))) == .kept) }
    @Test func endsByAWord() { #expect(ending(.fixture(outcome: .spared(by: Keep.sparing))) == .kept) }
    @Test func endsWhereItRunsNoMore() { #expect(ending(.fixture(), running: false) == .gone) }
    @Test func endsWhereNobodyAsksForItAnyMore() {
        #expect(ending(.fixture(), by: UnattendedSettings(actions: [.stop])) == .lapsed)
    }
    @Test func endsWhereAGuardrailForbidsIt() {
        #expect(ending(.fixture(facts: ["stop_protected": .integer(1)])) == .lapsed)
    }
    @Test func endsByAnObjection() {
        #expect(ending(.fixture(), notice: NoticeStandingTests.notice(told: 3600, marked: 3500)) == .objected)
    }
    @Test func endsWhereNobodyActedForADay() {
        #expect(ending(.fixture(), notice: NoticeStandingTests.notice(told: 7200 + 24 * hour)) == nil)
        #expect(ending(.fixture(), notice: NoticeStandingTests.notice(told: 7201 + 24 * hour)) == .lapsed)
    }
}

@Suite struct NoticePlanTests {
    private let gpu: [String: FactValue] = ["gpus": .integer(1), "instance_type": .text("g4dn.xlarge")]

    private func finding(
        _ settings: UnattendedSettings, _ notice: Notice? = nil, facts: [String: FactValue], byHand: Bool = false
    ) -> Finding? {
        let rule = RuleHeader.fixture(hold: 0)
        var request = PlanRequest(
            judgements: JudgementSet(judgements: [.fixture(rule: rule, facts: facts)]), account: labAccount,
            now: morning,
            running: [RunningInstance(key: .instance(), name: nil, type: "", launchTime: nil, perHour: nil)],
            firstAccount: labAccount)
        request.unattended = settings
        request.byHand = byHand ? ByHand() : nil
        if let notice { request.notices = [notice.resource: notice] }
        return Planner.plan(request).findings.first
    }
    private func settings(_ notices: NoticeSettings, gpu: Bool = false) -> UnattendedSettings {
        UnattendedSettings(actions: [.stop], gpuLoadUnknown: gpu, notices: notices)
    }

    @Test func aGPUWhoseLoadNobodyReportsIsStoppedAfterANoticeAlone() {
        let told = settings(NoticeSettings(gpuLoadUnknown: 7200, hasChannel: true))
        #expect(finding(settings(NoticeSettings(hasChannel: true)), facts: gpu)?.attendedBecause == "gpu-load-unknown")
        #expect(finding(told, facts: gpu)?.attendedBecause == "notice")
        #expect(finding(told, facts: gpu)?.owesNotice == true)
        #expect(finding(told, NoticeStandingTests.notice(told: 600), facts: gpu)?.attendedBecause == "notice")
        #expect(finding(told, NoticeStandingTests.notice(told: 7200), facts: gpu)?.unattended == true)
    }

    @Test func whereNobodyCanBeToldItIsNotStopped() {
        let mute = settings(NoticeSettings(gpuLoadUnknown: 7200))
        #expect(finding(mute, facts: gpu)?.attendedBecause == "nobody-to-tell")
        #expect(finding(mute, facts: gpu)?.unattended == false)
    }

    @Test func otherStopsNeverWaitForMail() {
        let mute = settings(NoticeSettings(gpuLoadUnknown: 7200))
        #expect(finding(mute, facts: [:])?.unattended == true)
        #expect(finding(mute, facts: [:])?.notice == nil)
    }

    @Test func aNoticeOfAnotherStartOrRuleIsNone() {
        let told = settings(NoticeSettings(gpuLoadUnknown: 7200, hasChannel: true))
        let restarted = gpu.merging(["launch_time": .time(morning - 5 * hour)]) { $1 }
        #expect(finding(told, NoticeStandingTests.notice(told: 7200), facts: restarted)?.unattended == false)
    }

    @Test func aPersonsOwnWordWaitsForNothing() {
        let told = settings(NoticeSettings(classes: [NoticeClass(seconds: 7200)], hasChannel: true))
        #expect(finding(told, facts: [:], byHand: true)?.notice == nil)
    }

    @Test(
        "classes of machines",
        arguments: [
            (NoticeClass(tags: ["team": "vision"], seconds: 900), true),
            (NoticeClass(tags: ["team": "*"], seconds: 900), true),
            (NoticeClass(tags: ["team": "nlp"], seconds: 900), false),
            (NoticeClass(types: ["g5.*"], seconds: 900), true),
            (NoticeClass(types: ["g5.x", "p3.*"], seconds: 900), false),
            (NoticeClass(tags: ["team": "vision"], types: ["p3.*"], seconds: 900), false),
        ])
    func classes(one: NoticeClass, holds: Bool) {
        #expect(one.holds(for: ["team": "vision"], type: "g5.xlarge") == holds)
    }

    @Test func aMachineOfWhichLittleIsKnownIsToldOf() {
        #expect(NoticeClass(tags: ["team": "vision"], types: ["g5.*"], seconds: 900).holds(for: nil, type: nil))
    }
}
