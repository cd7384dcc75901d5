// Guardrails that look at what is allowed: by the user, and by AWS, whose refusal is remembered. Asking again at every run
// changes nothing, fills the journal, and would take the turn of machines that can be stopped.

import CostModel
import Foundation

extension GuardrailCheck {
    static func account(_ candidate: GuardrailCandidate) -> Answer {
        let account = candidate.judgement.resource.account
        let named = candidate.settings.accounts
        let allowed = named.isEmpty ? candidate.firstAccount.map { [$0] } ?? [] : named
        if account == candidate.account, allowed.contains(account) { return .passes }
        let list = allowed.map { "'\($0)'" }.joined(separator: ", ")
        return .refuses(
            "nothing may be changed in account '\(account)'; allowed: \(list.isEmpty ? "none yet" : list); "
                + "to allow it, name it under guardrails.accounts")
    }

    static func outOfScope(_ candidate: GuardrailCandidate) -> Answer {
        let judgement = candidate.judgement
        if let acts = candidate.acts {
            let answer = outOfScope(judgement, of: acts)
            return answer == .passes ? lacksTag(candidate) : answer
        }
        guard judgement.resource.kind == .instance else {
            let kind = judgement.resource.kind.rawValue.replacing("_", with: " ")
            return .refuses("costguard does not stop what is of the kind '\(kind)'; change the rule")
        }
        guard let state = judgement.knownText("state") else {
            return .unknown(missing("state", "whether it runs is not known", judgement))
        }
        let isStart = judgement.rule.action == .start
        guard state == (isStart ? "stopped" : "running") else {
            return .refuses("it is '\(state)': there is nothing to \(isStart ? "start" : "stop")")
        }
        if !isStart, judgement.knownText("tenancy") == "host" {
            return .refuses("it runs on a dedicated host, which is billed whether it runs or not; release the host")
        }
        return lacksTag(candidate)
    }

    /// Whether it bears the tags without which rules touch nothing.
    private static func lacksTag(_ candidate: GuardrailCandidate) -> Answer {
        let judgement = candidate.judgement
        let only = candidate.settings.onlyTags
        guard !only.isEmpty, !candidate.isByHand else { return .passes }
        guard let tags = judgement.tags else { return .unknown(missing("tags", "its tags are not known", judgement)) }
        let absent = only.filter { tags[$0.key] != $0.value }.keys.sorted()
        guard let tag = absent.first, let wanted = only[tag] else { return .passes }
        return .refuses("it lacks the tag \(tag)=\(wanted) that guardrails.only asks for; add the tag to include it")
    }

    /// Whether AWS takes the call on such a thing.
    private static func outOfScope(_ thing: Judgement, of acts: KindActs) -> Answer {
        let call = acts.call(thing.rule.action)
        switch call.when.holds({ thing.known($0) }) {
        case true?: return .passes
        case false?: return .refuses("AWS takes \(call.operation) only where \(call.when.text)")
        case nil:
            let column = call.when.columns.sorted().first { thing.known($0) == nil } ?? "state"
            return .unknown(missing(column, "AWS did not tell it", thing))
        }
    }
}

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
        let action = candidate.acts.map { "\($0.service.signing):\($0.stop.operation)" } ?? "ec2:StopInstances"
        return "allow \(action) on it, or tag it \(KeepTag.key) if it is to run"
    }

    /// Whether AWS was asked to stop it. What the second look skipped says nothing of AWS.
    private static func wasAsked(_ entry: JournalEntry) -> Bool {
        if case .skipped = entry.outcome { false } else { true }
    }
}
