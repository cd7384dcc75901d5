// What was written under a clock that was ahead: found by its time, set aside whole, brought back; the journal stays.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct SetAsideTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    /// A database that a run at noon and one thirty days later have written to, in every table that bears a time.
    private func poisoned(_ later: Date = noon.plus(hours: 720)) async throws -> CostDatabase {
        let database = try bench.open()
        let key = resourceKey(.instance, "i-1")
        for at in [noon, later] {
            try await database.beginScan(of: .lab, at: at, regions: [.ireland])
            try await database.noteMetricRequests(MetricRequests(statistics: 5, metrics: 0), account: .lab, at: at)
            try await database.noteCostRequests(2, account: .lab, at: at)
            try await database.record(ScanHealth(profile: "", account: .lab, seenAt: at))
            let state = HoldState(heldSeconds: 9, judgedAt: at, held: true, ruleDigest: "d", launchTime: nil)
            try await database.replaceHolds([HoldKey(rule: "idle", resource: key): state], account: .lab)
            let kinds = ["credit-threshold/class/50%", "stopped/123456789012/\(at.seconds)"]
            let mails = ["credit-\(at.seconds)", "stopped-\(at.seconds)"]
            for (kind, mail) in zip(kinds, mails) {
                try await database.change(
                    opening: [Episode(key: "\(kind)/\(at.seconds)", since: at)], closing: [],
                    mail: Mail(id: mail, subject: "s", body: "b", createdAt: at))
            }
            try await database.save(
                StoredPlan(id: "p\(at.seconds)", account: .lab, createdAt: at, steps: []))
            try await database.enter(
                EnteredCredit(
                    name: "lab", at: at, amount: Money("100")!, used: nil, granted: nil, expires: nil, renews: nil,
                    levels: nil), account: .lab)
            _ = try await database.open(
                JournalIntent(
                    planID: "p", action: .stop, resource: key, launchTime: nil, name: nil, rule: "idle", at: at,
                    unattended: true))
        }
        return database
    }

    private func ahead(_ database: CostDatabase, of now: Date) async throws -> [String] {
        try await database.read("Looking for times ahead") { db in
            try AheadTime.all.filter { time in
                let sql = "SELECT 1 FROM \(time.table) t WHERE t.\(time.column) > ? AND NOT (\(time.exempt))"
                return try Int.fetchOne(db, sql: sql, arguments: [now.seconds]) != nil
            }.map { "\($0.table).\($0.column)" }
        }
    }

    private func dump(_ database: CostDatabase, _ table: String) async throws -> [String] {
        try await database.read("Reading all") { db in
            let columns = try db.columns(in: table).map(\.name).filter { $0 != "row" && $0 != "id" || table == "mail" }
            let all = columns.filter { $0 != "row" }.joined(separator: ", ")
            return try String.fetchAll(db, sql: "SELECT json_array(\(all)) FROM \(table) ORDER BY 1")
        }
    }

    @Test("every time that is ahead goes, and what is true stays")
    func setsAsideWhatIsAhead() async throws {
        let database = try await poisoned()
        let now = noon.plus(hours: 1)
        #expect(try await !ahead(database, of: now).isEmpty)
        let aside = try #require(try await database.setAside(ahead: now))
        #expect(aside.newest == noon.plus(hours: 720))
        #expect(aside.entries["scan"] == 1 && aside.entries["hold"] == 1 && aside.entries["plan"] == 1)
        #expect(aside.entries["mail"] == 1 && aside.entries["episode"] == 1, "what was stopped stays owed")
        #expect(try await ahead(database, of: now) == [])
        #expect(try await database.setAside(ahead: now) == nil)
        #expect(try await database.latestPlan(account: .lab)?.id == "p\(noon.seconds)")
        #expect(try await database.unsent().map(\.id).sorted().count == 3)
    }

    @Test("nothing is touched while nothing is ahead, to two minutes")
    func leavesAloneWhatIsTrue() async throws {
        let database = try await poisoned(noon.plus(hours: 1))
        #expect(try await database.setAside(ahead: noon.plus(hours: 1)) == nil)
        #expect(try await database.setAside(ahead: noon.plus(hours: 1).addingTimeInterval(-100)) == nil)
        #expect(try await database.setAside(ahead: noon.plus(hours: 1).addingTimeInterval(-130)) != nil)
    }

    @Test("the journal is never touched, and what was asked and paid for stays counted")
    func keepsTheJournal() async throws {
        let database = try await poisoned()
        let now = noon.plus(hours: 1)
        let journal = try await dump(database, "journal")
        _ = try await database.setAside(ahead: now)
        #expect(try await dump(database, "journal") == journal && journal.count == 2)
        #expect(try await database.costRequests(account: .lab, since: noon) == 4)
        #expect(try await database.metricRequests(account: .lab, at: now).statistics == 10)
    }

    @Test("what people typed is dated now, and not lost")
    func keepsWhatPeopleTyped() async throws {
        let database = try await poisoned()
        let now = noon.plus(hours: 1)
        _ = try await database.setAside(ahead: now)
        #expect(try await database.creditHistory("lab", account: .lab).map(\.at) == [now, noon])
    }

    @Test("all comes back as it was", arguments: ["scan", "plan", "mail", "episode", "account", "entered_credit"])
    func bringsBack(_ table: String) async throws {
        let database = try await poisoned()
        let before = try await dump(database, table)
        _ = try await database.setAside(ahead: noon.plus(hours: 1))
        #expect(try await dump(database, table) != before)
        #expect(try await database.bringBack() > 0)
        #expect(try await dump(database, table) == before)
        #expect(try await database.bringBack() == 0)
    }

    @Test("a hold clock of a run that was behind counts from the next run on")
    func pausesHoldsOfSlowClocks() async throws {
        let database = try bench.open()
        let key = HoldKey(rule: "idle", resource: resourceKey(.instance, "i-1"))
        for at in [noon, noon.plus(hours: -24)] {
            try await database.beginScan(of: .lab, at: at, regions: [.ireland])
            let state = HoldState(heldSeconds: 9, judgedAt: at, held: true, ruleDigest: "d", launchTime: nil)
            try await database.replaceHolds([key: state], account: .lab)
        }
        #expect(try await database.setAside(ahead: noon.plus(hours: 1)) == nil)
        #expect(try await database.holds(account: .lab)[key]?.judgedAt == noon.plus(hours: 1))
        #expect(try await database.holds(account: .lab)[key]?.heldSeconds == 9)
    }

    @Test("how far the clock was off is kept, the last word alone")
    func keepsTheReading() async throws {
        let database = try bench.open()
        #expect(try await database.lastReading() == nil)
        try await database.note(TimeReading(ahead: 61), at: noon)
        try await database.note(TimeReading(ahead: -10_800), at: noon.plus(hours: 1))
        try await database.note(TimeReading(), at: noon.plus(hours: 2))
        let last = try await database.lastReading()
        #expect(last?.reading == TimeReading(ahead: -10_800) && last?.at == noon.plus(hours: 1))
    }
}
