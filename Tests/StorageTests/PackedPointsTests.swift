// Points that an older costguard stored one by one are kept.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct PackedPointsTests {
    @Test func pointsOfAnOlderFileAreMovedIntoDays() throws {
        let queue = try DatabaseQueue()
        try Migrations.all.migrate(queue, upTo: "outbox")
        let start = Int(noon.seconds)
        try queue.write { db in
            for series in 1...2 {
                try db.execute(
                    sql:
                        "INSERT INTO metric_series VALUES (?, 'a', 'r', 'instance', ?, 'n', 'm', 's', 3600, 1, 2, NULL)",
                    arguments: [series, "i-\(series)"])
                for hour in [0, 1, 20] {
                    try db.execute(
                        sql: "INSERT INTO metric_point VALUES (?, ?, ?)",
                        arguments: [series, start + hour * 3600, Double(series * 100 + hour)])
                }
            }
        }
        try Migrations.all.migrate(queue)
        let days = try queue.read { db in
            try Row.fetchAll(db, sql: "SELECT series, day, points FROM metric_day ORDER BY series, day")
        }
        var found: [String] = []
        for row in days {
            (row[2] as Data).withUnsafeBytes { bytes in
                DayPoints.forEach(in: bytes, day: row[1], period: 3600) {
                    found.append("\(row[0] as Int) \(($0 - start) / 3600) \($1)")
                }
            }
        }
        #expect(found == ["1 0 100.0", "1 1 101.0", "1 20 120.0", "2 0 200.0", "2 1 201.0", "2 20 220.0"])
        #expect(try queue.read { try $0.tableExists("metric_point") } == false)
    }
}
