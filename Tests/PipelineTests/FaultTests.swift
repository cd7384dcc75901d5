// AWS as it fails: what was seen is kept, what was missed is named, nothing is judged from a hole.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct FaultTests {
    let idle = "i-0aaaaaaaaaaaaaaa1"

    @Test("a region that denies is a gap, and the others are judged")
    func oneRegionDenies() async throws {
        var world = World.with([.idle(idle)])
        world[Extras.self].deniedRegions = ["eu-west-1"]
        let stage = try await Stage(world)
        let result = try await stage.run(afterMinutes: [0, 30, 60])
        #expect(result.applied.map(\.outcome) == [.done])
    }

    @Test("a snapshot is never an orphan because the images could not be listed")
    func noOrphanFromAHole() async throws {
        var world = Story.student(at: Stage.now)
        world.billing = Billing()
        let stage = try await Stage(world, unattended: false)
        stage.server.inject(Fault(.denied, service: "ec2", action: "DescribeImages", region: "eu-west-1", times: 99))
        let result = try await stage.run()
        let orphans = result.plan.plan.findings.filter {
            $0.resource.kind == .snapshot && $0.resource.region.code == "eu-west-1"
        }
        #expect(orphans.allSatisfy { $0.verdict == .unknown })
        #expect(result.scan.summary.gaps.contains { $0.operation == "DescribeImages" && $0.kind == .denied })
        #expect(!result.plan.plan.complete)
    }

    @Test(
        "a passing fault is retried and leaves no gap",
        arguments: [Fault.Kind.throttle, .http(503), .reset, .cutAnswer])
    func passingFault(kind: Fault.Kind) async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        stage.server.inject(Fault(kind, service: "ec2", action: "DescribeInstances", region: "us-east-1", times: 2))
        let result = try await stage.run()
        #expect(result.scan.summary.gaps.isEmpty)
    }

    @Test(
        "a lasting fault of the metrics makes the verdict unknown, never idle",
        arguments: [Fault.Kind.throttle, .http(500), .html(502), .empty, .denied])
    func noMetrics(kind: Fault.Kind) async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        stage.server.inject(Fault(kind, service: "monitoring", times: 9999))
        let result = try await stage.run(afterMinutes: [0, 30, 60, 90])
        #expect(result.applied.isEmpty)
        #expect(result.plan.plan.findings.first { $0.resource.id == idle }?.verdict == .unknown)
    }

    @Test("a stop whose answer is lost is settled by looking at AWS")
    func lostAnswer() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30])
        stage.server.inject(Fault(.lostAnswer, service: "ec2", action: "StopInstances"))
        let result = try await stage.run(afterMinutes: [60])
        #expect(result.applied.map(\.outcome) == [.done])
    }

    @Test("an intent that a killed run left open is settled at the next start")
    func settlesWhatWasOpen() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        let result = try await stage.run()
        let account = result.scan.summary.account
        let key = ResourceKey(kind: .instance, account: account, region: .northVirginia, id: idle)
        _ = try await stage.database.open(
            JournalIntent(
                planID: "00000000", action: .stop, resource: key, launchTime: nil, name: nil, rule: "idle-instance",
                at: stage.clock.now,
                unattended: true))
        let next = try await stage.run(afterMinutes: [15])
        #expect(next.settled.count == 1)
        #expect(try await stage.database.openEntries().isEmpty)
        if case .failed = try #require(next.settled.first?.outcome) {
        } else {
            Issue.record("the machine runs: the stop failed")
        }
    }

    @Test("keys of another account than the plan's are refused before anything is asked")
    func anotherAccount() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        let result = try await stage.run()
        let other = try #require(AccountID("210987654321"))
        await #expect(throws: PipelineError.self) {
            _ = try await ApplyStage(stage.local, try stage.aws(), settings: stage.settings, credits: []).run(
                result.plan.plan.steps, planID: result.plan.plan.id, account: other, unattended: false)
        }
        #expect(stage.server.requests.allSatisfy { $0.action != "StopInstances" })
    }

    @Test("wrong keys end the run with one error")
    func wrongKeys() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        let ports = try stage.aws(secret: "wrong")
        await #expect(throws: (any Error).self) {
            _ = try await ScanStage(stage.local, ports, scope: ScanScope()).run()
        }
    }
}
