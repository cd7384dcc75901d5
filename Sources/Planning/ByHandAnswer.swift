// What becomes of each machine that a person names, by the look that was just made; and which stops an undo is about.

package import CostModel
import Foundation

/// What becomes of one machine.
package enum ByHandAnswer: Sendable {
    /// It can be done.
    case goes(PlanStep, Finding)
    /// It is so already: it runs, or is stopped.
    case isSo(state: String)
    /// It is on its way from one state to another, and takes no order meanwhile.
    case isOnItsWay(state: String)
    /// It is terminated, or AWS does not show it any more.
    case isGone
    /// A guardrail, or a keep, forbids it.
    case refused(Refusal, Finding)
    /// Something that must be known is not.
    case unknown(String)
    /// An undo is about another stop: it ran since, and was stopped again by somebody else.
    case stoppedSince

    /// - Parameters:
    ///   - plan: over the machines alone, just made, by the rule of the action.
    ///   - clear: the judgements of those to which the rule does not apply.
    ///   - unseen: what about it AWS did not tell; nil: nothing.
    ///   - stop: the stop that is to be undone; nil: whoever stopped it.
    ///   - acts: what may be done to its kind; nil: it is a machine.
    package init(
        _ machine: ResourceKey, for action: Action, plan: Plan, clear: [Judgement], unseen: String?,
        undoing stop: JournalIntent? = nil, acts: KindActs? = nil
    ) {
        guard let finding = plan.findings.first(where: { $0.resource == machine }) else {
            let state = clear.first { $0.resource == machine }?.row["state"]?.text
            self = ByHandAnswer(state: acts.flatMap { acts in state.map { acts.power($0) } } ?? state, for: action)
            return
        }
        let start = finding.judgement.knownLaunchTime
        if let ended = stop?.launchTime, let start, !isSameStart(ended, start) {
            self = .stoppedSince
        } else if let refusal = finding.refusal {
            self = .refused(refusal, finding)
        } else if case .spared(let by) = finding.judgement.outcome {
            let whose = by == KeepTag.sparing ? "by its tag \(KeepTag.key)" : "by 'costguard keep'"
            self = .refused(Refusal(by, "somebody keeps it \(whose)"), finding)
        } else if let unseen {
            self = .unknown(unseen)
        } else if let step = plan.steps.first(where: { $0.resource == machine }) {
            self = .goes(step, finding)
        } else {
            let missing = finding.judgement.missing.map { "\($0.column) (\($0.why))" }
            self = .unknown("not known: \(missing.joined(separator: ", "))")
        }
    }

    /// The states of a machine that does not come back.
    private static let ends: Set<String> = ["shutting-down", "terminated"]

    private init(state: String?, for action: Action) {
        switch state {
        case "running", "stopped": self = .isSo(state: state ?? "")
        case "pending": self = action == .start ? .isSo(state: "running") : .isOnItsWay(state: "pending")
        case "stopping": self = action == .start ? .isOnItsWay(state: "stopping") : .isSo(state: "stopped")
        case let state? where !Self.ends.contains(state): self = .isOnItsWay(state: state)
        default: self = .isGone
        }
    }
}

/// Which stops a person wants undone.
package enum UndoWish: Hashable, Sendable {
    /// Those of the last plan, or of the last act by hand, that stopped anything.
    case last
    /// Those of the plan with this id.
    case plan(String)
    /// The last stop of this machine.
    case machine(ResourceKey)

    /// The stops, the newest first, each machine once; empty: nothing was stopped so. What AWS did not tell the end of may
    /// have been stopped.
    ///
    /// - Parameter journal: of the account, in any order.
    package func stops(in journal: [JournalEntry]) -> [JournalEntry] {
        let stops = journal.filter(\.mayHaveStopped).sorted { $0.id > $1.id }
        let meant =
            switch self {
            case .last: stops.filter { $0.intent.planID == stops.first { $0.outcome == .done }?.intent.planID }
            case .plan(let id): stops.filter { $0.intent.planID == id }
            case .machine(let machine): Array(stops.filter { $0.intent.resource == machine }.prefix(1))
            }
        var seen: Set<ResourceKey> = []
        return meant.filter { seen.insert($0.intent.resource).inserted }
    }

    /// The plans that stopped something and whose ids begin so, each once.
    package static func plans(beginning text: String, in journal: [JournalEntry]) -> [String] {
        Set(journal.filter(\.mayHaveStopped).map(\.intent.planID).filter { $0.hasPrefix(text.lowercased()) }).sorted()
    }
}

extension JournalEntry {
    fileprivate var mayHaveStopped: Bool {
        guard intent.action == .stop else { return false }
        switch outcome {
        case .done, .uncertain, nil: return true
        case .failed, .refused, .skipped: return false
        }
    }
}
