// Runs on a machine whose clock is off do what those on a right one do: the same stops, the same mails, the same money,
// and nothing is left behind. And what 0.1.0 wrote under a clock that was ahead does no harm any more.

import AWSAPI
import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Synchronization
import Testing

@Suite struct ClockOffsetTests {
    private static let idle = "i-0aaaaaaaaaaaaaaa1"
    private static let busy = "i-0bbbbbbbbbbbbbbb1"
    private static let hour = 3600.0
    private static let day = 86_400.0
    /// Seconds that the machine's clock is ahead of AWS's.
    static let offsets: [Double] = [
        -30 * day, -day, -3 * hour, -20 * 60, -4 * 60, -61, 0, 61, 4 * 60, 20 * 60, 3 * hour, day, 30 * day,
    ]
    private static let credit = CreditGrant(
        name: "class", amount: Money(nanoUSD: 100_000_000_000), granted: Stage.now.addingTimeInterval(-5 * day),
        expires: Stage.now.addingTimeInterval(20 * day), levels: [.percentBurned(50)] + AlertLevel.usual)

    /// What a morning of runs leaves behind.
    private struct Trace: Equatable {
        var stopped: [String] = []
        var mails: [String] = []
        var journal: [Date] = []
        var scans: [Date] = []
        var holds: Set<Date> = []
        var marks: Set<Date> = []
        var spent: Money?
        var left: [Money?] = []
        var aside: [Int] = []
    }

    private static func stage() async throws -> Stage {
        var worked = Instance.busy(busy, type: "c5.4xlarge")
        // Busy since ten o'clock alone: who reads older hours takes it for idle.
        worked.load = LoadProfile(
            LoadProfile.Level(cpuPercent: 0.8),
            shifts: [LoadProfile.Shift(600..<900, LoadProfile.Level(cpuPercent: 85))])
        return try await Stage(.with([.idle(idle), worked]), credits: [credit])
    }

    private func trace(_ stage: Stage, aside: [Int]) async throws -> Trace {
        let account = try AccountID(Story.account).orThrow()
        let plan = try await stage.plan()
        let power = stage.server.world["us-east-1"]
        let holds = try await stage.database.holds(account: account)
        let marks = try await stage.database.meterMarks(of: account)
        return Trace(
            stopped: [Self.idle, Self.busy].filter { power[instance: $0]?.power != .running },
            mails: stage.server.mails().map { $0.subject ?? "" },
            journal: try await stage.database.entries(account: account, since: .distantPast).map(\.intent.at),
            scans: try await stage.database.lastScans().map(\.at), holds: Set(holds.values.map(\.judgedAt)),
            marks: Set(marks.map(\.until)), spent: plan.spend?.day.spend.amount,
            left: plan.balances.map { $0.remaining(at: plan.scan.at) }, aside: aside)
    }

    /// A morning by a clock that is off, then two runs by a right one.
    private func morning(ahead: Double) async throws -> Trace {
        let stage = try await Self.stage()
        stage.machineAhead.withLock { $0 = ahead }
        var aside: [Int] = []
        for minute in [0.0, 15, 30, 45, 60, 75, 90] {
            if minute > 60 { stage.machineAhead.withLock { $0 = 0 } }
            try await stage.run(afterMinutes: [minute])
            aside.append(try await stage.database.keptAside()?.entries ?? 0)
        }
        return try await trace(stage, aside: aside)
    }

    @Test("a clock that is off changes nothing of what a run does and leaves", arguments: offsets)
    func offset(_ ahead: Double) async throws {
        let right = try await morning(ahead: 0)
        #expect(right.stopped == [Self.idle] && right.aside.allSatisfy { $0 == 0 })
        #expect(try await morning(ahead: ahead) == right)
    }

    @Test("a person's apply under a clock that is off stops no machine that works", arguments: offsets)
    func applyByHand(_ ahead: Double) async throws {
        let stage = try await Self.stage()
        stage.machineAhead.withLock { $0 = ahead }
        try await stage.run(apply: false)
        let plan = try await stage.plan().plan
        stage.newProcess()
        let local = stage.local
        let aws = try stage.aws()
        _ = try await ClockStage(local, aws).begin()
        let applied = try await ApplyStage(local, aws, settings: stage.settings, credits: []).run(
            plan.steps, planID: plan.id, account: plan.account, unattended: false)
        #expect(applied.steps.map(\.step.resource.id) == [Self.idle])
        #expect(applied.steps.map(\.outcome) == [.done])
        #expect(stage.server.world["us-east-1"][instance: Self.busy]?.power == .running)
    }

    @Test("the line that tells of the clock names what is off", arguments: [(-10_800.0, -10_800.0), (0, 0), (61, 61)])
    func tellsTheOffset(_ ahead: Double, _ told: Double) async throws {
        let stage = try await Self.stage()
        stage.machineAhead.withLock { $0 = ahead }
        try await stage.run(apply: false)
        let noted = try await stage.database.lastReading()
        #expect(abs((noted?.reading.ahead ?? .infinity) - told) <= 1)
        #expect(noted?.reading.isNoticeable == (abs(told) > 60))
        #expect(noted?.at == Stage.now)
    }
}

@Suite struct PoisonedDatabaseTests {
    private static let idle = "i-0aaaaaaaaaaaaaaa1"
    private static let day = 86_400.0
    private static let credit = CreditGrant(
        name: "class", amount: Money(nanoUSD: 100_000_000_000), granted: Stage.now.addingTimeInterval(-5 * day),
        expires: Stage.now.addingTimeInterval(20 * day), levels: AlertLevel.usual)

    /// As 0.1.0 ran: by the machine's clock, whatever AWS said of the time.
    private func oldRun(_ stage: Stage, ahead: Double) async throws {
        stage.newProcess()
        let ports = try stage.aws()
        let right = stage.local
        let clock = stage.clock
        let local = LocalPorts(
            observations: right.observations, money: right.money, decisions: right.decisions, journal: right.journal,
            outbox: right.outbox, judge: right.judge, clock: { clock.now.addingTimeInterval(ahead) })
        let aws = AWSPorts(
            resources: ports.resources, metrics: ports.metrics, billing: ports.billing, actuator: ports.actuator,
            host: ports.host,
            notifier: nil, time: { TimeReading() })
        let run = RunStage(
            local, aws, scope: ScanScope(credits: [Self.credit]), settings: stage.settings, timeZone: .gmt)
        _ = try await run.run(apply: false)
    }

    @Test(
        "one run ahead of the clock is set aside: the guard works on, the money is right, nobody is mailed of it",
        arguments: [10_800.0, 86_400, 2_592_000])
    func oneRunAhead(_ ahead: Double) async throws {
        let stage = try await Stage(.with([.idle(Self.idle)]))
        try await stage.database.enter(
            EnteredCredit(
                name: "class", at: Stage.now, amount: Money(nanoUSD: 100_000_000_000), used: .zero, granted: nil,
                expires: nil, renews: nil, levels: nil), account: nil)
        try await stage.run(afterMinutes: [0, 30])
        try await oldRun(stage, ahead: ahead)
        try await stage.run(afterMinutes: [45, 60, 75, 90, 105, 120])
        #expect(stage.server.world["us-east-1"][instance: Self.idle]?.power == .stopped)
        #expect(stage.server.mails().count == 1, "that it was stopped, and nothing else")
        let newest = try await stage.database.newestTime() ?? .distantFuture
        #expect(newest <= stage.clock.now, "nothing is left that is ahead")
        let account = try AccountID(Story.account).orThrow()
        let stop = try await stage.database.entries(account: account, since: .distantPast).first.orThrow().intent.at
        // 0.0208 USD an hour, from the first scan to the stop.
        let spent = stop.timeIntervalSince(Stage.now) / 3600 * 0.0208
        let plan = try await stage.plan()
        let left = try (plan.balances.first?.remaining(at: plan.scan.at)).orThrow().usd
        #expect(abs(100 - left - spent) < 0.001, "\(left) USD are left, \(spent) were spent")
        #expect(try await stage.database.keptAside() != nil)
    }

    @Test("what was set aside comes back where it was")
    func comesBack() async throws {
        let stage = try await Stage(.with([.idle(Self.idle)]), credits: [Self.credit])
        try await stage.run(afterMinutes: [0, 30])
        try await oldRun(stage, ahead: 86_400)
        let scans = try await stage.database.lastScans().map(\.at)
        let plan = try await stage.database.latestPlan(account: try AccountID(Story.account).orThrow())?.id
        #expect(try await stage.database.setAside(ahead: stage.clock.now)?.entries["scan"] == 1)
        #expect(try await stage.database.lastScans().map(\.at) == [stage.clock.now])
        #expect(try await stage.database.bringBack() > 3)
        #expect(try await stage.database.lastScans().map(\.at) == scans)
        #expect(try await stage.database.latestPlan(account: try AccountID(Story.account).orThrow())?.id == plan)
        #expect(try await stage.database.keptAside() == nil)
    }

    @Test("a run that was behind adds nothing to the hold clocks")
    func oneRunBehind() async throws {
        let stage = try await Stage(.with([.idle(Self.idle)]))
        try await stage.run(afterMinutes: [0])
        try await oldRun(stage, ahead: -86_400)
        let result = try await stage.run(afterMinutes: [15])
        #expect(result.applied.isEmpty, "a quarter of an hour is no hour")
        try await stage.run(afterMinutes: [30, 45, 60, 75, 90])
        #expect(stage.server.world["us-east-1"][instance: Self.idle]?.power == .stopped)
    }
}
