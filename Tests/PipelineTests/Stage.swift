// A stage for whole runs: the true client, database, rules and use cases, against a simulated AWS with a clock.

import AWSAPI
import Actuation
import CostModel
import FaultyAWS
import Foundation
import Notifying
import Pipeline
import RuleEngine
import Scanning
import SimulatedAWS
import Storage
import Synchronization
import YAML

/// One simulated account with a database of its own.
final class Stage: Sendable {
    /// Friday noon, in the middle of a month.
    static let now = Date(timeIntervalSince1970: 1_795_176_000)  // 2026-11-20T12:00:00Z

    let server: FaultyAWS
    let clock: SimulatedClock
    /// How many seconds the clock of the machine that runs costguard is ahead of AWS's.
    let machineAhead = Mutex(0.0)
    private let time: Mutex<AWSClock>
    let database: CostDatabase
    let rules: RuleSet
    let directory: URL
    let settings: PlanSettings
    let credits: [CreditGrant]
    /// Those that are listed beside EC2.
    let kinds: [KindSpec]
    /// Nil: no hours hold, and no tag is read.
    private let schedules: ScheduleBook?

    init(
        _ world: World, unattended: Bool = true, guardrails: GuardrailSettings = GuardrailSettings(),
        credits: [CreditGrant] = [], rules: RuleSet? = nil, schedules: ScheduleBook? = nil, hasChannel: Bool = false,
        kinds: [KindSpec] = []
    ) async throws {
        self.kinds = kinds
        self.schedules = schedules
        let clock = SimulatedClock(Stage.now)
        self.clock = clock
        time = Mutex(AWSClock { clock.now })
        server = try await FaultyAWS.start(world, clock: clock)
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "costguard-stage-\(UUID().uuidString)")
        let path = directory.appendingPathComponent("costguard.sqlite").path
        database = try CostDatabase.open(at: path, prices: Stage.prices)
        self.rules = try rules ?? Stage.shippedRules()
        var settings = PlanSettings(
            guardrails: guardrails,
            unattended: UnattendedSettings(
                actions: unattended ? [.stop] : [], notices: NoticeSettings(hasChannel: hasChannel)))
        settings.kinds = kinds
        self.settings = settings
        self.credits = credits
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    var local: LocalPorts {
        let time = time.withLock { $0 }
        return LocalPorts(
            observations: database, money: database, decisions: database, journal: database, outbox: database,
            judge: judge, clock: { time.now })
    }

    private var judge: any RuleJudge {
        guard let schedules, let machines = try? Stage.machineRules.get(), let work = try? Stage.workRules(30 * 60)
        else { return judge(rules) }
        return ScheduledJudge(
            base: judge(rules), machines: judge(machines), work: judge(work), book: schedules,
            orders: OrderBook(
                orders: { [database] in try database.ordersNow() }, machines: judge(machines),
                work: { [self] in judge(try Stage.workRules($0)) }),
            bearsHours: { [database] in try database.mayBearTagNow(ScheduleTag.key, account: $0) },
            ourStops: { [database] in try database.lastStopsNow(account: $0) })
    }

    /// Rules are read once: that is most of what a short run costs.
    private static let machineRules = Result { try RuleSet.machines(tagged: false) }
    private static let readWorkRules = Mutex<[Int: RuleSet]>([:])
    private static func workRules(_ seconds: Int) throws -> RuleSet {
        try readWorkRules.withLock { read in
            let rules = try read[seconds] ?? RuleSet.work(over: seconds)
            read[seconds] = rules
            return rules
        }
    }

    func judge(_ rules: RuleSet) -> SQLiteJudge {
        SQLiteJudge(
            rules: rules, databasePath: database.path,
            views: Views.statements(prefix: SQLiteJudge.viewPrefix, kinds: kinds))
    }

    /// Another database over the same account, as a second machine has it, with the same rules; its clock is right.
    func secondDatabase() throws -> LocalPorts {
        let path = directory.appendingPathComponent("other.sqlite").path
        let database = try CostDatabase.open(at: path, prices: Stage.prices)
        return LocalPorts(
            observations: database, money: database, decisions: database, journal: database, outbox: database,
            judge: SQLiteJudge(
                rules: rules, databasePath: path, views: Views.statements(prefix: SQLiteJudge.viewPrefix)),
            clock: { [clock] in clock.now })
    }

    /// Ports with keys; nobody waits between retries.
    func aws(secret: String = Story.secretAccessKey) throws -> AWSPorts {
        let keys = Credentials(accessKeyID: Story.accessKeyID, secretAccessKey: secret)
        let time = time.withLock { $0 }
        let client = AWSClient(
            transport: try CurlTransport(), credentials: StaticCredentials(keys, source: "the test"),
            endpoints: EndpointResolver(option: server.endpoint), clock: time, sleep: { _ in },
            random: { 0.5 }, userAgent: "costguard-tests")
        let usage = APIUsage()
        return AWSPorts(
            resources: AWSResourceSource(
                client: client, homeRegion: .northVirginia, types: Stage.prices.types,
                scanners: ScannerRegistry.scanners + kinds.map { KindScanner($0) }, build: "tests"),
            metrics: CloudWatchMetricSource(client: client, usage: usage),
            billing: AWSBillingSource(client: client, usage: usage),
            actuator: EC2Actuator(client: client, homeRegion: .northVirginia) { _ in },
            host: EC2HostWitness(client: client, identity: nil),
            notifier: try SNSNotifier(client: client, topic: Story.topic), time: { time.told })
    }

    /// A process begins, which knows its machine's clock alone.
    func newProcess() {
        let clock = clock
        let ahead = machineAhead.withLock { $0 }
        time.withLock { $0 = AWSClock { clock.now.addingTimeInterval(ahead) } }
    }

    /// What cron does.
    @discardableResult
    func run(apply: Bool = true, with ports: AWSPorts? = nil) async throws -> RunResult {
        if ports == nil { newProcess() }
        let stage = RunStage(
            local, try ports ?? aws(), scope: ScanScope(credits: credits, kinds: kinds), settings: settings,
            timeZone: .gmt)
        return try await stage.run(apply: apply)
    }

    /// Runs at these minutes after now, and returns the last result.
    ///
    /// - Parameter ports: makes what each run has of AWS; nil: the simulated account as it is.
    @discardableResult
    func run(
        afterMinutes minutes: [Double], apply: Bool = true, with ports: (() throws -> AWSPorts)? = nil
    ) async throws -> RunResult {
        var result: RunResult?
        for minute in minutes {
            clock.set(to: Stage.now.addingTimeInterval(minute * 60))
            result = try await run(apply: apply, with: try ports?())
        }
        return try result.orThrow()
    }

    /// Plans over the last scan.
    func plan() async throws -> PlanResult { try await PlanStage(local, settings: settings).run() }

    static let prices: PriceList = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        func text(_ name: String) -> String {
            (try? String(contentsOf: root.appendingPathComponent("prices/\(name).csv"), encoding: .utf8)) ?? ""
        }
        // The shipped files; a fault in them fails every test here, and PriceListTests says why.
        return
            (try? PriceList(
                date: "2026-07-20", types: text("ec2-types"), factors: text("ec2-region-factors"),
                storage: text("storage"), usage: text("usage")))
            ?? PriceList(date: "", types: [:], perHour: [:], factors: [:], storage: [:], publicIPv4PerHour: .zero)
    }()

    /// The rules of the repository.
    ///
    /// - Parameter wanted: those of these files alone; nil: all.
    static func shippedRules(
        overrides: [String: RuleOverride] = [:], only wanted: Set<String>? = nil
    ) throws -> RuleSet {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("rules")
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path).filter {
            $0.hasSuffix(".yaml") && wanted?.contains($0.replacing(".yaml", with: "")) ?? true
        }
        let files = try names.sorted().map {
            YAMLFile(
                origin: "built in: \($0)",
                text: try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8))
        }
        return try RuleSet.load(files, views: try viewsWithoutKinds(), overrides: overrides)
    }

    /// What rules may be written over where no kind is listed.
    static func viewsWithoutKinds() throws -> ViewCatalog {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("kinds")
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".yaml") }
        return ViewCatalog(kinds: [], unlisted: Set(names.map { $0.replacing(".yaml", with: "") }))
    }
}

extension AWSClock {
    /// As the composition root hands it to the stages.
    var told: TimeReading { TimeReading(ahead: reading.offset.map { -$0 }, doubt: reading.doubt) }
}

extension Optional {
    struct Nothing: Error {}
    func orThrow() throws -> Wrapped {
        guard let self else { throw Nothing() }
        return self
    }
}

extension Instance {
    /// A machine that has done nothing since it was launched two days ago.
    static func idle(
        _ id: String, type: String = "t3.small", tags: [String: String] = [:],
        launchedAt: Date = Stage.now.addingTimeInterval(-48 * 3600)
    ) -> Instance {
        Instance(
            id: id, type: type, launchedAt: launchedAt, imageID: "ami-0123456789abcdef0",
            tags: tags, load: LoadProfile(LoadProfile.Level(cpuPercent: 0.8)))
    }

    /// The same, with work to do.
    static func busy(_ id: String, type: String = "t3.small") -> Instance {
        var instance = idle(id, type: type)
        instance.load = LoadProfile(LoadProfile.Level(cpuPercent: 60))
        return instance
    }
}

extension World {
    /// The student's empty account with these machines in N. Virginia.
    static func with(_ instances: [Instance]) -> World {
        var world = Story.empty()
        world.enabledRegions = ["us-east-1", "eu-west-1"]
        world.topics = Story.student(at: Stage.now).topics
        for instance in instances { world["us-east-1"][instance: instance.id] = instance }
        return world
    }
}
