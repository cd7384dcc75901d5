// A plan for machines: JSON and CSV. The names and their order are the contract; golden files hold them.

package import CostModel
import Foundation

/// A plan as JSON, CSV or text.
package enum PlanReport {
    /// One JSON object, schema version 1. Times UTC, money as numbers with nine decimals at most.
    ///
    /// - Parameters:
    ///   - selfCost: what costguard's own calls cost; nil: not told.
    ///   - scan: the scan that the plan rests on.
    package static func json(_ plan: Plan, selfCost: SelfCost? = nil, scan: ScanSummary? = nil) -> String {
        JSONText.document(
            PlanDocument(
                planID: plan.id, account: plan.account, createdAt: plan.createdAt, asOf: plan.asOf,
                complete: plan.complete, gaps: plan.gaps, findings: plan.findings.map(finding),
                ruleErrors: plan.faults.map {
                    RuleErrorEntry(rule: $0.rule, resource: $0.resource?.id, message: $0.message)
                },
                totals: plan.totals, selfCost: selfCost.map { SelfCostEntry($0, last: scan) }))
    }

    static func missing(_ facts: [MissingFact]) -> [String] {
        facts.map { [$0.column, $0.why].filter { !$0.isEmpty }.joined(separator: ": ") }
    }

    static func finding(_ finding: Finding) -> FindingEntry {
        FindingEntry(
            rule: finding.rule.name, severity: finding.rule.severity, action: finding.rule.action,
            verdict: finding.verdict, unattended: finding.unattended, attendedBecause: finding.attendedBecause,
            limit: finding.limit, resource: ResourceEntry(finding.resource, name: finding.judgement.name),
            reason: finding.judgement.reason,
            evidence: SeenValues(evidence: finding.judgement.evidence), savingUSDPerMonth: finding.savingPerMonth,
            savingIsUpperBound: finding.savingIsUpperBound, missing: missing(finding.judgement.missing),
            checkedBeforeStop: finding.checkedBeforeStop, loses: finding.loses, refusal: finding.refusal,
            notice: finding.notice.map(NoticeEntry.init))
    }
}

/// `plan --format json`, and a plan's file.
struct PlanDocument: Codable {
    var schemaVersion = SchemaVersion.one
    let planID: String
    let account: AccountID
    let createdAt: Date
    let asOf: [RegionAge]
    let complete: Bool
    let gaps: [Gap]
    let findings: [FindingEntry]
    let ruleErrors: [RuleErrorEntry]
    let totals: PlanTotals
    @LeftOut var selfCost: SelfCostEntry?
}

/// A rule's word on one resource.
struct FindingEntry: Codable {
    let rule: String
    let severity: Severity
    let action: Action
    let verdict: Verdict
    let unattended: Bool
    let attendedBecause: String?
    @LeftOut var limit: CronLimit?
    let resource: ResourceEntry
    let reason: String
    let evidence: SeenValues
    let savingUSDPerMonth: Money?
    let savingIsUpperBound: Bool
    let missing, checkedBeforeStop, loses: [String]
    let refusal: Refusal?
    @LeftOut var notice: NoticeEntry?
}

/// Where a stop stands that its owner is told of before.
struct NoticeEntry: Codable {
    let phase: NoticeStanding.Phase
    let seconds: Int
    let until: Date?
    let isByAnotherMark: Bool
    let untold: String?
    let waitCostsUSD: Money?

    init(_ standing: NoticeStanding) {
        phase = standing.phase
        seconds = standing.seconds
        until = standing.until
        isByAnotherMark = standing.isByAnotherMark
        untold = standing.untold
        waitCostsUSD = standing.cost
    }
}

/// A rule that failed; `resource` is null where it failed on all.
struct RuleErrorEntry: Codable {
    let rule: String
    let resource: String?
    let message: String
}

/// Which thing, and its name for people.
struct ResourceEntry: Codable {
    let kind: ResourceKind
    let id: String
    let account: AccountID
    let region: Region
    let name: String?

    init(_ key: ResourceKey, name: String?) {
        kind = key.kind
        id = key.id
        account = key.account
        region = key.region
        self.name = name
    }
}

/// Columns as an object, each once, in the order given.
struct SeenValues: Codable {
    private struct Column: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let evidence: [Evidence]

    init(evidence: [Evidence]) { self.evidence = evidence }

    init(from decoder: any Decoder) throws {
        let columns = try decoder.container(keyedBy: Column.self)
        evidence = try columns.allKeys.map { Evidence($0.stringValue, try columns.decode(FactValue.self, forKey: $0)) }
    }

    func encode(to encoder: any Encoder) throws {
        var columns = encoder.container(keyedBy: Column.self)
        var seen: Set<String> = []
        for one in evidence where seen.insert(one.column).inserted {
            try columns.encode(one.value, forKey: Column(stringValue: one.column))
        }
    }
}

extension PlanReport {
    /// One row per finding, in the plan's order. A price that is not known is an empty cell.
    package static func csv(_ plan: Plan) -> String {
        var table = CSVText([
            "plan", "created_at", "verdict", "rule", "severity", "action", "unattended", "attended_because", "kind",
            "id", "account", "region", "name", "saving_usd_per_month", "saving_is_upper_bound", "refusal", "missing",
            "loses", "reason", "checked_before_stop",
        ])
        for finding in plan.findings {
            let resource = finding.resource
            table.row([
                .text(plan.id), .text(UTCTime.text(plan.createdAt)), .text(finding.verdict.rawValue),
                .text(finding.rule.name), .text(finding.rule.severity.rawValue), .text(finding.rule.action.rawValue),
                .text(finding.unattended ? "yes" : "no"), .text(finding.attendedBecause),
                .text(resource.kind.rawValue), .text(resource.id), .text(resource.account.digits),
                .text(resource.region.code), .text(finding.judgement.name),
                .number(finding.savingPerMonth?.description),
                .text(finding.savingIsUpperBound ? "yes" : "no"),
                .text(finding.refusal.map { "\($0.guardrail): \($0.detail)" }),
                .text(MissingText.listed(finding.judgement.missing)),
                .text(finding.loses.joined(separator: "; ")), .text(finding.judgement.reason),
                .text(finding.checkedBeforeStop.joined(separator: "; ")),
            ])
        }
        return table.document
    }
}
