// The SQL that judges one rule: the view's rows with the rule's metrics and lets, and one column per condition.

import CostModel
import SQLite

struct RuleQuery {
    static let rowNumber = "row number"
    let rule: Rule

    /// Which rows the statement gives: all of the view, those of the table `chosen rows`, those of `rows left`, or
    /// the one numbered `$row`.
    enum Rows { case all, chosen, left, one }

    /// Where things stand in the result of `sql`: conditions, then the values of `rule.columnNames`, then whys.
    func conditionColumn(_ index: Int) -> Int { 2 + index }
    func valueColumn(_ index: Int) -> Int { 2 + rule.conditions.count + index }
    /// The value of a metric, NULL where it is not known.
    func metricColumn(_ index: Int) -> Int { valueColumn(rule.view.columns.count + 2 * index) }
    /// Why a metric is not known.
    func whyColumn(_ index: Int) -> Int { valueColumn(rule.columnCount) + index }

    /// Row number, `unknown`, each condition, each of `rule.columnNames`, and why each metric is not known.
    /// Parameters: settings by `:name`; with `.one` the row by `$row`.
    func sql(_ rows: Rows) -> String {
        let name = rule.view.name
        let values = rule.columnNames.map { "\(name).\"\($0)\"" }
        let whys = rule.metrics.indices.map { "\(name).\"\(MetricTable.why($0))\"" }
        let list = ["\(name).\"\(Self.rowNumber)\"", "\(name).\"unknown\""] + conditions + values + whys
        return
            "SELECT \(list.joined(separator: ", ")) FROM \(layers(over: base(metrics: Array(rule.metrics.indices))))\(filter(rows))"
    }

    /// Row number, `unknown`, region, the values of these metrics, and each condition that rests on no other metric: of
    /// these the places are returned, in the order of the columns. No other metric needs to be there.
    func excluding(_ rows: Rows, by metrics: [Int]) -> (sql: String, conditions: [Int]) {
        let name = rule.view.name
        func isReady(_ expression: RuleExpression) -> Bool { rule.metricsRead(by: expression).isSubset(of: metrics) }
        let ready = rule.conditions.indices.filter { isReady(rule.conditions[$0].expression) }
        let head = ["\"\(Self.rowNumber)\"", "\"unknown\"", "region"] + metrics.map { "\"\(rule.metrics[$0].name)\"" }
        let list = head.map { "\(name).\($0)" } + ready.map { conditions[$0] }
        let from = layers(over: base(metrics: metrics), lets: rule.lets.filter { isReady($0.expression) })
        return ("SELECT \(list.joined(separator: ", ")) FROM \(from)\(filter(rows))", ready)
    }

    /// Of rows that hold, those that still do where a metric has another value, in SQLite's words alone: what does not
    /// rest on the metric holds as before. Parameters: settings; the metric's value by `$value`.
    func holding(_ rows: Rows, probing metric: Int) -> String {
        let name = rule.view.name
        let tests = zip(rule.conditions, conditions).filter { rule.metricsRead(by: $0.0.expression).contains(metric) }
            .map { $0.part == .whereAll ? $1 : "\($1) IS NOT TRUE" }
        let from = layers(over: base(metrics: Array(rule.metrics.indices), probing: metric))
        return
            "SELECT \(name).\"\(Self.rowNumber)\" FROM \(from)\(filter(rows))\(tests.map { " AND \($0)" }.joined())"
    }

    private func filter(_ rows: Rows) -> String {
        let number = "\(rule.view.name).\"\(Self.rowNumber)\""
        return switch rows {
        case .all: " WHERE 1"
        case .chosen: " WHERE \(number) IN (SELECT row FROM temp.\"\(RowTable.chosen)\")"
        case .left: " WHERE \(number) IN (SELECT row FROM temp.\"\(RowTable.left)\")"
        case .one: " WHERE \(number) = $row"
        }
    }

    private var conditions: [String] { rule.conditions.map { "(\($0.expression.sql.rewritten)\n)" } }

    /// Puts each let, in order, as a column over a base that gives the judged rows.
    func layers(over base: String, lets: [RuleLet]? = nil) -> String {
        let name = rule.view.name
        return (lets ?? rule.lets).reduce("(\(base)) AS \(name)") { inner, item in
            "(SELECT \(name).*, (\(item.expression.sql.rewritten)\n) AS \"\(item.name)\" FROM \(inner)) AS \(name)"
        }
    }

    private func base(metrics: [Int], probing probed: Int? = nil) -> String {
        var list = ["v.*"]
        for index in metrics {
            let metric = rule.metrics[index]
            func column(_ part: (Int) -> String) -> String { MetricTable.column(rule, index, part) }
            let value = column(MetricTable.value)
            let coverage = "coalesce(\(column(MetricTable.coverage)), 0.0)"
            let isProbed = index == probed
            list.append("\(isProbed ? "$value" : value) AS \"\(metric.name)\"")
            list.append(
                (isProbed ? "iif($value IS NULL, 0.0, \(coverage))" : coverage) + " AS \"\(metric.coverageColumn)\"")
            list.append(column(MetricTable.why))
        }
        return
            "SELECT \(list.joined(separator: ", ")) FROM temp.\"\(rule.view.name)\" v\(MetricTable.joins(rule, metrics))"
    }

    func bindSettings(to statement: SQLStatement) throws(SQLError) {
        for setting in rule.settings { try statement.bind(setting.value.bound, to: ":\(setting.name)") }
    }
}
