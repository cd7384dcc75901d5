// Keeps and pauses in whole runs: nothing that is kept is stopped, nothing at all while the guard is paused.

import CostModel
import FaultyAWS
import Foundation
import SimulatedAWS
import Storage
import Testing

@testable import Pipeline

@Suite struct PersonWordTests {
    let box = "i-0aaaaaaaaaaaaaaa1"

    private func isRunning(_ stage: Stage) -> Bool {
        stage.server.world["us-east-1"][instance: box]?.power == .running
    }

    private func key(_ stage: Stage) async throws -> ResourceKey {
        try #require(try await stage.database.find(box).first)
    }

    private func keep(_ key: ResourceKey, hours: Double) -> Keep {
        Keep(
            resource: key, name: "box", since: Stage.now, until: Stage.now.addingTimeInterval(hours * .hour),
            because: nil, who: "ada on laptop")
    }

    @Test("a machine that is kept runs on, is told of before the end, and is stopped some time after it")
    func kept() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        try await stage.run(apply: false)
        try await stage.database.record(keep(try await key(stage), hours: 4))
        let kept = try await stage.run(afterMinutes: [30, 60, 90, 120, 150])
        #expect(isRunning(stage))
        #expect(kept.plan.plan.findings.map(\.verdict) == [.spared])
        #expect(!stage.server.world.mails.contains { $0.subject?.contains("kept") == true })
        try await stage.run(afterMinutes: [180, 200, 210])
        let told = stage.server.world.mails.filter { $0.subject?.contains("is kept to") == true }
        #expect(told.count == 1, "\(stage.server.world.mails.map(\.subject))")
        // The clock rested: what was kept is not stopped the minute it ends.
        try await stage.run(afterMinutes: [241])
        #expect(isRunning(stage))
        try await stage.run(afterMinutes: [271, 301, 331])
        #expect(!isRunning(stage))
    }

    @Test("what is kept between the plan and the stop is left alone by the second look")
    func keptMeanwhile() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        try await stage.run(afterMinutes: [0, 30], apply: false)
        let plan = try await stage.plan().plan
        try await stage.database.record(keep(try await key(stage), hours: 4))
        let applied = try await ApplyStage(stage.local, try stage.aws(), settings: stage.settings, credits: []).run(
            plan.steps, planID: plan.id, account: plan.account, unattended: false)
        #expect(applied.steps.map(\.outcome) == [.skipped("somebody keeps it")])
        #expect(isRunning(stage))
    }

    @Test("while it is paused nothing is stopped, and after the pause what is due is")
    func paused() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        try await stage.database.record(
            Pause(since: Stage.now, until: Stage.now.addingTimeInterval(3 * .hour), because: nil, who: "ada"))
        let paused = try await stage.run(afterMinutes: [0, 30, 60, 90, 120, 150])
        #expect(isRunning(stage))
        #expect(paused.plan.plan.findings.map(\.attendedBecause) == ["paused"])
        try await stage.run(afterMinutes: [181])
        #expect(!isRunning(stage))
    }

    @Test("the journal says whose word a stop was, and why")
    func who() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        try await stage.run(afterMinutes: [0, 30, 60, 90])
        let entry = try #require(try await stage.database.entries(account: key(stage).account, since: Stage.now).first)
        #expect(entry.intent.who?.hasPrefix("arn:aws:") == true)
        #expect(entry.intent.evidence?.contains("% CPU") == true)
    }
}
