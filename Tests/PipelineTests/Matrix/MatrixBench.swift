// Runs cells of the fault matrix: one simulated AWS, and for each cell a database that has seen nothing yet.

import AWSAPI
import Actuation
import CostModel
import FaultyAWS
import Foundation
import Notifying
import Pipeline
import Proving
import RuleEngine
import Scanning
import SimulatedAWS
import Storage

struct MatrixBench {
    /// What a cell came to.
    struct Seen {
        var result: RunResult?
        var error: (any Error)?
        let mails: [SentMail]
        let owed: Int
        let requests: Int
        /// `ok`, or what is damaged.
        let integrity: String

        var gaps: Set<String> { Set((result?.scan.summary.gaps ?? []).map(\.place)) }
        var moneyGaps: Set<String> { Set((result?.scan.billingGaps ?? []).map(\.place)) }
        /// What the plan claims of resources: everything that a rule holds of.
        var claims: Set<String> {
            Set(
                (result?.plan.plan.findings ?? []).filter(\.isClaim).map {
                    "\($0.rule.name) \($0.resource.region) \($0.resource.id)"
                })
        }
        func claims(of kinds: Set<ResourceKind>, in region: String) -> [String] {
            (result?.plan.plan.findings ?? []).filter {
                $0.isClaim && kinds.contains($0.resource.kind) && $0.resource.region.code == region
            }.map(\.resource.id)
        }
    }

    let server: FaultyAWS
    private let clock: SimulatedClock
    private let rules: RuleSet
    private let template: URL

    /// - Parameters:
    ///   - template: a database that was brought to its form and never used.
    init(_ rules: RuleSet, template: URL) async throws {
        clock = SimulatedClock(Stage.now)
        server = try await FaultyAWS.start(MatrixEstate.world(), clock: clock)
        self.rules = rules
        self.template = template
        var conditions = Conditions()
        conditions.largestPage = 2
        server.impose(conditions)
        server.change { $0.billing.costExplorerPageSize = 30 }
    }

    /// An empty database, closed.
    static func template(in directory: URL) throws -> URL {
        let path = directory.appendingPathComponent("template.sqlite")
        do { _ = try CostDatabase.open(at: path.path, prices: Stage.prices) }
        return path
    }

    /// One run without changes, under a cell's fault; nil: under none.
    func run(_ cell: MatrixCell?) async throws -> Seen {
        server.heal()
        let path = template.deletingLastPathComponent().appendingPathComponent("\(UUID().uuidString).sqlite")
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path.path + end) } }
        try FileManager.default.copyItem(at: template, to: path)
        if let cell {
            server.inject(
                Fault(
                    cell.fault.kind, service: cell.call.service, action: cell.call.action, region: cell.call.region,
                    page: cell.page, times: cell.fault.times ?? .max))
        }
        let mailsBefore = server.mails().count
        let before = requestCount
        let database = try CostDatabase.open(at: path.path, prices: Stage.prices)
        var result: RunResult? = nil
        var failure: (any Error)? = nil
        do { result = try await self.run(over: database, by: cell?.call.action) } catch { failure = error }
        return Seen(
            result: result, error: failure, mails: Array(server.mails().dropFirst(mailsBefore)),
            owed: try await database.unsent().count, requests: requestCount - before,
            integrity: SQLiteFile.integrity(of: path.path))
    }

    private var requestCount: Int { server.counts.values.reduce(0) { $0 + $1.requests } }

    private func run(over database: CostDatabase, by action: String?) async throws -> RunResult {
        let clock = clock
        let time = AWSClock { clock.now }
        let local = LocalPorts(
            observations: database, money: database, decisions: database, journal: database, outbox: database,
            judge: SQLiteJudge(
                rules: rules, databasePath: database.path, views: Views.statements(prefix: SQLiteJudge.viewPrefix)),
            clock: { time.now })
        let credit = CreditGrant(
            name: "class", amount: Money(nanoUSD: 100_000_000_000), granted: Story.grantedAt, expires: nil,
            levels: [.percentBurned(1)])
        return try await RunStage(
            local, try ports(time, metricsBy: action == "GetMetricData" ? .data : .statistics),
            scope: ScanScope(credits: [credit]),
            settings: PlanSettings(guardrails: GuardrailSettings(), unattended: UnattendedSettings(actions: [.stop])),
            timeZone: .gmt
        ).run(apply: true)
    }

    private func ports(_ time: AWSClock, metricsBy operation: CloudWatchMetricSource.Operation) throws -> AWSPorts {
        var limits = CurlTransport.Limits()
        limits.bodyBytes = 1 << 20
        let client = AWSClient(
            transport: try CurlTransport(limits: limits),
            credentials: StaticCredentials(
                Credentials(accessKeyID: Story.accessKeyID, secretAccessKey: Story.secretAccessKey),
                source: "the test"),
            endpoints: EndpointResolver(option: server.endpoint), clock: time, sleep: { _ in },
            random: { 0.5 }, userAgent: "costguard-tests")
        let usage = APIUsage()
        return AWSPorts(
            resources: AWSResourceSource(
                client: client, homeRegion: .northVirginia, types: MatrixEstate.types, build: "tests"),
            metrics: CloudWatchMetricSource(client: client, usage: usage, operation: operation),
            billing: AWSBillingSource(client: client, usage: usage),
            actuator: EC2Actuator(client: client, homeRegion: .northVirginia) { _ in },
            host: EC2HostWitness(client: client, identity: nil),
            notifier: try SNSNotifier(client: client, topic: Story.topic), time: { time.told })
    }
}

extension Gap {
    /// Where and what, without AWS's words.
    var place: String { "\(service) \(operation) in \(region): \(kind)" }
}

extension Finding {
    /// Whether the rule holds of the resource, whatever follows from it.
    var isClaim: Bool { ![.clear, .spared, .unknown].contains(verdict) && resource.kind != .credit }
}
