// Thirty days of cron's runs over the made-up account, one in five of them killed, and the mails that came of them.

import CostModel
import Foundation
import Pipeline
import RuleEngine
import Storage
import YAML

/// The runs of one account with one credit.
final class AlertRuns {
    private let directory: String
    private var database: CostDatabase
    private let rules: RuleSet
    private let credit: CreditGrant
    private let billing: any BillingSource
    private let metrics: any MetricSource
    private let resources: any ResourceSource
    let box = Postbox()
    /// Whose account the runs look at, where they look at several.
    var account = ShownAccount.account
    /// Where they look; nil: everywhere.
    var regions: [Region]?
    /// The times of runs that lived to their end.
    private(set) var completed: [Int] = []
    private(set) var killed = 0

    init(
        credit: CreditGrant, billing: any BillingSource, metrics: any MetricSource = NoMetrics(),
        resources: any ResourceSource, prices: PriceList
    ) throws {
        self.credit = credit
        self.billing = billing
        self.metrics = metrics
        self.resources = resources
        let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
        directory = base + "costguard-alerts-" + UUID().uuidString
        database = try CostDatabase.open(at: directory + "/costguard.sqlite", prices: prices)
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("rules")
        rules = try RuleSet.load(
            ["credit-threshold", "credit-expiry", "credit-burn"].map { name in
                let file = folder.appendingPathComponent("\(name).yaml")
                return YAMLFile(origin: "built in: \(name)", text: try String(contentsOf: file, encoding: .utf8))
            })
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func update(to prices: PriceList) throws {
        database = try CostDatabase.open(at: directory + "/costguard.sqlite", prices: prices)
    }

    /// What a person typed, as `credits set` keeps it.
    func type(used: Money, at now: Int) async throws {
        try await database.enter(
            EnteredCredit(
                name: credit.name, at: Date(timeIntervalSince1970: Double(now)), amount: credit.amount, used: used,
                granted: nil, expires: credit.expires, renews: nil, levels: credit.levels), account: nil)
    }

    /// One run. - Parameter point: where it is killed; nil: it lives.
    func run(at now: Int, dyingAt point: Int?) async throws {
        let date = Date(timeIntervalSince1970: Double(now))
        let fuse = Fuse(at: point)
        let local = LocalPorts(
            observations: database, money: database, decisions: database, journal: database,
            outbox: FusedOutbox(outbox: database, fuse: fuse),
            judge: SQLiteJudge(
                rules: rules, databasePath: database.path, views: Views.statements(prefix: SQLiteJudge.viewPrefix)),
            clock: { date })
        (resources as? TwoRegions)?.use(account)
        let aws = AWSPorts(
            resources: resources, metrics: metrics, billing: billing,
            actuator: NoActuator(), host: NoHost(), notifier: FusedNotifier(box: box, fuse: fuse, now: date))
        let settings = PlanSettings(guardrails: GuardrailSettings(), unattended: UnattendedSettings())
        let stage = RunStage(
            local, aws, scope: ScanScope(regions: regions, credits: credit.granted == nil ? [] : [credit]),
            settings: settings,
            timeZone: .gmt)
        do {
            let result = try await stage.run(apply: false)
            if result.mailFailures.isEmpty { completed.append(now) } else { killed += 1 }
        } catch is Killed { killed += 1 }
    }

    func balance() async throws -> CreditBalance? {
        try await database.balances(account: account).first
    }

    /// What is told of usage that no credit pays.
    func unpaid(at now: Int) async throws -> UnpaidUsage? {
        UnpaidUsage(
            try await database.latestFigures(account: account), try await database.balances(account: account),
            at: Date(timeIntervalSince1970: Double(now)))
    }

    /// Mails that no process knows of as sent.
    func unsent() async throws -> Int { try await database.unsent().count }
}
