// Rules over a past whose truth is known: machines that were idle and used at hours that the test says.

import CostModel
import Foundation
import Planning
import RuleEngine
import Testing
import YAML

@testable import Pipeline
@testable import Storage

/// A database with the scans of some days, one an hour, twenty past.
private final class MadePast: Sendable {
    /// Midnight before the first scan, in the middle of a month.
    static let begin = Date(timeIntervalSince1970: 1_794_787_200)  // 2026-11-16T00:00:00Z
    static let account = AccountID("123456789012")!
    static let region = Region.northVirginia

    /// What a machine did, by the hour from the beginning.
    struct Machine {
        let id: String
        var tags: @Sendable (Int) -> [String: String] = { _ in [:] }
        /// Percent of its processors in that hour; nil: CloudWatch has no point.
        var load: @Sendable (Int) -> Double? = { _ in 1 }
        /// The hour of the start that it runs by; nil: it is stopped.
        var start: @Sendable (Int) -> Int? = { _ in -120 }
        /// Up to which hour its load was asked for.
        var asked = Int.max
    }

    let directory: String
    let database: CostDatabase
    let last: Int

    static func at(_ hour: Int, minute: Int = 0) -> Date { begin.addingTimeInterval(Double(hour * 60 + minute) * 60) }

    static func key(_ id: String) -> ResourceKey {
        ResourceKey(kind: .instance, account: account, region: region, id: id)
    }

    private static let prices = PriceList(
        date: "2026-07-20", types: ["t3.micro": InstanceType(vcpus: 2, gpus: 0, instanceStoreGB: 0)],
        perHour: ["t3.micro": Money("0.01")!], factors: [.northVirginia: ["default": 1_000_000]], storage: [:],
        publicIPv4PerHour: Money("0.005")!)

    /// - Parameter hours: those with a scan.
    init(_ machines: [Machine], hours: [Int]) async throws {
        directory = NSTemporaryDirectory() + "costguard-past-" + UUID().uuidString
        database = try CostDatabase.open(at: directory + "/costguard.sqlite", prices: Self.prices)
        last = hours.last ?? 0
        for hour in hours { try await scan(machines, hour) }
        for machine in machines { try await recordLoad(of: machine) }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func scan(_ machines: [Machine], _ hour: Int) async throws {
        let now = Self.at(hour, minute: 20)
        try await database.beginScan(of: Self.account, at: now, regions: [Self.region])
        let listing = Listing(
            account: Self.account, region: Self.region, kind: .instance, service: "ec2", operation: "DescribeInstances",
            at: now, outcome: .complete)
        try await database.record(.page(listing.place, machines.map { resource($0, hour) }))
        try await database.record(.end(listing))
        try await database.finishScan(
            ScanSummary(
                account: Self.account, at: now, duration: 1, regions: [Self.region], closedRegions: [], gaps: [],
                apiCalls: 1, selfCost: .zero))
    }

    private func resource(_ machine: Machine, _ hour: Int) -> Resource {
        let start = machine.start(hour)
        let launch = start ?? (0..<hour).reversed().lazy.compactMap(machine.start).first ?? -120
        return Resource(
            Self.key(machine.id), name: machine.id, tags: machine.tags(hour), createdAt: Self.at(-240),
            facts: [
                "state": .text(start == nil ? "stopped" : "running"), "instance_type": .text("t3.micro"),
                "vcpus": .integer(2), "gpus": .integer(0), "has_instance_store": .flag(false),
                "lifecycle": .text("on-demand"), "launch_time": .time(Self.at(launch)), "image_id": .text("ami-1"),
                "root_device": .text("ebs"), "tenancy": .text("default"),
            ])
    }

    private func recordLoad(of machine: Machine) async throws {
        let hours = -24..<min(last, machine.asked)
        let query = MetricQuery(
            resource: Self.key(machine.id), namespace: "AWS/EC2", metric: "CPUUtilization", statistic: .average,
            period: 3600, start: Int(Self.at(hours.lowerBound).timeIntervalSince1970),
            end: Int(Self.at(hours.upperBound).timeIntervalSince1970))
        let points = hours.compactMap { hour in
            machine.load(hour).map { MetricPoint(start: Int(Self.at(hour).timeIntervalSince1970), value: $0) }
        }
        try await database.record([MetricAnswer(query, points: points)], at: Self.at(last + 1))
    }

    static func rules(_ override: RuleOverride = RuleOverride()) throws -> RuleSet {
        let text = """
            rule: quiet
            title: Quiet for three hours
            resource: instances
            severity: medium
            settings: { window: 3h, idle_percent: 5 }
            metrics:
              cpu_percent: { metric: CPUUtilization, statistic: Average, over: :window }
            where: |
              state = 'running'
              cpu_percent < :idle_percent
            for: 1h
            action: stop
            reason: no hour above {cpu_percent} %
            """
        return try RuleSet.load([YAMLFile(origin: "quiet.yaml", text: text)], overrides: ["quiet": override])
    }

    func play(
        _ guardrails: GuardrailSettings = GuardrailSettings(maxActions: 20, maxPercent: 100, maxActionsPerDay: 99),
        beside override: RuleOverride? = nil
    ) async throws -> BackTest {
        let columns = [("today", RuleOverride())] + (override.map { [("other", $0)] } ?? [])
        let views = Views.statements(prefix: SQLiteJudge.viewPrefix)
        let path = database.path
        func judge(_ override: RuleOverride) throws -> SQLiteJudge {
            SQLiteJudge(
                rules: try Self.rules(override), databasePath: path, viewsAt: { PastViews.statements(at: $0) + views })
        }
        let now = Self.at(last + 1)
        let local = LocalPorts(
            observations: database, money: database, decisions: database, journal: database, outbox: database,
            judge: try judge(RuleOverride()), clock: { now })
        let settings = PlanSettings(guardrails: guardrails, unattended: UnattendedSettings())
        return try await BackTestStage(local, past: database, settings: settings).run(
            columns.map { PastRules(name: $0.0, judge: try judge($0.1)) }, account: Self.account, days: 60)
    }
}

@Suite struct BackTestTests {
    private typealias Machine = MadePast.Machine

    private static let machines: [Machine] = [
        Machine(id: "i-soon", load: { $0 == 3 ? 50 : 1 }), Machine(id: "i-late", load: { $0 == 12 ? 50 : 1 }),
        Machine(id: "i-next", load: { $0 == 30 ? 50 : 1 }), Machine(id: "i-idle"),
        Machine(id: "i-busy", load: { $0.isMultiple(of: 2) ? 50 : 1 }),
        Machine(id: "i-owner", start: { $0 < 10 ? -120 : $0 < 15 ? nil : 15 }),
        Machine(id: "i-dark", asked: 6), Machine(id: "i-ended", start: { $0 < 4 ? -120 : nil }),
        Machine(id: "i-new", start: { $0 < 40 ? nil : 40 }),
    ]

    /// `i-soon at 1:20 used 3:00 by load, ran to 3:00`, hours from the beginning.
    private func words(_ stop: PastStop) -> String {
        func hour(_ date: Date) -> String {
            let minutes = Int(date.timeIntervalSince(MadePast.begin) / 60)
            return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        }
        let used = stop.usedAt.map { "used \(hour($0)) by \(stop.use?.rawValue ?? "?")" } ?? "unused"
        return "\(stop.resource.id) at \(hour(stop.at)) \(used), ran to \(hour(stop.ranUntil))"
    }

    @Test("what was idle would have stopped when its hold was over, and was used again exactly when it was")
    func truth() async throws {
        let past = try await MadePast(Self.machines, hours: Array(0...60))
        let test = try await past.play()
        let column = try #require(test.columns.first)
        #expect(
            Set(column.stops.map(words)) == [
                "i-soon at 1:20 used 3:00 by load, ran to 3:00", "i-late at 1:20 used 12:00 by load, ran to 12:00",
                "i-next at 1:20 used 30:00 by load, ran to 30:00", "i-idle at 1:20 unused, ran to 60:20",
                "i-owner at 1:20 used 15:00 by start, ran to 9:20", "i-dark at 1:20 unused, ran to 60:20",
                "i-ended at 1:20 unused, ran to 3:20", "i-new at 44:20 unused, ran to 60:20",
            ])
        func ids(_ isWanted: (PastStop) -> Bool) -> Set<String> {
            Set(column.stops.filter(isWanted).map(\.resource.id))
        }
        #expect(ids { $0.wasUsed(within: 3) == true } == ["i-soon"])
        #expect(ids { $0.wasUsed(within: 24) == true } == ["i-soon", "i-late", "i-owner"])
        #expect(
            ids { $0.wasUsed(within: 24) == nil } == ["i-dark", "i-new"], "its load was not asked; it ended before 24 h"
        )
        #expect(ids { $0.wasUsed(within: 24) == false } == ["i-next", "i-idle", "i-ended"])
        let saved = Dictionary(uniqueKeysWithValues: column.stops.map { ($0.resource.id, $0.saved) })
        #expect(saved["i-idle"] == Money("0.59") && saved["i-owner"] == Money("0.08"))
        #expect(saved["i-soon"] == Money("0.016666667") && saved["i-ended"] == Money("0.02"))
        #expect(test.scans == 61 && test.played == 61 && test.secondsUnwatched == 0)
    }

    @Test("who used it again is left alone for the respite, and without one it would have been stopped again")
    func again() async throws {
        let past = try await MadePast([Self.machines[0]], hours: Array(0...60))
        let guarded = try await past.play()
        #expect(guarded.columns[0].stops.count == 1)
        #expect(guarded.columns[0].heldBack == ["restarted-by-human": 1])
        var without = GuardrailSettings()
        without.restartRespiteHours = 0
        let free = try await past.play(without)
        #expect(
            free.columns[0].stops.map(words) == [
                "i-soon at 1:20 used 3:00 by load, ran to 3:00", "i-soon at 8:20 unused, ran to 60:20",
            ])
    }

    @Test("another setting stands beside today's, and the past under today's does not change by it")
    func whatIf() async throws {
        let past = try await MadePast(Self.machines, hours: Array(0...60))
        let alone = try await past.play()
        let both = try await past.play(beside: RuleOverride(settings: ["idle_percent": "60"]))
        #expect(both.columns.map(\.name) == ["today", "other"] && both.columns[0].stops == alone.columns[0].stops)
        let other = both.columns[1].stops
        #expect(other.contains { $0.resource.id == "i-busy" })
        #expect(other.first { $0.resource.id == "i-soon" }?.usedAt == nil, "a load of 50 % is idle then")
        let held = try await past.play(beside: RuleOverride(holdSeconds: 4 * 3600)).columns[1].stops
        #expect(held.first { $0.resource.id == "i-idle" }.map(words)?.hasPrefix("i-idle at 4:20") == true)
    }

    @Test("the limits of a run hold, dearest first, and the others come in later runs")
    func limits() async throws {
        let past = try await MadePast((1...5).map { Machine(id: "i-\($0)") }, hours: Array(0...8))
        let stops = try await past.play(GuardrailSettings(maxActions: 2, maxActionsPerDay: 4)).columns[0].stops
        #expect(
            stops.map(words) == [
                "i-1 at 1:20 unused, ran to 8:20", "i-2 at 1:20 unused, ran to 8:20",
                "i-3 at 2:20 unused, ran to 8:20", "i-4 at 2:20 unused, ran to 8:20",
            ])
    }

    @Test("where nobody looked nothing is stopped, what was not asked is not known, and both are told")
    func gaps() async throws {
        let machines = [Machine(id: "i-blind"), Machine(id: "i-unasked", asked: -23)]
        let past = try await MadePast(machines, hours: [0, 20, 21, 22])
        let test = try await past.play()
        #expect(test.columns[0].stops.map(words) == ["i-blind at 20:20 unused, ran to 22:20"])
        #expect(test.secondsUnwatched == 20 * 3600)
        #expect(test.columns[0].unknown == 4 && test.columns[0].unknownMachines == 1)
    }

    @Test("tags are as they were: one that was set later spares nothing before, and progress of then counts")
    func tags() async throws {
        let machine = Machine(id: "i-kept", tags: { $0 < 5 ? [:] : ["costguard:keep": "yes"] })
        let past = try await MadePast([machine], hours: Array(0...30))
        let test = try await past.play()
        #expect(test.columns[0].stops.map(\.at) == [MadePast.at(1, minute: 20)])
        #expect(test.machinesRetagged == 1)
    }

    @Test("a keep and a pause of then are heeded, and only then")
    func personsWords() async throws {
        let past = try await MadePast([Machine(id: "i-1"), Machine(id: "i-2")], hours: Array(0...30))
        try await past.database.record(
            Keep(
                resource: MadePast.key("i-1"), name: nil, since: MadePast.at(0), until: MadePast.at(9), because: nil,
                who: "ada"))
        try await past.database.record(
            Pause(since: MadePast.at(0), until: MadePast.at(5), because: nil, who: "ada"))
        _ = try await past.database.endPause(at: MadePast.at(3))
        let stops = try await past.play().columns[0].stops
        #expect(stops.map(words) == ["i-2 at 3:20 unused, ran to 30:20", "i-1 at 10:20 unused, ran to 30:20"])
    }

    @Test("without scans, or with one, there is no past: that is an error with the next step, and no zero")
    func nothing() async throws {
        for hours in [[], [0]] {
            let past = try await MadePast([Machine(id: "i-1")], hours: hours)
            let error = await #expect(throws: PipelineError.self) { _ = try await past.play() }
            #expect(error?.hint.contains("scan") == true)
        }
    }

    @Test("of very many scans few enough are played, the last one among them")
    func thinned() {
        let times = (0..<8640).map { MadePast.begin.addingTimeInterval(Double($0) * 600) }
        let played = BackTestStage.thinned(times)
        #expect(played.count <= 3001 && played.count > 2000 && played.first == times.first && played.last == times.last)
        #expect(BackTestStage.thinned(Array(times.prefix(3000))).count == 3000)
    }
}
