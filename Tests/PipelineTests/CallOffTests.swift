// Work that is called off midway: what was seen is kept, what was not is named, and a change in hand is ended.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import Planning
import SimulatedAWS
import Storage
import Synchronization
import Testing

@Suite struct CallOffTests {
    let idle = "i-0aaaaaaaaaaaaaaa1"

    /// What a signal would cancel.
    final class Switch: Sendable {
        private let task = Mutex<Task<Void, Never>?>(nil)

        /// Does the work as a task that `off` cancels.
        func on<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async -> Result<Value, any Error>
        {
            let result = Task { try await work() }
            task.withLock {
                $0 = Task {
                    await withTaskCancellationHandler {
                        _ = await result.result
                    } onCancel: {
                        result.cancel()
                    }
                }
            }
            return await result.result
        }

        func off() { task.withLock { $0?.cancel() } }
    }

    /// A source that is called off when so many lists have come.
    struct CutSource: ResourceSource {
        let source: any ResourceSource
        let lists: Int
        let off: @Sendable () -> Void

        func account() async throws -> AccountID { try await source.account() }
        func enabledRegions(of account: AccountID) async throws -> EnabledRegions {
            try await source.enabledRegions(of: account)
        }
        func list(
            _ kinds: [ResourceKind], in regions: [Region], of account: AccountID, at now: Date,
            knowing: @escaping @Sendable (ListingPlace) async throws -> KnownItems,
            receive: @escaping @Sendable (ListedPart) async throws -> Void
        ) async throws {
            let count = Mutex(0)
            try await source.list(kinds, in: regions, of: account, at: now, knowing: knowing) { part in
                guard case .end = part else { return try await receive(part) }
                let come = count.withLock { count in
                    count += 1
                    return count
                }
                // Lists end at the same time: those behind the cut do not come any more.
                guard come <= lists else { throw CancellationError() }
                try await receive(part)
                if come == lists { off() }
            }
            try Task.checkCancellation()
        }
        func facts(_ requests: [FactRequest], at now: Date) async -> [LateFact] {
            await source.facts(requests, at: now)
        }
        func calls(in region: Region) -> CallTally { source.calls(in: region) }
    }

    /// An actuator that is called off during its first step.
    struct CutActuator: Actuator {
        let actuator: any Actuator
        let off: @Sendable () -> Void

        var caller: String? { actuator.caller }
        func tag(_ resource: ResourceKey, _ change: TagChange) async -> StepOutcome {
            await actuator.tag(resource, change)
        }
        func verifiedAccount() async throws -> AccountID { try await actuator.verifiedAccount() }
        func state(of resource: ResourceKey) async throws -> PowerState? { try await actuator.state(of: resource) }
        func leave(_ mark: StopMark, on resource: ResourceKey) async { await actuator.leave(mark, on: resource) }
        func perform(_ step: PlanStep, marking mark: StopMark) async -> StepOutcome {
            off()
            return await actuator.perform(step, marking: mark)
        }
    }

    /// A run that is called off when so many lists have come.
    private func cutRun(_ stage: Stage, afterMinutes minutes: Double, lists: Int) async throws -> CalledOff? {
        stage.clock.set(to: Stage.now.addingTimeInterval(minutes * 60))
        let off = Switch()
        let aws = try stage.aws()
        let ports = AWSPorts(
            resources: CutSource(source: aws.resources, lists: lists) { off.off() }, metrics: aws.metrics,
            billing: aws.billing, actuator: aws.actuator, host: aws.host,
            notifier: aws.notifier)
        let ended = await off.on {
            try await RunStage(
                stage.local, ports, scope: ScanScope(), settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
        }
        guard case .failure(let error) = ended else { return nil }
        return error as? CalledOff
    }

    @Test("a scan that is called off keeps what it listed, and names each region that it did not see whole")
    func gaps() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        let off = try #require(try await cutRun(stage, afterMinutes: 0, lists: 3))
        #expect(!off.summary.gaps.isEmpty)
        #expect(off.summary.gaps.allSatisfy { $0.error.hasPrefix("called off") && $0.region != .global })
        let kept = try #require(try await stage.database.lastScans().first)
        #expect(kept.at == Stage.now && kept.gaps == off.summary.gaps)
        #expect(try await stage.plan().plan.complete == false)
        #expect(try await stage.run(afterMinutes: [15]).scan.summary.gaps.isEmpty)
    }

    @Test("a scan that is called off after the lists says that the rest was not read")
    func lateGap() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        let lists = stage.local.judge.kindsNeeded.subtracting([.credit]).count * 2
        let off = try #require(try await cutRun(stage, afterMinutes: 0, lists: lists))
        #expect(off.summary.gaps.map(\.region) == [.global])
    }

    @Test("a scan that is called off moves no hold clock: the time on both sides counts as if there had been none")
    func holdClocks() async throws {
        let stage = try await Stage(.with([.idle(idle)]), unattended: false)
        try await stage.run(afterMinutes: [0, 15])
        let before = try await stage.database.holds(account: try #require(AccountID(Story.account)))
        _ = try #require(try await cutRun(stage, afterMinutes: 30, lists: 3))
        #expect(try await stage.database.holds(account: try #require(AccountID(Story.account))) == before)
        let result = try await stage.run(afterMinutes: [45])
        #expect(result.plan.plan.findings.first { $0.resource.id == idle }?.heldSeconds == 45 * 60)
    }

    @Test("a run that is called off while it stops a machine ends that stop, tells it, and begins no other")
    func apply() async throws {
        let machines = (0..<3).map { Instance.idle("i-0aaaaaaaaaaaaaaa\($0)") }
        let stage = try await Stage(.with(machines), guardrails: GuardrailSettings(maxPercent: 100))
        try await stage.run(afterMinutes: [0, 30])
        stage.clock.set(to: Stage.now.addingTimeInterval(3600))
        let off = Switch()
        let aws = try stage.aws()
        let ports = AWSPorts(
            resources: aws.resources, metrics: aws.metrics, billing: aws.billing,
            actuator: CutActuator(actuator: aws.actuator) { off.off() }, host: aws.host, notifier: aws.notifier)
        let result = try await off.on {
            try await RunStage(
                stage.local, ports, scope: ScanScope(), settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
        }.get()
        let left = StepOutcome.skipped("called off before its turn")
        #expect(result.applied.map(\.outcome) == [.done, left, left])
        let entries = try await stage.database.entries(
            account: try #require(AccountID(Story.account)), since: .distantPast)
        #expect(entries.map(\.outcome) == [.done])
        #expect(stage.server.mails().count == 1)
        #expect(stage.server.world["us-east-1"].instances.count { $0.power == .stopped } == 1)
        #expect(try await stage.run(afterMinutes: [75]).applied.map(\.outcome) == [.done, .done])
    }
}
