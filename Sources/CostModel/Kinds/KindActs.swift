// What costguard itself may do to a thing of a kind for a person who names it: stop it, and start it again. It is read off the
// kind's file, and only off those inside the program: a file of a user's lists and judges, and its commands are printed.

/// A stop and a start that undo each other, asked for by the thing's id alone.
package struct KindActs: Hashable, Sendable {
    /// One call that changes a thing.
    package struct Call: Hashable, Sendable {
        /// AWS's operation.
        package let operation: String
        /// The input that takes the thing's id; there is no other.
        package let input: String
        /// When AWS takes it.
        package let when: KindCondition
        /// The states in which it may be asked for, as AWS words them; never empty.
        package let states: Set<String>
    }
    /// Of which things.
    package let kind: ResourceKind
    /// Their view.
    package let view: String
    /// Who is asked.
    package let service: KindService
    /// Ends what costs by the hour.
    package let stop: Call
    /// Takes that back.
    package let start: Call
    /// What a stop loses, in words; nil: the file does not say.
    package let lost: String?
    /// Whether a rule may ask for the stop, and cron make it where `unattended.kinds` names the kind.
    package let isForRules: Bool
    /// After how long AWS starts by itself what was stopped, in seconds; nil: it does not.
    package let returnsAfter: Int?

    /// Nil where the file is a user's, where there is no way back, where a call needs more than the id or has a path, where
    /// a stop deletes, or where the states are not told.
    package init?(_ spec: KindSpec) {
        guard spec.origin.hasPrefix(RuleHeader.builtIn), spec.service.names, let stop = spec.stop.flatMap(Call.init),
            let start = spec.start.flatMap(Call.init), !stop.operation.hasPrefix("Delete")
        else { return nil }
        isForRules = spec.stop?.isForRules ?? false
        returnsAfter = spec.stop?.returnsAfter
        kind = spec.kind
        view = spec.view
        service = spec.service
        self.stop = stop
        self.start = start
        lost = spec.lost
    }

    /// The state in the words that machines have: `running` where it can be stopped, `stopped` where it can be started; else
    /// AWS's own, in small letters, such as `stopping`.
    package func power(_ state: String) -> String {
        if stop.states.contains(state) { return "running" }
        return start.states.contains(state) ? "stopped" : state.lowercased()
    }

    /// The call behind a stop or a start.
    package func call(_ action: Action) -> Call { action == .start ? start : stop }
}

extension KindActs.Call {
    fileprivate init?(_ action: KindAction) {
        guard let field = action.input.first, action.input.count == 1, case .text(let text) = field.value,
            text.onlySource == .column("id"), let when = action.when
        else { return nil }
        let states = when.alternatives.map { tests in tests.lazy.compactMap(\.states).first ?? [] }
        guard !states.isEmpty, states.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(
            operation: action.operation, input: field.name, when: when,
            states: states.reduce(into: []) { $0.formUnion($1) })
    }
}

extension KindCondition.Test {
    /// The states that it asks for; nil where it is a test of something else.
    fileprivate var states: Set<String>? {
        guard column == "state", !isNegated, case .among(let values) = wanted else { return nil }
        return Set(values.compactMap(\.text))
    }
}

extension KindService {
    /// Whether an operation is asked for by its name, without a path of its own.
    fileprivate var names: Bool {
        switch wire {
        case .ec2, .query, .json: true
        case .restJSON, .restXML: false
        }
    }
}
