// One row of a rule's view as read, and its conditions -> the rule's word on it. Pure: what SQLite said and what is unknown
// go in.

import CostModel
import Foundation

struct JudgedRow {
    let key: ResourceKey
    let name: String?
    let number: Int64
    /// View columns, metrics with coverage, lets.
    let values: FactRow
    /// Why, by column. A let is unknown where anything that it rests on is.
    let unknown: [String: String]
    /// Its columns.
    let unknownColumns: Set<String>
    /// Of those, what AWS was asked for and did not tell, with why.
    let unanswered: [String: String]
    /// What SQLite said of each condition.
    let truths: [Bool?]
}

struct RowVerdict {
    let rule: Rule
    let knowledge: RowKnowledge
    let now: Date
    /// Whether the words of a judgement, which cost the most of it, are wanted by nobody.
    let isBrief: Bool
    private let evidenceColumns: [String]

    init(rule: Rule, knowledge: RowKnowledge, now: Date, isBrief: Bool = false) {
        self.rule = rule
        self.knowledge = knowledge
        self.now = now
        self.isBrief = isBrief
        evidenceColumns = rule.evidenceColumns
    }

    /// Whether a `where` that reads nothing unknown is false: the cheap end of most rows.
    func isClear(_ truths: (Int) -> Bool?, gap: (Int) -> Bool) -> Bool {
        rule.conditions.indices.contains { index in
            rule.conditions[index].part == .whereAll && truths(index) == false && !gap(index)
        }
    }

    func judgement(of row: JudgedRow) -> Judgement {
        let keep = keepTag(row)
        let results = rule.conditions.indices.map { self.outcome($0, row) }
        let conditions = zip(rule.conditions, results).map { condition, outcome in
            ConditionResult(
                part: condition.part, text: condition.expression.text, outcome: outcome,
                values: values(of: condition.expression, row))
        }
        let wheres = conditions.filter { $0.part == .whereAll }
        let unless = [keep] + conditions.filter { $0.part == .unless }
        let outcome: Judgement.Outcome
        if wheres.contains(where: { $0.outcome == .fails }) {
            outcome = .clear
        } else if let spared = unless.first(where: { $0.outcome == .holds }) {
            outcome = .spared(by: spared == keep ? KeepTag.sparing : spared.text)
        } else if (wheres + unless).contains(where: { $0.outcome == .unknown }) {
            outcome = .unknown
        } else {
            outcome = .holds
        }
        return judgement(
            of: row, outcome: outcome, conditions: wheres + unless, results: results,
            keepIsUnknown: keep.outcome == .unknown)
    }

    /// A row on which SQLite raised an error: unknown, whatever else it says.
    func judgement(ofFaulty row: JudgedRow, message: String) -> Judgement {
        let conditions = rule.conditions.map {
            ConditionResult(
                part: $0.part, text: $0.expression.text, outcome: .unknown, values: values(of: $0.expression, row))
        }
        return build(row, .unknown, conditions, [MissingFact(rule.header.name, message)])
    }

    private func judgement(
        of row: JudgedRow, outcome: Judgement.Outcome, conditions: [ConditionResult],
        results: [ConditionResult.Outcome], keepIsUnknown: Bool
    ) -> Judgement {
        var missing: [MissingFact] = []
        if outcome == .unknown {
            for index in rule.conditions.indices where results[index] == .unknown {
                missing += self.missing(index, row)
            }
            if keepIsUnknown { missing.append(MissingFact("tags", row.unknown["tags"] ?? "they are no JSON object")) }
        }
        // Where something else is missing, no more was asked: that says nothing of the rest. What nobody asked yet is
        // itself nothing that was missing when the rest was not asked.
        let told = missing.filter { $0.why != MetricTable.notAsked && $0.why != MissingFact.notAsked }
        var seen: Set<String> = []
        return build(
            row, outcome, conditions, (told.isEmpty ? missing : told).filter { seen.insert($0.column).inserted })
    }

    private func build(
        _ row: JudgedRow, _ outcome: Judgement.Outcome, _ conditions: [ConditionResult], _ missing: [MissingFact]
    ) -> Judgement {
        let judgement = Judgement(
            rule: rule.header, resource: row.key, name: row.name, outcome: outcome, conditions: conditions,
            evidence: isBrief ? [] : evidenceColumns.map { Evidence($0, row.values[$0] ?? .null) }, missing: missing,
            reason: isBrief ? "" : reason(row), row: row.values,
            unknownColumns: row.unknownColumns, unanswered: row.unanswered)
        return isBrief ? judgement.brief : judgement
    }

    private func reason(_ row: JudgedRow) -> String {
        rule.reason.text { name in
            if let setting = rule.setting(name) { return .text(setting.text) }
            return row.unknown[name] == nil ? row.values[name] : nil
        }
    }

    private func outcome(_ index: Int, _ row: JudgedRow) -> ConditionResult.Outcome {
        if knowledge.gap(ofCondition: index, in: row.unknown) { return .unknown }
        switch row.truths[index] {
        case true?: return .holds
        case false?: return .fails
        case nil: return rule.conditions[index].part == .unless && unreadable(index, row).isEmpty ? .fails : .unknown
        }
    }

    /// The tags that a condition reads as numbers, and that are there and are none: not absent, but not known.
    private func unreadable(_ index: Int, _ row: JudgedRow) -> [String] {
        TagFunctions.unreadable(rule.conditions[index].expression.tagNumbers, in: row.values["tags"]?.text)
    }

    /// What an unknown condition lacks.
    private func missing(_ index: Int, _ row: JudgedRow) -> [MissingFact] {
        let expression = rule.conditions[index].expression
        let base = expression.reads.filter { name in !rule.lets.contains { $0.name == name } }
        var facts = base.compactMap { column in row.unknown[column].map { MissingFact(column, $0) } }
        if let gap = knowledge.otherGaps[index] {
            facts.append(MissingFact(expression.others.first?.column ?? "", gap))
        }
        let unreadable = unreadable(index, row)
        if !unreadable.isEmpty { facts.append(MissingFact("tags", unreadable.joined(separator: ", "))) }
        guard facts.isEmpty else { return facts }
        facts = base.filter { row.values[$0] == .null }.map { MissingFact($0, "no value") }
        return facts.isEmpty ? [MissingFact(base.first ?? "", "'\(expression.text)' has no value")] : facts
    }

    private func values(of expression: RuleExpression, _ row: JudgedRow) -> [Evidence] {
        guard !isBrief else { return [] }
        return expression.reads.map { name in
            let past = rule.metric(name).flatMap { $0.spec.ago > 0 ? $0.spec : nil }
            return Evidence(
                name, row.values[name] ?? .null, past: past.map { PastHours(window: $0.window, ago: $0.ago) })
        }
            + expression.settings.compactMap { name in
                rule.setting(name).map { value in
                    if case .duration = value { return Evidence(name, .text(value.text)) }
                    return Evidence(name, value.bound)
                }
            }
    }

    private func keepTag(_ row: JudgedRow) -> ConditionResult {
        func result(_ outcome: ConditionResult.Outcome, _ value: String?) -> ConditionResult {
            let values = value.map { [Evidence(KeepTag.key, .text($0))] } ?? []
            return ConditionResult(part: .unless, text: KeepTag.key, outcome: outcome, values: values)
        }
        guard row.unknown["tags"] == nil, let text = row.values["tags"]?.text, let tags = try? TagJSON.read(text) else {
            return result(.unknown, nil)
        }
        let value = KeepTag.value(in: tags)
        if case .holds = KeepTag.read(tags, at: now) { return result(.holds, value) }
        return result(.fails, value)
    }
}
