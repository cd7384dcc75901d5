// Guardrails against stops that save nothing or cannot be undone.

import CostModel

extension GuardrailCheck {
    /// What is paid for whether it runs or not. A dedicated host is out of scope.
    static func prepaid(_ candidate: GuardrailCandidate) -> Answer {
        let instance = candidate.judgement
        switch instance.known("prepaid_by") {
        case nil: return .unknown(missing("prepaid_by", "what pays for it is not known", instance))
        case .null?: return .passes
        case let text?: return .refuses(words(text.text ?? "?", instance.resource.region))
        }
    }

    /// A machine that runs has its keys in memory; stopped, it would not start again. Keys that were not looked at are
    /// a person's to judge; see Attendance.
    static func keyUnusable(_ candidate: GuardrailCandidate) -> Answer {
        let judgement = candidate.judgement
        if judgement.isNotAsked("disk_keys"), !candidate.isBeforeStop { return .decidesLater("disk_keys") }
        guard case .unusable(let key, let why)? = judgement.diskKeys else { return .passes }
        let follows =
            judgement.rule.action == .start
            ? "It would not start" : "It runs on, but once stopped it would not start again"
        return .refuses("a disk of it is encrypted with the key '\(key)', which cannot be used: \(why). \(follows)")
    }

    private static func words(_ text: String, _ region: Region) -> String {
        guard let prepaid = Prepaid(text) else {
            return "'\(text)' is paid for whether it runs or not: a stop saves nothing"
        }
        let name = prepaid.id.map { " '\($0)'" } ?? ""
        switch prepaid.kind {
        case .capacityReservation:
            return "the capacity reservation\(name) is billed whether it runs or not: a stop saves nothing; cancel the "
                + "reservation first (aws ec2 cancel-capacity-reservation --region \(region.code) "
                + "--capacity-reservation-id \(plainID(prepaid.id) ?? "ID"))"
        case .capacityBlock:
            return "the capacity block\(name) was paid for up front, to its end: a stop saves nothing, and a block "
                + "cannot be cancelled"
        case .outpost:
            return "it runs on the Outpost\(name), which is paid for its whole term: a stop saves nothing; only ending "
                + "the Outpost's term would"
        case .scheduled:
            return "its scheduled reservation is billed whether it runs or not: a stop saves nothing; the reservation "
                + "ends by itself"
        }
    }

    /// What comes from AWS enters a command as letters, digits and hyphens alone.
    private static func plainID(_ id: String?) -> String? {
        id?.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
