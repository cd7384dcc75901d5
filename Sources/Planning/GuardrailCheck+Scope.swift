// Guardrails that look at what the user allowed.

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
}
