// Reads the points of a rule's metrics for the rows that are left, in one ordered pass from SQLite's own pages: each
// series once, however many metrics reduce it.

import CostModel
import Foundation
import SQLite

struct MetricReader {
    let rule: Rule
    /// The places of those that are wanted.
    let metrics: [Int]
    let now: Date
    let connection: RuleConnection

    /// Fills the table of the rule's metrics, made anew.
    func read() throws(SQLError) {
        let table = try MetricTable(rule, metrics, on: connection)
        var specs: [MetricSpec] = []
        for spec in metrics.map({ rule.metrics[$0].spec }) where !specs.contains(spec) { specs.append(spec) }
        let places = metrics.map { metric in specs.firstIndex(of: rule.metrics[metric].spec) ?? 0 }
        func flush(_ row: RowMetrics) throws(SQLError) {
            let values = zip(metrics, places).map { row.value(of: rule.metrics[$0], at: $1) }
            try table.add(values, to: row.number, launch: row.launch)
        }
        let select = try connection.prepare(sql(specs))
        let namespaces = Set(specs.map(\.namespace)).sorted()
        let names = Set(specs.map(\.metric)).sorted()
        try select.bind(([rule.view.kind.rawValue] + namespaces + names).map(FactValue.text))
        let keeping = Set(metrics.map { rule.metrics[$0] }.filter { $0.reduction == .quiet }.map(\.spec))
        var row = RowMetrics(specs, keeping: keeping, at: now)
        while try select.step() {
            let number = select.integer(0)
            if row.number != number {
                if row.isBegun { try flush(row) }
                row.begin(
                    number, launch: select.isNull(1) ? nil : Int(select.integer(1)), detailed: select.truth(12) == true)
            }
            if row.series != select.integer(2) { row.beginSeries(select) }
            if !select.isNull(10) {
                row.add(select.bytes(10), day: Int(select.integer(9)), period: Int(select.integer(6)))
            }
        }
        if row.isBegun { try flush(row) }
    }

    /// The loops run as they are written, so the rows of a resource and the days of a series come together.
    private func sql(_ specs: [MetricSpec]) -> String {
        let launch = rule.view.column("launch_time") == nil ? "NULL" : "v.launch_time"
        let detailed = rule.view.column("detailed_monitoring") == nil ? "NULL" : "v.detailed_monitoring"
        let windows = specs.map { $0.buckets(at: now) }
        let from = DayPoints.day(of: windows.map(\.start).min() ?? 0)
        let to = DayPoints.day(of: windows.map { $0.end + 2 * $0.period }.max() ?? 0)
        func marks(_ names: [String]) -> String { Set(names).map { _ in "?" }.joined(separator: ", ") }
        return """
            SELECT v."\(RuleQuery.rowNumber)", \(launch), s.id, s.namespace, s.metric, s.statistic, s.period,
              s.asked_from, s.asked_until, d.day, d.points, s.error, \(detailed)
            FROM temp."\(RowTable.left)" o
            CROSS JOIN temp."\(rule.view.name)" v ON v."\(RuleQuery.rowNumber)" = o.row
            CROSS JOIN metric_series s ON s.account = v.account AND s.region = v.region AND s.kind = ?
              AND s.resource_id = v.id AND s.namespace IN (\(marks(specs.map(\.namespace))))
              AND s.metric IN (\(marks(specs.map(\.metric))))
            LEFT JOIN metric_day d ON d.series = s.id AND d.day BETWEEN \(from) AND \(to)
            """
    }
}

/// What names a series of a resource, as bytes to compare with.
struct SeriesName {
    let namespace, metric, statistic: [UInt8]
    let period: Int

    init(_ spec: MetricSpec) {
        namespace = Array(spec.namespace.utf8)
        metric = Array(spec.metric.utf8)
        statistic = Array(spec.statistic.rawValue.utf8)
        period = spec.period
    }

    /// Whether the statement's row is of this metric, its period aside.
    func matches(_ select: SQLStatement) -> Bool {
        select.equals(metric, 4) && select.equals(statistic, 5) && select.equals(namespace, 3)
    }
}
