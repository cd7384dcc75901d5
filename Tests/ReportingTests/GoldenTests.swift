import CostModel
import Foundation
import Testing

@testable import Reporting

/// Contracts, and what people read, letter by letter.
@Suite struct GoldenTests {
    @Test func planAsJSON() throws {
        let json = PlanReport.json(Sample.plan)
        _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
        try expectGolden(json, "plan.json")
    }

    @Test func planAsCSV() throws { try expectGolden(PlanReport.csv(Sample.plan), "plan.csv") }
    @Test func planAsText() throws { try expectGolden(PlanReport.text(Sample.plan, Sample.context), "plan.txt") }

    @Test func aWholePlanAsText() throws {
        var context = Sample.context
        context.isVerbose = true
        try expectGolden(PlanReport.text(Sample.plan, context), "plan-whole.txt")
    }

    @Test func anEmptyPlanAsText() throws {
        let plan = Plan(
            id: "00000001", account: Sample.account, createdAt: Sample.morning, asOf: [], gaps: [], findings: [],
            steps: [], faults: [], running: 0)
        let bare = TextContext(timeZone: .gmt, now: Sample.morning)
        try expectGolden(PlanReport.text(plan, bare), "plan-empty.txt")
    }

    @Test func creditsAsJSON() throws {
        let json = CreditsReport.json([Sample.balance, Self.unknownBalance], spend: Sample.spend, at: Sample.morning)
        _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
        try expectGolden(json, "credits.json")
    }

    @Test func creditsAsCSV() throws {
        try expectGolden(CreditsReport.csv([Sample.balance, Self.unknownBalance], at: Sample.morning), "credits.csv")
    }

    @Test func creditsAsText() throws {
        var context = Sample.context
        context.balances.append(Self.unknownBalance)
        try expectGolden(CreditsReport.text(context), "credits.txt")
    }

    @Test func explanationAsText() throws {
        let judgements =
            [
                Sample.gpu, Sample.thesis, Sample.quiet, Sample.train, Sample.license, Sample.image,
            ].map(\.judgement) + [Sample.nightly, Sample.nightlyByTheOther]
        let text = ExplainReport.text(judgements, findings: Sample.plan.findings, Sample.context)
        try expectGolden(text, "explain.txt")
    }

    @Test func explanationAsJSON() throws {
        let json = ExplainReport.json([Sample.gpu.judgement, Sample.nightly], findings: Sample.plan.findings)
        _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
        try expectGolden(json, "explain.json")
    }

    @Test func statusAsText() throws {
        let stored = StoredPlan(
            id: "7f3a09c1", account: Sample.account, createdAt: Sample.morning, steps: [Sample.step])
        var context = Sample.context
        context.now = Sample.morning + 9 * 3600
        let intent = JournalIntent(
            planID: "1", action: .stop, resource: Sample.gpuKey, launchTime: nil, name: "hw3-gpu", rule: "r",
            at: Sample.morning - 86400, unattended: true)
        let journal = [JournalEntry(id: 1, intent: intent, outcome: .done, settledAt: nil)]
        try expectGolden(StatusReport.text(context, plan: stored, journal: journal), "status.txt")
    }

    @Test func statusBeforeTheFirstScan() throws {
        let bare = TextContext(timeZone: .gmt, now: Sample.morning)
        try expectGolden(StatusReport.text(bare, plan: nil, journal: []), "status-first.txt")
    }

    @Test func thresholdMail() throws {
        let mail = MailText.alertMail(
            [Crossing(balance: Sample.balance, levels: [.percentBurned(50), .percentBurned(80)])],
            account: Sample.account, plan: Sample.plan, mailID: "m-1", Sample.context)
        try expectGolden("Subject: \(mail.subject)\n\n\(mail.body)", "mail-threshold.txt")
    }

    @Test func digestMail() throws {
        let mail = MailText.digest(Sample.plan, mailID: "digest-1", Sample.context)
        try expectGolden("Subject: \(mail.subject)\n\n\(mail.body)", "mail-digest.txt")
    }

    @Test func testMail() throws {
        let mail = MailText.test(
            destination: "arn:aws:sns:us-east-1:123456789012:costguard", mailID: "test-1", Sample.context)
        try expectGolden("Subject: \(mail.subject)\n\n\(mail.body)", "mail-test.txt")
    }

    @Test func alerts() throws {
        let day = try #require(AlertLevel("ends before 2027-08-01"))
        let marks = Sample.balance.levels + [.usdLeft(Money("10")!), .burnPerDay(50), .expiresWithin(30), day]
        let armed = marks.map {
            ArmedMark(
                level: $0, source: "config.yaml:7",
                toldAt: $0 == .percentBurned(80) ? Sample.morning - 7200 : nil)
        }
        let credits = [
            (balance: Sample.balance, marks: armed),
            (balance: Self.unknownBalance, marks: [ArmedMark(level: .expiresWithin(7), source: "usual", toldAt: nil)]),
        ]
        let mail = "Mails go to a topic."
        try expectGolden(AlertsReport.text(credits, waiting: [], mail: mail, Sample.context), "alerts.txt")
        try expectGolden(AlertsReport.json(credits, topic: nil, at: Sample.morning), "alerts.json")
        try expectGolden(AlertsReport.csv(credits, at: Sample.morning), "alerts.csv")
    }

    @Test func stoppedMail() throws {
        let mail = MailText.stoppedMail(
            [(Sample.step, Sample.gpu, .done), (Sample.licenseStep, nil, .failed("IncorrectInstanceState"))],
            planID: "7f3a09c1", mailID: "m-2", Sample.context)
        try expectGolden("Subject: \(mail.subject)\n\n\(mail.body)", "mail-stopped.txt")
    }

    @Test func outcomes() throws {
        let steps: [(step: PlanStep, outcome: StepOutcome)] = [
            (Sample.step, .done), (Sample.step, .skipped("it was started again since the plan was made")),
            (Sample.step, .uncertain("the answer was lost")), (Sample.step, .failed("IncorrectInstanceState")),
        ]
        try expectGolden(ApplyReport.text(steps, planID: "7f3a09c1", Sample.context), "apply.txt")
        try expectGolden(ApplyReport.json(steps, planID: "7f3a09c1"), "apply.json")
    }

    @Test func history() throws {
        try expectGolden(HistoryReport.text(Sample.journal, days: 30, Sample.context), "history.txt")
        try expectGolden(HistoryReport.csv(Sample.journal, running: []), "history.csv")
        let json = HistoryReport.json(Sample.journal, running: [])
        _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
        try expectGolden(json, "history.json")
    }

    @Test func anEmptyHistory() {
        #expect(HistoryReport.text([], days: 7, Sample.context) == "Nothing was changed in the last 7 days.\n")
    }

    static let unknownBalance = CreditBalance(
        name: "lab", source: .none, granted: Money("50")!, burned: nil, burnPerHour: nil, expiresAt: nil, asOf: nil,
        basis: "", levels: [])
}
