// A plan for machines. The names and their order are the contract; golden files hold them.

import CostModel

/// A plan as JSON, CSV or text.
package enum PlanReport {
    /// One JSON object, schema version 1. Times UTC, money as numbers with nine decimals at most.
    ///
    /// - Parameters:
    ///   - selfCost: what costguard's own calls cost; nil: not told.
    ///   - scan: the scan that the plan rests on.
    package static func json(_ plan: Plan, selfCost: SelfCost? = nil, scan: ScanSummary? = nil) -> String {
        let own = selfCost.map { [("selfCost", SelfCostJSON.object($0, last: scan))] } ?? []
        return JSONText.object(
            [
                ("schemaVersion", .integer(1)),
                ("planID", .string(plan.id)),
                ("account", .string(plan.account.digits)),
                ("createdAt", .time(plan.createdAt)),
                (
                    "asOf",
                    .array(plan.asOf.map { .object([("region", .string($0.region.code)), ("at", .time($0.at))]) })
                ),
                ("complete", .bool(plan.complete)),
                ("gaps", .array(plan.gaps.map(gap))),
                ("findings", .array(plan.findings.map(finding))),
                ("ruleErrors", .array(plan.faults.map(fault))),
                ("totals", totals(plan.totals)),
            ] + own
        ).document
    }

    static func gap(_ gap: Gap) -> JSONText {
        .object([
            ("account", .string(gap.account.digits)), ("region", .string(gap.region.code)),
            ("service", .string(gap.service)), ("operation", .string(gap.operation)),
            ("kind", .string(gap.kind.rawValue)), ("error", .string(gap.error)),
        ])
    }

    static func resource(_ key: ResourceKey, name: String?) -> JSONText {
        .object([
            ("kind", .string(key.kind.rawValue)), ("id", .string(key.id)), ("account", .string(key.account.digits)),
            ("region", .string(key.region.code)), ("name", .optional(name)),
        ])
    }

    /// Columns as an object, each once, in the order given.
    static func evidence(_ evidence: [Evidence]) -> JSONText {
        var seen: Set<String> = []
        return .object(evidence.filter { seen.insert($0.column).inserted }.map { ($0.column, .fact($0.value)) })
    }

    static func missing(_ facts: [MissingFact]) -> JSONText {
        .array(facts.map { .string([$0.column, $0.why].filter { !$0.isEmpty }.joined(separator: ": ")) })
    }

    static func finding(_ finding: Finding) -> JSONText {
        .object([
            ("rule", .string(finding.rule.name)),
            ("severity", .string(finding.rule.severity.rawValue)),
            ("action", .string(finding.rule.action.rawValue)),
            ("verdict", .string(finding.verdict.rawValue)),
            ("unattended", .bool(finding.unattended)),
            ("attendedBecause", .optional(finding.attendedBecause)),
            ("resource", resource(finding.resource, name: finding.judgement.name)),
            ("reason", .string(finding.judgement.reason)),
            ("evidence", evidence(finding.judgement.evidence)),
            ("savingUSDPerMonth", .money(finding.savingPerMonth)),
            ("savingIsUpperBound", .bool(finding.savingIsUpperBound)),
            ("missing", missing(finding.judgement.missing)),
            ("checkedBeforeStop", .array(finding.checkedBeforeStop.map(JSONText.string))),
            ("loses", .array(finding.loses.map(JSONText.string))),
            ("refusal", finding.refusal.map(refusal) ?? .null),
        ])
    }

    private static func refusal(_ refusal: Refusal) -> JSONText {
        .object([("guardrail", .string(refusal.guardrail)), ("detail", .string(refusal.detail))])
    }

    private static func fault(_ fault: RuleFault) -> JSONText {
        .object([
            ("rule", .string(fault.rule)), ("resource", .optional(fault.resource?.id)),
            ("message", .string(fault.message)),
        ])
    }

    static func totals(_ totals: PlanTotals) -> JSONText {
        .object([
            ("running", .integer(totals.running)),
            ("wouldStop", .integer(totals.wouldStop)),
            ("flagged", .integer(totals.flagged)),
            ("savingUSDPerMonthByStopping", .money(totals.savingPerMonthByStopping)),
            ("savingUSDPerMonthByCleaning", .money(totals.savingPerMonthByCleaning)),
            ("unpriced", .integer(totals.unpriced)),
        ])
    }
}
