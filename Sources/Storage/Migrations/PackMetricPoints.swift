// From a row for each metric point to a row for each series and day: a tenth of the rows, half of the bytes.

import CostModel
import Foundation
import GRDB

enum PackMetricPoints {
    /// `day` counts from 1970-01-01 UTC; `points` is as `DayPoints` packs them.
    static func migrate(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE metric_day (
                    series INTEGER NOT NULL,
                    day INTEGER NOT NULL,
                    points BLOB NOT NULL,
                    PRIMARY KEY (series, day)
                ) WITHOUT ROWID
                """)
        try move(db)
        try db.execute(sql: "DROP TABLE metric_point")
    }

    private static func move(_ db: Database) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO metric_day VALUES (?, ?, ?)")
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT p.series, p.start, p.value, s.period FROM metric_point p JOIN metric_series s ON s.id = p.series
                ORDER BY p.series, p.start
                """)
        var (place, points) = ((series: Int64(-1), day: 0), DayPoints())
        func flush() throws {
            if place.series >= 0 { try insert.execute(arguments: [place.series, place.day, Data(points.bytes)]) }
        }
        while let row = try rows.next() {
            let start: Int = row[1]
            let next = (series: row[0] as Int64, day: DayPoints.day(of: start))
            if next != place {
                try flush()
                (place, points) = (next, DayPoints())
            }
            points.set(MetricPoint(start: start, value: row[2]), period: row[3])
        }
        try flush()
    }
}
