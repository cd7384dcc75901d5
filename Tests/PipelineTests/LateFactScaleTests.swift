// Facts that cost a call each, on accounts with more machines than a scan may ask them of.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Testing

@Suite struct LateFactScaleTests {
    private static func id(_ number: Int) -> String { "i-0" + String(1_000_000 + number) }
    private static func machines(_ count: Int, _ change: (inout Instance) -> Void = { _ in }) -> World {
        World.with(
            (0..<count).map { number in
                var machine = Instance.idle(id(number), type: number % 2 == 0 ? "t3.small" : "t3.medium")
                change(&machine)
                return machine
            })
    }

    /// The calls of facts that cost one each.
    private func calls(_ stage: Stage) -> Int {
        let dear = ["DescribeInstanceAttribute", "DescribeImageAttribute", "DescribeSnapshotAttribute", "DescribeKey"]
        return stage.server.counts.filter { dear.contains($0.key.action) }.map(\.value.requests).reduce(0, +)
    }

    private func findings(_ result: RunResult) -> [Finding] {
        result.plan.plan.findings.filter { $0.rule.name == "idle-instance" }
    }

    @Test("a scan asks at most 200, and what was not asked yet is due and says so, not unknown")
    func capped() async throws {
        let stage = try await Stage(Self.machines(120))
        let result = try await stage.run(afterMinutes: [0], apply: false)
        #expect((100...200).contains(calls(stage)), "\(calls(stage)) calls")
        let findings = findings(result)
        #expect(findings.count == 120 && findings.allSatisfy { $0.verdict == .pending })
        #expect(findings.contains { $0.checkedBeforeStop == ["stop_protected", "disk_keys"] })
        #expect(findings.contains { $0.checkedBeforeStop == [] })
    }

    @Test("each scan asks those that none has asked, until all are known; then nobody is asked twice within hours")
    func takesTurns() async throws {
        let stage = try await Stage(Self.machines(120))
        var open: [Int] = []
        for minutes in [0.0, 15, 30, 45] {
            let result = try await stage.run(afterMinutes: [minutes], apply: false)
            open.append(findings(result).count { !$0.checkedBeforeStop.isEmpty })
        }
        #expect(open[0] > open[1] && open[1] > 0 && open[2] == 0, "\(open)")
        let before = calls(stage)
        try await stage.run(afterMinutes: [60], apply: false)
        #expect(calls(stage) == before)
    }

    @Test("a protected machine whose protection no scan has asked is not stopped, and is refused from then on")
    func protectedBeyondTheCap() async throws {
        // The dear ones go first, and all of them are protected.
        let stage = try await Stage(Self.machines(120) { $0.isStopProtected = $0.type == "t3.medium" })
        for minutes in [0.0, 30] { try await stage.run(afterMinutes: [minutes], apply: false) }
        let result = try await stage.run(afterMinutes: [60])
        let stopped = (0..<120).filter { stage.server.world["us-east-1"][instance: Self.id($0)]?.power == .stopped }
        #expect(stopped.allSatisfy { $0 % 2 == 0 })
        #expect(result.applied.allSatisfy { $0.outcome == .done || "\($0.outcome)".contains("stop-protection") })
        #expect(!findings(result).contains { $0.verdict == .unknown })
    }

    @Test("where AWS refuses to tell, that is unknown, of those that were not asked too; one answer ends it")
    func denied() async throws {
        var world = Self.machines(120)
        world[Extras.self].policies = [Policy(.deny, ["ec2:DescribeInstanceAttribute"])]
        let stage = try await Stage(world)
        let result = try await stage.run(afterMinutes: [0], apply: false)
        #expect(findings(result).allSatisfy { $0.verdict == .unknown })
        let why = findings(result).flatMap(\.judgement.missing).map(\.why)
        #expect(why.allSatisfy { $0.contains("DescribeInstanceAttribute denied") }, "\(Set(why))")
        stage.server.change { $0[Extras.self].policies = [] }
        let allowed = try await stage.run(afterMinutes: [15], apply: false)
        #expect(findings(allowed).contains { $0.verdict == .pending && $0.checkedBeforeStop.isEmpty })
        #expect(findings(allowed).contains { $0.checkedBeforeStop.contains("stop_protected") })
    }
}
