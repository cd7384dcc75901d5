// Metric points by series and day, and which range of each series has been asked for and answered.

import CostModel
import GRDB
import SQLite

/// Reads and writes series inside a transaction.
struct MetricSeriesTable {
    private let find: SQLStatement

    init(_ db: Database) throws {
        find = try SQLStatement(
            """
            SELECT id, asked_from, asked_until FROM metric_series WHERE account = ? AND region = ? AND kind = ?
                AND resource_id = ? AND namespace = ? AND metric = ? AND statistic = ? AND period = ?
            """, db)
    }

    struct Asked {
        let id: Int64
        let range: Range<Int64>?
    }

    /// What of the query is still to be asked; nil where nothing is.
    func missing(_ query: MetricQuery) throws -> MetricQuery? {
        guard let asked = try asked(query)?.range, asked.upperBound >= query.start else { return query }
        if asked.lowerBound <= query.start {
            return asked.upperBound < query.end ? query.part(from: Int(asked.upperBound), to: query.end) : nil
        }
        // Its past alone, up to what is there.
        let isEndThere = asked.upperBound >= query.end && asked.lowerBound < query.end
        return isEndThere ? query.part(from: query.start, to: Int(asked.lowerBound)) : query
    }

    /// Nil for a series that was never asked for.
    func asked(_ query: MetricQuery) throws -> Asked? {
        defer { find.reset() }
        try MetricSeriesTable.bindName(of: query, to: find)
        guard try find.step() else { return nil }
        guard let from = find.value(1).integer, let until = find.value(2).integer, from <= until else {
            return Asked(id: find.integer(0), range: nil)
        }
        return Asked(id: find.integer(0), range: from..<until)
    }

    /// The first eight parameters.
    static func bindName(of query: MetricQuery, to statement: SQLStatement) throws {
        let key = query.resource
        try statement.bind(key.account.digits, at: 1)
        try statement.bind(key.region.code, at: 2)
        try statement.bind(key.kind.rawValue, at: 3)
        try statement.bind(key.id, at: 4)
        try statement.bind(query.namespace, at: 5)
        try statement.bind(query.metric, at: 6)
        try statement.bind(query.statistic.rawValue, at: 7)
        try statement.bind(Int64(query.period), at: 8)
    }
}

/// Writes series inside a transaction.
struct MetricWriter {
    private let db: Database
    private let series: MetricSeriesTable
    private let create, note, fail, read, write: SQLStatement

    init(_ db: Database) throws {
        self.db = db
        series = try MetricSeriesTable(db)
        create = try SQLStatement(
            """
            INSERT INTO metric_series (account, region, kind, resource_id, namespace, metric, statistic, period)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, db)
        note = try SQLStatement(
            "UPDATE metric_series SET asked_from = ?, asked_until = ?, error = NULL WHERE id = ?", db)
        fail = try SQLStatement("UPDATE metric_series SET error = ? WHERE id = ?", db)
        read = try SQLStatement("SELECT points FROM metric_day WHERE series = ? AND day = ?", db)
        write = try SQLStatement("INSERT OR REPLACE INTO metric_day (series, day, points) VALUES (?, ?, ?)", db)
    }

    func record(_ answer: MetricAnswer, at now: Int64) throws {
        let query = answer.query
        let known = try series.asked(query)
        let id = try known?.id ?? created(query)
        if let gap = answer.gap {
            try fail.bind(gap.error, at: 1)
            try fail.bind(id, at: 2)
            try fail.run()
            return
        }
        try store(answer, in: id)
        let range = MetricWriter.joined(known?.range, MetricWriter.settled(query, at: now))
        try note.bind(range?.lowerBound, at: 1)
        try note.bind(range?.upperBound, at: 2)
        try note.bind(id, at: 3)
        try note.run()
    }

    private func created(_ query: MetricQuery) throws -> Int64 {
        try MetricSeriesTable.bindName(of: query, to: create)
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
        try read.bind(id, at: 1)
        try read.bind(Int64(day), at: 2)
        return try read.step() ? DayPoints(bytes: read.bytes(0)) : DayPoints()
    }

    private func write(_ points: DayPoints, _ id: Int64, _ day: Int) throws {
        guard !points.isEmpty else { return }
        try write.bind(id, at: 1)
        try write.bind(Int64(day), at: 2)
        try write.bind(points.bytes, at: 3)
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
