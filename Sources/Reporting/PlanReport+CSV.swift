// A plan for spreadsheets: one row per finding.

import CostModel

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
                .text(CommonText.missing(finding.judgement.missing)),
                .text(finding.loses.joined(separator: "; ")), .text(finding.judgement.reason),
                .text(finding.checkedBeforeStop.joined(separator: "; ")),
            ])
        }
        return table.document
    }
}
