// Guardrails that look at what the user allowed and at what people did since.

import CostModel
import Foundation

extension GuardrailCheck {
    /// For how long a machine that a person started again after our stop is left alone, in seconds.
    static let restartRespite: TimeInterval = 24 * 3600

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

    /// A start after our own stop is somebody's answer to it.
    static func restartedByHuman(_ candidate: GuardrailCandidate) -> Answer {
        let judgement = candidate.judgement
        guard let start = judgement.launchTime else {
            return .unknown(missing("launch_time", "the last start is not known", judgement))
        }
        let stop = candidate.journal.first { entry in
            entry.intent.resource == judgement.resource && entry.intent.action == .stop
                && mayHaveStopped(entry) && entry.intent.at < start
        }
        let until = start.addingTimeInterval(restartRespite)
        guard stop != nil, candidate.now < until else { return .passes }
        return .refuses(
            "somebody started it again after costguard had stopped it: left alone until \(utc(until)); "
                + "to stop it sooner, stop it by hand")
    }

    static func outOfScope(_ candidate: GuardrailCandidate) -> Answer {
        let judgement = candidate.judgement
        guard judgement.resource.kind == .instance else {
            return .refuses("only instances can be stopped, not a \(judgement.resource.kind.rawValue); change the rule")
        }
        guard let state = judgement.knownText("state") else {
            return .unknown(missing("state", "whether it runs is not known", judgement))
        }
        guard state == "running" else { return .refuses("it is '\(state)': there is nothing to stop") }
        if judgement.knownText("tenancy") == "host" {
            return .refuses("it runs on a dedicated host, which is billed whether it runs or not; release the host")
        }
        let only = candidate.settings.onlyTags
        guard !only.isEmpty else { return .passes }
        guard let tags = judgement.tags else { return .unknown(missing("tags", "its tags are not known", judgement)) }
        let absent = only.filter { tags[$0.key] != $0.value }.keys.sorted()
        guard let tag = absent.first, let wanted = only[tag] else { return .passes }
        return .refuses("it lacks the tag \(tag)=\(wanted) that guardrails.only asks for; add the tag to include it")
    }

    /// Whether AWS may have stopped it: an intent without a clear end counts, for then a start is an answer too.
    private static func mayHaveStopped(_ entry: JournalEntry) -> Bool {
        switch entry.outcome {
        case .done, .uncertain, nil: true
        case .failed, .skipped: false
        }
    }

    private static func utc(_ date: Date) -> String { date.formatted(.iso8601) }
}
