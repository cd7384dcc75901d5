// Which rows of its view a rule has to decide in full, with every metric read: first go those that conditions without a
// metric make clear, then those that the first metric does.

import CostModel
import SQLite

extension RulePass {
    /// Fills the table `rows left`, and reads the metrics of those rows alone: conditions that read no metric go first,
    /// then those that read the first one.
    func findRowsLeft() throws(SQLError) {
        let first = rule.firstMetrics
        let others = rule.otherMetrics
        if !rule.canSpareMetrics || includeClear {
            try fillWhole()
            try read(first)
        } else {
            do throws(SQLError) {
                try exclude(chosen ? .chosen : .all, by: [])
                try read(first)
                if !others.isEmpty { try exclude(.left, by: first) }
            } catch  where !error.isExhaustion {
                // A row raises an error: each is judged by itself.
                try fillWhole()
                try read(first)
            }
        }
        try read(others)
    }

    private func fillWhole() throws(SQLError) {
        try RowTable.fillWhole(RowTable.left, view: rule.view.name, chosen: chosen, on: pass.connection)
    }

    private func read(_ metrics: [Int]) throws(SQLError) {
        guard !metrics.isEmpty else { return }
        try MetricReader(rule: rule, metrics: metrics, now: pass.now, connection: pass.connection).read()
    }

    /// Leaves the rows that no condition makes clear, of those that can be told by these metrics.
    private func exclude(_ rows: RuleQuery.Rows, by metrics: [Int]) throws(SQLError) {
        let left = try pass.confined { () throws(SQLError) in try rowsLeft(of: rows, by: metrics) }
        try RowTable.fill(RowTable.left, with: left, on: pass.connection)
    }

    private func rowsLeft(of rows: RuleQuery.Rows, by metrics: [Int]) throws(SQLError) -> [Int64] {
        let (sql, ready) = query.excluding(rows, by: metrics)
        let statement = try pass.connection.prepare(sql)
        try query.bindSettings(to: statement)
        let wheres = ready.enumerated().filter { rule.conditions[$0.element].part == .whereAll }
            .map { (column: 3 + metrics.count + $0.offset, condition: $0.element) }
        let isKnown = { (metric: Int) in
            metrics.firstIndex(of: metric).map { !statement.isNull(3 + $0) } ?? false
        }
        var left: [Int64] = []
        while try statement.step() {
            let isClear = wheres.contains { column, condition in
                guard statement.truth(column) == false else { return false }
                let common = knowledge.common(of: statement, region: 2, marked: 1)
                return !knowledge.gap(ofCondition: condition, common, isMetricKnown: isKnown)
            }
            if !isClear { left.append(statement.integer(0)) }
        }
        return left
    }
}
