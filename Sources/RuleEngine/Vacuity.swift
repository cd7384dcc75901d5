// Whether a rule would hold without the data that it claims to look at.
// A rule must never hold on a metric that is NULL, nor both on a metric of -1 and on one of 1e308.

import CostModel
import SQLite

enum Vacuity {
    static let least = FactValue.real(-1)
    static let greatest = FactValue.real(1e308)
    static let extremes: [FactValue] = [.null, least, greatest]
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
    func keepVacuousRuleFromActing(_ judged: inout Judged) throws(SQLError) {
        let holding = zip(judged.judgements, judged.rows).filter { $0.0.outcome == .holds }.map(\.1)
        guard !holding.isEmpty else { return }
        var found = rule.vacuousOn.first
        if found == nil { found = try vacuousMetric(of: holding) }
        guard let metric = found else { return }
        let missing = [MissingFact(metric, "rule is vacuous on \(metric)")]
        judged.judgements = judged.judgements.map { $0.outcome == .holds ? $0.unknown(missing) : $0 }
        judged.faults.append(
            RuleFault(rule: rule.header.name, message: Vacuity.message(metric) + "\nhint: " + Vacuity.hint))
    }

    private func vacuousMetric(of rows: [Int64]) throws(SQLError) -> String? {
        guard !rule.metrics.isEmpty else { return nil }
        try RowTable.fill(RowTable.left, with: rows, on: pass.connection)
        return try pass.confined { () throws(SQLError) in
            for (index, metric) in rule.metrics.enumerated() {
                let without = try rowsHolding(index, at: .null, of: rows)
                if !without.isEmpty { return metric.name }
                let most = try rowsHolding(index, at: Vacuity.greatest, of: rows)
                guard !most.isEmpty else { continue }
                if !most.isDisjoint(with: try rowsHolding(index, at: Vacuity.least, of: rows)) { return metric.name }
            }
            return nil
        }
    }

    /// The rows of which SQLite alone, without knowledge of what is unknown, says that they hold with a metric at
    /// this value. A row that raises an error does not hold.
    private func rowsHolding(_ metric: Int, at value: FactValue, of rows: [Int64]) throws(SQLError) -> Set<Int64> {
        do throws(SQLError) {
            return Set(try numbers(try probe(.left, metric, value)))
        } catch  where !error.isExhaustion {
            let statement = try probe(.one, metric, value)
            var holding: Set<Int64> = []
            for row in rows {
                try statement.bind(.integer(row), to: "$row")
                do throws(SQLError) { holding.formUnion(try numbers(statement)) } catch  where !error.isExhaustion {}
            }
            return holding
        }
    }

    private func probe(_ rows: RuleQuery.Rows, _ metric: Int, _ value: FactValue) throws(SQLError) -> SQLStatement {
        let statement = try pass.connection.prepare(query.holding(rows, probing: metric))
        try query.bindSettings(to: statement)
        try statement.bind(value, to: "$value")
        return statement
    }

    private func numbers(_ statement: SQLStatement) throws(SQLError) -> [Int64] {
        defer { statement.reset() }
        var rows: [Int64] = []
        while try statement.step() { rows.append(statement.integer(0)) }
        return rows
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
