// A month of a function of Lambda, through the true binary: every quarter of an hour an event, machines that people start
// again, a laptop that shares the database, and all that goes wrong with it. What is proved of it is LambdaMonthTests'.

import FaultyAWS
import Foundation
import Proving
import SimulatedAWS
import Synchronization

/// One sandbox of Lambda: the program, and the Runtime API that it speaks to.
private final class Sandbox: Sendable {
    let runtime: RuntimeStandIn
    let running: Running

    init(_ home: Home, _ environment: [String: String]) throws {
        let runtime = try RuntimeStandIn([], stays: true)
        self.runtime = runtime
        let running = try home.start(
            ["lambda"], environment: environment.merging(["AWS_LAMBDA_RUNTIME_API": runtime.place]) { $1 })
        self.running = running
        Task {
            _ = await running.ended
            runtime.hangUp()
        }
    }

    /// Lambda takes it away, whatever it does.
    func end() async {
        running.kill()
        _ = await running.ended
    }
}

/// What is left to chance, and how often it struck.
private final class Luck: Sendable {
    private let state: Mutex<(dice: SeededGenerator, lost: Int)>

    init(seed: UInt64) { state = Mutex((SeededGenerator(seed: seed), 0)) }

    func number(_ range: ClosedRange<Int>) -> Int { state.withLock { Int.random(in: range, using: &$0.dice) } }
    func happens(_ perMille: Int) -> Bool { number(0...999) < perMille }
    var lost: Int { state.withLock { $0.lost } }

    /// What becomes of a request to S3.
    func fate(of asked: MemoryBucket.Asked) -> MemoryBucket.Fate {
        guard happens(asked.method == "GET" ? 4 : 12) else { return .answered }
        state.withLock { $0.lost += 1 }
        return happens(333) && asked.method != "GET" ? .requestLost : .answerLost
    }
}

/// Raised once, by anybody.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var isUp: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}

/// The account, its function and its people, for so many quarters of an hour.
actor LambdaMonth {
    /// What came of it all.
    struct Tally: Sendable {
        var ticks = 0
        var invocations = 0
        var answered: [String: Int] = [:]
        var kills = 0
        var overlaps = 0
        var faults = 0
        var lostAnswers = 0
        var starts = 0
        var wordsKept = 0
        var wordsRefused = 0

        mutating func note(_ heard: RuntimeStandIn.Heard?) {
            answered[heard.map { $0.errorType ?? $0.body } ?? "no answer", default: 0] += 1
        }
    }

    /// A word of the laptop's, and when it was said.
    struct Word: Sendable {
        let machine: String
        let said: ClosedRange<Date>
    }

    private(set) var tally = Tally()
    /// When an invocation that was answered with status 0 was at work.
    private(set) var done: [ClosedRange<Date>] = []
    private(set) var words: [Word] = []

    private static let place = "s3://memory/costguard.sqlite"
    private static let machines = (1...6).map { "i-0aaaaaaaaaaaaaa0\($0)" }

    /// Runs on as the program's own does while it works.
    private let clock = SimulatedClock.running
    private let luck: Luck
    private let laptop: Home
    private let function: Home
    nonisolated let server: FaultyAWS
    private nonisolated let bucket: MemoryBucket
    private var sandboxes: [Int: Sandbox] = [:]

    init(seed: UInt64) async throws {
        let luck = Luck(seed: seed)
        self.luck = luck
        laptop = try Home()
        function = try Home()
        let world = Self.world(at: clock.now)
        server = try await FaultyAWS.start(world, clock: clock)
        bucket = try await MemoryBucket.start(world, clock: clock) { luck.fate(of: $0) }
    }

    /// Six machines that do nothing, and one that works, in two regions.
    private static func world(at now: Date) -> World {
        var world = Story.empty()
        world.enabledRegions = ["us-east-1", "us-west-2"]
        var topic = Topic(arn: Story.topic)
        topic.subscribe("student@example.edu", isConfirmed: true)
        world.topics = [topic]
        for (index, id) in (machines + ["i-0bbbbbbbbbbbbbbb1"]).enumerated() {
            world[index % 2 == 0 ? "us-east-1" : "us-west-2"][instance: id] = Instance(
                id: id, type: "t3.small", launchedAt: now.addingTimeInterval(-48 * 3600),
                imageID: "ami-0123456789abcdef0", tags: [:],
                load: LoadProfile(LoadProfile.Level(cpuPercent: id.hasPrefix("i-0b") ? 60 : 0.8)))
        }
        return world
    }

    private var environment: [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint, "AWS_ENDPOINT_URL_S3": bucket.endpoint, "AWS_REGION": "us-east-1",
            "COSTGUARD_DATABASE": Self.place, "COSTGUARD_MAY_STOP": "yes",
            "COSTGUARD_CONFIG_YAML": """
            regions: [us-east-1, us-west-2]
            unattended: { actions: [stop] }
            guardrails: { maxActions: 20, maxPercent: 100, maxActionsPerDay: 500, restartRespiteHours: 0 }
            notify: { sns: "\(Story.topic)" }
            rules: { idle-instance: { for: 0s, settings: { window: 3h } } }
            """,
        ]
    }

    private func roll(_ percent: Int) -> Bool { luck.happens(percent * 10) }
    private func pick(_ range: ClosedRange<Int>) -> Int { luck.number(range) }

    /// A quarter of an hour, with what happens in it.
    func tick() async throws {
        clock.advance(by: Double(pick(880...920)))
        tally.ticks += 1
        people()
        if roll(6) { fail() }
        let event = RuntimeStandIn.Event(body: RuntimeStandIn.schedule, left: roll(1) ? 2 : 240)
        let kill = roll(4) ? pick(1...60) : nil
        if roll(5) {
            tally.overlaps += 1
            let late = pick(0...40)
            async let first: Void = invoke(0, event, killedAt: kill)
            try await passed(late, since: count)
            try await invoke(1, event, killedAt: nil)
            try await first
        } else if roll(4) {
            let late = pick(0...50)
            async let run: Void = invoke(0, event, killedAt: kill)
            try await passed(late, since: count)
            try await say()
            try await run
        } else {
            try await invoke(0, event, killedAt: kill)
        }
        server.heal()
        tally.lostAnswers = luck.lost
    }

    /// Two quarters in which nothing goes wrong, so that what is open is settled; then the database, unpacked.
    func end() async throws -> String {
        for _ in 0..<2 {
            clock.advance(by: 1800)
            try await invoke(0, .init(body: RuntimeStandIn.schedule), killedAt: nil)
        }
        for sandbox in sandboxes.values { await sandbox.end() }
        let packed = laptop.path + "/month.sqlite.gz"
        try Data(bucket.object("/memory/costguard.sqlite") ?? []).write(to: URL(fileURLWithPath: packed))
        _ = try await laptop.start(["-d", packed], program: "/bin/gzip").ended
        try await server.stop()
        try await bucket.stop()
        return laptop.path + "/month.sqlite"
    }
}

// MARK: - What happens

extension LambdaMonth {
    /// Somebody starts again what was stopped.
    private func people() {
        for (index, id) in Self.machines.enumerated() where roll(8) {
            let region = index % 2 == 0 ? "us-east-1" : "us-west-2"
            guard server.world[region][instance: id]?.state(at: clock.now) == .stopped else { continue }
            let now = clock.now
            server.change { $0[region][instance: id]?.start(at: now) }
            tally.starts += 1
        }
    }

    /// Something at AWS goes wrong in this quarter.
    private func fail() {
        let faults = [
            Fault(.lostAnswer, action: "StopInstances"), Fault(.reset, action: "StopInstances"),
            Fault(.http(503), service: "ec2", after: pick(0...8), times: 3),
            Fault(.lostAnswer, action: "CreateTags", times: 2), Fault(.throttle, service: "monitoring", times: 4),
            Fault(.cutAnswer, action: "DescribeInstances"), Fault(.reset, service: "sns", times: 2),
            Fault(.denied, action: "DescribeInstances", region: "us-west-2"),
        ]
        server.inject(faults[pick(0...faults.count - 1)])
        tally.faults += 1
    }

    /// Waits until so many more requests have come, or no more come for two seconds.
    private nonisolated func passed(_ more: Int, since before: Int) async throws {
        let limit = ContinuousClock.now + .seconds(2)
        try await wait { count >= before + more || ContinuousClock.now > limit }
    }

    /// Waits until so many more requests have come, or an answer.
    private nonisolated func passed(_ more: Int, since before: Int, or answered: Flag) async throws {
        try await wait { answered.isUp || count >= before + more }
    }

    private nonisolated var count: Int { server.counts.values.reduce(bucket.requests) { $0 + $1.requests } }

    /// One event for one of the sandboxes, which Lambda makes where there is none.
    ///
    /// - Parameter point: after how many requests of whomever it is killed; nil: it lives.
    private func invoke(_ number: Int, _ event: RuntimeStandIn.Event, killedAt point: Int?) async throws {
        let sandbox = try sandboxes[number] ?? Sandbox(function, environment)
        sandboxes[number] = sandbox
        let begun = clock.now
        let before = count
        tally.invocations += 1
        let answered = Flag()
        async let answer = {
            let heard = await sandbox.runtime.give(event)
            answered.raise()
            return heard
        }()
        if let point {
            try await passed(point, since: before, or: answered)
            tally.kills += 1
            await sandbox.end()
        }
        let heard = await answer
        tally.note(heard)
        if heard?.body == #"{"status":0}"# { done.append(begun...clock.now) }
        // Out of time it ends by itself.
        if point != nil || heard == nil || heard?.errorType == "costguard.OutOfTime" {
            _ = await sandbox.running.ended
            sandboxes[number] = nil
        }
    }

    /// A word from the laptop, of which only what was taken counts.
    private func say() async throws {
        let machine = Self.machines[pick(0...Self.machines.count - 1)]
        let begun = clock.now
        let ended = try await laptop.run(["keep", machine, "--for", "20m"], environment: environment)
        if ended.status == 0 {
            words.append(Word(machine: machine, said: begun...clock.now))
            tally.wordsKept += 1
        } else {
            tally.wordsRefused += 1
        }
    }
}
