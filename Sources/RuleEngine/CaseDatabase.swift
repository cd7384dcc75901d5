// A database in memory with the names that Storage's views bear, filled by hand: for cases and tests.

import CostModel
import Foundation
import SQLite

/// Plain tables where Storage has views.
struct CaseDatabase {
    let connection: RuleConnection
    let account: AccountID

    init(on connection: RuleConnection, account: AccountID, views: ViewCatalog = .own) throws(SQLError) {
        self.connection = connection
        self.account = account
        for view in views.all {
            let columns = view.columns.map { AnalysisDatabase.declaration($0) }.joined(separator: ", ")
            try connection.execute("CREATE TABLE \(SQLiteJudge.viewPrefix)\(view.name) (\(columns), \"unknown\" TEXT)")
        }
        for sql in [
            """
            CREATE TABLE \(SQLiteJudge.viewPrefix)listings (account TEXT, region TEXT, kind TEXT, status TEXT, listed_at INTEGER, error TEXT,
              nameless INTEGER)
            """,
            """
            CREATE TABLE metric_series (id INTEGER PRIMARY KEY, account TEXT, region TEXT, kind TEXT, resource_id TEXT,
              namespace TEXT, metric TEXT, statistic TEXT, period INTEGER, asked_from INTEGER, asked_until INTEGER,
              error TEXT, UNIQUE (account, region, kind, resource_id, namespace, metric, statistic, period))
            """,
            """
            CREATE TABLE metric_day (series INTEGER, day INTEGER, points BLOB, PRIMARY KEY (series, day)) WITHOUT ROWID
            """,
            """
            CREATE TABLE tag_history (account TEXT, region TEXT, kind TEXT, id TEXT, key TEXT, value TEXT,
              first_seen INTEGER)
            """,
            """
            CREATE TABLE unanswered_fact (account TEXT, region TEXT, kind TEXT, id TEXT, column_name TEXT, why TEXT,
              at INTEGER)
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
            values["launch_time"] = .integer(Int64(now.timeIntervalSince1970 - hours * .hour))
        } else if row.view.column("launch_time") != nil, ViewSchema.named(row.view.name) == nil,
            let hours = values["age_hours"]?.number
        {
            // Of kinds that files describe it is when the thing was made, unless a scan saw it stopped.
            values["launch_time"] = values["launch_time"] ?? .integer(Int64(now.timeIntervalSince1970 - hours * .hour))
        }
        let names = row.view.columns.map(\.name) + ["unknown"]
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        try connection.execute(
            "INSERT INTO \(SQLiteJudge.viewPrefix)\(row.view.name) VALUES (\(marks))", names.map { values[$0] ?? .null }
        )
    }

    func list(_ kind: String, in region: String, status: String = "ok", error: String? = nil, nameless: Int64 = 0)
        throws(SQLError)
    {
        try connection.execute(
            "INSERT INTO \(SQLiteJudge.viewPrefix)listings VALUES (?, ?, ?, ?, 0, ?, ?)",
            [.text(account.digits), .text(region), .text(kind), .text(status), .optional(error), .integer(nameless)])
    }

    /// Stores that a series was asked for the whole window, with its points; metrics of one series add up.
    func insert(
        _ points: CasePoints, of metric: RuleMetric, for id: String, _ view: ViewSchema, _ region: String, now: Date
    )
        throws(SQLError)
    {
        let window = metric.spec.buckets(at: now)
        let series = try series(metric.spec, of: id, view, region)
        if case .failed(let error) = points {
            return try connection.execute(
                "UPDATE metric_series SET error = ? WHERE id = ?", [.text(error), .integer(series)])
        }
        try connection.execute(
            """
            UPDATE metric_series SET asked_from = min(ifnull(asked_from, ?2), ?2),
              asked_until = max(ifnull(asked_until, ?3), ?3) WHERE id = ?1
            """, [.integer(series), .integer(Int64(window.start)), .integer(Int64(window.end))])
        var values: [Double?] = []
        if case .constant(let value) = points { values = Array(repeating: value, count: window.bucketCount) }
        if case .list(let list) = points { values = list }
        let stored = values.reversed().enumerated().compactMap { age, value in
            value.map { MetricPoint(start: window.end - (age + 1) * window.period, value: $0) }
        }
        try insert(stored, period: window.period, into: series)
    }

    /// Its id, made where it is not there yet.
    private func series(
        _ spec: MetricSpec, of id: String, _ view: ViewSchema, _ region: String
    ) throws(SQLError) -> Int64 {
        let names: [FactValue] = [
            .text(account.digits), .text(region), .text(view.kind.rawValue), .text(id), .text(spec.namespace),
            .text(spec.metric), .text(spec.statistic.rawValue), .integer(Int64(spec.period)),
        ]
        try connection.execute(
            """
            INSERT INTO metric_series (account, region, kind, resource_id, namespace, metric, statistic, period)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """, names)
        let select = try connection.prepare(
            """
            SELECT id FROM metric_series WHERE account = ? AND region = ? AND kind = ? AND resource_id = ?
              AND namespace = ? AND metric = ? AND statistic = ? AND period = ?
            """)
        try select.bind(names)
        return try select.step() ? select.integer(0) : 0
    }

    /// Adds points to a series.
    func insert(_ points: [MetricPoint], period: Int, into series: Int64) throws(SQLError) {
        let read = try connection.prepare("SELECT points FROM metric_day WHERE series = ? AND day = ?")
        let write = try connection.prepare("INSERT OR REPLACE INTO metric_day VALUES (?, ?, ?)")
        for (day, points) in Dictionary(grouping: points, by: { DayPoints.day(of: $0.start) }) {
            let place: [FactValue] = [.integer(series), .integer(Int64(day))]
            try read.bind(place)
            var stored = try read.step() ? DayPoints(bytes: read.bytes(0)) : DayPoints()
            read.reset()
            for point in points { stored.set(point, period: period) }
            try write.bind(place)
            try write.bind(stored.bytes, at: 3)
            _ = try write.step()
            write.reset()
        }
    }
}
