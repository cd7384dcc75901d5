// A rule's metric for every row of its view: one value where enough is known, else why not.

import CostModel
import Foundation

/// What the stored points of one series say over a window.
struct SeriesSummary {
    /// Points in the window, from the last start on.
    var counted: Int
    /// Start of the newest of them.
    var newest: Int?
    var value: Double?
    /// Whether the window holds any point, of an earlier start too.
    var hasAny: Bool
    var askedFrom: Int?
    var askedUntil: Int?
    var error: String?
    /// The last start; nil for things that do not start.
    var launch: Int?
}

/// A metric's value for one row.
enum MetricValue: Equatable {
    case known(Double, coverage: Double)
    case unknown(String, coverage: Double)

    /// Enough buckets, the newest among them; or, for `missing: 0`, asked to the end and nothing ever sent.
    init(_ series: SeriesSummary, metric: RuleMetric, window: MetricWindow) {
        let whole = window.bucketCount
        let coverage = Double(series.counted) / Double(whole)
        func isEnough(_ count: Int) -> Bool { Double(count) + 1e-9 >= metric.coverage * Double(whole) }
        let first = max(window.start, series.launch.map { $0 + (window.period - $0 % window.period) % window.period } ?? 0)
        let possible = max(0, (window.end - first) / window.period)
        if let value = series.value, isEnough(series.counted), series.newest == window.end - window.period {
            self = .known(value, coverage: coverage)
        } else if metric.missingIsZero, !series.hasAny, series.error == nil, isEnough(possible),
            let from = series.askedFrom, let until = series.askedUntil, from <= first, until >= window.end
        {
            self = .known(0, coverage: 0)
        } else {
            self = .unknown(Self.why(series, window: window, isEnough: isEnough, possible: possible), coverage: coverage)
        }
    }

    private static func why(
        _ series: SeriesSummary, window: MetricWindow, isEnough: (Int) -> Bool, possible: Int
    ) -> String {
        let span = DurationText.text(window.end - window.start)
        if let launch = series.launch, !isEnough(possible) {
            let hours = Double(window.end - launch) / 3600
            return "started \(ReasonTemplate.short(max(0, hours))) h before the window's end, the window is \(span)"
        }
        if let error = series.error { return error }
        let kind = window.period == 3600 ? "hourly" : "\(window.period / 60)-minute"
        if isEnough(series.counted), series.newest != window.end - window.period { return "newest point missing" }
        return "\(series.counted) of \(window.bucketCount) \(kind) points"
    }
}

/// The temporary table of one metric, and what it does not know.
struct MetricTable {
    static let notAsked = "no data was asked for"
    static func name(_ index: Int) -> String { "metric \(index)" }

    /// Rows whose value is known.
    private(set) var known: Set<Int64> = []
    private var whys: [Int64: String] = [:]

    /// Why a row's value is not known; nil where it is.
    func why(_ row: Int64) -> String? { known.contains(row) ? nil : whys[row] ?? Self.notAsked }

    /// Fills the table for the rows of a view that stands in a temporary table.
    init(
        _ metric: RuleMetric, index: Int, view: ViewSchema, chosen: Bool, now: Date, on connection: SQLConnection
    ) throws(SQLError) {
        let table = "temp.\"\(Self.name(index))\""
        try connection.execute("DROP TABLE IF EXISTS \(table)")
        try connection.execute("CREATE TABLE \(table) (row INTEGER PRIMARY KEY, value, coverage REAL)")
        let window = metric.spec.buckets(at: now)
        let insert = try connection.prepare("INSERT OR REPLACE INTO \(table) VALUES (?, ?, ?)")
        let select = try connection.prepare(Self.sql(metric, view: view, chosen: chosen))
        try select.bind([
            .text(view.kind.rawValue), .text(metric.spec.namespace), .text(metric.spec.metric),
            .text(metric.spec.statistic.rawValue), .integer(Int64(window.period)), .integer(Int64(window.start)),
            .integer(Int64(window.end)),
        ])
        let starts = view.kind == .instance
        while try select.step() {
            let row = select.integer(0)
            let coverage: Double
            switch MetricValue(Self.summary(select), metric: metric, window: window) {
            case .known(let value, let part) where !starts || !select.isNull(8):
                known.insert(row)
                coverage = part
                try insert.bind([.integer(row), .real(value), .real(part)])
            case .known(_, let part):
                whys[row] = "its last start is not known"
                coverage = part
            case .unknown(let why, let part):
                whys[row] = why
                coverage = part
            }
            if !known.contains(row) { try insert.bind([.integer(row), .null, .real(coverage)]) }
            _ = try insert.step()
            insert.reset()
        }
    }

    private static func summary(_ select: SQLStatement) -> SeriesSummary {
        func integer(_ column: Int) -> Int? { select.isNull(column) ? nil : Int(select.integer(column)) }
        return SeriesSummary(
            counted: Int(select.integer(1)), newest: integer(2), value: select.isNull(3) ? nil : select.real(3),
            hasAny: select.integer(4) != 0, askedFrom: integer(5), askedUntil: integer(6), error: select.text(7),
            launch: integer(8))
    }

    private static func sql(_ metric: RuleMetric, view: ViewSchema, chosen: Bool) -> String {
        let launch = view.column("launch_time") == nil ? "NULL" : "v.launch_time"
        // With max() alone SQLite takes bare columns from the row that holds it: `last` is the newest point.
        let value =
            switch metric.reduction {
            case .max: "max(p.value)"
            case .min: "min(p.value)"
            case .average: "avg(p.value)"
            case .sum: "sum(p.value)"
            case .last: "p.value"
            }
        let filter = chosen ? " AND v.\"\(RuleQuery.rowNumber)\" IN (SELECT row FROM temp.\"chosen rows\")" : ""
        return """
            SELECT v."\(RuleQuery.rowNumber)", count(p.start), max(p.start), \(value),
              EXISTS (SELECT 1 FROM metric_point q WHERE q.series = s.id AND q.start >= ?6 AND q.start < ?7),
              s.asked_from, s.asked_until, s.error, \(launch)
            FROM temp."\(view.name)" v
            JOIN metric_series s ON s.account = v.account AND s.region = v.region AND s.kind = ?1
              AND s.resource_id = v.id AND s.namespace = ?2 AND s.metric = ?3 AND s.statistic = ?4 AND s.period = ?5
            LEFT JOIN metric_point p ON p.series = s.id AND p.start >= max(?6, coalesce(\(launch), 0)) AND p.start < ?7
              AND p.start % ?5 = 0
            WHERE 1\(filter)
            GROUP BY s.id
            """
    }
}
