// The view of machines that are new, and what it knows of the time before.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct StartsTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private let later = noon.plus(hours: 24 * 10)

    /// An instance that was made and started so many hours before `later`.
    private func machine(
        _ id: String, hours: Double, type: String = "t3.micro", group: String? = nil, in region: Region = .ireland
    ) -> Resource {
        let start = later.plus(hours: -hours)
        let made = Resource.instance(
            id,
            changing: [
                "launch_time": .time(start), "instance_type": .text(type),
                "autoscaling_group": group.map { .text($0) } ?? .null,
            ], in: region)
        return Resource(
            made.key, tags: made.tags, createdAt: start, facts: made.facts, references: made.references)
    }

    /// An account that was watched for ten days in Ireland, with these machines then and those now.
    private func database(
        then: [Resource] = [], now: [Resource], in region: Region = .ireland
    ) async throws -> CostDatabase {
        let database = try await bench.scanning()
        try await database.list(.instance, then)
        try await database.beginScan(of: .lab, at: later, regions: [region])
        try await database.list(.instance, now, in: region, at: later)
        return database
    }

    /// Numbers of the view's rows, in the order of the ids.
    private func numbers(_ columns: String..., in database: CostDatabase) throws -> [[Double]] {
        let list = columns.joined(separator: ", ")
        return try database.rows("SELECT \(list) FROM starts ORDER BY id").map { row in
            columns.indices.map { row[$0] as Double }
        }
    }

    @Test("only what started within a day and runs is new")
    func onlyNewOnes() async throws {
        var stopped = machine("i-stopped", hours: 1)
        stopped.facts["state"] = .text("stopped")
        var pending = machine("i-pending", hours: 0)
        pending.facts["state"] = .text("pending")
        let database = try await database(now: [
            machine("i-new", hours: 1), machine("i-day", hours: 24), machine("i-old", hours: 24.01), stopped, pending,
        ])
        let rows = try database.rows("SELECT id, started_hours FROM starts ORDER BY id")
        #expect(rows.map { $0["id"] as String } == ["i-day", "i-new", "i-pending"])
        #expect(rows.map { $0["started_hours"] as Double } == [24, 1, 0])
    }

    @Test("a machine makes neither its region nor its family one that was used before")
    func doesNotVouchForItself() async throws {
        let database = try await database(now: [machine("i-1", hours: 2), machine("i-2", hours: 1)])
        let used = try numbers("region_used_before", "family_used_before", "group_used_before", in: database)
        #expect(used == [[0, 0, 0], [0, 0, 0]])
        let rest = try numbers("watched_hours", "started_together", "together_before", in: database)
        #expect(rest == [[240, 2, 0], [240, 2, 0]])
    }

    @Test("what ran before is remembered when it is gone, and forgotten from the history")
    func remembers() async throws {
        let database = try await database(
            then: [machine("i-old", hours: 240)], now: [machine("i-new", hours: 1, type: "t3.large")])
        try database.forget(olderThan: RetentionPeriods(pointDays: 0, historyDays: 0), now: later.plus(hours: 1))
        #expect(try database.rows("SELECT 1 FROM instance WHERE id = 'i-old'").isEmpty)
        #expect(try numbers("region_used_before", "family_used_before", in: database) == [[1, 1]])
    }

    @Test("a family is one of all regions, a region is that of all families")
    func places() async throws {
        let database = try await database(
            then: [machine("i-old", hours: 240)],
            now: [machine("i-new", hours: 1, type: "p4d.24xlarge", in: .ohio), machine("i-t", hours: 1, in: .ohio)],
            in: .ohio)
        let rows = try numbers("family_used_before", "region_used_before", "watched_hours", in: database)
        #expect(rows == [[0, 0, 0], [1, 0, 0]], "a region that is seen for the first time tells nothing")
    }

    @Test("a stopped machine of long ago that is started today is no new region")
    func startedAgain() async throws {
        var old = machine("i-old", hours: 1)
        old.createdAt = later.plus(hours: -500)
        let database = try await database(now: [old])
        #expect(try numbers("region_used_before", in: database) == [[1]])
    }

    @Test("members of a group that was there before are its habit, and do not count as many")
    func groups() async throws {
        let database = try await database(
            then: [machine("i-old", hours: 240, group: "web")],
            now: (0..<7).map { machine("i-web\($0)", hours: 1, group: "web") }
                + (0..<6).map { machine("i-their\($0)", hours: 1, group: "theirs") })
        let rows = try database.rows("SELECT DISTINCT group_used_before, started_together FROM starts ORDER BY 1")
        #expect(rows.map { [$0[0] as Int, $0[1] as Int] } == [[0, 6], [1, 6]])
    }

    @Test("where nobody has watched for long, a group may have been there")
    func groupsOfTheFirstDays() async throws {
        let database = try await bench.scanning(at: later)
        try await database.list(
            .instance, [machine("i-1", hours: 1, group: "web"), machine("i-2", hours: 1)], at: later)
        let rows = try database.rows("SELECT group_used_before, started_together FROM starts ORDER BY id")
        #expect(rows.map { [$0[0] as Int, $0[1] as Int] } == [[1, 1], [0, 1]])
    }

    @Test("how many ever started together is told beside those of now, with their price")
    func together() async throws {
        let hour = later.plus(hours: -200)
        let then = (0..<6).map { machine("i-then\($0)", hours: 200) }
        let database = try await bench.scanning(at: hour)
        try await database.list(.instance, then, at: hour)
        try await database.beginScan(of: .lab, at: later, regions: [.ireland])
        try await database.list(.instance, (0..<5).map { machine("i-now\($0)", hours: 1) }, at: later)
        let rows = try numbers("started_together", "together_before", "together_unpriced", in: database)
        #expect(rows == Array(repeating: [5, 6, 0], count: 5))
        let usd = try numbers("together_usd", in: database).first?.first ?? 0
        #expect(abs(usd - 5 * 0.01144) < 1e-9)
    }

    @Test("other accounts' machines say nothing")
    func accounts() async throws {
        let database = try await database(now: [machine("i-new", hours: 1)])
        try await database.beginScan(of: .other, at: later, regions: [.ireland])
        #expect(try database.rows("SELECT 1 FROM starts WHERE account = '\(AccountID.other)'").isEmpty)
        #expect(try numbers("region_used_before", in: database) == [[0]])
    }
}
