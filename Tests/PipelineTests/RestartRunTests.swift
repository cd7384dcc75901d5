// Who starts a machine again keeps it: whole runs, with the two witnesses of our stop, and one of them lost.

import Actuation
import CostModel
import FaultyAWS
import Foundation
import SimulatedAWS
import Storage
import Testing

@testable import Pipeline

@Suite struct RestartRunTests {
    let box = "i-0aaaaaaaaaaaaaaa1"
    static let day = 1440.0

    private func power(_ stage: Stage) -> Instance.Power? { stage.server.world["us-east-1"][instance: box]?.power }

    private func tag(_ stage: Stage) -> String? {
        stage.server.world["us-east-1"][instance: box]?.tags[StopMark.key]
    }

    /// What its owner does, so many minutes after the stage's beginning.
    private func start(_ stage: Stage, atMinute minute: Double) {
        let time = Stage.now.addingTimeInterval(minute * 60)
        stage.server.change { world in
            world["us-east-1"][instance: box]?.power = .running
            world["us-east-1"][instance: box]?.launchedAt = time
            world["us-east-1"][instance: box]?.changedAt = time
        }
    }

    /// Runs every half hour from one minute to another, with apply, until it is stopped.
    private func isStopped(
        _ stage: Stage, from: Double, to: Double, _ local: LocalPorts? = nil
    ) async throws -> Bool {
        for minute in stride(from: from, through: to, by: 30) where power(stage) == .running {
            stage.clock.set(to: Stage.now.addingTimeInterval(minute * 60))
            _ = try await RunStage(
                local ?? stage.local, try stage.aws(), scope: ScanScope(), settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
        }
        return power(stage) != .running
    }

    @Test("a month after our stop a start is still an answer to it, for 72 hours")
    func aMonthLater() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        #expect(try await isStopped(stage, from: 0, to: 60))
        let begin = 31 * Self.day
        start(stage, atMinute: begin)
        #expect(try await !isStopped(stage, from: begin + 28 * 60, to: begin + 30 * 60))
        let refusal = try await stage.plan().plan.findings.first { $0.resource.id == box }?.refusal
        #expect(refusal?.guardrail == "restarted-by-human")
        #expect(try await isStopped(stage, from: begin + 71 * 60, to: begin + 74 * 60))
    }

    @Test("without leave to tag the journal is witness enough; with a database of its own the tag is")
    func oneWitness() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        stage.server.inject(Fault(.denied, service: "ec2", action: "CreateTags", times: 999))
        #expect(try await isStopped(stage, from: 0, to: 60))
        #expect(tag(stage) == nil)
        start(stage, atMinute: 120)
        #expect(try await !isStopped(stage, from: Self.day + 240, to: Self.day + 360))
        stage.server.heal()
        let tagged = try await Stage(.with([.idle(box)]))
        #expect(try await isStopped(tagged, from: 0, to: 60))
        #expect(try await tag(tagged)?.contains("database=\(tagged.database.databaseID())") == true)
        start(tagged, atMinute: 120)
        #expect(try await !isStopped(tagged, from: Self.day + 240, to: Self.day + 360, tagged.secondDatabase()))
        // Without either nobody knows: then it is idle like any other.
        tagged.server.change { $0["us-east-1"][instance: box]?.tags = [:] }
        #expect(try await isStopped(tagged, from: Self.day + 390, to: Self.day + 540, tagged.secondDatabase()))
    }

    @Test(
        "a clock that was ahead at the stop takes no peace from who started it minutes later", arguments: [720.0, -720])
    func clockOff(seconds: Double) async throws {
        let stage = try await Stage(.with([.idle(box)]))
        let local = stage.local
        let clock = stage.clock
        let off = LocalPorts(
            observations: local.observations, money: local.money, decisions: local.decisions, journal: local.journal,
            outbox: local.outbox, judge: local.judge, clock: { clock.now.addingTimeInterval(seconds) })
        #expect(try await isStopped(stage, from: 0, to: 90, off))
        stage.server.change { $0["us-east-1"][instance: box]?.tags = [:] }
        start(stage, atMinute: 95)
        #expect(try await !isStopped(stage, from: Self.day + 240, to: Self.day + 360, off))
    }

    @Test("what a killed run stopped is settled by the start: run again, it was stopped, is tagged, and is left alone")
    func killedAfterTheCall() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        try await killed(stage, .beforeOutcome)
        #expect(power(stage) == .stopped)
        stage.server.change { $0["us-east-1"][instance: box]?.tags = [:] }
        start(stage, atMinute: 120)
        #expect(try await !isStopped(stage, from: Self.day + 240, to: Self.day + 360))
        let entries = try await stage.database.stops(account: try #require(AccountID(Story.account)))
        #expect(entries.map(\.outcome) == [.done])
        #expect(tag(stage)?.contains("launched=2026-11-18T12:00:00Z") == true, "\(tag(stage) ?? "none")")
    }

    @Test("what a killed run did not come to was not stopped, and the next one does it")
    func killedBeforeTheCall() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        try await killed(stage, .afterIntent)
        #expect(power(stage) == .running)
        #expect(try await isStopped(stage, from: 75, to: 75))
        let entries = try await stage.database.entries(
            account: try #require(AccountID(Story.account)), since: .distantPast)
        #expect(entries.map(\.outcome) == [.done, .failed("the run was cut short; the instance is 'running'")])
    }

    private func killed(_ stage: Stage, _ moment: CutShortTests.DyingJournal.Moment) async throws {
        try await stage.run(afterMinutes: [0, 30])
        stage.clock.set(to: Stage.now.addingTimeInterval(3600))
        let whole = stage.local
        let dying = LocalPorts(
            observations: whole.observations, money: whole.money, decisions: whole.decisions,
            journal: CutShortTests.DyingJournal(whole.journal, moment, afterSteps: 0), outbox: whole.outbox,
            judge: whole.judge, clock: whole.clock)
        await #expect(throws: CutShortTests.Killed.self) {
            try await RunStage(
                dying, try stage.aws(), scope: ScanScope(), settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
        }
    }

    enum Word { case done, failed, skipped, uncertain }

    @Test(
        "settling looks at the start: the one to be stopped, or one after it",
        arguments: [
            // state, started so many hours before now, and the start in the intent; the call's age in minutes
            ("stopped", 50.0, 50.0, 90.0, Word.done), ("stopping", nil, nil, 1, .done),
            ("running", 50, 50, 90, .failed),
            ("running", 50, 50, 1, .uncertain), ("running", 0.5, 50, 90, .done), ("pending", 0, 50, 90, .done),
            ("running", 1.6, 50, 90, .done), ("running", nil, 50, 90, .uncertain),
            ("running", 0.5, nil, 90, .uncertain),
            ("running", 1.6, nil, 90, .uncertain), ("running", 50, nil, 90, .failed),
            ("terminated", 50, 50, 90, .skipped),
            ("shutting-down", 50, 50, 90, .skipped), ("running", 50, 50, -30 * 1440, .failed),
        ] as [(String, Double?, Double?, Double, Word)])
    func settling(state: String, started: Double?, asked: Double?, age: Double, word: Word) throws {
        func hoursAgo(_ hours: Double) -> Date { Stage.now.addingTimeInterval(-hours * 3600) }
        let account = try #require(AccountID(Story.account))
        let intent = JournalIntent(
            planID: "0badcafe", action: .stop,
            resource: ResourceKey(kind: .instance, account: account, region: .northVirginia, id: box),
            launchTime: asked.map(hoursAgo), name: nil, rule: "idle", at: hoursAgo(age / 60), unattended: true)
        let outcome = SettleStage.outcome(
            of: intent, PowerState(state, launchTime: started.map(hoursAgo)), at: Stage.now)
        let got: Word =
            switch outcome {
            case .done: .done
            case .failed, .refused: .failed
            case .skipped: .skipped
            case .uncertain: .uncertain
            }
        #expect(got == word, "\(outcome)")
    }

    /// Says that the program runs on a machine, or is silent.
    private struct Telling: HostWitness {
        let host: OwnHost?
        func sight(asking: Bool, at now: Date) async -> HostSight {
            HostSight(hosts: asking ? [host].compactMap { $0 } : [])
        }
    }

    @Test("what the metadata service said once holds for a day, though it is silent later")
    func hostSaidOnce() async throws {
        let stage = try await Stage(.with([.idle(box)]))
        func run(atMinute minute: Double, _ host: OwnHost?) async throws -> RunResult {
            stage.clock.set(to: Stage.now.addingTimeInterval(minute * 60))
            let aws = try stage.aws()
            let ports = AWSPorts(
                resources: aws.resources, metrics: aws.metrics, billing: aws.billing, actuator: aws.actuator,
                host: Telling(host: host), notifier: aws.notifier)
            return try await RunStage(
                stage.local, ports, scope: ScanScope(), settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
        }
        _ = try await run(atMinute: 0, nil)
        _ = try await run(atMinute: 30, nil)
        let host = try #require(
            OwnHost(
                id: box, account: AccountID(Story.account), region: .northVirginia, witness: .metadata,
                at: Stage.now.addingTimeInterval(3600)))
        let told = try await run(atMinute: 60, host)
        guard case .skipped(let why) = told.applied.first?.outcome else {
            return #expect(Bool(false), "\(told.applied)")
        }
        #expect(why.hasPrefix("own-host: "))
        let silent = try await run(atMinute: 90, nil)
        #expect(silent.plan.plan.findings.first { $0.resource.id == box }?.refusal?.guardrail == "own-host")
        #expect(power(stage) == .running)
        for minute in [Self.day + 30, Self.day + 61] { _ = try await run(atMinute: minute, nil) }
        #expect(power(stage) == .stopped)
    }
}
