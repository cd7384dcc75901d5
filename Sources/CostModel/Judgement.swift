// What a rule says of one resource, before guardrails and hold time.

/// A named value that a rule read.
public struct Evidence: Hashable, Sendable {
    public let column: String
    public let value: FactValue
    public init(_ column: String, _ value: FactValue) { (self.column, self.value) = (column, value) }
}

/// Something a judgement needed and did not have.
public struct MissingFact: Hashable, Sendable {
    public let column: String
    /// For people: `12 of 24 hourly points`, `images not listed: UnauthorizedOperation`.
    public let why: String
    public init(_ column: String, _ why: String) { (self.column, self.why) = (column, why) }
}

/// One condition of a rule, for one resource.
public struct ConditionResult: Hashable, Sendable {
    public enum Part: String, Sendable { case whereAll = "where", unless }
    public enum Outcome: String, Sendable { case holds = "true", fails = "false", unknown }
    public let part: Part
    /// As written in the file, or `costguard:keep` for the keep tag.
    public let text: String
    public let outcome: Outcome
    /// The columns it read, with their values, and the settings it used.
    public let values: [Evidence]
    public init(part: Part, text: String, outcome: Outcome, values: [Evidence]) {
        (self.part, self.text, self.outcome, self.values) = (part, text, outcome, values)
    }
}

/// A rule's word on one resource.
public struct Judgement: Sendable {
    public enum Outcome: Hashable, Sendable {
        /// A `where` is false.
        case clear
        /// An `unless` holds; it is named.
        case spared(by: String)
        /// Something needed is not known; `missing` says what.
        case unknown
        case holds
    }
    public let rule: RuleHeader
    public let resource: ResourceKey
    public let name: String?
    public let outcome: Outcome
    public let conditions: [ConditionResult]
    /// Every column that a condition or the reason read, each once, in the order of the rule.
    public let evidence: [Evidence]
    public let missing: [MissingFact]
    /// The rule's `reason` with its values, in plain words.
    public let reason: String
    /// The view's whole row, for guardrails, money and reports.
    public let row: [String: FactValue]
    /// Columns of the row that are not known, whatever stands in `row`.
    public let unknownColumns: Set<String>

    public init(
        rule: RuleHeader, resource: ResourceKey, name: String?, outcome: Outcome, conditions: [ConditionResult],
        evidence: [Evidence], missing: [MissingFact], reason: String, row: [String: FactValue],
        unknownColumns: Set<String>
    ) {
        (self.rule, self.resource, self.name, self.outcome) = (rule, resource, name, outcome)
        (self.conditions, self.evidence, self.missing) = (conditions, evidence, missing)
        (self.reason, self.row, self.unknownColumns) = (reason, row, unknownColumns)
    }
}

/// A rule that could not do its work, on all rows or on one.
public struct RuleFault: Hashable, Sendable {
    public let rule: String
    /// Nil where the whole rule failed.
    public let resource: ResourceKey?
    public let message: String
    public init(rule: String, resource: ResourceKey? = nil, message: String) {
        (self.rule, self.resource, self.message) = (rule, resource, message)
    }
}

/// All judgements of one pass over the database.
public struct JudgementSet: Sendable {
    /// Never `clear`, unless it was asked for.
    public var judgements: [Judgement]
    public var faults: [RuleFault]
    public init(judgements: [Judgement] = [], faults: [RuleFault] = []) {
        (self.judgements, self.faults) = (judgements, faults)
    }
}
