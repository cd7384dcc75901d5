// Whether a rule would hold without the data that it claims to look at.
// A rule must never hold on a metric that is NULL, nor both on a metric of -1 and on one of 1e308.

import CostModel

enum Vacuity {
    static let extremes: [FactValue] = [.null, .real(-1), .real(1e308)]
    static let hint = "a missing value must not satisfy it: drop coalesce and 'is null', compare numbers with numbers"

    static func message(_ metric: String) -> String {
        "the rule is vacuous on '\(metric)': it holds whatever the metric says"
    }

    /// From whether a row held at each of `extremes`.
    static func isVacuous(_ held: [Bool]) -> Bool { held[0] || (held[1] && held[2]) }

    /// Metrics on which the rule is vacuous for some made-up row, if every condition that does not read the
    /// metric is taken to hold.
    static func ofAnyRow(_ rule: Rule) -> [String] {
        rule.metrics.map(\.name).filter { metric in
            // An error here means that no row could be tried; the real rows still are.
            (try? TrialRows(rule: rule, metric: metric).isVacuous()) ?? false
        }
    }
}

extension RulePass {
    /// Judges again, with extreme metrics, the rows that hold; one that holds all the same makes the whole rule
    /// unknown, and a fault.
    func keepVacuousRuleFromActing(_ result: inout JudgementSet) throws(SQLError) {
        guard result.judgements.contains(where: { $0.outcome == .holds }) else { return }
        var vacuous = rule.vacuousOn
        if vacuous.isEmpty { vacuous = try vacuousMetrics(of: result.judgements.filter { $0.outcome == .holds }) }
        guard let metric = vacuous.first else { return }
        let missing = [MissingFact(metric, "rule is vacuous on \(metric)")]
        result.judgements = result.judgements.map { $0.outcome == .holds ? $0.unknown(missing) : $0 }
        result.faults.append(
            RuleFault(rule: rule.header.name, message: Vacuity.message(metric) + "\nhint: " + Vacuity.hint))
    }

    private func vacuousMetrics(of judgements: [Judgement]) throws(SQLError) -> [String] {
        let query = RuleQuery(rule: rule)
        let statement = try pass.connection.prepare(query.sql(.one, probing: true))
        try query.bindSettings(to: statement)
        let find = try pass.connection.prepare(
            "SELECT \"\(RuleQuery.rowNumber)\" FROM temp.\"\(rule.view.name)\" WHERE id = ? AND region = ?")
        for judgement in judgements {
            try find.bind([.text(judgement.resource.id), .text(judgement.resource.region.code)])
            guard try find.step() else { continue }
            try statement.bind(.integer(find.integer(0)), to: "$row")
            find.reset()
            for (index, metric) in rule.metrics.enumerated() {
                try statement.bind(.integer(Int64(index)), to: "$probe")
                var held: [Bool] = []
                for value in Vacuity.extremes {
                    try statement.bind(value, to: "$value")
                    held.append(try holds(statement, query))
                }
                if Vacuity.isVacuous(held) { return [metric.name] }
            }
        }
        return []
    }

    /// Whether SQLite alone, without knowledge of what is unknown, would say that the row holds.
    private func holds(_ statement: SQLStatement, _ query: RuleQuery) throws(SQLError) -> Bool {
        defer { statement.reset() }
        do {
            guard try statement.step() else { return false }
        } catch {
            if error.isInterrupted { throw error }
            return false
        }
        return rule.conditions.indices.allSatisfy { index in
            let truth = statement.truth(query.conditionColumn(index))
            return rule.conditions[index].part == .whereAll ? truth == true : truth != true
        }
    }
}

extension Judgement {
    /// The same row, unknown for another reason.
    func unknown(_ missing: [MissingFact]) -> Judgement {
        Judgement(
            rule: rule, resource: resource, name: name, outcome: .unknown, conditions: conditions, evidence: evidence,
            missing: missing, reason: reason, row: row, unknownColumns: unknownColumns)
    }
}
