// The verdict that a rule's case expects: the planner's, with the default guardrails.

import CostModel
import Foundation
import Planning

enum CaseVerdict {
    /// What a plan with the default settings would say of one judgement that has held for so long.
    static func decide(_ judgement: Judgement, heldSeconds: Int, now: Date) -> Verdict {
        if judgement.outcome == .clear { return .clear }
        let key = HoldKey(rule: judgement.rule.name, resource: judgement.resource)
        let hold = HoldState(
            heldSeconds: heldSeconds, judgedAt: now, held: true, ruleDigest: judgement.rule.digest,
            launchTime: judgement.rowLaunchTime)
        let plan = Planner.plan(
            PlanRequest(
                judgements: JudgementSet(judgements: [judgement]), account: judgement.resource.account, now: now,
                holds: [key: hold], firstAccount: judgement.resource.account))
        return plan.findings.first?.verdict ?? .clear
    }
}
