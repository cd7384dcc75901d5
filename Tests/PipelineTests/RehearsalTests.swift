// Before the day from which cron may act it stops nothing, keeps what it would have stopped, and sees what is used again.

import CostModel
import FaultyAWS
import Foundation
import SimulatedAWS
import Storage
import Testing

@testable import Pipeline

@Suite struct RehearsalTests {
    let box = "i-0aaaaaaaaaaaaaaa1"
    let other = "i-0bbbbbbbbbbbbbbb2"

    private func isRunning(_ stage: Stage, _ id: String) -> Bool {
        stage.server.world["us-east-1"][instance: id]?.power == .running
    }

    private func run(_ stage: Stage, _ minutes: [Double], from: Date) async throws -> RunResult {
        var last: RunResult?
        for minute in minutes {
            stage.clock.set(to: Stage.now.addingTimeInterval(minute * 60))
            stage.newProcess()
            var settings = stage.settings
            settings.unattended.from = from
            last = try await RunStage(
                stage.local, try stage.aws(), scope: ScanScope(), settings: settings, timeZone: .gmt, digest: nil
            ).run(apply: true)
        }
        return try #require(last)
    }

    @Test("cron stops nothing before its day, keeps each stop once, and acts from then on")
    func week() async throws {
        let stage = try await Stage(.with([.idle(box), .idle(other)]))
        let from = Stage.now.addingTimeInterval(5 * .hour)
        let early = try await run(stage, [0, 30, 60, 90, 120, 150, 180], from: from)
        #expect(isRunning(stage, box) && isRunning(stage, other))
        #expect(early.plan.plan.findings.map(\.attendedBecause) == ["not-yet", "not-yet"])
        #expect(early.plan.rehearsals.map(\.resource.id) == [box, other])
        #expect(early.plan.rehearsals.allSatisfy { $0.usedAt == nil && $0.rule == "idle-instance" })
        let at = try #require(early.plan.rehearsals.first?.at)
        #expect(at < Stage.now.addingTimeInterval(2 * .hour))
        let late = try await run(stage, [301], from: from)
        #expect(!isRunning(stage, box) && !isRunning(stage, other))
        #expect(late.plan.rehearsals.isEmpty)
    }

    @Test("what works again after it would have been stopped is noted with its time, once")
    func used() async throws {
        let stage = try await Stage(.with([.idle(box), .idle(other)]))
        let from = Stage.now.addingTimeInterval(7 * .day)
        _ = try await run(stage, [0, 30, 60, 90], from: from)
        stage.server.change { $0["us-east-1"][instance: box]?.load = Instance.busy("x").load }
        let busy = try await run(stage, [300, 330, 420], from: from)
        let stops = busy.plan.rehearsals
        #expect(stops.map { $0.usedAt != nil } == [true, false], "\(stops)")
        let seen = try #require(stops.first?.usedAt)
        stage.server.change { $0["us-east-1"][instance: box]?.load = Instance.idle("x").load }
        let again = try await run(stage, [480, 510, 3000, 3030, 3060, 3120], from: from)
        #expect(again.plan.rehearsals.first?.usedAt == seen && again.plan.rehearsals.count == 2)
    }

    @Test("a person's word is not held up, and a pause is told before the day is")
    func person() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        let from = Stage.now.addingTimeInterval(7 * .day)
        let early = try await run(stage, [0, 30, 60, 90], from: from)
        var settings = stage.settings
        settings.unattended.from = from
        let applied = try await ApplyStage(stage.local, try stage.aws(), settings: settings, credits: []).run(
            early.plan.plan.steps, planID: early.plan.plan.id, account: early.plan.plan.account, unattended: false)
        #expect(applied.steps.map(\.outcome) == [.done] && !isRunning(stage, box))
    }
}
