// The look before a stop sees only its targets: nothing else may suffer from it.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct SecondLookTests {
    /// As `stage.run`, but the clock goes on by five seconds whenever somebody looks at it, as clocks do.
    private func run(_ stage: Stage, afterMinutes minutes: Double) async throws -> RunResult {
        stage.clock.set(to: Stage.now.addingTimeInterval(minutes * 60))
        let clock = stage.clock
        let local = stage.local
        let ticking = LocalPorts(
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
        for minutes in [90.0, 120, 150, 180] { _ = try await run(stage, afterMinutes: minutes) }
        let account = try #require(AccountID(Story.account))
        let tried = try await stage.database.entries(account: account, since: .distantPast).map(\.intent.resource.id)
        #expect(tried == [late, stuck], "its clock came to its end, so it was tried")
    }

    @Test("after a stop the last scan is still the one that saw every region")
    func lastScanIsWhole() async throws {
        let stage = try await Stage(.with([.idle("i-0aaaaaaaaaaaaaaa1")]))
        for minutes in [0.0, 30, 60] { _ = try await run(stage, afterMinutes: minutes) }
        #expect(stage.server.world["us-east-1"][instance: "i-0aaaaaaaaaaaaaaa1"]?.power == .stopped)
        let scan = try await stage.plan().scan
        #expect(scan.regions.count == stage.server.world.enabledRegions.count, "\(scan)")
    }

    /// A journal that is far away: until an intent lasts, somebody has started the machine anew.
    private struct SlowJournal: Journal {
        let database: CostDatabase
        let meanwhile: @Sendable () -> Void

        func open(_ intent: JournalIntent) async throws -> Int64 {
            meanwhile()
            return try await database.open(intent)
        }
        func settle(_ id: Int64, _ outcome: StepOutcome, at now: Date) async throws {
            try await database.settle(id, outcome, at: now)
        }
        func openEntries() async throws -> [JournalEntry] { try await database.openEntries() }
        func entries(account: AccountID, since: Date) async throws -> [JournalEntry] {
            try await database.entries(account: account, since: since)
        }
        func stops(account: AccountID) async throws -> [JournalEntry] { try await database.stops(account: account) }
        func databaseID() async throws -> String { try await database.databaseID() }
    }

    @Test("a machine that somebody started anew while the journal was written is let run, and the journal says so")
    func startedMeanwhile() async throws {
        let id = "i-0aaaaaaaaaaaaaaa1"
        let stage = try await Stage(.with([.idle(id)]))
        let local = stage.local
        let slow = LocalPorts(
            observations: local.observations, money: local.money, decisions: local.decisions,
            journal: SlowJournal(database: stage.database) { [server = stage.server, clock = stage.clock] in
                server.change { $0["us-east-1"][instance: id]?.launchedAt = clock.now }
            }, outbox: local.outbox, judge: local.judge, clock: local.clock)
        for minutes in [0.0, 30, 60] {
            stage.clock.set(to: Stage.now.addingTimeInterval(minutes * 60))
            _ = try await RunStage(
                slow, try stage.aws(), scope: ScanScope(), settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
        }
        #expect(stage.server.world["us-east-1"][instance: id]?.power == .running)
        let account = try #require(AccountID(Story.account))
        let outcomes = try await stage.database.entries(account: account, since: .distantPast).map(\.outcome)
        #expect(outcomes == [.skipped("it was started again while it was about to be stopped")])
    }

    private static let sealed = "i-0aaaaaaaaaaaaaaa1"
    private static let keyARN = "arn:aws:kms:us-east-1:\(Story.account):key/12-ab"

    /// A machine whose one disk is encrypted with a key of the account.
    private static func sealedWorld() -> World {
        var world = World.with([.idle(sealed)])
        var disk = Volume(id: "vol-0aaaaaaaaaaaaaaa1", sizeGiB: 8, createdAt: Stage.now - 90 * 86_400)
        disk.attachment = Attachment(
            volumeID: disk.id, instanceID: sealed, device: "/dev/xvda", attachedAt: disk.createdAt)
        disk.keyARN = keyARN
        world["us-east-1"].volumes = [disk]
        world[Extras.self].encryptionKeys = [keyARN: EncryptionKey()]
        return world
    }

    @Test("a machine whose disk's key can be used is stopped; each run asks for the key")
    func usableKey() async throws {
        let stage = try await Stage(Self.sealedWorld())
        try await stage.run(afterMinutes: [0, 30, 60])
        #expect(stage.server.world["us-east-1"][instance: Self.sealed]?.power == .stopped)
    }

    @Test("a key that ended since the scan is seen before the stop, though the scan had found it well")
    func keyEndsBeforeTheStop() async throws {
        let stage = try await Stage(Self.sealedWorld())
        try await stage.run(afterMinutes: [0, 30])
        let reviewed = try await stage.plan().plan
        #expect(reviewed.steps.map(\.resource.id) == [Self.sealed])
        stage.server.change { $0[Extras.self].encryptionKeys[Self.keyARN]?.state = "PendingDeletion" }
        let account = try #require(AccountID(Story.account))
        let applied = try await ApplyStage(stage.local, try stage.aws(), settings: stage.settings, credits: []).run(
            reviewed.steps, planID: reviewed.id, account: account, unattended: false)
        let outcome = try #require(applied.steps.first?.outcome)
        #expect("\(outcome)".contains("key-unusable"), "\(outcome)")
        #expect(stage.server.world["us-east-1"][instance: Self.sealed]?.power == .running)
    }

    @Test("where KMS may not be asked cron leaves the machine to a person, who may stop it, and nothing is missing")
    func deniedKey() async throws {
        var world = Self.sealedWorld()
        world[Extras.self].policies = [Policy(.deny, ["kms:DescribeKey"])]
        let stage = try await Stage(world)
        let last = try await stage.run(afterMinutes: [0, 30, 60])
        let finding = try #require(
            last.plan.plan.findings.first { $0.resource.id == Self.sealed && $0.verdict == .due })
        #expect(finding.attendedBecause == "key-not-checked" && last.applied.isEmpty)
        #expect(last.scan.summary.gaps.isEmpty && last.plan.plan.complete)
        let account = try #require(AccountID(Story.account))
        let applied = try await ApplyStage(stage.local, try stage.aws(), settings: stage.settings, credits: []).run(
            last.plan.plan.steps, planID: last.plan.plan.id, account: account, unattended: false)
        #expect(applied.steps.map { "\($0.outcome)" } == ["done"])
        #expect(stage.server.world["us-east-1"][instance: Self.sealed]?.power == .stopped)
    }

    /// An actuator that is slow: while it stops one machine, somebody tags all others.
    struct SlowActuator: Actuator {
        let actuator: any Actuator
        let stage: Stage
        let minutes: Double

        var caller: String? { actuator.caller }
        func tag(_ resource: ResourceKey, _ change: TagChange) async -> StepOutcome {
            await actuator.tag(resource, change)
        }
        func verifiedAccount() async throws -> AccountID { try await actuator.verifiedAccount() }
        func state(of resource: ResourceKey) async throws -> PowerState? { try await actuator.state(of: resource) }
        func leave(_ mark: StopMark, on resource: ResourceKey) async { await actuator.leave(mark, on: resource) }
        func perform(_ step: PlanStep, marking mark: StopMark) async -> StepOutcome {
            let outcome = await actuator.perform(step, marking: mark)
            stage.clock.advance(by: minutes * 60)
            stage.server.change { world in
                for other in world["us-east-1"].instances where other.id != step.resource.id {
                    world["us-east-1"][instance: other.id]?.tags["costguard:keep"] = "thesis"
                }
            }
            return outcome
        }
    }

    @Test(
        "whose turn comes late is looked at once more, by cron and by a person",
        arguments: [(6.0, true, 1), (6, false, 1), (1, true, 2)])
    func looksOnceMore(minutes: Double, isCron: Bool, stopped: Int) async throws {
        let stage = try await Stage(.with([.idle("i-0aaaaaaaaaaaaaaa1"), .idle("i-0aaaaaaaaaaaaaaa2")]))
        try await stage.run(afterMinutes: [0, 30, 60], apply: false)
        let aws = try stage.aws()
        let slow = AWSPorts(
            resources: aws.resources, metrics: aws.metrics, billing: aws.billing,
            actuator: SlowActuator(actuator: aws.actuator, stage: stage, minutes: minutes), host: aws.host,
            notifier: aws.notifier, time: aws.time)
        let plan = try await stage.plan().plan
        let applied = try await ApplyStage(stage.local, slow, settings: stage.settings, credits: []).run(
            plan.steps, planID: plan.id, account: plan.account, unattended: isCron)
        #expect(stage.server.world["us-east-1"].instances.count { $0.power == .stopped } == stopped)
        let skipped = applied.steps.map { "\($0.outcome)" }.filter { $0.contains("spared by its tag costguard:keep") }
        #expect(applied.steps.count == 2 && skipped.count == 2 - stopped, "\(applied.steps)")
    }
}
