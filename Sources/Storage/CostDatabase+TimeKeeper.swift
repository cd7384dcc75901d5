// Sets aside what was written under a clock that was ahead, and brings it back. Which times those are is AheadTime's
// to say.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: TimeKeeper {
    /// Seconds by which a stored time may be ahead of the clock: a start is billed for its first minute at once.
    static let aheadTolerance: Int64 = 120

    /// In one transaction. Whether anything is ahead is told by small tables alone; where nothing is, nothing is set aside.
    /// Hold clocks of scans that were made by a clock that was behind are paused in any case.
    package func setAside(ahead now: Date) async throws -> SetAside? {
        try await write("Setting aside what is ahead of the clock") { db in
            try CostDatabase.pauseHoldsOfSlowClocks(now.seconds, in: db)
            let limit = now.seconds + CostDatabase.aheadTolerance
            guard let newest = try CostDatabase.newest(in: db), newest > limit else { return nil }
            let kept = try CostDatabase.rowsSetAside(in: db)
            try CostDatabase.askMetricsAgain(limit, in: db)
            for time in AheadTime.all { try time.setAside(now.seconds, limit, newest: newest, in: db) }
            try CostDatabase.countInThisMonth(now.seconds, in: db)
            let counts = try Row.fetchAll(
                db, sql: "SELECT name, count(*) FROM set_aside WHERE row > ? GROUP BY name", arguments: [kept])
            return SetAside(
                newest: Date(seconds: newest), entries: Dictionary(uniqueKeysWithValues: counts.map { ($0[0], $0[1]) }))
        }
    }

    /// The newest first, so that what was set aside twice is as it was at first. What is there meanwhile under the same
    /// key stays.
    package func bringBack() async throws -> Int {
        try await write("Bringing back what was set aside") { db in
            let rows = try Row.fetchAll(db, sql: "SELECT name, fate, content FROM set_aside ORDER BY row DESC")
            for row in rows { try CostDatabase.bringBack(row["name"], row["fate"], row["content"], in: db) }
            try db.execute(sql: "DELETE FROM set_aside")
            return rows.count
        }
    }

    /// Nil where nothing was set aside.
    package func keptAside() async throws -> (entries: Int, since: Date)? {
        try await read("Reading what was set aside") { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT count(*), min(at) FROM set_aside"), row[0] > 0 else {
                return nil
            }
            return (row[0], Date(seconds: row[1]))
        }
    }

    /// The last word stays. Without an offset there is nothing to note.
    package func note(_ reading: TimeReading, at now: Date) async throws {
        guard let ahead = reading.ahead else { return }
        try await write("Noting how far the clock is off") { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO clock_reading (only, at, ahead) VALUES (1, ?, ?)",
                arguments: [now.seconds, ahead])
        }
    }

    /// Nil before the first run.
    package func lastReading() async throws -> (reading: TimeReading, at: Date)? {
        try await read("Reading how far the clock was off") { db in
            try Row.fetchOne(db, sql: "SELECT ahead, at FROM clock_reading").map {
                (TimeReading(ahead: $0["ahead"]), Date(seconds: $0["at"]))
            }
        }
    }

    /// Nil of an empty database.
    package func newestTime() async throws -> Date? {
        try await read("Reading how new the database is") { db in
            try CostDatabase.newest(in: db).map(Date.init(seconds:))
        }
    }
}

extension CostDatabase {
    /// The newest time of the tables that every way of writing touches; the large ones are written by scans alone.
    fileprivate static func newest(in db: Database) throws -> Int64? {
        let times = [
            "max(now) FROM account", "max(at) FROM scan", "max(until) FROM meter_mark", "max(created_at) FROM plan",
            "max(created_at) FROM mail WHERE id NOT LIKE 'stopped-%'",
            "max(since) FROM episode WHERE key NOT LIKE 'stopped/%'", "max(at) FROM entered_credit",
            "max(refreshed_at) FROM price", "max(judged_at) FROM hold", "max(max(tried_at, good_at)) FROM listing",
            "max(max(coalesce(seen_at, 0), coalesce(failing_since, 0))) FROM scan_health",
            "max(max(coalesce(credits_at, 0), coalesce(plan_at, 0))) FROM credit_answer",
            "max(at) FROM cost_request",
        ].map { "SELECT \($0)" }
        return try Int64.fetchOne(
            db, sql: "SELECT max(t) FROM (SELECT 0 AS t UNION ALL \(times.joined(separator: " UNION ALL ")))"
        )
        .flatMap { $0 == 0 ? nil : $0 }
    }

    /// What was asked of CloudWatch was asked before now, whichever month it was counted in.
    private static func countInThisMonth(_ now: Int64, in db: Database) throws {
        let later = "month > strftime('%Y-%m', :now, 'unixepoch')"
        try db.execute(
            sql: """
                INSERT INTO metric_request
                SELECT account, strftime('%Y-%m', :now, 'unixepoch'), sum(statistics), sum(metrics)
                FROM metric_request WHERE \(later) GROUP BY account
                ON CONFLICT DO UPDATE SET statistics = statistics + excluded.statistics,
                    metrics = metrics + excluded.metrics
                """, arguments: ["now": now])
        try db.execute(sql: "DELETE FROM metric_request WHERE \(later)", arguments: ["now": now])
    }

    private static func rowsSetAside(in db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT coalesce(max(row), 0) FROM set_aside") ?? 0
    }

    /// A scan whose time is before that of an earlier one was made by a clock that was behind: the time from it to the
    /// next one is not that of the hold clocks.
    private static func pauseHoldsOfSlowClocks(_ now: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE hold SET judged_at = :now WHERE judged_at < :now AND EXISTS (
                    SELECT 1 FROM scan s JOIN scan e ON e.account = s.account AND e.id < s.id AND e.at > s.at
                    WHERE s.account = hold.account AND s.at = hold.judged_at)
                """, arguments: ["now": now])
    }

    /// By a clock that was ahead, buckets passed for final that were not.
    private static func askMetricsAgain(_ limit: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE metric_series SET asked_from = NULL, asked_until = NULL
                WHERE account IN (SELECT account FROM scan WHERE at > ?)
                """, arguments: [limit])
    }
}
