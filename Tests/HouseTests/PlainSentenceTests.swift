import CostModel
import Foundation
import Kinds
import Planning
import Reporting
import RuleEngine
import Testing
import YAML

@testable import costguard

/// What people read names no column, metric or setting: the names are for rule files, JSON and CSV.
@Suite struct PlainSentenceTests {
    /// Every judgement of the cases of the shipped rules, with the verdict of a plan and the case's time.
    private static func judged() throws -> [(judgement: Judgement, finding: Finding?, plan: Plan, now: Date)] {
        let folder = URL(fileURLWithPath: "\(Repository.path)/rules/cases")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            YAMLFile(origin: name, text: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
        func views() -> ViewCatalog { ViewCatalog(kinds: KindFiles.catalog(of: Assets.kinds).specs) }
        var all: [(Judgement, Finding?, Plan, Date)] = []
        _ = try RuleCases.run(caseFiles: files, rules: try RuleSet.load(Assets.rules, views: views(), all: true)) {
            judgement, held, now in
            let account = judgement.resource.account
            let hold = HoldState(
                heldSeconds: held, judgedAt: now, held: true, ruleDigest: judgement.rule.digest,
                launchTime: judgement.row["launch_time"]?.integer.map { Date(timeIntervalSince1970: Double($0)) })
            let plan = Planner.plan(
                PlanRequest(
                    judgements: JudgementSet(judgements: [judgement]), account: account, now: now,
                    holds: [HoldKey(rule: judgement.rule.name, resource: judgement.resource): hold],
                    firstAccount: account))
            all.append((judgement, plan.findings.first, plan, now))
            return plan.findings.first?.verdict ?? .clear
        }
        return all
    }

    /// Words of ours that no person should meet; tags are their owner's words, and permissions are AWS's.
    private static func names(in text: String) -> Set<String> {
        Set(text.matches(of: /[A-Za-z0-9]+(_[A-Za-z0-9]+)+/).map { String($0.0) })
            .subtracting(["percent_complete"])
    }

    @Test func noSentenceOnAnyCaseOfAShippedRuleNamesAColumn() throws {
        let all = try Self.judged()
        #expect(all.count > 100)
        for (judgement, finding, plan, now) in all {
            let running = RunningInstance(
                key: judgement.resource, name: judgement.name, type: "m5.large", launchTime: nil, perHour: nil)
            let isMachine = judgement.resource.kind == .instance
            let scan = ScanSummary(
                account: plan.account, at: now, duration: 1, regions: [judgement.resource.region], closedRegions: [],
                gaps: [], apiCalls: 1, selfCost: .zero)
            var context = TextContext(
                timeZone: .gmt, now: now, scan: scan, running: isMachine ? [running] : [],
                clear: judgement.outcome == .clear ? [judgement] : [])
            var texts = [
                ExplainReport.text([judgement], findings: plan.findings, context), PlanReport.text(plan, context),
                StatusReport.text(context, plan: nil, findings: plan.findings, journal: []),
                AccountReport(plan: plan, context: context, figures: ReportFigures()).text,
            ]
            if isMachine, finding?.rule.action == .notify {
                let notice = IdleNotice(judgement, attendedBecause: nil)
                let mail = MailText.alertMail(
                    [], idle: [notice], account: plan.account, plan: plan, mailID: "m", context)
                texts += [mail.subject, mail.body]
            }
            context.isVerbose = true
            texts.append(PlanReport.text(plan, context))
            for text in texts {
                // What AWS calls a thing, such as the engine OpenSearch_2.11, or what a rule asks of it in AWS's words, is no
                // name of ours.
                let names = Self.names(in: text).filter { name in
                    !judgement.row.byColumn.values.contains { $0.text?.contains(name) == true }
                        && !judgement.conditions.contains { $0.text.contains("'\(name)'") }
                }
                #expect(names.isEmpty, "\(names.sorted()) in:\n\(text)")
            }
        }
    }

    @Test func aNameThatNobodyKnowsLosesItsUnderscores() throws {
        let rule = RuleHeader(
            name: "own", title: "Own", view: "instances", severity: .low, action: .stop, holdSeconds: 0, digest: "d",
            origin: "own.yaml")
        let key = ResourceKey(
            kind: .instance, account: try #require(AccountID("123456789012")),
            region: try #require(Region("us-east-1")),
            id: "i-1")
        let condition = ConditionResult(
            part: .whereAll, text: "queue_depth_now + jobs_waiting < :most_jobs and tag(tags, 'my_tag') = 'a_b'",
            outcome: .fails,
            values: [
                Evidence("queue_depth_now", .integer(7)), Evidence("jobs_waiting", .integer(9)),
                Evidence("most_jobs", .integer(3)),
            ])
        let judgement = Judgement(
            rule: rule, resource: key, name: nil, outcome: .clear, conditions: [condition], evidence: [], missing: [],
            reason: "", row: ["tags": .text("{}")], unknownColumns: [])
        let context = TextContext(timeZone: .gmt, now: .now)
        let text = ExplainReport.text([judgement], findings: [], context)
        #expect(text.contains("queue depth now + jobs waiting < 3 and tag 'my_tag' = 'a_b'"), "\(text)")
        var whole = context
        whole.isVerbose = true
        #expect(ExplainReport.text([judgement], findings: [], whole).contains("queue_depth_now + jobs_waiting < :most"))
    }
}
