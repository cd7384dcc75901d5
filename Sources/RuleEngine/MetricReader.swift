// Reads the points of a rule's metrics into their tables: each series once, however many metrics reduce it.

import CostModel
import Foundation

struct MetricReader {
    let rule: Rule
    /// Only the rows of the table `chosen rows`.
    let chosen: Bool
    let now: Date
    let connection: SQLConnection

    /// One table per metric, in the rule's order.
    func read() throws(SQLError) -> [MetricTable] {
        var tables: [MetricTable] = []
        for (index, metric) in rule.metrics.enumerated() {
            tables.append(try MetricTable(metric, index: index, on: connection))
        }
        var done: Set<MetricSpec> = []
        for spec in rule.metrics.map(\.spec) where done.insert(spec).inserted {
            let group = rule.metrics.indices.filter { rule.metrics[$0].spec == spec }
            try fill(group.map { (tables[$0], rule.metrics[$0].reduction) }, spec)
        }
        return tables
    }

    private func fill(_ tables: [(MetricTable, MetricReduction)], _ spec: MetricSpec) throws(SQLError) {
        let window = spec.buckets(at: now)
        let select = try connection.prepare(sql(since: aggregate(spec.statistic)))
        try select.bind([
            .text(rule.view.kind.rawValue), .text(spec.namespace), .text(spec.metric), .text(spec.statistic.rawValue),
            .integer(Int64(window.period)), .integer(Int64(window.start)), .integer(Int64(window.end)),
        ])
        while try select.step() {
            var series = summary(select)
            for (table, reduction) in tables {
                let column = 9 + (MetricReduction.allCases.firstIndex(of: reduction) ?? 0)
                series.value = select.isNull(column) ? nil : select.real(column)
                if reduction == .max, !select.isNull(8), let value = series.value {
                    series.value = max(value, select.real(8))
                }
                try table.add(
                    series, to: select.integer(0), window: window, mustHaveStart: rule.view.kind == .instance)
            }
        }
    }

    /// How short buckets make one value of the same statistic: of an average its busiest quarter of an hour, for
    /// who came back ten minutes ago must not drown in the idle hour before.
    private func aggregate(_ statistic: MetricSpec.Statistic) -> String {
        switch statistic {
        case .average: "max(quarter)"
        case .sum, .sampleCount: "sum(value)"
        case .minimum: "min(value)"
        case .maximum: "max(value)"
        }
    }

    private func summary(_ select: SQLStatement) -> SeriesSummary {
        func integer(_ column: Int) -> Int? { select.isNull(column) ? nil : Int(select.integer(column)) }
        return SeriesSummary(
            counted: Int(select.integer(1)), newest: integer(2), value: nil, hasAny: select.integer(3) != 0,
            askedFrom: integer(4), askedUntil: integer(5), error: select.text(6), launch: integer(7))
    }

    /// Column 8: the minutes since the window's end, where the last look before a change has stored them, as one
    /// more bucket for `max`: a machine that came to life after the last full hour is not idle.
    /// From column 9 on: the reductions, in the order of their declaration.
    private func sql(since: String) -> String {
        let launch = rule.view.column("launch_time") == nil ? "NULL" : "v.launch_time"
        let filter = chosen ? " AND v.\"\(RuleQuery.rowNumber)\" IN (SELECT row FROM temp.\"chosen rows\")" : ""
        return """
            SELECT v."\(RuleQuery.rowNumber)", count(p.start), max(p.start),
              EXISTS (SELECT 1 FROM metric_point q WHERE q.series = s.id AND q.start >= ?6 AND q.start < ?7),
              s.asked_from, s.asked_until, s.error, \(launch),
              (SELECT \(since) FROM (
                SELECT r.value, avg(r.value) OVER (ORDER BY r.start ROWS 2 PRECEDING) AS quarter
                FROM metric_series f JOIN metric_point r ON r.series = f.id
                WHERE f.account = s.account AND f.region = s.region AND f.kind = s.kind
                  AND f.resource_id = s.resource_id AND f.namespace = s.namespace AND f.metric = s.metric
                  AND f.statistic = s.statistic AND f.period = \(MetricSpec.shortPeriod) AND ?5 > f.period
                  AND r.start >= max(?7, coalesce(\(launch), 0)) AND r.start < ?7 + 2 * ?5)),
              max(p.value), min(p.value), avg(p.value), sum(p.value),
              (SELECT q.value FROM metric_point q WHERE q.series = s.id AND q.start = ?7 - ?5)
            FROM temp."\(rule.view.name)" v
            JOIN metric_series s ON s.account = v.account AND s.region = v.region AND s.kind = ?1
              AND s.resource_id = v.id AND s.namespace = ?2 AND s.metric = ?3 AND s.statistic = ?4 AND s.period = ?5
            LEFT JOIN metric_point p ON p.series = s.id AND p.start >= max(?6, coalesce(\(launch), 0)) AND p.start < ?7
              AND p.start % ?5 = 0
            WHERE 1\(filter)
            GROUP BY s.id
            """
    }
}
