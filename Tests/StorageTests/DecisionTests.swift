// Hold clocks, plans, the journal and the outbox; and what is forgotten.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct DecisionTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private func intent(_ id: String = "i-1", at: Date = noon) -> JournalIntent {
        JournalIntent(
            planID: "0badcafe", action: .stop, resource: resourceKey(.instance, id), launchTime: at.plus(hours: -20),
            name: "web", rule: "idle", at: at,
            unattended: true)
    }

    private func mail(_ id: String, at: Date = noon) -> Mail { Mail(id: id, subject: "s", body: "b", createdAt: at) }

    @Test func holdsAreReplacedByAccount() async throws {
        let database = try bench.open()
        let state = HoldState(
            heldSeconds: 90, judgedAt: noon, held: true, ruleDigest: "d", launchTime: noon.plus(hours: -1))
        let mine = HoldKey(rule: "idle", resource: resourceKey(.instance, "i-1"))
        let theirs = HoldKey(rule: "idle", resource: resourceKey(.instance, "i-1", of: .other))
        try await database.replaceHolds([mine: state], account: .lab)
        try await database.replaceHolds([theirs: state], account: .other)
        #expect(try await database.holds(account: .lab) == [mine: state])
        try await database.replaceHolds([:], account: .lab)
        #expect(try await database.holds(account: .lab) == [:])
        #expect(try await database.holds(account: .other) == [theirs: state])
    }

    @Test func healthIsKeptByProfile() async throws {
        let database = try bench.open()
        #expect(try await database.health(of: "lab") == nil)
        let failing = ScanHealth(
            profile: "lab", account: .lab, seenAt: noon, failingSince: noon.plus(hours: 1), failures: 3, error: "e")
        try await database.record(ScanHealth(profile: "lab", failures: 1))
        try await database.record(failing)
        try await database.record(ScanHealth(profile: ""))
        #expect(try await database.health(of: "lab") == failing)
        #expect(try await database.health(of: "") == ScanHealth(profile: ""))
    }

    @Test func eachWitnessOfTheOwnHostHasOneWordAnAccount() async throws {
        let database = try bench.open()
        func host(_ id: String, _ witness: OwnHost.Witness, _ account: AccountID? = nil) throws -> OwnHost {
            try #require(
                OwnHost(
                    id: id, account: account, region: account.map { _ in .northVirginia }, witness: witness, at: noon))
        }
        let document = try host("i-0123456789abcdef0", .metadata, .lab)
        try await database.replaceOwnHosts([document], of: [.metadata], account: .lab)
        let session = try host("i-0badcafe", .sessionName)
        try await database.replaceOwnHosts([session, document], of: [.sessionName, .firmware], account: .lab)
        #expect(try await database.ownHosts(account: .lab) == [document, session])
        #expect(try await database.ownHosts(account: .other).isEmpty)
        try await database.replaceOwnHosts([], of: [.sessionName], account: .lab)
        #expect(try await database.ownHosts(account: .lab) == [document])
    }

    @Test func aPlanComesBackWithItsSteps() async throws {
        let database = try bench.open()
        let steps = [
            PlanStep(
                action: .stop, resource: resourceKey(.instance, "i-1"), name: "web", rules: ["a", "b"],
                unattended: true, launchTime: noon, savingPerMonth: Money("3.5")),
            PlanStep(
                action: .stop, resource: resourceKey(.instance, "i-2"), name: nil, rules: ["a"], unattended: false,
                launchTime: nil, savingPerMonth: nil),
        ]
        func plan(_ id: String, _ at: Date) -> StoredPlan {
            StoredPlan(id: id, account: .lab, createdAt: at, steps: steps)
        }
        for (id, hours) in [("one", 0.0), ("two", 1), ("three", 1)] {
            try await database.save(plan(id, noon.plus(hours: hours)))
        }
        #expect(try await database.plan(id: "one")?.steps == steps)
        #expect(try await database.latestPlan(account: .lab)?.id == "three")
        #expect(try database.row("SELECT count(*) FROM plan_steps")[0] == 1)
        try await database.save(plan("two", noon.plus(hours: 1)))
        #expect(try await database.latestPlan(account: .lab)?.id == "two")
        #expect(try await database.plan(id: "none")?.id == nil)
        #expect(try await database.planIDs(startingWith: "on") == ["one"])
        #expect(try await database.planIDs(startingWith: "%") == [])
    }

    @Test(
        arguments: [
            StepOutcome.done, .failed("no"), .refused(code: "UnauthorizedOperation", "policy"), .skipped("in use"),
            .uncertain("lost"),
        ])
    func anIntentIsSettledOnce(_ outcome: StepOutcome) async throws {
        let database = try bench.open()
        let id = try await database.open(intent())
        #expect(try await database.openEntries().map(\.intent) == [intent()])
        try await database.settle(id, outcome, at: noon.plus(hours: 1))
        #expect(try await database.openEntries().isEmpty)
        let entry = try #require(try await database.entries(account: .lab, since: noon).first)
        #expect(entry.outcome == outcome && entry.settledAt == noon.plus(hours: 1) && entry.id == id)
        for wrong in [id, id + 1] {
            await #expect { try await database.settle(wrong, .done, at: noon) } throws: { error in
                (error as? StorageError)?.code == .journal
            }
        }
        #expect(try await database.entries(account: .lab, since: noon).first?.outcome == outcome)
    }

    @Test func entriesKnowWhenTheyWereToldAndOnlyByAMail() async throws {
        let database = try bench.open()
        for _ in 0..<2 { try await database.settle(database.open(intent()), .failed("no"), at: noon) }
        try await database.change(OutboxChange(told: [1, 2]))
        #expect(try await database.entries(account: .lab, since: noon).allSatisfy { $0.toldAt == nil })
        try await database.change(OutboxChange(mail: mail("m", at: noon.plus(hours: 1)), told: [1]))
        try await database.change(OutboxChange(mail: mail("n", at: noon.plus(hours: 2)), told: [1]))
        let told = try await database.entries(account: .lab, since: noon).map(\.toldAt)
        #expect(told == [nil, noon.plus(hours: 1)])
    }

    @Test func aMailTakesThePlaceOfOlderOnesOfItsKindThatWereNotSent() async throws {
        let database = try bench.open()
        for id in ["digest-1-a", "digest-1-b", "digest-2-a", "credit-1"] {
            try await database.change(opening: [], closing: [], mail: mail(id))
        }
        try await database.recordSent("digest-1-a", messageID: "m", at: noon)
        try await database.change(OutboxChange(mail: mail("digest-1-c"), replacing: "digest-1-"))
        #expect(Set(try await database.unsent().map(\.id)) == ["digest-2-a", "credit-1", "digest-1-c"])
        #expect(try await database.hasMail("digest-1-a"))
    }

    @Test func retriesOfAPlanAreKeptApartFromItsSteps() async throws {
        let database = try bench.open()
        func step(_ id: String) -> PlanStep {
            PlanStep(
                action: .stop, resource: resourceKey(.instance, id), name: nil, rules: ["a"], unattended: false,
                launchTime: noon, savingPerMonth: nil)
        }
        try await database.save(
            StoredPlan(
                id: "p", account: .lab, createdAt: noon, steps: [step("i-1")], retries: [step("i-2")]))
        let stored = try #require(try await database.plan(id: "p"))
        #expect(stored.steps == [step("i-1")] && stored.retries == [step("i-2")])
    }

    @Test func theJournalIsReadNewestFirst() async throws {
        let database = try bench.open()
        for hour in 0..<3 { _ = try await database.open(intent("i-\(hour)", at: noon.plus(hours: Double(hour)))) }
        let entries = try await database.entries(account: .lab, since: noon.plus(hours: 1))
        #expect(entries.map(\.intent.resource.id) == ["i-2", "i-1"])
        #expect(try await database.entries(account: .other, since: noon).isEmpty)
    }

    @Test(
        arguments: [
            "DELETE FROM journal", "UPDATE journal SET outcome = 'failed', settled_at = 1 WHERE id = 1",
            "UPDATE journal SET name = 'other', outcome = 'done', settled_at = 1 WHERE id = 2",
            "UPDATE journal SET launch_time = 1 WHERE id = 2",
            "UPDATE journal SET launch_time = NULL, outcome = 'done', settled_at = 1 WHERE id = 2",
            "UPDATE journal SET rule = 'other' WHERE id = 2", "UPDATE journal SET id = 9 WHERE id = 2",
            "UPDATE journal SET outcome = 'invented', settled_at = 1 WHERE id = 2",
            "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE id = 1",
        ])
    func theJournalIsAppendOnly(_ sql: String) async throws {
        let database = try bench.open()
        try await database.settle(database.open(intent("i-1")), .done, at: noon)
        _ = try await database.open(intent("i-2"))
        let before = try database.rows("SELECT * FROM journal")
        await #expect(throws: StorageError.self) { try await database.write("Tampering") { try $0.execute(sql: sql) } }
        #expect(try database.rows("SELECT * FROM journal") == before)
    }

    @Test func stopsOfAnyAgeAreTheNewestDoneOfEachMachineAndAllWithoutAClearEnd() async throws {
        let database = try bench.open()
        func stop(_ id: String, _ outcome: StepOutcome?, yearsAgo: Double) async throws {
            let entry = try await database.open(intent(id, at: noon.plus(hours: -8760 * yearsAgo)))
            if let outcome { try await database.settle(entry, outcome, at: noon) }
        }
        try await stop("i-1", .done, yearsAgo: 9)
        try await stop("i-1", .done, yearsAgo: 8)
        try await stop("i-1", .uncertain("lost"), yearsAgo: 3)
        try await stop("i-1", .failed("no"), yearsAgo: 2)
        try await stop("i-2", nil, yearsAgo: 1)
        try await stop("i-3", .skipped("busy"), yearsAgo: 1)
        let stops = try await database.stops(account: .lab)
        #expect(stops.map { "\($0.id) \($0.intent.resource.id)" } == ["5 i-2", "3 i-1", "2 i-1"])
        #expect(stops.last?.intent.launchTime == noon.plus(hours: -8760 * 8 - 20))
        #expect(try await database.stops(account: .other).isEmpty)
    }

    @Test func aDatabaseIsNamedOnceAndForGood() async throws {
        let name = try await bench.open().databaseID()
        #expect(name.count == 8 && name.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(try await bench.open().databaseID() == name)
        #expect(try await Workbench().open().databaseID() != name)
    }

    @Test func anOutcomeIsKeptThoughTheTaskWasCancelled() async throws {
        let database = try bench.open()
        let id = try await database.open(intent())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await database.settle(id, .done, at: noon)
        }
        try await task.value
        #expect(try await database.openEntries().isEmpty)
    }

    @Test func aMailIsOwedUntilItWasSent() async throws {
        let database = try bench.open()
        let episode = Episode(key: "credit/class/80 %", since: noon)
        try await database.change(opening: [episode], closing: [], mail: mail("b", at: noon.plus(hours: 1)))
        try await database.change(
            opening: [Episode(key: episode.key, since: noon.plus(hours: 5))], closing: [], mail: mail("a"))
        #expect(try await database.episodes() == [episode])
        #expect(try await database.unsent() == [mail("a"), mail("b", at: noon.plus(hours: 1))])
        try await database.recordAttempt("a", at: noon)
        #expect(try await database.unsent().count == 2)
        try await database.recordSent("a", messageID: "m-1", at: noon)
        try await database.recordSent("a", messageID: "m-2", at: noon)
        #expect(try await database.unsent().map(\.id) == ["b"])
        #expect(
            try database.row("SELECT attempts, message_id FROM mail WHERE id = 'a'") == [
                "attempts": 1, "message_id": "m-1",
            ])
        try await database.change(opening: [], closing: [episode.key], mail: nil)
        #expect(try await database.episodes().isEmpty)
    }

    @Test func episodeAndMailAreOneTransaction() async throws {
        let database = try bench.open()
        try await database.write("Preparing") { db in
            try db.execute(
                sql: "CREATE TRIGGER full BEFORE INSERT ON mail BEGIN SELECT RAISE(ABORT, 'as if killed'); END")
        }
        await #expect(throws: StorageError.self) {
            try await database.change(opening: [Episode(key: "k", since: noon)], closing: [], mail: mail("a"))
        }
        #expect(try await database.episodes().isEmpty)
    }

    @Test func whatIsOldIsForgottenButNeverTheJournal() async throws {
        let database = try await bench.scanning()
        try await fillWithOldThings(database)
        func counts() throws -> [String: Int] {
            try [
                "instance", "metric_day", "metric_series", "scan", "mail", "plan", "journal", "late_fact",
                "usage_span",
            ]
            .reduce(into: [:]) { counts, table in
                counts[table] = try database.row("SELECT count(*) FROM \(table)")[0]
            }
        }
        try await database.forgetAfterScan(at: noon.plus(hours: 62 * 24))
        let whole = [
            "instance": 2, "metric_day": 2, "metric_series": 1, "scan": 3, "mail": 2, "plan": 0, "journal": 1,
            "late_fact": 1, "usage_span": 3,
        ]
        #expect(try counts() == whole)
        let later = noon.plus(hours: 401 * 24)
        #expect(try await database.forgetAfterScan(at: later, limit: 1) == 6)
        #expect(try counts()["metric_day"] == 1)
        try database.forget(now: later)
        try database.forget(now: later)
        #expect(try database.forget(now: later) == 0)
        let left = [
            "instance": 1, "metric_day": 0, "metric_series": 0, "scan": 3, "mail": 1, "plan": 0, "journal": 1,
            "late_fact": 0, "usage_span": 1,
        ]
        #expect(try counts() == left)
        #expect(try await database.lastScans().count == 1)
        #expect(try await database.find("i-2") == [resourceKey(.instance, "i-2")])
    }

    private func fillWithOldThings(_ database: CostDatabase) async throws {
        try await database.list(.instance, [.instance("i-1"), .instance("i-2")])
        try await database.list(.instance, [.instance("i-2")], at: noon.plus(hours: 1))
        let query = MetricQuery(
            resource: resourceKey(.instance, "i-1"), namespace: "n", metric: "m", statistic: .sum, period: 3600,
            start: Int(noon.seconds), end: Int(noon.seconds) + 90_000)
        // On two days.
        let points = [0, 86_400].map { MetricPoint(start: query.start + $0, value: 1) }
        try await database.record([MetricAnswer(query, points: points)], at: noon.plus(hours: 30))
        try await database.record([
            LateFact(FactRequest(resourceKey(.instance, "i-1"), "stop_protected"), at: noon, value: .flag(true))
        ])
        try await database.finishScan(
            ScanSummary(
                account: .lab, at: noon.plus(hours: 1), duration: 1, regions: [], closedRegions: [], gaps: [],
                apiCalls: 0, selfCost: .zero))
        try await database.change(opening: [], closing: [], mail: mail("sent"))
        try await database.change(opening: [], closing: [], mail: mail("owed"))
        try await database.recordSent("sent", messageID: "m", at: noon)
        try await database.save(StoredPlan(id: "p", account: .lab, createdAt: noon, steps: []))
        _ = try await database.open(intent())
    }
}
