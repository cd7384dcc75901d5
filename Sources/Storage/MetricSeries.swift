// Metric points by series, and which range of each has been asked for and answered.

import CostModel
import GRDB

/// Reads and writes series inside a transaction.
struct MetricSeries {
    private let db: Database
    init(_ db: Database) { self.db = db }

    private struct Asked {
        let id: Int64
        let range: Range<Int64>?
    }

    func record(_ answer: MetricAnswer, at now: Int64) throws {
        let query = answer.query
        let series = try find(query) ?? create(query)
        if let gap = answer.gap {
            try db.cachedStatement(sql: "UPDATE metric_series SET error = ? WHERE id = ?")
                .execute(arguments: [gap.error, series.id])
            return
        }
        let upsert = try db.cachedStatement(
            sql: """
                INSERT INTO metric_point (series, start, value) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET value = excluded.value
                """)
        for point in answer.points where point.value.isFinite && (query.start..<query.end).contains(point.start) {
            try upsert.execute(arguments: [series.id, point.start, point.value])
        }
        let asked = MetricSeries.joined(series.range, MetricSeries.settled(query, at: now))
        try db.cachedStatement(
            sql: "UPDATE metric_series SET asked_from = ?, asked_until = ?, error = NULL WHERE id = ?"
        ).execute(arguments: [asked?.lowerBound, asked?.upperBound, series.id])
    }

    /// What of the query is still to be asked; nil where nothing is.
    func missing(_ query: MetricQuery) throws -> MetricQuery? {
        guard let asked = try find(query)?.range, asked.lowerBound <= query.start, asked.upperBound >= query.start
        else {
            return query
        }
        guard asked.upperBound < query.end else { return nil }
        return MetricQuery(
            resource: query.resource, namespace: query.namespace, metric: query.metric, statistic: query.statistic,
            period: query.period, start: Int(asked.upperBound), end: query.end)
    }

    /// The part of an answered range whose buckets were old enough to be final; nil where none was.
    private static func settled(_ query: MetricQuery, at now: Int64) -> Range<Int64>? {
        let old = now - Int64(MetricWindow.settling)
        let end = min(Int64(query.end), old - old % Int64(query.period))
        return end > query.start ? Int64(query.start)..<end : nil
    }

    /// Both ranges as one where they touch; else the newer, for a hole must not count as answered.
    private static func joined(_ known: Range<Int64>?, _ new: Range<Int64>?) -> Range<Int64>? {
        guard let known, let new else { return new ?? known }
        guard new.lowerBound <= known.upperBound, known.lowerBound <= new.upperBound else {
            return new.upperBound > known.upperBound ? new : known
        }
        return min(known.lowerBound, new.lowerBound)..<max(known.upperBound, new.upperBound)
    }

    private func find(_ query: MetricQuery) throws -> Asked? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, asked_from, asked_until FROM metric_series WHERE account = ? AND region = ? AND kind = ?
                    AND resource_id = ? AND namespace = ? AND metric = ? AND statistic = ? AND period = ?
                """)
        return try Row.fetchOne(statement, arguments: naming(query)).map { row in
            let (from, until): (Int64?, Int64?) = (row[1], row[2])
            guard let from, let until, from <= until else { return Asked(id: row[0], range: nil) }
            return Asked(id: row[0], range: from..<until)
        }
    }

    private func create(_ query: MetricQuery) throws -> Asked {
        try db.cachedStatement(
            sql: """
                INSERT INTO metric_series
                    (account, region, kind, resource_id, namespace, metric, statistic, period)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: naming(query))
        return Asked(id: db.lastInsertedRowID, range: nil)
    }

    private func naming(_ query: MetricQuery) -> StatementArguments {
        let key = query.resource
        return [
            key.account.digits, key.region.code, key.kind.rawValue, key.id, query.namespace, query.metric,
            query.statistic.rawValue, query.period,
        ]
    }
}
