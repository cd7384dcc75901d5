// Notices in whole runs: who is told, when the machine is stopped, what prevents it, and kills between any two steps.

import CostModel
import FaultyAWS
import Foundation
import Planning
import SimulatedAWS
import Storage
import Testing

@testable import Pipeline

@Suite struct NoticeRunTests {
    let box = "i-0aaaaaaaaaaaaaaa1"

    /// A stage whose machine is told of an hour before.
    private func stage(owner: String? = nil) async throws -> Stage {
        let rules = try Stage.shippedRules(overrides: ["idle-instance": RuleOverride(noticeSeconds: 3600)])
        let tags = owner.map { ["owner": $0] } ?? [:]
        return try await Stage(.with([.idle(box, tags: tags)]), rules: rules, hasChannel: true)
    }
    private func isRunning(_ stage: Stage) -> Bool {
        stage.server.world["us-east-1"][instance: box]?.power == .running
    }
    private func mark(_ stage: Stage) -> String? { stage.server.world["us-east-1"][instance: box]?.tags[Notice.tag] }
    private func set(mark: String?, _ stage: Stage) {
        stage.server.change { $0["us-east-1"][instance: box]?.tags[Notice.tag] = mark }
    }
    private func told(_ stage: Stage) -> [SentMail] {
        stage.server.world.mails.filter { $0.subject?.contains("will stop") == true }
    }

    @Test("told once, marked, and stopped when the time is over, not before")
    func whole() async throws {
        let stage = try await stage(owner: "ada")
        try await stage.run(afterMinutes: [0, 30, 60, 75])
        #expect(told(stage).map(\.attributes) == [["owner": "ada"]])
        #expect(mark(stage) == "2026-11-20T14:00:00Z")
        let running = try await stage.run(afterMinutes: [90, 119])
        #expect(isRunning(stage) && running.plan.plan.findings.first?.attendedBecause == "notice")
        try await stage.run(afterMinutes: [121])
        #expect(!isRunning(stage) && told(stage).count == 1)
        #expect(mark(stage) == nil)
        let stopped = stage.server.world.mails.filter { $0.subject?.contains("stopped") == true }
        #expect(stopped.map(\.attributes) == [["owner": "ada"]])
        let actions = try await stage.database.entries(account: AccountID(Story.account)!, since: Stage.now)
            .map(\.intent.action)
        #expect(actions == [.unmark, .stop, .mark])
    }

    @Test("nobody has confirmed: nobody is told, and it is not stopped, however long it idles")
    func nobodyToTell() async throws {
        let stage = try await stage()
        stage.server.change { world in
            for index in world.topics[0].subscriptions.indices {
                world.topics[0].subscriptions[index].isConfirmed = false
            }
        }
        let last = try await stage.run(afterMinutes: [0, 60, 120, 240, 360])
        #expect(isRunning(stage) && told(stage).isEmpty && mark(stage) == nil)
        #expect(last.plan.plan.findings.first?.attendedBecause == "nobody-to-tell")
        // From when somebody reads it, the time begins.
        stage.server.confirmSubscriptions()
        try await stage.run(afterMinutes: [375, 434])
        #expect(isRunning(stage) && told(stage).count == 1)
        try await stage.run(afterMinutes: [436])
        #expect(!isRunning(stage))
    }

    @Test("another owner's subscription alone is nobody to tell")
    func anotherOwner() async throws {
        let stage = try await stage(owner: "ada")
        stage.server.change { $0.topics[0].subscriptions[0].filterPolicy = #"{"owner":["bob"]}"# }
        try await stage.run(afterMinutes: [0, 60, 120, 240])
        #expect(isRunning(stage) && told(stage).isEmpty)
        stage.server.change { $0.topics[0].subscriptions[0].filterPolicy = #"{"owner":["bob","ada"]}"# }
        try await stage.run(afterMinutes: [255, 316])
        #expect(!isRunning(stage) && told(stage).count == 1)
    }

    @Test("who takes the mark away, or writes no later time into it, keeps it for a day", arguments: [nil, "no!"])
    func objected(value: String?) async throws {
        let stage = try await stage()
        try await stage.run(afterMinutes: [0, 60, 75])
        #expect(mark(stage) != nil)
        set(mark: value, stage)
        try await stage.run(afterMinutes: [90, 121, 180])
        #expect(isRunning(stage))
        let keeps = try await stage.database.keeps(account: AccountID(Story.account)!)
        #expect(keeps.map(\.because) == ["the tag costguard:stop-after was taken away or changed"])
        // What somebody else did to the tag is no deed of the guard's.
        let deeds = try await stage.database.entries(account: AccountID(Story.account)!, since: Stage.now)
        #expect(deeds.map(\.intent.action) == [.mark])
    }

    @Test("a mark that another database wrote later is waited for")
    func another() async throws {
        let stage = try await stage()
        try await stage.run(afterMinutes: [0, 60])
        set(mark: "2026-11-20T15:00:00Z", stage)
        let waiting = try await stage.run(afterMinutes: [75, 121, 179])
        #expect(isRunning(stage) && waiting.plan.plan.findings.first?.notice?.isByAnotherMark == true)
        try await stage.run(afterMinutes: [181])
        #expect(!isRunning(stage))
        // Theirs is theirs to take away.
        #expect(mark(stage) == "2026-11-20T15:00:00Z")
    }

    @Test("who objects between the plan and the stop is heeded by the second look")
    func objectedMeanwhile() async throws {
        let stage = try await stage()
        try await stage.run(afterMinutes: [0, 60, 75])
        stage.clock.set(to: Stage.now.addingTimeInterval(121 * 60))
        let due = try await stage.run(apply: false).plan
        #expect(due.plan.steps.map(\.unattended) == [true])
        set(mark: nil, stage)
        let applied = try await ApplyStage(stage.local, try stage.aws(), settings: stage.settings, credits: []).run(
            due.plan.steps, planID: due.plan.id, account: due.plan.account, unattended: true)
        #expect(applied.steps.map(\.outcome) == [.skipped("it now waits for a person: objected")])
        #expect(isRunning(stage))
    }

    @Test("a kill after the mail, before the mark: told once, marked by the next run, stopped in time")
    func killed() async throws {
        let stage = try await stage()
        try await stage.run(afterMinutes: [0])
        stage.clock.set(to: Stage.now.addingTimeInterval(3600))
        stage.newProcess()
        let result = try await stage.run(apply: false).plan
        let notify = NotifyStage(
            stage.local, try stage.aws(), timeZone: .gmt, unattended: stage.settings.unattended)
        let notices = NoticeStage(local: stage.local, aws: try stage.aws(), owners: Owners(), notify: notify)
        try await notices.tell(result, isToAct: true, at: result.scan.at)
        try await notices.tell(result, isToAct: true, at: result.scan.at)
        _ = try await notify.deliver(within: NotifyStage.atLeisure)
        // Here it dies, with the intent to mark written down and nobody knowing whether AWS was asked.
        let notice = try #require(try await stage.database.notices(account: result.plan.account).first)
        _ = try await stage.database.open(
            JournalIntent(
                planID: JournalIntent.noPlan, action: .mark, resource: notice.resource, launchTime: nil, name: nil,
                rule: notice.rule, at: stage.clock.now, unattended: true))
        try await stage.run(afterMinutes: [75, 119])
        #expect(isRunning(stage) && told(stage).count == 1 && mark(stage) == "2026-11-20T14:00:00Z")
        try await stage.run(afterMinutes: [121])
        #expect(!isRunning(stage))
    }

    @Test("while nobody acts nobody is told")
    func onlyPlanned() async throws {
        let stage = try await stage()
        try await stage.run(afterMinutes: [0, 60, 120], apply: false)
        #expect(told(stage).isEmpty)
    }
}
