// The SQL that judges one rule: the view's rows with the rule's metrics and lets, and one column per condition.

import CostModel

struct RuleQuery {
    static let rowNumber = "row number"
    let rule: Rule

    /// Which rows the statement gives.
    enum Rows { case all, chosen, one }

    /// Where things stand in the statement's result.
    func conditionColumn(_ index: Int) -> Int { 2 + index }
    func valueColumn(_ index: Int) -> Int { 2 + rule.conditions.count + index }

    /// Row number, `unknown`, each condition, each of `rule.columnNames`. Parameters: settings by `:name`; with
    /// `.one` the row by `$row`; with `probing` a metric's index by `$probe` and its value by `$value`.
    func sql(_ rows: Rows, probing: Bool = false) -> String {
        let values = rule.columnNames.map { "\(rule.view.name).\"\($0)\"" }
        let list = ["\(rule.view.name).\"\(Self.rowNumber)\"", "\(rule.view.name).\"unknown\""] + conditions + values
        let filter =
            switch rows {
            case .all: ""
            case .chosen: " WHERE \(rule.view.name).\"\(Self.rowNumber)\" IN (SELECT row FROM temp.\"chosen rows\")"
            case .one: " WHERE \(rule.view.name).\"\(Self.rowNumber)\" = $row"
            }
        return "SELECT \(list.joined(separator: ", ")) FROM \(layers(over: base(probing: probing)))\(filter)"
    }

    var conditions: [String] { rule.conditions.map { "(\($0.expression.sql.rewritten)\n)" } }

    /// Puts each let, in order, as a column over a base that gives the judged rows.
    func layers(over base: String) -> String {
        let name = rule.view.name
        return rule.lets.reduce("(\(base)) AS \(name)") { inner, item in
            "(SELECT \(name).*, (\(item.expression.sql.rewritten)\n) AS \"\(item.name)\" FROM \(inner)) AS \(name)"
        }
    }

    private func base(probing: Bool) -> String {
        var list = ["v.*"]
        var joins = ""
        for (index, metric) in rule.metrics.enumerated() {
            let value = "m\(index).value"
            let coverage = "coalesce(m\(index).coverage, 0.0)"
            list.append("\(probing ? "iif($probe = \(index), $value, \(value))" : value) AS \"\(metric.name)\"")
            list.append(
                (probing ? "iif($probe = \(index) AND $value IS NULL, 0.0, \(coverage))" : coverage)
                    + " AS \"\(metric.coverageColumn)\"")
            joins += " LEFT JOIN temp.\"\(MetricTable.name(index))\" m\(index)"
            joins += " ON m\(index).row = v.\"\(Self.rowNumber)\""
        }
        return "SELECT \(list.joined(separator: ", ")) FROM temp.\"\(rule.view.name)\" v\(joins)"
    }

    func bindSettings(to statement: SQLStatement) throws(SQLError) {
        for setting in rule.settings { try statement.bind(setting.value.bound, to: ":\(setting.name)") }
    }
}
