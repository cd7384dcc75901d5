// The guardrail that remembers what AWS refused: asking again at every run changes nothing, fills the journal, and would
// take the turn of machines that can be stopped.

import CostModel
import Foundation

extension GuardrailCheck {
    /// The name in plans. Contract.
    static let refusedByAWSName = "refused-by-aws"
    /// For how long a refusal stands, in seconds. Then it is tried anew: somebody may have mended the permission.
    static let refusalStands: TimeInterval = 24 * .hour
    private static let longestWords = 200

    /// AWS's word on the last stop of this machine, where that was a refusal; whoever had asked for it.
    static func refusedByAWS(_ candidate: GuardrailCandidate) -> Answer {
        let resource = candidate.judgement.resource
        let last = candidate.journal.first { entry in
            entry.intent.resource == resource && entry.intent.action == .stop && wasAsked(entry)
        }
        guard !candidate.isAttended, let last, case .refused(let code, let words) = last.outcome else { return .passes }
        let at = last.intent.at
        let until = last.intent.at.addingTimeInterval(refusalStands)
        // A run's refusals come after its scan. One of the far future is of a clock gone wrong: one more try does no harm.
        guard at.timeIntervalSince(candidate.now) < .hour, candidate.now < until else { return .passes }
        let line = words.split(whereSeparator: \.isNewline).first.map(String.init) ?? code
        let cut = line.count > longestWords ? line.prefix(longestWords) + "…" : line[...]
        let short = cut.hasSuffix(".") ? cut.dropLast() : cut
        return .refuses(
            "AWS refused to stop it at \(utc(at)): \(short); \(remedy(code, candidate)); costguard tries again after "
                + "\(utc(until)), or when you say so: costguard apply --only \(resource.id)")
    }

    private static func remedy(_ code: String, _ candidate: GuardrailCandidate) -> String {
        guard code.hasPrefix("Unauthorized") || code.hasPrefix("AccessDenied") else {
            return "change what it speaks of, or stop it by hand"
        }
        if let tags = candidate.judgement.tags, case .ended(let end) = KeepTag.read(tags, at: candidate.now) {
            return
                "its tag \(KeepTag.key) ended at \(utc(end)), but IAM cannot compare dates in tags, and the policy of "
                + "'costguard iam-policy --enforce' holds whatever bears the tag: take the tag off to let it go"
        }
        return "allow ec2:StopInstances on it, or tag it \(KeepTag.key) if it is to run"
    }

    /// Whether AWS was asked to stop it. What the second look skipped says nothing of AWS.
    private static func wasAsked(_ entry: JournalEntry) -> Bool {
        if case .skipped = entry.outcome { false } else { true }
    }
}
