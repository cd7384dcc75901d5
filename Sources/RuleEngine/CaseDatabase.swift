// A database in memory with the names that Storage's views bear, filled by hand: for cases and tests.

import CostModel
import Foundation

/// Plain tables where Storage has views.
struct CaseDatabase {
    let connection: SQLConnection
    let account: AccountID

    init(on connection: SQLConnection, account: AccountID) throws(SQLError) {
        (self.connection, self.account) = (connection, account)
        for view in ViewSchema.all {
            let columns = view.columns.map { AnalysisDatabase.declaration($0) }.joined(separator: ", ")
            try connection.execute("CREATE TABLE \(view.name) (\(columns), \"unknown\" TEXT)")
        }
        for sql in [
            """
            CREATE TABLE listings (account TEXT, region TEXT, kind TEXT, status TEXT, listed_at INTEGER, error TEXT,
              nameless INTEGER)
            """,
            """
            CREATE TABLE metric_series (id INTEGER PRIMARY KEY, account TEXT, region TEXT, kind TEXT, resource_id TEXT,
              namespace TEXT, metric TEXT, statistic TEXT, period INTEGER, asked_from INTEGER, asked_until INTEGER,
              error TEXT)
            """,
            """
            CREATE TABLE metric_day (series INTEGER, day INTEGER, points BLOB, PRIMARY KEY (series, day)) WITHOUT ROWID
            """,
            """
            CREATE TABLE tag_history (account TEXT, region TEXT, kind TEXT, id TEXT, key TEXT, value TEXT,
              first_seen INTEGER)
            """,
        ] {
            try connection.execute(sql)
        }
    }

    func insert(_ row: CaseRow, now: Date) throws(SQLError) {
        var values = row.values
        values["account"] = .text(account.digits)
        values["region"] = values["region"] ?? .text(row.view.kind == .credit ? "global" : "us-east-1")
        values["tags"] = values["tags"] ?? .text("{}")
        if row.view.kind == .instance, values["launch_time"] == nil, let hours = values["uptime_hours"]?.number {
            values["launch_time"] = .integer(Int64(now.timeIntervalSince1970 - hours * 3600))
        }
        let names = row.view.columns.map(\.name) + ["unknown"]
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        try connection.execute(
            "INSERT INTO \(row.view.name) VALUES (\(marks))", names.map { values[$0] ?? .null })
    }

    func list(_ kind: String, in region: String, status: String = "ok", error: String? = nil, nameless: Int64 = 0)
        throws(SQLError)
    {
        try connection.execute(
            "INSERT INTO listings VALUES (?, ?, ?, ?, 0, ?, ?)",
            [.text(account.digits), .text(region), .text(kind), .text(status), .optional(error), .integer(nameless)])
    }

    /// Stores a series that was asked for the whole window, with its points.
    func insert(
        _ points: CasePoints, of metric: RuleMetric, for id: String, _ view: ViewSchema, _ region: String, now: Date
    )
        throws(SQLError)
    {
        let window = metric.spec.buckets(at: now)
        var error: String?
        if case .failed(let text) = points { error = text }
        try connection.execute(
            "INSERT INTO metric_series VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(account.digits), .text(region), .text(view.kind.rawValue), .text(id),
                .text(metric.spec.namespace), .text(metric.spec.metric), .text(metric.spec.statistic.rawValue),
                .integer(Int64(window.period)), .integer(Int64(window.start)), .integer(Int64(window.end)),
                .optional(error),
            ])
        var values: [Double?] = []
        if case .constant(let value) = points { values = Array(repeating: value, count: window.bucketCount) }
        if case .list(let list) = points { values = list }
        let stored = values.reversed().enumerated().compactMap { age, value in
            value.map { MetricPoint(start: window.end - (age + 1) * window.period, value: $0) }
        }
        try insert(stored, period: window.period)
    }

    /// Adds points to the newest series.
    func insert(_ points: [MetricPoint], period: Int) throws(SQLError) {
        var days: [Int: DayPoints] = [:]
        for point in points { days[DayPoints.day(of: point.start), default: DayPoints()].set(point, period: period) }
        let insert = try connection.prepare("INSERT INTO metric_day SELECT max(id), ?, ? FROM metric_series")
        for (day, points) in days {
            try insert.bind(.integer(Int64(day)), at: 1)
            try insert.bind(points.bytes, at: 2)
            _ = try insert.step()
            insert.reset()
        }
    }
}
