// Whole runs as cron makes them, with the clock moved between them.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Testing

@Suite struct RunTests {
    let idle = "i-0aaaaaaaaaaaaaaa1"
    let busy = "i-0bbbbbbbbbbbbbbb1"

    @Test("an idle machine is stopped once it has been idle for the hold time, a busy one never")
    func stopsWhatIsIdle() async throws {
        let stage = try await Stage(.with([.idle(idle), .busy(busy)]))
        let first = try await stage.run()
        #expect(first.applied.isEmpty)
        #expect(first.plan.plan.findings.first { $0.resource.id == idle }?.verdict == .pending)
        let last = try await stage.run(afterMinutes: [15, 30, 45, 60])
        #expect(last.applied.map(\.outcome) == [.done])
        #expect(stage.server.world["us-east-1"][instance: idle]?.power == .stopped)
        #expect(stage.server.world["us-east-1"][instance: busy]?.power == .running)
    }

    @Test("the stopped machine bears a tag with time, rule and plan, and a mail says how to undo it")
    func tellsWhatItStopped() async throws {
        let stage = try await Stage(.with([.idle(idle, tags: ["Name": "web"])]))
        let result = try await stage.run(afterMinutes: [0, 15, 30, 45, 60])
        let tag = stage.server.world["us-east-1"][instance: idle]?.tags["costguard:stopped"] ?? ""
        #expect(
            tag.contains("2026-11-20T13:00:00Z") && tag.contains("idle-instance") && tag.contains(result.plan.plan.id))
        let mail = try #require(stage.server.mails().first)
        #expect(mail.subject?.contains("web") == true)
        #expect(mail.message.contains("aws ec2 start-instances --region us-east-1 --instance-ids \(idle)"))
    }

    @Test("without --apply, or without leave in the configuration, nothing is stopped", arguments: [false, true])
    func dryRunIsTheDefault(apply: Bool) async throws {
        let stage = try await Stage(.with([.idle(idle)]), unattended: !apply)
        let result = try await stage.run(afterMinutes: [0, 30, 60, 90], apply: apply)
        #expect(result.applied.isEmpty)
        #expect(stage.server.requests.allSatisfy { $0.action != "StopInstances" })
        #expect(result.plan.plan.findings.first { $0.resource.id == idle }?.verdict == .due)
    }

    @Test("a machine that a person starts again is left alone")
    func leavesAloneWhatAPersonStarted() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30, 60])
        let restarted = Stage.now.addingTimeInterval(90 * 60)
        stage.server.change { world in
            var machine = world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]
            machine?.power = .running
            machine?.launchedAt = restarted
            world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"] = machine
        }
        let result = try await stage.run(afterMinutes: stride(from: 120.0, through: 24 * 60, by: 120).map { $0 })
        #expect(result.applied.isEmpty)
        #expect(stage.server.world["us-east-1"][instance: idle]?.power == .running)
    }

    @Test("a night without scans does not count as a night idle")
    func gapsCountTwoHours() async throws {
        let rules = try Stage.shippedRules(overrides: ["idle-instance": RuleOverride(holdSeconds: 6 * 3600)])
        let stage = try await Stage(.with([.idle(idle)]), rules: rules)
        let result = try await stage.run(afterMinutes: [0, 9 * 60])
        #expect(result.plan.plan.findings.first { $0.resource.id == idle }?.heldSeconds == 2 * 3600)
        #expect(result.applied.isEmpty)
    }

    @Test("cron lines that take turns with one region each count the time since their own last scan")
    func alternatingRegions() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        var held: [Int?] = []
        for turn in 0..<6 {
            stage.clock.set(to: Stage.now.addingTimeInterval(Double(turn) * 15 * 60))
            let region = try #require(Region(turn.isMultiple(of: 2) ? "us-east-1" : "eu-west-1"))
            let result = try await RunStage(
                stage.local, try stage.aws(), scope: ScanScope(regions: [region]), settings: stage.settings,
                timeZone: .gmt
            ).run(apply: false)
            held.append(result.plan.plan.findings.first { $0.resource.id == idle }?.heldSeconds)
        }
        #expect(held == [0, 0, 1800, 1800, 3600, 3600])
    }

    @Test("a machine that became busy after the last full hour is left alone by the second look")
    func looksAtTheLastMinutesToo() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30])
        // Work begins at 12:45; at 13:05 the last settled hour still shows an idle machine.
        stage.server.change { world in
            var machine = world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]
            machine?.load = LoadProfile(
                LoadProfile.Level(cpuPercent: 0.8),
                shifts: [LoadProfile.Shift(765..<900, LoadProfile.Level(cpuPercent: 80))])
            world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"] = machine
        }
        let result = try await stage.run(afterMinutes: [65])
        #expect(result.applied.allSatisfy { $0.outcome != .done })
        #expect(stage.server.world["us-east-1"][instance: idle]?.power == .running)
    }

    @Test("stop protection that was switched on since the scan is respected")
    func respectsProtectionSince() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30])
        stage.server.change { $0["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.isStopProtected = true }
        let result = try await stage.run(afterMinutes: [60])
        if case .skipped(let why)? = result.applied.first?.outcome {
            #expect(why.contains("stop-protection"))
        } else {
            Issue.record("expected to be left alone, got \(result.applied.map(\.outcome))")
        }
        #expect(stage.server.requests.allSatisfy { $0.action != "StopInstances" })
    }

    @Test("stop protection that was switched off since, as the plan's hint says, no longer holds a stop up")
    func seesProtectionEnd() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        stage.server.change { $0["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.isStopProtected = true }
        try await stage.run(afterMinutes: [0, 30, 60])
        #expect(stage.server.world["us-east-1"][instance: idle]?.power == .running)
        stage.server.change { $0["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.isStopProtected = false }
        try await stage.run(afterMinutes: [75])
        #expect(stage.server.world["us-east-1"][instance: idle]?.power == .stopped)
    }

    @Test("a region that is no longer to be looked at is not acted in, whatever the last scan saw there")
    func actsOnlyWhereItLooks() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30, 55], apply: false)
        stage.clock.set(to: Stage.now.addingTimeInterval(60 * 60))
        try await stage.run(apply: false)
        let elsewhere = ScanScope(regions: [try #require(Region("eu-west-1"))])
        let result = try await RunStage(
            stage.local, try stage.aws(), scope: elsewhere, settings: stage.settings, timeZone: .gmt
        ).run(apply: true)
        #expect(result.plan.plan.steps.contains { $0.resource.id == idle && $0.unattended })
        #expect(result.applied.isEmpty)
        #expect(stage.server.world["us-east-1"][instance: idle]?.power == .running)
    }

    @Test("cron stops no more than its limit, the dearest first")
    func respectsTheLimit() async throws {
        let machines = (0..<6).map { Instance.idle("i-0aaaaaaaaaaaaaaa\($0)", type: $0 == 5 ? "t3.large" : "t3.small") }
        let stage = try await Stage(.with(machines), guardrails: GuardrailSettings(maxActions: 2))
        let result = try await stage.run(afterMinutes: [0, 30, 60])
        #expect(result.applied.count == 2)
        #expect(result.applied.first?.step.resource.id == "i-0aaaaaaaaaaaaaaa5")
        let limited = result.plan.plan.findings.filter { $0.attendedBecause == "limit" }
        #expect(limited.count == 4)
    }
}
