import CostModel
import Foundation
import Testing

@testable import Reporting

/// Every field that an outsider can write, in every report.
@Suite struct HostileTextTests {
    static let text = "\u{1b}]0;pwn\u{07}\u{202e}=cmd|'/c calc'!A1\r\n\"; rm -rf ~"
    static let key = ResourceKey(
        kind: .instance, account: Sample.account, region: Sample.oregon, id: "i-1\(text)")
    static let step = PlanStep(
        action: .stop, resource: key, name: text, rules: [text], unattended: true, launchTime: nil, savingPerMonth: nil)
    static let balance = CreditBalance(
        name: text, source: .entered, granted: Money("1")!, burned: .zero, burnPerHour: nil, expiresAt: nil,
        asOf: nil, basis: text, levels: [])

    static let judgement = Sample.judgement(
        key, Sample.rule(text, text), .unknown, name: text, reason: text,
        conditions: [Sample.condition(text, .unknown, [Evidence(text, .text(text))])],
        evidence: [Evidence(text, .text(text))], missing: [MissingFact(text, text)],
        row: ["instance_type": .text(text), "tags": .text(text)])

    static let spared = Sample.judgement(
        key, Sample.rule(text, text), .spared(by: "tag(tags, 'a') = 1"), name: text,
        conditions: [Sample.condition("tag(tags, 'a') = 1", .holds, part: .unless)],
        row: ["tags": .text(#"{"a":"\u001b[31m\u202ered"}"#)])
    static let clear = Sample.judgement(
        key, Sample.rule(text, text), .clear, name: text,
        conditions: [Sample.condition("a < :b", .fails, [Evidence("a", .text(text)), Evidence("b", .text(text))])])

    static let findings = Verdict.allCases.map {
        Sample.finding(judgement, $0, because: text, refusal: Refusal(text, text), loses: [text])
    }

    static let plan = Plan(
        id: "00000000", account: Sample.account, createdAt: Sample.morning, asOf: [],
        gaps: [
            Gap(
                account: Sample.account, region: Sample.oregon, service: text, operation: text, kind: .failed,
                error: text)
        ],
        findings: findings, steps: [step], faults: [RuleFault(rule: text, message: text)], running: 7)

    static var context: TextContext {
        var context = Sample.context
        context.balances = [balance]
        context.clear = [clear]
        context.running = [RunningInstance(key: key, name: text, type: text, launchTime: nil, perHour: nil)]
        return context
    }

    static var reports: [String] {
        let context = context
        let plan = plan
        let now = Sample.morning
        let outcomes: [(step: PlanStep, outcome: StepOutcome)] = [(step, .failed(text)), (step, .done)]
        let mail = MailText.alertMail(
            [Crossing(balance: balance, levels: [.percentBurned(80)])], account: Sample.account, plan: plan,
            mailID: "m", context)
        let stopped = MailText.stoppedMail(
            [(step, findings.first, .failed(text)), (step, findings.first, .done)], planID: "p", mailID: "m", context)
        let marks = [ArmedMark(level: .percentBurned(80), source: text, toldAt: nil)]
        let intent = JournalIntent(
            planID: text, action: .stop, resource: key, launchTime: nil, name: text, rule: text, at: now,
            unattended: true)
        let journal = [JournalEntry(id: 1, intent: intent, outcome: .failed(text), settledAt: nil)]
        return [
            HistoryReport.text(journal, days: 1, context), HistoryReport.json(journal, running: []),
            HistoryReport.csv(journal, running: []),
            ExplainReport.text([spared, clear], findings: [], context),
            PlanReport.text(plan, context), PlanReport.json(plan), PlanReport.csv(plan), CreditsReport.text(context),
            CreditsReport.json([balance], at: now), CreditsReport.csv([balance], at: now),
            ExplainReport.text([judgement], findings: findings, context),
            ExplainReport.json([judgement], findings: findings),
            StatusReport.text(context, plan: nil, journal: []), ApplyReport.text(outcomes, planID: "p", context),
            MailText.digest(plan, mailID: "m", context).subject, MailText.digest(plan, mailID: "m", context).body,
            AlertsReport.text([(balance, marks)], waiting: [], mail: text, context),
            AlertsReport.json([(balance, marks)], topic: text, at: now),
            AlertsReport.csv([(balance, marks)], at: now),
            ApplyReport.json(outcomes, planID: "p"), mail.subject, mail.body, stopped.subject, stopped.body,
        ]
    }

    @Test func noReportCarriesWhatATerminalObeys() {
        for report in Self.reports {
            let obeyed = report.unicodeScalars.contains { scalar in
                let category = scalar.properties.generalCategory
                return scalar != "\n" && (category == .control || category == .format)
            }
            #expect(!obeyed, "\(report)")
        }
    }

    @Test func noCellStartsAFormula() {
        let rows = PlanReport.csv(Self.plan).split(separator: "\n")
        #expect(rows.count == 1 + Self.findings.count)
        #expect(!rows.contains { $0.hasPrefix("=") || $0.contains(",=") || $0.contains(",\"=") })
    }

    @Test func aNameIsNoPartOfACommand() {
        #expect(!Commands.start(Self.key).contains { ";\"'~|".contains($0) })
        #expect(ConsoleLink.page(of: Self.key) == nil)
        #expect(CommonText.argument(Sample.gpuKey, Self.text) == Sample.gpuKey.id)
        #expect(CommonText.argument(Sample.gpuKey, "--help") == Sample.gpuKey.id)
        #expect(CommonText.argument(Sample.gpuKey, "hw3-gpu") == "hw3-gpu")
    }
}
