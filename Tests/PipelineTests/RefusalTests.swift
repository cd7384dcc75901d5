// Stops that AWS refuses: left alone for a day, told once a day, and no hindrance to the others.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Synchronization
import Testing

@Suite struct RefusalTests {
    /// An actuator whose stops of these machines are refused, as long as it is told to.
    final class PickyActuator: Actuator {
        private struct State {
            var refused: Set<String>
            var asked: [String] = []
        }
        private let actuator: any Actuator
        private let state: Mutex<State>
        init(_ actuator: any Actuator, refusing ids: Set<String>) {
            self.actuator = actuator
            state = Mutex(State(refused: ids))
        }

        var asked: [String] { state.withLock { $0.asked } }
        func allowAll() { state.withLock { $0.refused = [] } }

        var caller: String? { actuator.caller }
        func tag(_ resource: ResourceKey, _ change: TagChange) async -> StepOutcome {
            await actuator.tag(resource, change)
        }
        func verifiedAccount() async throws -> AccountID { try await actuator.verifiedAccount() }
        func state(of resource: ResourceKey) async throws -> PowerState? { try await actuator.state(of: resource) }
        func leave(_ mark: StopMark, on resource: ResourceKey) async { await actuator.leave(mark, on: resource) }
        func perform(_ step: PlanStep, marking mark: StopMark) async -> StepOutcome {
            let isRefused = state.withLock { state in
                state.asked.append(step.resource.id)
                return state.refused.contains(step.resource.id)
            }
            guard !isRefused else { return .refused(code: "UnauthorizedOperation", "denied by a policy") }
            return await actuator.perform(step, marking: mark)
        }
    }

    private func ports(_ stage: Stage, _ actuator: PickyActuator) throws -> AWSPorts {
        let aws = try stage.aws()
        return AWSPorts(
            resources: aws.resources, metrics: aws.metrics, billing: aws.billing, actuator: actuator,
            host: aws.host, notifier: aws.notifier)
    }

    private let dear = (0..<3).map { "i-0ddddddddddddddd\($0)" }
    private let cheap = "i-0ccccccccccccccc1"

    private func stage(_ guardrails: GuardrailSettings = GuardrailSettings()) async throws -> (Stage, PickyActuator) {
        let machines = dear.map { Instance.idle($0, type: "t3.large") } + [.idle(cheap)]
        let stage = try await Stage(.with(machines), guardrails: guardrails)
        return (stage, PickyActuator(try stage.aws().actuator, refusing: Set(dear)))
    }

    @Test("the cheap machine is stopped though AWS refuses three dear ones, and those are asked for once")
    func starve() async throws {
        let (stage, actuator) = try await stage()
        let first = try await stage.run(afterMinutes: [0, 30, 60], with: { try ports(stage, actuator) })
        #expect(first.applied.count == 3)
        let shown = first.plan.plan.findings.filter { dear.contains($0.resource.id) }
        #expect(shown.allSatisfy { $0.verdict == .refused && $0.refusal?.guardrail == "refused-by-aws" })
        let second = try await stage.run(afterMinutes: [75, 90], with: { try ports(stage, actuator) })
        #expect(stage.server.world["us-east-1"][instance: cheap]?.power == .stopped)
        #expect(actuator.asked.sorted() == ([cheap] + dear).sorted())
        #expect(second.applied.isEmpty && second.plan.plan.steps.isEmpty && second.plan.plan.retries.count == 3)
    }

    @Test("over four days a refused machine is tried and told of once a day")
    func onceADay() async throws {
        let (stage, actuator) = try await stage()
        let minutes = stride(from: 0.0, through: 4 * 24 * 60, by: 180).map { $0 }
        try await stage.run(afterMinutes: minutes, with: { try ports(stage, actuator) })
        let tries = actuator.asked.count { $0 == dear[0] }
        #expect(tries == 4)
        let mails = stage.server.mails().filter { $0.message.contains(dear[0]) }
        #expect(mails.count == 4, "\(mails.map(\.at))")
        let account = try #require(AccountID(Story.account))
        let entries = try await stage.database.entries(account: account, since: .distantPast)
        #expect(entries.allSatisfy { $0.toldAt != nil })
    }

    @Test("stops that fail at every run for another reason are told once a day too")
    func failuresOnceADay() async throws {
        let stage = try await Stage(.with([.idle(cheap)]))
        stage.server.inject(Fault(.http(500), service: "ec2", action: "StopInstances", times: .max))
        try await stage.run(afterMinutes: stride(from: 0.0, through: 3 * 24 * 60, by: 180).map { $0 })
        let told = stage.server.mails().filter { $0.message.contains(cheap) }
        #expect(told.count == 3, "\(told.map(\.at))")
    }

    @Test("a person's apply tries what AWS refused, and what then succeeds is no longer refused")
    func aPersonMayTry() async throws {
        let (stage, actuator) = try await stage()
        try await stage.run(afterMinutes: [0, 30, 60, 75, 90], with: { try ports(stage, actuator) })
        actuator.allowAll()
        let account = try #require(AccountID(Story.account))
        let stored = try #require(try await stage.database.latestPlan(account: account))
        #expect(stored.steps.isEmpty && stored.retries.count == 3)
        let applied = try await ApplyStage(
            stage.local, try ports(stage, actuator), settings: stage.settings, credits: []
        ).run([stored.retries[0]], planID: stored.id, account: account, unattended: false)
        #expect(applied.steps.map(\.outcome) == [.done])
    }

    @Test("after a day a mended permission is noticed by itself")
    func mended() async throws {
        let (stage, actuator) = try await stage()
        try await stage.run(afterMinutes: [0, 30, 60], with: { try ports(stage, actuator) })
        actuator.allowAll()
        try await stage.run(afterMinutes: [12 * 60, 24 * 60 + 45], with: { try ports(stage, actuator) })
        #expect(stage.server.world["us-east-1"].instances.count { $0.power == .stopped } == 1)
        try await stage.run(afterMinutes: [25 * 60 + 1], with: { try ports(stage, actuator) })
        #expect(stage.server.world["us-east-1"].instances.count { $0.power == .stopped } == 4)
    }
}
