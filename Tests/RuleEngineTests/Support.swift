// What the tests of this room share: the pack, a database in memory or in a file, and short ways to say things.

import CostModel
import Foundation
import Kinds
import YAML

@testable import RuleEngine

let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
let account = AccountID("123456789012")!
/// 2026-11-20T12:20:00Z
let now = Date(timeIntervalSince1970: 1_795_177_200)

func ruleFiles(_ folder: String) throws -> [YAMLFile] {
    let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
    return try names.filter { $0.hasSuffix(".yaml") }.map { name in
        let path = "\(folder)/\(name)"
        return YAMLFile(origin: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
    }
}

/// The views of costguard's own, and those of every shipped kind.
func packViews() throws -> ViewCatalog {
    let operations = try String(contentsOf: root.appending(path: "kinds/operations.txt"), encoding: .utf8)
    let files = try ruleFiles("kinds").map { YAMLFile(origin: "\(RuleHeader.builtIn): \($0.origin)", text: $0.text) }
    let catalog = KindCatalog(files, operations: OperationTable(operations))
    return ViewCatalog(kinds: catalog.specs)
}

/// The shipped rules over what costguard sees by itself, and others.
func ownRules(and others: YAMLFile...) throws -> RuleSet {
    let kinds = try packViews().names.filter { ViewSchema.named($0) == nil }
    return try RuleSet.load(try ruleFiles("rules") + others, views: ViewCatalog(kinds: [], unlisted: Set(kinds)))
}

/// A rule over instances with one metric of hourly points in a day, unless said otherwise.
func rule(
    where conditions: String, unless: String? = nil, settings: String = "{ limit: 5 }", action: String = "stop",
    metric: String? = "{ metric: CPUUtilization, statistic: Average, over: 24h }", lets: String? = nil,
    view: String = "instances", reason: String = "because"
) -> YAMLFile {
    func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
    var lines = ["rule: test-rule", "title: Test", "resource: \(view)", "settings: \(settings)"]
    if let metric { lines += ["metrics:", "  cpu: \(metric)"] }
    if let lets { lines += ["let:", "  \(lets)"] }
    lines += ["where: [\(quoted(conditions))]"]
    if let unless { lines += ["unless: [\(quoted(unless))]"] }
    lines += ["action: \(action)", "reason: \(quoted(reason))"]
    return YAMLFile(origin: "test.yaml", text: lines.joined(separator: "\n") + "\n")
}

/// An inventory in memory.
struct World {
    let connection: RuleConnection
    let database: CaseDatabase

    init(listing kinds: [String] = allKinds, in regions: [String] = ["us-east-1"]) throws {
        connection = try RuleConnection()
        database = try CaseDatabase(on: connection, account: account)
        for region in regions { for kind in kinds { try database.list(kind, in: region) } }
    }

    static let allKinds = [
        "instance", "volume", "snapshot", "image", "address", "launch_template", "launch_configuration",
    ]

    func add(_ view: String = "instances", _ id: String, _ values: [String: FactValue] = [:]) throws {
        let base: [String: FactValue] =
            view == "instances"
            ? [
                "state": .text("running"), "vcpus": .integer(2), "gpus": .integer(0), "hourly_usd": .real(0.04),
                "uptime_hours": .real(100),
            ]
            : [:]
        let row = CaseRow(
            view: ViewSchema.named(view)!, values: base.merging(values) { $1 }.merging(["id": .text(id)]) { $1 })
        try database.insert(row, now: now)
    }

    func points(_ points: CasePoints, of rule: Rule, for id: String) throws {
        for metric in rule.metrics {
            try database.insert(points, of: metric, for: id, rule.view, "us-east-1", now: now)
        }
    }

    func judge(_ rules: [Rule], only: Set<ResourceKey>? = nil, deadline: Duration = .seconds(10)) throws -> JudgementSet
    {
        try JudgePass(on: connection, account: account, now: now, deadline: deadline)
            .judge(rules, only: only, detail: .all)
    }
}

let allKinds = World.allKinds

func load(_ file: YAMLFile) throws -> Rule { try RuleSet.load([file]).rules[0] }

/// Judges one instance with a constant CPU.
func judge(_ file: YAMLFile, cpu: CasePoints? = .constant(1), _ values: [String: FactValue] = [:]) throws
    -> JudgementSet
{
    let rule = try load(file)
    let world = try World()
    try world.add("instances", "i-1", values)
    if let cpu { try world.points(cpu, of: rule, for: "i-1") }
    return try world.judge([rule])
}

/// The verdict as Planning gives it where no guardrail speaks.
func decide(_ judgement: Judgement, held: Int, now: Date) -> Verdict {
    switch judgement.outcome {
    case .clear: .clear
    case .spared: .spared
    case .unknown: .unknown
    case .holds where !judgement.rule.action.changesAWS: .flagged
    case .holds: held >= judgement.rule.holdSeconds ? .due : .pending
    }
}
