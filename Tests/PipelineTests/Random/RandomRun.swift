// Plays one random account: the people, the faults, the runs of two databases, the deaths; and notes what broke a promise.

import CostModel
import FaultyAWS
import Foundation
import Planning
import RuleEngine
import SimulatedAWS
import Synchronization

@testable import Pipeline
@testable import Storage

struct RandomRun {
    /// What came of one account, or of many.
    struct Tally {
        var accounts = 0
        var runs = 0
        var stops = 0
        /// By a schedule, when its hours began.
        var starts = 0
        /// Stops while the brake could act, and orders that were given.
        var braked = 0
        var orders = 0
        var kills = 0
        var faults = 0
        /// Runs that AWS's answers made impossible.
        var failed = 0
        var undone = 0
        var violations: [String] = []

        static func + (left: Tally, right: Tally) -> Tally {
            Tally(
                accounts: left.accounts + right.accounts, runs: left.runs + right.runs, stops: left.stops + right.stops,
                starts: left.starts + right.starts, braked: left.braked + right.braked,
                orders: left.orders + right.orders, kills: left.kills + right.kills, faults: left.faults + right.faults,
                failed: left.failed + right.failed,
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
    static let creditName = "class"

    /// - Parameter isTold: whether the rules' stops are told an hour before.
    init(seed: UInt64, rules: RuleSet, isTold: Bool) async throws {
        self.seed = seed
        self.isTold = isTold
        account = RandomAccount(seed: seed)
        let world = account.world()
        let evening = Schedule(
            name: "evening", hours: try OpeningHours("daily 15-20 UTC", in: .gmt),
            machines: [MachineSelector(tags: ["evening": "*"])], starting: .all)
        let credit = account.credit.map {
            CreditGrant(
                name: RandomRun.creditName, amount: Money("\($0)") ?? .zero, granted: Stage.now, expires: nil,
                levels: [])
        }
        stage = try await Stage(
            world, credits: [credit].compactMap(\.self), rules: rules, schedules: ScheduleBook(schedules: [evening]),
            hasChannel: true)
        other = try stage.secondDatabase()
        // No test takes the power away, and thousands of accounts would wait for the disk.
        try stage.database.set("synchronous = OFF")
        if let usd = account.credit { model.grant(usd, at: Stage.now) }
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
        look()
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
        try await run(dying: death, isOther: isOther, isFaulty: isFaulty, isOff: ahead != 0)
        stage.server.heal()
        stage.machineAhead.withLock { $0 = 0 }
    }

    /// What a person does, to AWS and to the model alike; what is impossible does not happen.
    private mutating func act(_ happening: Happening) async throws {
        let now = stage.clock.now
        let before = machines
        guard stage.server.perform(happening, at: now) else { return }
        try await stage.hear(happening, of: accountID, at: now)
        switch happening {
        case .order(let id, _, _):
            tally.orders += 1
            model.note(happening, to: before[id], at: now)
        default: model.note(happening, to: nil, at: now)
        }
    }

    /// The model sees what AWS shows, now.
    private mutating func look() {
        model.pass(to: stage.clock.now, Array(machines.values), mails: stage.server.mails())
    }

    private func key(_ id: String) -> ResourceKey {
        ResourceKey(kind: .instance, account: accountID, region: .northVirginia, id: id)
    }

    /// One run of cron, and what it may not have done.
    private mutating func run(
        dying moment: CutShortTests.DyingJournal.Moment? = nil, isOther: Bool = false, isFaulty: Bool = false,
        isOff: Bool = false
    ) async throws {
        look()
        let before = machines
        stage.newProcess()
        var local = isOther ? other : stage.local
        if let moment {
            local = LocalPorts(
                observations: local.observations, money: local.money, decisions: local.decisions,
                journal: CutShortTests.DyingJournal(local.journal, moment, afterSteps: 0), outbox: local.outbox,
                judge: local.judge, clock: local.clock)
        }
        let run = RunStage(
            local, try stage.aws(), scope: ScanScope(credits: isOther ? [] : stage.credits), settings: stage.settings,
            timeZone: .gmt, brake: isOther ? nil : try brakeTools())
        tally.runs += 1
        var isWhole = !isFaulty && !isOff && !isOther
        do {
            _ = try await run.run(apply: true)
        } catch is CutShortTests.Killed {
            tally.kills += 1
            isWhole = false
        } catch  where isFaulty {
            // What AWS answered made the run impossible: what it did before is in the journal.
            tally.failed += 1
        }
        try await check(since: before, isOther: isOther, isWhole: isWhole, in: local)
    }

    private func brakeTools() throws -> BrakeTools? {
        guard !stage.credits.isEmpty else { return nil }
        let rungs = [BrakeRung(.percentBurned(90), .stopIdle), BrakeRung(.percentBurned(97), .stopAll)]
        return BrakeTools(
            settings: BrakeSettings(rungs: rungs.compactMap(\.self), machinesPerStep: 2, pauseSeconds: 0),
            everything: stage.judge(try RandomRun.everything.get()))
    }

    private static let everything = Result { try RuleSet.brake() }

    /// - Parameter isWhole: whether nothing kept the run from doing all that it should.
    private mutating func check(
        since before: [String: Instance], isOther: Bool, isWhole: Bool, in local: LocalPorts
    ) async throws {
        let now = stage.clock.now
        let after = machines
        func changed(_ from: Instance.Power, _ to: Instance.Power) -> [Instance] {
            before.values.filter { $0.power == from && after[$0.id]?.power == to }.sorted { $0.id < $1.id }
        }
        let (stopped, started) = (changed(.running, .stopped), changed(.stopped, .running))
        for machine in stopped {
            if let why = model.forbids(machine, at: now, isOther: isOther) {
                violated("\(machine.id) was stopped, but \(why)")
            }
            if isTold, let why = model.isUntold(machine, at: now, isOther: isOther, mails: stage.server.mails()) {
                violated("\(machine.id) was stopped, and \(why)")
            }
        }
        for machine in started {
            if let why = model.forbidsStart(machine, at: now, isOther: isOther) {
                violated("\(machine.id) was started, but \(why)")
            }
        }
        for machine in after.values.sorted(by: { $0.id < $1.id }) where isWhole && machine.power == .running {
            if let why = model.demands(machine, at: now) { violated("\(machine.id) runs on, though \(why)") }
        }
        tally.stops += stopped.count
        tally.starts += started.count
        if model.brake.reach != nil { tally.braked += stopped.count }
        let many = model.noteChanges(stopped: stopped, started: started.map(\.id), at: now, isOther: isOther)
        if let many { violated(many) }
        try await checkJournal(of: stopped.map(\.id), .stop, in: local)
        try await checkJournal(of: started.map(\.id), .start, in: local)
    }

    /// Each change has an intent that says that it may have happened.
    private mutating func checkJournal(of changed: [String], _ action: Action, in local: LocalPorts) async throws {
        guard !changed.isEmpty else { return }
        let entries = try await local.journal.entries(account: accountID, since: .distantPast)
        for id in changed where !entries.contains(where: { $0.intent.resource.id == id && $0.tells(of: action) }) {
            violated("\(id) was changed (\(action.rawValue)), and the journal does not say so")
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
            for entry in entries where entry.tells(of: .stop) {
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
        let judge = stage.judge(try RuleSet.byHand(.start))
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

extension JournalEntry {
    /// Whether the machine may have been changed by it, as far as the journal knows.
    fileprivate func tells(of action: Action) -> Bool {
        switch outcome {
        case nil, .done, .uncertain: intent.action == action
        case .failed, .refused, .skipped: false
        }
    }
}
