// Guardrails that look at the instance itself.

import CostModel
import Foundation

extension GuardrailCheck {
    /// Stopped, nobody would guard, mail or start it again.
    static func ownHost(_ candidate: GuardrailCandidate) -> Answer {
        let host = candidate.ownHosts.first { host in
            host.isSame(as: candidate.judgement.resource) && host.holds(at: candidate.now)
        }
        guard let host else { return .passes }
        return .refuses(
            "costguard itself runs on it, by \(host.witness.text): stopped, it would guard nothing and mail nobody; "
                + "run costguard elsewhere if this machine is to be stopped too")
    }

    static func stopProtection(_ candidate: GuardrailCandidate) -> Answer {
        let instance = candidate.judgement
        switch instance.knownFlag("stop_protected") {
        case nil: return unread("stop_protected", "stop protection was not read", candidate)
        case false?: return .passes
        case true?:
            // Which command takes it off, reports say: it is long, and stands on a line of its own.
            return .refuses("whoever set it wants it to run; to allow a stop, switch the protection off")
        }
    }

    static func autoScaling(_ candidate: GuardrailCandidate) -> Answer {
        switch candidate.judgement.known("autoscaling_group") {
        case nil: .unknown(missing("autoscaling_group", "group membership is not known", candidate.judgement))
        case .null?: .passes
        case let group?:
            .refuses(
                "it belongs to the Auto Scaling group '\(group.text ?? "?")', which would replace it; "
                    + "set the group's desired capacity instead")
        }
    }

    static func oneTimeSpot(_ candidate: GuardrailCandidate) -> Answer {
        let instance = candidate.judgement
        switch instance.knownText("lifecycle") {
        case nil: return .unknown(missing("lifecycle", "spot or on-demand is not known", instance))
        case "spot"?: break
        default: return .passes
        }
        switch instance.knownText("spot_request") {
        case "persistent"?: return .passes
        case nil: return unread("spot_request", "the spot request was not read", candidate)
        case let group? where group.hasSuffix("-group"):
            return .refuses(
                "it is a Spot instance of a \(group == "launch-group" ? "launch" : "Availability Zone") group, and AWS "
                    + "stops none of those; save your work and terminate it by hand")
        default:
            return .refuses("AWS cannot stop a one-time spot instance; save your work and terminate it by hand")
        }
    }

    static func instanceStoreRoot(_ candidate: GuardrailCandidate) -> Answer {
        switch candidate.judgement.knownText("root_device") {
        case "ebs"?: .passes
        case nil: .unknown(missing("root_device", "the kind of root disk is not known", candidate.judgement))
        default:
            .refuses("its root disk is an instance store, which AWS cannot stop; save your work and terminate it")
        }
    }

    static func managed(_ candidate: GuardrailCandidate) -> Answer {
        let instance = candidate.judgement
        switch candidate.acts == nil ? instance.known("managed_by") : .null {
        case nil: return .unknown(missing("managed_by", "what runs it is not known", instance))
        case .null?: break
        case let owner?:
            return .refuses(
                "'\(owner.text ?? "?")' runs it and would start it again or break; scale it down there instead")
        }
        // A person who names a thing knows whose it is.
        if candidate.acts != nil, candidate.isByHand { return .passes }
        guard let tags = instance.tags else { return .unknown(missing("tags", "its tags are not known", instance)) }
        guard let key = ReservedTags.telling(in: tags, harmless: candidate.settings.harmlessTags).first else {
            return .passes
        }
        return .refuses(
            "AWS itself tagged it '\(key)': a service of AWS runs it and may start it again or break; stop it there, or, "
                + "where the tag is harmless, name it under guardrails.harmlessTags")
    }

    static func tooYoung(_ candidate: GuardrailCandidate) -> Answer {
        if candidate.isByHand || candidate.brake != nil { return .passes }
        guard let start = candidate.judgement.knownLaunchTime else {
            return .unknown(missing("launch_time", "the last start is not known", candidate.judgement))
        }
        let least = candidate.settings.minAgeHours * .hour
        let age = candidate.now.timeIntervalSince(start)
        // Written so that a limit which is no number refuses.
        if age >= least { return .passes }
        let minutes = Int(max(0, min(age, 1e9)) / 60)
        return .refuses(
            "it started \(minutes) min ago, and guardrails.minAgeHours is \(candidate.settings.minAgeHours); "
                + "wait, or lower minAgeHours")
    }

    /// Of a column that costs a call of its own: the look before the stop decides, unless AWS was asked in vain.
    private static func unread(_ column: String, _ why: String, _ candidate: GuardrailCandidate) -> Answer {
        let judgement = candidate.judgement
        if judgement.isNotAsked(column), !candidate.isBeforeStop { return .decidesLater(column) }
        return .unknown(missing(column, judgement.unanswered[column] ?? why, judgement))
    }

    static func missing(_ column: String, _ why: String, _ judgement: Judgement) -> MissingFact {
        // A listing that failed says more than we can.
        judgement.missing.first { $0.column == column } ?? MissingFact(column, why)
    }
}
