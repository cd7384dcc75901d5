import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct SanitizerTests {
    @Test(
        "nothing reaches the terminal that it would obey",
        arguments: [
            ("plain", "plain"), ("a\u{1b}[31mred", "a[31mred"), ("a\u{9b}31m", "a31m"),
            ("two\nlines\ttab\r", "two lines tab "),
            ("\u{202e}gpj.exe", "gpj.exe"), ("a\u{2066}b\u{2069}c", "abc"), ("zero\u{200b}width\u{feff}", "zerowidth"),
            ("bell\u{07}\u{00}\u{7f}", "bell"), ("a\u{2028}b\u{85}c", "a b c"), ("\u{e0041}tag", "tag"),
            ("Käse 東京 🚀", "Käse 東京 🚀"),
        ])
    func terminal(text: String, clean: String) { #expect(Sanitizer.terminal(text) == clean) }

    @Test(
        "no cell starts a formula",
        arguments: [
            ("plain", "plain"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "' =1"),
            ("\r=1", "' =1"), ("\nx", "' x"), (" =1", "' =1"), ("＝1", "'＝1"), ("\u{200b}=1", "'=1"),
            ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""),
            ("", ""), ("a=b", "a=b"),
        ])
    func cells(text: String, cell: String) { #expect(Sanitizer.csvCell(text) == cell) }

    @Test(
        "a subject is one line of ASCII",
        arguments: [
            ("fine", "fine"), ("a\r\nBcc: x@y", "a Bcc: x@y"), ("Käse", "K?se"), ("", "costguard"),
            ("\u{1b}", "costguard"),
        ])
    func subjects(text: String, subject: String) { #expect(Sanitizer.subject(text) == subject) }

    @Test func aLongSubjectIsCutBelowAHundred() {
        let subject = Sanitizer.subject(String(repeating: "x", count: 500))
        #expect(subject.count == 99)
        #expect(subject.hasSuffix("..."))
        #expect(Sanitizer.subject(String(repeating: "x", count: 99)).hasSuffix("x"))
    }

    static let hostile = "\u{1b}]0;pwn\u{07}\u{202e}=cmd|'/c calc'!A1\r\n\"; rm -rf ~"

    /// Every field that an outsider can write, in every report.
    @Test func noReportLetsAHostileNameThrough() throws {
        let name = Self.hostile
        let key = ResourceKey(kind: .instance, account: Sample.account, region: Sample.oregon, id: "i-1\(name)")
        let condition = Sample.condition(name, .unknown, [Evidence(name, .text(name))])
        let judgement = Sample.judgement(
            key, Sample.rule(name, name), .unknown, name: name, reason: name, conditions: [condition],
            evidence: [Evidence(name, .text(name))], missing: [MissingFact(name, name)],
            row: ["instance_type": .text(name), "tags": .text(name)])
        let findings = Verdict.allCases.map {
            Sample.finding(judgement, $0, because: name, refusal: Refusal(name, name), loses: [name])
        }
        let step = PlanStep(
            action: .stop, resource: key, name: name, rules: [name], unattended: true, launchTime: nil,
            savingPerMonth: nil)
        let gap = Gap(
            account: Sample.account, region: Sample.oregon, service: name, operation: name, kind: .failed, error: name)
        let plan = Plan(
            id: "00000000", account: Sample.account, createdAt: Sample.morning, asOf: [], gaps: [gap],
            findings: findings, steps: [step], faults: [RuleFault(rule: name, message: name)],
            totals: Sample.plan.totals)
        let balance = CreditBalance(
            name: name, source: .entered, granted: Money("1")!, burned: .zero, burnPerHour: nil, expiresAt: nil,
            asOf: nil, basis: name, levels: [])
        var context = Sample.context
        context.balances = [balance]
        context.running = [RunningInstance(key: key, name: name, type: name, launchTime: nil, perHour: nil)]
        let outcomes: [(step: PlanStep, outcome: StepOutcome)] = [(step, .failed(name)), (step, .done)]
        let mail = MailText.thresholdMail(
            balance, level: .percentBurned(80), account: Sample.account, plan: plan, mailID: "m", context)
        let stopped = MailText.stoppedMail(
            [(step, findings[0], .failed(name)), (step, findings[0], .done)], planID: "p", mailID: "m", context)
        let reports = [
            PlanReport.text(plan, context), PlanReport.json(plan), PlanReport.csv(plan), CreditsReport.text(context),
            CreditsReport.json([balance], at: Sample.morning), CreditsReport.csv([balance], at: Sample.morning),
            ExplainReport.text([judgement], findings: findings, context),
            ExplainReport.json([judgement], findings: findings),
            StatusReport.text(context, plan: nil, journal: []), ApplyReport.text(outcomes, planID: "p", context),
            ApplyReport.json(outcomes, planID: "p"), mail.subject, mail.body, stopped.subject, stopped.body,
        ]
        for report in reports {
            let obeyed = report.unicodeScalars.contains { scalar in
                let category = scalar.properties.generalCategory
                return scalar != "\n" && (category == .control || category == .format)
            }
            #expect(!obeyed)
        }
        #expect(!PlanReport.csv(plan).split(separator: "\n").contains { $0.hasPrefix("=") || $0.contains(",=") })
        #expect(!MailText.startCommand(key).contains(";"))
        #expect(!MailText.consoleLink(key).contains("\""))
        // A name is no part of a command: the shell would take it apart.
        #expect(Sentences.argument(Sample.gpuKey, name) == Sample.gpuKey.id)
        #expect(Sentences.argument(Sample.gpuKey, "--help") == Sample.gpuKey.id)
    }
}
