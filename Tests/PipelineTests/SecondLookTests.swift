// The look before a stop sees only its targets: nothing else may suffer from it.

import CostModel
import Foundation
import Pipeline
import SimulatedAWS
import Testing

@Suite struct SecondLookTests {
    /// As `stage.run`, but the clock goes on by five seconds whenever somebody looks at it, as clocks do.
    private func run(_ stage: Stage, afterMinutes minutes: Double) async throws -> RunResult {
        stage.clock.set(to: Stage.now.addingTimeInterval(minutes * 60))
        let (clock, local) = (stage.clock, stage.local)
        let ticking = LocalDoors(
            observations: local.observations, money: local.money, decisions: local.decisions, journal: local.journal,
            outbox: local.outbox, judge: local.judge,
            clock: {
                clock.advance(by: 5)
                return clock.now
            })
        return try await RunStage(
            ticking, try stage.aws(), scope: ScanScope(), settings: stage.settings, timeZone: .gmt
        ).run(apply: true)
    }

    @Test("a machine that cannot be stopped does not hold up the clocks of the others")
    func clocksOfOthersGoOn() async throws {
        let stuck = "i-0aaaaaaaaaaaaaaa1"
        let late = "i-0aaaaaaaaaaaaaaa2"
        let stage = try await Stage(.with([.idle(stuck)]))
        stage.server.inject(Fault(.denied, service: "ec2", action: "StopInstances", times: 999))
        for minutes in [0.0, 30, 60] { _ = try await run(stage, afterMinutes: minutes) }
        stage.server.change { $0["us-east-1"][instance: late] = .idle(late) }
        var last: RunResult?
        for minutes in [90.0, 120, 150, 180] { last = try await run(stage, afterMinutes: minutes) }
        let finding = try #require(last?.plan.plan.findings.first { $0.resource.id == late })
        #expect(finding.heldSeconds > 5000, "\(finding.heldSeconds)")
    }

    @Test("after a stop the last scan is still the one that saw every region")
    func lastScanIsWhole() async throws {
        let stage = try await Stage(.with([.idle("i-0aaaaaaaaaaaaaaa1")]))
        for minutes in [0.0, 30, 60] { _ = try await run(stage, afterMinutes: minutes) }
        #expect(stage.server.world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.power == .stopped)
        let scan = try await stage.plan().scan
        #expect(scan.regions.count == stage.server.world.enabledRegions.count, "\(scan)")
    }
}
