// What a machine did in the same hours before holds a stop back; asking for it costs next to nothing.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import RuleEngine
import SimulatedAWS
import Testing
import YAML

@Suite struct HabitTests {
    private static let id = "i-0aaaaaaaaaaaaaaa1"

    /// Works every day at these hours, UTC, and is idle at all others.
    private func machine(worksAt hours: Range<Int>, type: String = "r5.xlarge") -> Instance {
        var machine = Instance.idle(Self.id, type: type, launchedAt: Stage.now.addingTimeInterval(-20 * 86_400))
        let work = LoadProfile.Shift(hours.lowerBound * 60..<hours.upperBound * 60, .init(cpuPercent: 60))
        machine.load = LoadProfile(.init(cpuPercent: 0.5), shifts: [work])
        return machine
    }

    private func power(_ stage: Stage) -> String {
        "\(stage.server.world["us-east-1"][instance: Self.id]?.power as Any)"
    }

    @Test("who works every afternoon keeps the machine over an idle morning")
    func habitHolds() async throws {
        let stage = try await Stage(.with([machine(worksAt: 14..<18)]))
        try await stage.run(afterMinutes: [0, 20, 40, 60])
        #expect(power(stage).contains("running"))
    }

    @Test("who worked in other hours yesterday is stopped")
    func otherHours() async throws {
        let stage = try await Stage(.with([machine(worksAt: 4..<8)]))
        try await stage.run(afterMinutes: [0, 20, 40, 60])
        #expect(power(stage).contains("stopped"))
    }

    @Test("a rule that reads what costs a call of its own has all its metrics and that fact after one scan")
    func turnsAndLateFacts() async throws {
        let rule = """
            rule: own-idle
            title: Idle by a rule of its own
            resource: instances
            settings: { window: 3h, habit_window: 6h, habit_ago: 18h }
            metrics:
              cpu_percent: { metric: CPUUtilization, statistic: Average, over: :window }
              bytes_out: { metric: NetworkOut, statistic: Sum, over: :window }
              yesterday: { metric: CPUUtilization, statistic: Average, over: :habit_window, ago: :habit_ago }
            where: |
              state = 'running'
              stop_protected = 0
              cpu_percent < 5
              bytes_out < 1048576
              yesterday < 5
            for: 1h
            action: stop
            reason: idle
            """
        let rules = try RuleSet.load([YAMLFile(origin: "own.yaml", text: rule)])
        let stage = try await Stage(.with([machine(worksAt: 4..<8)]), rules: rules)
        let finding = try #require(
            try await stage.run(afterMinutes: [0], apply: false).plan.plan.findings.first { $0.resource.id == Self.id })
        #expect(finding.verdict == .pending, "\(finding.judgement.missing)")
        #expect(finding.checkedBeforeStop == [])
    }

    @Test("the past is asked of idle machines alone, and once")
    func askedOnce() async throws {
        func asked(worksAt hours: Range<Int>) async throws -> [Int] {
            let stage = try await Stage(.with([machine(worksAt: hours)]))
            var counts: [Int] = []
            for minutes in [0.0, 1, 60] {
                try await stage.run(afterMinutes: [minutes], apply: false)
                let calls = stage.server.counts.filter { $0.key.action == "GetMetricStatistics" }
                counts.append(calls.map(\.value.requests).reduce(0, +) - counts.reduce(0, +))
            }
            return counts
        }
        let idle = try await asked(worksAt: 4..<8)
        let busy = try await asked(worksAt: 0..<24)
        // Of a busy one the processor tells enough, by the hour and by five minutes.
        #expect(busy[0] <= 3 && busy[2] <= 3)
        // Of an idle one the past is three series more, once; what is asked an hour later is what goes on.
        #expect(idle[0] == idle[2] + 3)
        #expect(idle[1] - busy[1] < 3)
    }
}
