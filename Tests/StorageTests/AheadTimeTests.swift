// Every column of the schema is either a time that a clock that was ahead may have written, and then it is handled, or it
// is named here with why it is not; and what depends on a row that is set aside comes back with it.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct AheadTimeTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    /// Of rows that go or stay as a whole, by another time of theirs or for a reason of their own.
    private static let goWithTheirRow: [String: Set<String>] = [
        "scan": ["started", "finished_at"], "balance_history": ["as_of"], "unwatched": ["started"],
        "metric_series": ["asked_from"],
        // The last word alone is kept.
        "clock_reading": ["at"],
        // Written in AWS's time, by which all else is held.
        "set_aside": ["at"],
        // The journal is never touched.
        "journal": ["at", "settled_at", "launch_time"], "journal_told": ["at"],
    ]

    /// What AWS dates, or people.
    private static let datedByOthers: [String: Set<String>] = [
        "estimated_charges": ["at"], "cost_line": ["start_day", "end_day"], "metric_day": ["day"],
        "aws_credit": ["starts_at", "expires_at"], "free_tier_plan": ["expires_at"],
        "balance": ["expires_at", "forecast_ends_at"], "entered_credit": ["granted_at", "expires_at"],
        "hold": ["launch_time"], "rehearsal": ["launch_time"], "notice": ["launch_time"],
        // An end that lies too late keeps for longer, and stops nothing.
        "keep": ["until"], "pause": ["until"],
        // What a person wants in the future, and AWS's own time.
        "stop_order": ["at", "launch_time"],
    ]

    /// Counted, not dated.
    private static let counted: [String: Set<String>] = [
        "balance": ["position", "burn_percent_per_day", "is_lower_bound", "is_burn_lower_bound"],
        "surplus_span": ["units"], "service_use": ["units"], "balance_level": ["position"],
        "hold": ["held_seconds", "held"],
        "entered_credit": ["row"], "alert_word": ["row", "is_added"], "journal": ["id", "unattended"],
        "journal_told": ["entry"], "listing": ["always_denied", "nameless"],
        "mail": ["row", "attempts", "urgency", "wants_reader"],
        "metric_day": ["series"], "metric_request": ["statistics", "metrics"], "metric_series": ["id", "period"],
        "plan": ["row", "steps_id"], "plan_steps": ["id"], "price_list": ["only", "fingerprint"],
        "scan": ["id", "calls"], "scan_health": ["failures"], "set_aside": ["row"], "clock_reading": ["only"],
        "usage_span": ["row", "units", "certainty"], "cost_line": ["estimated"], "cost_request": ["requests"],
        "aws_credit": ["enabled"], "keep": ["row"], "pause": ["row", "with_brake"],
        "stop_order": ["row", "idle_seconds"], "rehearsal": ["row"], "brake": ["row"], "brake_firing": ["row"],
        "notice": ["row", "length", "unmarkable"],
    ]

    /// Set right by itself: what was counted in a month to come counts in this one.
    private static let handledApart: [String: Set<String>] = ["metric_request": ["month"]]

    @Test("no column that may be a time was forgotten")
    func namesEveryTime() async throws {
        let database = try bench.open()
        let columns = try await database.read("Reading the schema") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT m.name AS "table", c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'grdb%'
                        AND (c.type = 'INTEGER' OR c.name GLOB '*day' OR c.name GLOB '*month' OR c.name GLOB '*_at'
                            OR c.name IN ('at', 'as_of', 'since', 'until'))
                        AND c.name NOT LIKE '%nano' AND c.name NOT LIKE 'nano%'
                    """
            ).map { (table: $0["table"] as String, name: $0["name"] as String) }
        }
        #expect(columns.count > 100)
        let handled = Set(AheadTime.all.map { "\($0.table).\($0.column)" })
        let forgotten = columns.filter { column in
            // What AWS says of resources is AWS's, but for when we saw it.
            let isAWSs =
                KindTable.names.contains(column.table)
                && !["first_seen", "last_seen"].contains(column.name)
            let known = [Self.goWithTheirRow, Self.datedByOthers, Self.counted, Self.handledApart]
            return !isAWSs && !handled.contains("\(column.table).\(column.name)")
                && !known.contains { $0[column.table]?.contains(column.name) == true }
        }
        #expect(forgotten.map { "\($0.table).\($0.name)" }.sorted() == [])
    }

    @Test("every time that is handled is in the schema, and no table of it holds what cannot be kept as text")
    func namesNothingElse() async throws {
        let database = try bench.open()
        for time in AheadTime.all {
            let types = try await database.read("Reading the schema") { db in
                try db.columns(in: time.table).reduce(into: [String: String]()) { $0[$1.name] = $1.type }
            }
            #expect(types[time.column] != nil, "\(time.table).\(time.column)")
            #expect(time.fate != .gone || !types.values.contains("BLOB"), "\(time.table)")
        }
    }

    private func balance(_ levels: [String], at now: Date) throws -> CreditBalance {
        CreditBalance(
            name: "class", source: .entered, granted: Money("100")!, burned: Money("3")!, burnPerHour: nil,
            expiresAt: nil, asOf: now, basis: "typed", levels: try levels.map { try #require(AlertLevel($0)) })
    }

    private func marks(_ database: CostDatabase) throws -> [String] {
        try database.rows("SELECT level FROM balance_level ORDER BY position").map { $0["level"] }
    }

    @Test("the marks of a balance go and come back with it")
    func bringsBackMarks() async throws {
        let database = try await bench.scanning()
        let later = noon.plus(hours: 720)
        try await database.beginScan(of: .lab, at: later, regions: [.ireland])
        try await database.replace([balance(["50%", "95%"], at: later)], account: .lab, at: later)
        let before = try (database.rows("SELECT * FROM balance"), database.rows("SELECT * FROM balance_level"))
        _ = try await database.setAside(ahead: noon.plus(hours: 1))
        #expect(try marks(database) == [])
        _ = try await database.bringBack()
        #expect(try database.rows("SELECT * FROM balance") == before.0)
        #expect(try database.rows("SELECT * FROM balance_level") == before.1 && before.1.count == 2)
    }

    @Test("a balance that was made anew keeps its own marks alone")
    func keepsNewMarks() async throws {
        let database = try await bench.scanning()
        let later = noon.plus(hours: 720)
        try await database.beginScan(of: .lab, at: later, regions: [.ireland])
        try await database.replace([balance(["50%", "95%"], at: later)], account: .lab, at: later)
        _ = try await database.setAside(ahead: noon.plus(hours: 1))
        try await database.replace([balance(["80%"], at: noon)], account: .lab, at: noon.plus(hours: 1))
        _ = try await database.bringBack()
        #expect(try marks(database) == ["80 %"])
    }

    @Test("which account was the first does not depend on its scans, nor on the clock that they were made by")
    func keepsTheFirstAccount() async throws {
        let database = try bench.open()
        #expect(try await database.firstAccount() == nil)
        try await database.beginScan(of: .other, at: noon.plus(hours: 720), regions: [.ireland])
        #expect(try await database.firstAccount() == .other, "that scan never ended")
        _ = try await database.setAside(ahead: noon)
        try await database.beginScan(of: .lab, at: noon, regions: [.ireland])
        #expect(try database.rows("SELECT 1 FROM scan WHERE account = '210987654321'").isEmpty)
        #expect(try await database.firstAccount() == .other)
    }
}
