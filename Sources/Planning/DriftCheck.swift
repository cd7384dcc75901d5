// Whether a step still stands after a second look at exactly what it is about to touch.

package import CostModel
import Foundation

/// Compares a reviewed step with a plan made a moment before acting.
package enum DriftCheck {
    /// What the second look says.
    package enum Answer: Hashable, Sendable {
        case proceed
        /// In plain words, for the journal and the report.
        case skip(String)
    }

    /// Whether the step may go ahead.
    ///
    /// - Parameters:
    ///   - fresh: a plan over a scan of the step's targets, just made.
    ///   - unattended: cron asks. Then the fresh plan must let cron act; a person's word suffices otherwise.
    package static func compare(step: PlanStep, fresh: Plan, unattended: Bool) -> Answer {
        guard step.resource.account == fresh.account else {
            return .skip("the plan is over account '\(step.resource.account)', the second look at '\(fresh.account)'")
        }
        guard
            let now = (fresh.steps + fresh.starts).first(where: {
                $0.resource == step.resource && $0.action == step.action
            })
        else {
            return .skip(whyNot(step, fresh))
        }
        guard isSameStart(now.launchTime, step.launchTime) else {
            return .skip(startedAgain)
        }
        guard !unattended || (step.unattended && now.unattended) else {
            let finding = fresh.findings.first { $0.resource == step.resource && $0.attendedBecause != nil }
            return .skip("it now waits for a person: \(finding?.attendedBecause ?? "not due for cron")")
        }
        return .proceed
    }

    private static let startedAgain = "it was started again since the plan was made"

    private static func whyNot(_ step: PlanStep, _ fresh: Plan) -> String {
        let findings = fresh.findings.filter { $0.resource == step.resource && step.rules.contains($0.rule.name) }
        for finding in findings {
            // A new start is what a person did; what else is then refused or not known only follows from it.
            if let start = finding.judgement.knownLaunchTime, !isSameStart(start, step.launchTime) {
                return startedAgain
            }
            if let refusal = finding.refusal { return "\(refusal.guardrail): \(refusal.detail)" }
            if case .spared(let by) = finding.judgement.outcome {
                switch by {
                case KeepTag.sparing: return "spared by its tag \(KeepTag.key)"
                case Keep.sparing: return "somebody keeps it"
                default: return "spared by \(by)"
                }
            }
            if finding.verdict == .unknown {
                let missing = finding.judgement.missing.map { "\($0.column) (\($0.why))" }.joined(separator: ", ")
                return "no longer known: \(missing.isEmpty ? "what the rule needs" : missing)"
            }
        }
        return "no rule asks for it any more: it is in use again, has changed, or is gone"
    }
}
