// What a rule says of one resource, before guardrails and hold time.

package import Foundation

/// A named value that a rule read.
package struct Evidence: Hashable, Sendable {
    /// A column of the view, a metric, a `let` or a setting.
    package let column: String
    /// What the rule saw.
    package let value: FactValue
    /// Which hours it is about, where those are past; nil for what goes on.
    package let past: PastHours?
    /// A column with the value seen.
    package init(_ column: String, _ value: FactValue, past: PastHours? = nil) {
        self.column = column
        self.value = value
        self.past = past
    }
}

/// A window that ended some time ago, in seconds.
package struct PastHours: Hashable, Sendable {
    /// How long it is.
    package let window: Int
    /// How long before the end of a window of now it ended.
    package let ago: Int
    /// So long, so long ago.
    package init(window: Int, ago: Int) {
        self.window = window
        self.ago = ago
    }
}

/// Something a judgement needed and did not have.
package struct MissingFact: Hashable, Sendable {
    /// Why a fact is not known that costs a call of its own: nobody has asked it yet.
    package static let notAsked = "not asked yet"
    /// The column that is not known.
    package let column: String
    /// For people: `12 of 24 hourly points`, `images not listed: UnauthorizedOperation`.
    package let why: String
    /// A column, and why it is not known.
    package init(_ column: String, _ why: String) {
        self.column = column
        self.why = why
    }
}

/// One condition of a rule, for one resource.
package struct ConditionResult: Hashable, Sendable {
    /// The list of the rule that the condition stands in.
    package enum Part: String, CaseIterable, Sendable, Codable { case whereAll = "where", unless }
    /// Three-valued: what is not known is neither true nor false.
    package enum Outcome: String, CaseIterable, Sendable, Codable { case holds = "true", fails = "false", unknown }
    /// Where it stands in the rule.
    package let part: Part
    /// As written in the file, or `costguard:keep` for the keep tag.
    package let text: String
    /// Whether it is true of this resource.
    package let outcome: Outcome
    /// The columns it read, with their values, and the settings it used.
    package let values: [Evidence]
    /// A condition with its outcome.
    package init(part: Part, text: String, outcome: Outcome, values: [Evidence]) {
        self.part = part
        self.text = text
        self.outcome = outcome
        self.values = values
    }
}

/// Which judgements are listed, and how much of each is told.
package enum JudgementDetail: Sendable {
    /// Those that are not clear, as `Judgement.brief`: what a scan needs of an account of any size.
    case brief
    /// Those that are not clear, whole.
    case open
    /// All, those in which a `where` is false too, whole.
    case all
}

/// A rule's word on one resource.
package struct Judgement: Sendable {
    /// The word itself, from the conditions alone.
    package enum Outcome: Hashable, Sendable {
        /// A `where` is false.
        case clear
        /// An `unless` holds; it is named.
        case spared(by: String)
        /// Something needed is not known; `missing` says what.
        case unknown
        case holds
    }
    /// The rule that judged.
    package var rule: RuleHeader
    /// What was judged.
    package var resource: ResourceKey
    /// The name at that time, for people.
    package var name: String?
    /// What the conditions come to together.
    package var outcome: Outcome
    /// Every `where`, then the keep tag, then every `unless`.
    package var conditions: [ConditionResult]
    /// Every column that a condition or the reason read, each once, in the order of the rule.
    package var evidence: [Evidence]
    /// Empty unless something that was read is not known.
    package var missing: [MissingFact]
    /// The rule's `reason` with its values, in plain words.
    package var reason: String
    /// The view's whole row, for guardrails, money and reports.
    package var row: FactRow
    /// Columns of the row that are not known, whatever stands in `row`.
    package var unknownColumns: Set<String>
    /// Of the unknown columns those that AWS was asked for lately and did not tell, with why. A column that costs a call
    /// of its own and is not here was not asked yet, which says nothing of it.
    package var unanswered: [String: String]

    /// A judgement, all its parts given.
    package init(
        rule: RuleHeader, resource: ResourceKey, name: String?, outcome: Outcome, conditions: [ConditionResult],
        evidence: [Evidence], missing: [MissingFact], reason: String, row: FactRow,
        unknownColumns: Set<String>, unanswered: [String: String] = [:]
    ) {
        self.rule = rule
        self.resource = resource
        self.name = name
        self.outcome = outcome
        self.conditions = conditions
        self.evidence = evidence
        self.missing = missing
        self.reason = reason
        self.row = row
        self.unknownColumns = unknownColumns
        self.unanswered = unanswered
    }

    /// A judgement of a row by itself.
    package init(
        rule: RuleHeader, resource: ResourceKey, name: String?, outcome: Outcome, conditions: [ConditionResult],
        evidence: [Evidence], missing: [MissingFact], reason: String, row: [String: FactValue],
        unknownColumns: Set<String>, unanswered: [String: String] = [:]
    ) {
        self.init(
            rule: rule, resource: resource, name: name, outcome: outcome, conditions: conditions, evidence: evidence,
            missing: missing, reason: reason, row: FactRow(row), unknownColumns: unknownColumns, unanswered: unanswered)
    }

    /// The same judgement, changed.
    package func with(_ change: (inout Judgement) -> Void) -> Judgement {
        var changed = self
        change(&changed)
        return changed
    }

    /// Whether the column costs a call of its own, and nobody has asked it of this resource yet.
    package func isNotAsked(_ column: String) -> Bool {
        unknownColumns.contains(column) && unanswered[column] == nil
            && ViewSchema.named(rule.view)?.column(column)?.isLate == true
    }

    /// Whether nothing is missing but what nobody has asked yet: the rule may come to hold, and to nothing worse.
    package var waitsForAnswers: Bool {
        outcome == .unknown && !missing.isEmpty
            && missing.allSatisfy { $0.why == MissingFact.notAsked && isNotAsked($0.column) }
    }
}

extension Judgement {
    /// By what a machine is spared whose hours have ended and that works. Contract.
    package static let atWork = "at-work"

    private static let briefNames = ["launch_time", "lifecycle", "stop_protected", "disk_keys"]
    private static let briefColumns = FactRow.Columns(briefNames)

    /// The word, what it lacks, and of the row the last start, the lifecycle and what may forbid a stop: a tenth of the
    /// whole.
    package var brief: Judgement {
        with {
            $0.name = nil
            $0.conditions = []
            $0.evidence = []
            $0.reason = ""
            $0.row = FactRow(Judgement.briefColumns, Judgement.briefNames.map { row[$0] ?? .null })
        }
    }

    /// Whether it is an instance that has, or may have, a GPU whose load nobody reported in the rule's window.
    package var isGPULoadUnknown: Bool {
        guard resource.kind == .instance else { return false }
        if let gpus = known("gpus")?.integer, gpus <= 0 { return false }
        // The agent's load of the card, and the power that some types report by themselves: one witness is enough.
        return !["gpu_percent_coverage", "gpu_power_percent_coverage"].contains { column in
            let read = evidence.first { $0.column == column }?.value
            return !unknownColumns.contains(column) && ((row[column] ?? read)?.number ?? 0) > 0
        }
    }
}

/// A rule that could not do its work, on all rows or on one.
package struct RuleFault: Hashable, Sendable {
    /// The name of the rule.
    package let rule: String
    /// Nil where the whole rule failed.
    package let resource: ResourceKey?
    /// What failed, in one line.
    package let message: String
    /// A fault of a whole rule, or on one resource.
    package init(rule: String, resource: ResourceKey? = nil, message: String) {
        self.rule = rule
        self.resource = resource
        self.message = message
    }
}

/// All judgements of one pass over the database.
package struct JudgementSet: Sendable {
    /// Never `clear`, unless it was asked for, or is of a credit.
    package var judgements: [Judgement]
    /// Rules and rows that could not be judged; the rest were.
    package var faults: [RuleFault]
    /// What a pass gave; empty without arguments.
    package init(judgements: [Judgement] = [], faults: [RuleFault] = []) {
        self.judgements = judgements
        self.faults = faults
    }
}

extension Judgement {
    /// The last start that stands in the row, whether or not it is known still, in whole seconds; nil for what does not
    /// start.
    package var rowLaunchTime: Date? { row["launch_time"]?.integer.map(Date.init(seconds:)) }

    /// The last start where it is known, in whole seconds, as every clock and comparison uses it.
    package var knownLaunchTime: Date? { known("launch_time") == nil ? nil : rowLaunchTime }

    /// The column's value, `.null` where there is none; nil where it is not known, or the row lacks the column.
    package func known(_ column: String) -> FactValue? {
        unknownColumns.contains(column) ? nil : row[column]
    }

    /// The column as text; nil where it is not known, or none.
    package func knownText(_ column: String) -> String? { known(column)?.text }

    /// The column as a yes or no; nil where it is not known. NULL is not known: no flag has a third value.
    package func knownFlag(_ column: String) -> Bool? {
        guard let value = known(column), value != .null else { return nil }
        return value.isTrue
    }

    /// List price an hour; nil where none is known.
    package var knownPerHour: Money? { known("hourly_usd")?.number.flatMap { Money(usd: $0) } }
}
