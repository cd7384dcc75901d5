// Stores answers of CloudWatch: the points into their days, and how far the series has been answered.

import CostModel
import GRDB

/// Writes series inside a transaction.
struct MetricWriter {
    private let db: Database
    private let series: MetricSeriesTable
    private let create, note, fail, read, write: RawStatement

    init(_ db: Database) throws {
        self.db = db
        series = try MetricSeriesTable(db)
        create = try RawStatement(
            """
            INSERT INTO metric_series (account, region, kind, resource_id, namespace, metric, statistic, period)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, db)
        note = try RawStatement(
            "UPDATE metric_series SET asked_from = ?, asked_until = ?, error = NULL WHERE id = ?", db)
        fail = try RawStatement("UPDATE metric_series SET error = ? WHERE id = ?", db)
        read = try RawStatement("SELECT points FROM metric_day WHERE series = ? AND day = ?", db)
        write = try RawStatement("INSERT OR REPLACE INTO metric_day (series, day, points) VALUES (?, ?, ?)", db)
    }

    func record(_ answer: MetricAnswer, at now: Int64) throws {
        let query = answer.query
        let known = try series.asked(query)
        let id = try known?.id ?? created(query)
        if let gap = answer.gap {
            fail.bind(1, gap.error)
            fail.bind(2, id)
            try fail.run()
            return
        }
        try store(answer, in: id)
        let range = MetricWriter.joined(known?.range, MetricWriter.settled(query, at: now))
        note.bind(1, range?.lowerBound)
        note.bind(2, range?.upperBound)
        note.bind(3, id)
        try note.run()
    }

    private func created(_ query: MetricQuery) throws -> Int64 {
        MetricSeriesTable.bindName(of: query, to: create)
        try create.run()
        return db.lastInsertedRowID
    }

    /// Points replace those of the same bucket. They come in order, so that a day is read and written once.
    private func store(_ answer: MetricAnswer, in id: Int64) throws {
        let query = answer.query
        var day = -1
        var points = DayPoints()
        for point in answer.points where point.value.isFinite && (query.start..<query.end).contains(point.start) {
            let next = DayPoints.day(of: point.start)
            if next != day {
                if day >= 0 { try write(points, id, day) }
                day = next
                points = try stored(id, next)
            }
            points.set(point, period: query.period)
        }
        if day >= 0 { try write(points, id, day) }
    }

    private func stored(_ id: Int64, _ day: Int) throws -> DayPoints {
        defer { read.reset() }
        read.bind(1, id)
        read.bind(2, Int64(day))
        return try read.step() ? DayPoints(bytes: read.bytes(0)) : DayPoints()
    }

    private func write(_ points: DayPoints, _ id: Int64, _ day: Int) throws {
        guard !points.isEmpty else { return }
        write.bind(1, id)
        write.bind(2, Int64(day))
        write.bind(3, points.bytes)
        try write.run()
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
}
