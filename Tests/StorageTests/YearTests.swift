// What a year of scans leaves in the file: what is kept how long, that the room is given back, and that a file of an
// earlier version gets there.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct YearTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    @Test func aPlanIsForgottenAfterAMonthWithItsSteps() async throws {
        let database = try bench.open()
        for (id, day) in [("old", 0.0), ("new", 1)] {
            let step = PlanStep(
                action: .stop, resource: resourceKey(.instance, "i-\(id)"), name: nil, rules: ["a"], unattended: true,
                launchTime: nil, savingPerMonth: nil)
            try await database.save(
                StoredPlan(id: id, account: .lab, createdAt: noon.plus(hours: day * 24), steps: [step]))
        }
        try await database.forgetAfterScan(at: noon.plus(hours: 31 * 24))
        #expect(try await database.planIDs(startingWith: "") == ["new"])
        #expect(try database.row("SELECT count(*) FROM plan_steps")[0] == 1)
        #expect(try await database.latestPlan(account: .lab)?.steps.map(\.resource.id) == ["i-new"])
    }

    @Test func anIdIsOnePlansAlone() async throws {
        let database = try bench.open()
        let step = PlanStep(
            action: .stop, resource: resourceKey(.instance, "i-1"), name: "web", rules: ["a"], unattended: true,
            launchTime: noon, savingPerMonth: Money("3.5"))
        func plan(_ steps: [PlanStep], of account: AccountID = .lab, at: Date = noon) -> StoredPlan {
            StoredPlan(id: "one", account: account, createdAt: at, steps: steps)
        }
        try await database.save(plan([step]))
        // Priced anew, it is the same plan.
        let dearer = PlanStep(
            action: .stop, resource: step.resource, name: "web", rules: ["a"], unattended: true, launchTime: noon,
            savingPerMonth: Money("4"))
        try await database.save(plan([dearer]))
        for other in [plan([]), plan([step], of: .other), plan([step], at: noon.plus(hours: 1))] {
            await #expect { try await database.save(other) } throws: { ($0 as? StorageError)?.code == .taken }
        }
        #expect(try await database.plan(id: "one")?.steps == [dearer])
    }

    @Test func aClockThatIsAheadForgetsNothing() async throws {
        let database = try await bench.scanning()
        try await database.save(StoredPlan(id: "p", account: .lab, createdAt: noon, steps: []))
        #expect(try database.forget(now: noon.plus(hours: 24 * 1000)) == 0)
        #expect(try await database.latestPlan(account: .lab)?.id == "p")
    }

    @Test func pointsOfLessThanAnHourAreForgottenEarlierAndAskedForAgain() async throws {
        let database = try await bench.scanning()
        let queries = [300, 3600].map { period in
            MetricQuery(
                resource: resourceKey(.instance, "i-1"), namespace: "n", metric: "m", statistic: .sum, period: period,
                start: Int(noon.seconds), end: Int(noon.seconds) + 7200)
        }
        try await database.record(
            queries.map { MetricAnswer($0, points: [MetricPoint(start: $0.start, value: 1)]) },
            at: noon.plus(hours: 4))
        try await database.forgetAfterScan(at: noon.plus(hours: 24 * 17))
        #expect(
            try database.rows("SELECT s.period FROM metric_day d JOIN metric_series s ON s.id = d.series").map {
                $0[0] as Int
            } == [3600])
        #expect(try await database.missingPoints(queries, at: noon.plus(hours: 24 * 17)).map(\.period) == [300])
    }

    @Test func ofEarlierScansTheWordsAreForgottenAndTheCostStays() async throws {
        let database = try bench.open()
        let gap = Gap(
            account: .lab, region: .ireland, service: "ec2", operation: "DescribeVolumes", kind: .denied, error: "no")
        for hour in [0.0, 1] {
            try await database.finishScan(
                ScanSummary(
                    account: .lab, at: noon.plus(hours: hour), duration: 1, regions: [.ireland], closedRegions: [.ohio],
                    gaps: [gap], apiCalls: 7, selfCost: .zero))
        }
        try await database.forgetAfterScan(at: noon.plus(hours: 24 * 9))
        let words = try database.rows("SELECT regions || closed || gaps FROM scan WHERE account = '123456789012'")
        #expect(words.map { ($0[0] as String).count > 6 } == [false, true])
        #expect(try await database.lastScans().first?.gaps == [gap])
        #expect(try await database.scansMade(account: .lab, since: noon).calls == 14)
    }

    @Test func whatIsForgottenIsGivenBackToTheDisk() async throws {
        let database = try await bench.scanning()
        for number in 0..<300 {
            let body = String(repeating: "\(number) ", count: 4000)
            let mail = Mail(id: "m-\(number)", subject: "s", body: body, createdAt: noon)
            try await database.change(opening: [], closing: [], mail: mail)
            try await database.recordSent(mail.id, messageID: "x", at: noon)
        }
        func pages() throws -> Int { try database.row("PRAGMA page_count")[0] }
        let full = try pages()
        try await database.forgetAfterScan(at: noon.plus(hours: 24 * 402))
        #expect(try pages() < full / 2)
        #expect(try database.row("PRAGMA freelist_count")[0] == 0)
    }

    /// 0.1.0 kept the text of each plan, and its files did not shrink.
    @Test func aFileOfBeforeKeepsItsLastPlansAndShrinks() async throws {
        try writeFileOfBefore()
        let size = { try FileManager.default.attributesOfItem(atPath: bench.path)[.size] as? Int ?? 0 }
        #expect(try size() > 10_000_000)
        let database = try bench.open()
        #expect(try size() < 5_000_000)
        #expect(try database.row("PRAGMA auto_vacuum")[0] == 2)
        #expect(try await database.latestPlan(account: .lab)?.id == "plan-2999")
        #expect(try await database.plan(id: "plan-122")?.steps.map(\.resource.id) == ["i-1"])
        #expect(try await database.plan(id: "plan-121")?.id == nil)
    }

    private func writeFileOfBefore() throws {
        let before = try bench.write(.release)
        let steps = try Stored.json([
            StepRecord(
                PlanStep(
                    action: .stop, resource: resourceKey(.instance, "i-1"), name: nil, rules: ["a"],
                    unattended: true, launchTime: noon, savingPerMonth: nil))
        ])
        try before.write { db in
            for number in 0..<3000 {
                try db.execute(
                    sql: "INSERT INTO plan (id, account, created_at, steps, payload) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        "plan-\(number)", AccountID.lab.digits, noon.seconds + Int64(number), steps,
                        String(repeating: "x", count: 5000),
                    ])
            }
        }
        try before.close()
    }
}
