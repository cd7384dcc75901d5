// `rules test`: runs the cases that stand beside the rules.

package import CostModel
package import Foundation
import SQLite
package import YAML

/// What one expectation of one case came to.
package struct CaseResult: Sendable, Hashable {
    /// The rule under test.
    package let rule: String
    /// The case, as its file calls it.
    package let name: String
    /// The file of the case.
    package let file: String
    /// Where the expectation stands.
    package let position: Position
    /// The resource that was expected to have a verdict.
    package let resource: String
    /// As the case says.
    package let expected: Verdict
    /// Nil where the rule did not judge it.
    package let got: Verdict?
    /// What decided, for people.
    package let detail: String
    /// Whether the rule did what the case says.
    package var passed: Bool { got == expected }
}

/// `rules test`.
package enum RuleCases {
    static let account = AccountID("123456789012")

    /// Runs every case over a database in memory of its own.
    /// - Parameters:
    ///   - rules: the rules to test; the cases of one that is disabled are left out.
    ///   - decide: turns a judgement into a verdict, with the hold time that the case gives, at the case's time.
    /// - Throws: `Diagnostics` with every fault of the case files; `JudgeError` where SQLite fails.
    package static func run(
        caseFiles: [YAMLFile], rules: RuleSet, decide: (Judgement, _ heldSeconds: Int, _ now: Date) -> Verdict
    ) throws -> [CaseResult] {
        var faults: [Diagnostic] = []
        var cases: [(file: String, item: CaseFile.Case)] = []
        for file in caseFiles {
            let log = DiagnosticLog(file: file.origin)
            cases += (CaseFile(file, rules: rules, log: log)?.cases ?? []).map { (file.origin, $0) }
            faults += log.list
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        return try cases.flatMap { file, item in
            guard let rule = rules.rules.first(where: { $0.header.name == item.rule }) else { return [CaseResult]() }
            let judged = try judge(item, rule)
            return item.expected.map { expectation in
                let judgement = judged.judgements.first { $0.resource.id == expectation.id }
                let fault = judged.faults.first { $0.resource == nil || $0.resource?.id == expectation.id }
                return CaseResult(
                    rule: item.rule, name: item.name, file: file, position: expectation.position,
                    resource: expectation.id, expected: expectation.verdict,
                    got: judgement.map { decide($0, item.heldSeconds, item.now) },
                    detail: fault?.message ?? judgement.map(detail) ?? "the rule did not judge it")
            }
        }
    }

    static func judge(_ item: CaseFile.Case, _ rule: Rule) throws -> JudgementSet {
        guard let account else { return JudgementSet() }
        do throws(SQLError) {
            let connection = try RuleConnection()
            try fill(CaseDatabase(on: connection, account: account, views: rule.views), item, rule)
            let pass = try JudgePass(
                on: connection, account: account, now: item.now, timeZone: item.timeZone, deadline: .seconds(10))
            return try pass.judge([rule], only: nil, detail: .all)
        } catch {
            throw JudgeError(description: "cannot run the case '\(item.name)': \(error.message)")
        }
    }

    private static func fill(_ database: CaseDatabase, _ item: CaseFile.Case, _ rule: Rule) throws(SQLError) {
        var regions: Set<String> = ["us-east-1"]
        for row in item.rows {
            try database.insert(row, now: item.now)
            let region = row.values["region"]?.text ?? (row.view.kind == .credit ? "global" : "us-east-1")
            regions.insert(region)
            guard row.view.name == rule.view.name, let id = row.values["id"]?.text else { continue }
            for (index, metric) in rule.metrics.enumerated()
            where !rule.metrics[..<index].contains(where: { $0.spec == metric.spec }) {
                // Metrics that differ in their reduction alone share a series.
                let names = rule.metrics.filter { $0.spec == metric.spec }.map(\.name)
                let points = names.compactMap { item.metrics[id]?[$0] }.first ?? unmentioned(metric.spec)
                try database.insert(points, of: metric, for: id, row.view, region, now: item.now)
            }
            for (key, hours) in item.tagAges[id] ?? [:] {
                let tags = (try? TagJSON.read(row.values["tags"]?.text ?? "{}")) ?? [:]
                let seen = Int64(item.now.timeIntervalSince1970 - hours * .hour)
                try database.connection.execute(
                    "INSERT INTO tag_history VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [
                        .text(database.account.digits), .text(region), .text(row.view.kind.rawValue), .text(id),
                        .text(key), .text(tags[key] ?? ""), .integer(seen),
                    ])
            }
        }
        let kinds = rule.views.all.map(\.kind) + [.launchTemplate, .launchConfiguration]
        for kind in kinds {
            for region in regions {
                let status = item.listings[kind.rawValue] ?? "ok"
                try database.list(kind.rawValue, in: region, status: status, error: status == "ok" ? nil : status)
            }
        }
    }

    /// What a case does not mention was asked for and not there; no sample of EC2 is missing.
    private static func unmentioned(_ spec: MetricSpec) -> CasePoints {
        spec.countsSamples ? .constant(Double(spec.samples(detailed: true))) : .list([])
    }

    private static func detail(_ judgement: Judgement) -> String {
        if !judgement.missing.isEmpty {
            return judgement.missing.map { "\($0.column): \($0.why)" }.joined(separator: "; ")
        }
        let decisive = judgement.conditions.first { condition in
            judgement.outcome == .clear ? condition.part == .whereAll && condition.outcome == .fails : false
        }
        guard let decisive else { return judgement.reason }
        let values = decisive.values.map { "\($0.column) \(ReasonTemplate.short($0.value) ?? "none")" }
        return "\(decisive.text) is false: \(values.joined(separator: ", "))"
    }
}
