// Plays one random account: the people, the faults, the runs of two databases, the deaths; and notes what broke a promise.

import CostModel
import FaultyAWS
import Foundation
import Planning
import RuleEngine
import SimulatedAWS
import Storage
import Synchronization

@testable import Pipeline

struct RandomRun {
    /// What came of one account, or of many.
    struct Tally {
        var accounts = 0
        var runs = 0
        var stops = 0
        var kills = 0
        var faults = 0
        /// Runs that AWS's answers made impossible.
        var failed = 0
        var undone = 0
        var violations: [String] = []

        static func + (left: Tally, right: Tally) -> Tally {
            Tally(
                accounts: left.accounts + right.accounts, runs: left.runs + right.runs, stops: left.stops + right.stops,
                kills: left.kills + right.kills, faults: left.faults + right.faults, failed: left.failed + right.failed,
                undone: left.undone + right.undone,
                violations: left.violations + right.violations)
        }
    }

    private let seed: UInt64
    private let stage: Stage
    private let other: LocalPorts
    private var account: RandomAccount
    private var model = PeoplesModel()
    private var tally = Tally(accounts: 1)
    private let accountID = AccountID(Story.account)!

    private let isTold: Bool

    /// - Parameter isTold: whether the rules' stops are told an hour before.
    init(seed: UInt64, rules: RuleSet, isTold: Bool) async throws {
        self.seed = seed
        self.isTold = isTold
        account = RandomAccount(seed: seed)
        let world = account.world()
        stage = try await Stage(world, rules: rules, schedules: ScheduleBook(), hasChannel: true)
        other = try stage.secondDatabase()
    }

    /// Half an hour a tick, then whole runs until nothing is open, then every stop is undone.
    mutating func play(ticks: Int) async throws -> Tally {
        for tick in 0..<ticks {
            stage.clock.set(to: Stage.now.addingTimeInterval(Double(tick) * 1_800))
            try await self.tick()
        }
        try await settle()
        try await undo()
        try await stage.server.stop()
        return tally
    }

    private var machines: [String: Instance] {
        Dictionary(uniqueKeysWithValues: stage.server.world["us-east-1"].instances.map { ($0.id, $0) })
    }

    private mutating func violated(_ what: String) {
        tally.violations.append("seed \(seed), \(UTCTime.text(stage.clock.now)): \(what)")
    }

    private mutating func tick() async throws {
        let happenings = account.tick()
        var death: CutShortTests.DyingJournal.Moment?
        var ahead: TimeInterval = 0
        var isOther = false
        var isRun = true
        var isFaulty = false
        for happening in happenings {
            switch happening {
            case .fault(let fault):
                stage.server.inject(fault)
                tally.faults += 1
                isFaulty = true
            case .death(let moment): death = moment
            case .clockOff(let seconds): ahead = seconds
            case .otherDatabase: isOther = true
            case .noRun: isRun = false
            default: try await act(happening)
            }
        }
        guard isRun else { return stage.server.heal() }
        stage.machineAhead.withLock { $0 = ahead }
        try await run(dying: death, isOther: isOther, isFaulty: isFaulty)
        stage.server.heal()
        stage.machineAhead.withLock { $0 = 0 }
    }

    /// What a person does, to AWS and to the model alike; what is impossible does not happen.
    private mutating func act(_ happening: Happening) async throws {
        let now = stage.clock.now
        guard stage.server.perform(happening, at: now) else { return }
        model.note(happening, at: now)
        switch happening {
        case .keep(let id, let hours):
            try await stage.database.record(
                Keep(
                    resource: key(id), name: nil, since: now, until: now.addingTimeInterval(hours * 3_600),
                    because: nil, who: "ada"))
        case .unkeep(let id): _ = try await stage.database.endKeep(of: key(id), at: now)
        case .pause(let hours):
            try await stage.database.record(
                Pause(since: now, until: now.addingTimeInterval(hours * 3_600), because: nil, who: "ada"))
        case .resume: _ = try await stage.database.endPause(at: now)
        default: break
        }
    }

    private func key(_ id: String) -> ResourceKey {
        ResourceKey(kind: .instance, account: accountID, region: .northVirginia, id: id)
    }

    /// One run of cron, and what it may not have done.
    private mutating func run(
        dying moment: CutShortTests.DyingJournal.Moment? = nil, isOther: Bool = false, isFaulty: Bool = false
    ) async throws {
        let before = machines
        stage.newProcess()
        var local = isOther ? other : stage.local
        if let moment {
            local = LocalPorts(
                observations: local.observations, money: local.money, decisions: local.decisions,
                journal: CutShortTests.DyingJournal(local.journal, moment, afterSteps: 0), outbox: local.outbox,
                judge: local.judge, clock: local.clock)
        }
        let stage = RunStage(
            local, try self.stage.aws(), scope: ScanScope(), settings: self.stage.settings, timeZone: .gmt)
        tally.runs += 1
        do {
            _ = try await stage.run(apply: true)
        } catch is CutShortTests.Killed {
            tally.kills += 1
        } catch  where isFaulty {
            // What AWS answered made the run impossible: what it did before is in the journal.
            tally.failed += 1
        }
        let now = self.stage.clock.now
        let stopped = machines.values.filter { $0.power == .stopped && before[$0.id]?.power == .running }.map(\.id)
        for id in stopped.sorted() {
            if let why = before[id].flatMap({ model.forbids($0, at: now, isOther: isOther) }) {
                violated("\(id) was stopped, but \(why)")
            }
            if isTold, let why = before[id].flatMap({ model.isUntold($0, at: now, mails: self.stage.server.mails()) }) {
                violated("\(id) was stopped, and \(why)")
            }
        }
        if let why = model.noteStops(stopped, at: now, isOther: isOther) { violated(why) }
        tally.stops += stopped.count
        try await checkJournal(of: stopped, in: local)
    }

    /// Each stop has an intent that says that it may have happened.
    private mutating func checkJournal(of stopped: [String], in local: LocalPorts) async throws {
        let entries = try await local.journal.entries(account: accountID, since: .distantPast)
        for id in stopped where !entries.contains(where: { $0.intent.resource.id == id && $0.tellsOfAStop }) {
            violated("\(id) was stopped, and the journal does not say so")
        }
    }

    /// After whole runs nothing is open, nothing that happened was not told, and no intent acted twice.
    private mutating func settle() async throws {
        for isOther in [false, true, false, true] {
            stage.clock.set(to: stage.clock.now.addingTimeInterval(900))
            try await run(isOther: isOther)
        }
        let mails = stage.server.mails().map(\.message).joined()
        var done = 0
        for local in [stage.local, other] {
            if try await !local.journal.openEntries().isEmpty { violated("an intent stays open") }
            if try await !local.outbox.unsent().isEmpty { violated("a mail is owed still") }
            let entries = try await local.journal.entries(account: accountID, since: .distantPast)
            for entry in entries where entry.tellsOfAStop {
                done += 1
                if !mails.contains(entry.intent.resource.id) {
                    violated("nobody was told of \(entry.intent.resource.id)")
                }
            }
        }
        if tally.stops > done { violated("\(tally.stops) stops, and \(done) of them in the journals") }
    }

    /// What the guard stopped, and nobody touched since, runs again when a person asks for it.
    private mutating func undo() async throws {
        let entries = try await stage.database.entries(account: accountID, since: .distantPast)
        let stopped = Set(entries.filter { $0.outcome == .done && $0.intent.action == .stop }.map(\.intent.resource.id))
        let ids = machines.values.filter { stopped.contains($0.id) && $0.power == .stopped }.map(\.id)
        guard !ids.isEmpty else { return }
        stage.clock.set(to: stage.clock.now.addingTimeInterval(120))
        let judge = SQLiteJudge(
            rules: try RuleSet.byHand(.start), databasePath: stage.database.path,
            views: Views.statements(prefix: SQLiteJudge.viewPrefix))
        let hand = ByHandStage(
            stage.local, try stage.aws(), judge: judge, byHand: ByHand(overridesKeeps: true), settings: stage.settings,
            credits: [])
        let look = try await hand.look(at: Set(ids.map(key)), account: accountID)
        _ = try await hand.perform(look.plan.plan.steps, planID: look.plan.plan.id, account: accountID)
        for id in ids.sorted() {
            if machines[id]?.power == .running {
                tally.undone += 1
            } else {
                violated("\(id) could not be started again")
            }
        }
    }
}

extension FaultyAWS {
    /// What a person does at AWS. A word to the guard changes nothing there.
    /// - Returns: whether it is possible for the machine as it is.
    fileprivate func perform(_ happening: Happening, at now: Date) -> Bool {
        func change(_ id: String, when allowed: (Instance) -> Bool, _ body: @Sendable (inout Instance) -> Void) -> Bool
        {
            guard let machine = world["us-east-1"][instance: id], machine.power != .terminated, allowed(machine) else {
                return false
            }
            self.change { world in
                guard var machine = world["us-east-1"][instance: id] else { return }
                body(&machine)
                world["us-east-1"][instance: id] = machine
            }
            return true
        }
        func turn(_ id: String, _ from: Instance.Power?, _ power: Instance.Power) -> Bool {
            change(id, when: { from == nil || $0.power == from }) { machine in
                if power == .running {
                    machine.earlierRuns.append(machine.launchedAt..<max(machine.launchedAt, machine.changedAt ?? now))
                    machine.launchedAt = now
                }
                machine.power = power
                machine.changedAt = now
            }
        }
        switch happening {
        case .start(let id): return turn(id, .stopped, .running)
        case .stop(let id): return turn(id, .running, .stopped)
        case .terminate(let id): return turn(id, nil, .terminated)
        case .tagKeep(let id): return change(id, when: { _ in true }) { $0.tags["costguard:keep"] = "exam" }
        case .untagKeep(let id): return change(id, when: { _ in true }) { $0.tags["costguard:keep"] = nil }
        case .protect(let id): return change(id, when: { _ in true }) { $0.isStopProtected = true }
        case .unprotect(let id): return change(id, when: { _ in true }) { $0.isStopProtected = false }
        case .work(let id): return change(id, when: { _ in true }) { $0.load = RandomAccount.work }
        case .rest(let id): return change(id, when: { _ in true }) { $0.load = RandomAccount.rest }
        case .tagHours(let id):
            return change(id, when: { _ in true }) { $0.tags["costguard:schedule"] = "daily 8-13 UTC" }
        case .untagHours(let id): return change(id, when: { _ in true }) { $0.tags["costguard:schedule"] = nil }
        case .launch(let id, let isDear):
            self.change {
                $0["us-east-1"][instance: id] = .idle(id, type: isDear ? "m5.2xlarge" : "t3.small", launchedAt: now)
            }
            return true
        default: return true
        }
    }
}

extension JournalEntry {
    /// Whether the machine may have been stopped by it, as far as the journal knows.
    fileprivate var tellsOfAStop: Bool {
        switch outcome {
        case nil, .done, .uncertain: intent.action == .stop
        case .failed, .refused, .skipped: false
        }
    }
}
