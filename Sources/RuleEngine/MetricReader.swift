// Reads the points of a rule's metrics for the rows that are left, in one ordered pass from SQLite's own pages: each
// series once, however many metrics reduce it.

import CostModel
import Foundation

struct MetricReader {
    let rule: Rule
    let now: Date
    let connection: SQLConnection

    /// Fills the table of the rule's metrics.
    func read() throws(SQLError) {
        let table = try MetricTable(rule, on: connection)
        var specs: [MetricSpec] = []
        for spec in rule.metrics.map(\.spec) where !specs.contains(spec) { specs.append(spec) }
        let select = try connection.prepare(sql(specs))
        try select.bind([.text(rule.view.kind.rawValue)] + Set(specs.map(\.metric)).sorted().map(FactValue.text))
        let names = specs.map { SeriesName($0) }
        let windows = specs.map { $0.buckets(at: now) }
        var row: RowMetrics?
        while try select.step() {
            let number = select.integer(0)
            if let done = row, done.number != number { try flush(done, specs, to: table) }
            if row?.number != number {
                row = RowMetrics(number, launch: select.isNull(1) ? nil : Int(select.integer(1)), windows)
            }
            if row?.series != select.integer(2) { row?.begin(select, names) }
            if !select.isNull(10) {
                row?.add(select.bytes(10), day: Int(select.integer(9)), period: Int(select.integer(6)))
            }
        }
        if let row { try flush(row, specs, to: table) }
    }

    private func flush(_ row: RowMetrics, _ specs: [MetricSpec], to table: MetricTable) throws(SQLError) {
        let values = rule.metrics.map { metric in
            specs.firstIndex(of: metric.spec).flatMap { row.value(of: metric, at: $0) }
        }
        try table.add(values, to: row.number, launch: row.launch)
    }

    /// The loops run as they are written, so the rows of a resource and the days of a series come together.
    private func sql(_ specs: [MetricSpec]) -> String {
        let launch = rule.view.column("launch_time") == nil ? "NULL" : "v.launch_time"
        let windows = specs.map { $0.buckets(at: now) }
        let from = DayPoints.day(of: windows.map(\.start).min() ?? 0)
        let to = DayPoints.day(of: windows.map { $0.end + 2 * $0.period }.max() ?? 0)
        let marks = Set(specs.map(\.metric)).map { _ in "?" }.joined(separator: ", ")
        return """
            SELECT v."\(RuleQuery.rowNumber)", \(launch), s.id, s.namespace, s.metric, s.statistic, s.period,
              s.asked_from, s.asked_until, d.day, d.points, s.error
            FROM temp."\(RowTable.left)" o
            CROSS JOIN temp."\(rule.view.name)" v ON v."\(RuleQuery.rowNumber)" = o.row
            CROSS JOIN metric_series s ON s.account = v.account AND s.region = v.region AND s.kind = ?
              AND s.resource_id = v.id AND s.metric IN (\(marks))
            LEFT JOIN metric_day d ON d.series = s.id AND d.day BETWEEN \(from) AND \(to)
            """
    }
}

/// What names a series of a resource, as bytes to compare with.
struct SeriesName {
    let namespace, metric, statistic: [UInt8]
    let period: Int

    init(_ spec: MetricSpec) {
        (namespace, metric) = (Array(spec.namespace.utf8), Array(spec.metric.utf8))
        (statistic, period) = (Array(spec.statistic.rawValue.utf8), spec.period)
    }

    /// Whether the statement's row is of this metric, its period aside.
    func matches(_ select: SQLStatement) -> Bool {
        select.equals(metric, 4) && select.equals(statistic, 5) && select.equals(namespace, 3)
    }
}
