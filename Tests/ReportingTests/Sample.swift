// One account on a Saturday morning: the demo's class account, as a plan made by hand.

import CostModel
import Foundation
import Reporting

/// A plan and its surroundings with something in every section.
enum Sample {
    /// 2026-11-21T09:00:00Z, a Saturday.
    static let morning = Date(timeIntervalSince1970: 1_795_251_600)
    static let account = AccountID("123456789012")!
    static let oregon = Region("us-west-2")!
    static let virginia = Region("us-east-1")!
    static let ireland = Region("eu-west-1")!

    static func key(_ id: String, _ region: Region = oregon, _ kind: ResourceKind = .instance) -> ResourceKey {
        ResourceKey(kind: kind, account: account, region: region, id: id)
    }

    static func rule(
        _ name: String, _ title: String, view: String = "instances", action: Action = .stop,
        severity: Severity = .medium
    ) -> RuleHeader {
        RuleHeader(
            name: name, title: title, view: view, severity: severity, action: action, holdSeconds: 1800, digest: "d1",
            origin: "built in")
    }

    static let dear = rule("idle-costly-instance", "Expensive instance idle for hours", severity: .high)
    static let cheap = rule("idle-instance", "Instance idle for a day")

    /// A rule that only flags.
    static func flag(_ name: String, _ title: String, view: String) -> RuleHeader {
        rule(name, title, view: view, action: .flag, severity: .low)
    }

    static func judgement(
        _ key: ResourceKey, _ rule: RuleHeader, _ outcome: Judgement.Outcome, name: String?, reason: String = "",
        conditions: [ConditionResult] = [], evidence: [Evidence] = [], missing: [MissingFact] = [],
        row: [String: FactValue] = [:], unknown: Set<String> = []
    ) -> Judgement {
        Judgement(
            rule: rule, resource: key, name: name, outcome: outcome, conditions: conditions, evidence: evidence,
            missing: missing, reason: reason, row: row.merging(["gpus": .integer(0)]) { given, _ in given },
            unknownColumns: unknown)
    }

    static func finding(
        _ judgement: Judgement, _ verdict: Verdict, unattended: Bool = false, because: String? = nil,
        refusal: Refusal? = nil, saving: Money? = nil, upperBound: Bool = false, loses: [String] = [], held: Int = 0
    ) -> Finding {
        Finding(
            judgement: judgement, verdict: verdict, unattended: unattended, attendedBecause: because,
            refusal: refusal, savingPerMonth: saving, savingIsUpperBound: upperBound, loses: loses, heldSeconds: held)
    }

    static func condition(
        _ text: String, _ outcome: ConditionResult.Outcome, _ values: [Evidence] = [],
        part: ConditionResult.Part = .whereAll
    ) -> ConditionResult {
        ConditionResult(part: part, text: text, outcome: outcome, values: values)
    }

    static let gap = Gap(
        account: account, region: ireland, service: "ec2", operation: "DescribeImages", kind: .denied,
        error: "UnauthorizedOperation")

    static let step = PlanStep(
        action: .stop, resource: gpuKey, name: "hw3-gpu", rules: ["idle-costly-instance"], unattended: false,
        launchTime: morning - 11 * 3600, savingPerMonth: Money("383.98"))

    static let licenseStep = PlanStep(
        action: .stop, resource: license.resource, name: "license-server", rules: ["idle-instance"], unattended: true,
        launchTime: nil, savingPerMonth: Money("7.592"))

    /// One entry per outcome, as the journal might list them.
    static let journal: [JournalEntry] = [
        StepOutcome.done, .failed("IncorrectInstanceState"), .skipped("it was started again"),
        .uncertain("the answer was lost"), nil,
    ].enumerated().map { number, outcome in
        let intent = JournalIntent(
            planID: "7f3a09c1", action: .stop, resource: gpuKey, launchTime: nil, name: number == 1 ? nil : "hw3-gpu",
            rule: "idle-costly-instance", at: morning - Double(number) * 20_000, unattended: number % 2 == 0)
        return JournalEntry(
            id: Int64(number), intent: intent, outcome: outcome, settledAt: outcome.map { _ in morning })
    }

    static let plan = Plan(
        id: "7f3a09c1", account: account, createdAt: morning,
        asOf: [RegionAge(ireland, morning - 60), RegionAge(virginia, morning), RegionAge(oregon, morning)],
        gaps: [gap], findings: [gpu] + orphans + [license, worker, quiet, image, train, thesis], steps: [step],
        faults: [
            RuleFault(rule: "my-rule", resource: key("i-0ffffffffffffffff", ireland), message: "no such column: cpu")
        ], running: 7)

    static let balance = CreditBalance(
        name: "class", source: .grossSinceGrant, granted: Money("100")!, burned: Money("83.4"),
        burnPerHour: Money("1.26"), expiresAt: Date(timeIntervalSince1970: 1_814_400_000),
        asOf: morning - 2400, basis: "gross spend since the grant (Cost Explorer)",
        levels: [.percentBurned(80), .percentBurned(95), .hoursLeft(6)])

    static let running: [RunningInstance] = [
        RunningInstance(
            key: gpuKey, name: "hw3-gpu", type: "g4dn.xlarge", launchTime: morning - 11 * 3600,
            perHour: Money("0.526")),
        RunningInstance(
            key: train.resource, name: "train-resnet", type: "g4dn.xlarge", launchTime: morning - 30 * 3600,
            perHour: Money("0.526")),
        RunningInstance(
            key: thesis.resource, name: "thesis-db", type: "t3.medium", launchTime: nil, perHour: Money("0.0416")),
        RunningInstance(
            key: nightly.resource, name: "nightly-etl", type: "m5.large", launchTime: morning - 200 * 3600,
            perHour: Money("0.096")),
        RunningInstance(
            key: license.resource, name: "license-server", type: "t3.micro", launchTime: nil, perHour: Money("0.0104")),
        RunningInstance(
            key: worker.resource, name: "worker-7", type: "m5.large", launchTime: nil, perHour: Money("0.096")),
        RunningInstance(key: quiet.resource, name: nil, type: "x9.new", launchTime: nil, perHour: nil),
    ]

    static let scan = ScanSummary(
        account: account, at: morning, duration: 3.14, regions: [oregon, virginia, ireland], closedRegions: [],
        gaps: [gap], apiCalls: 61, selfCost: .zero)

    static let figures = BillingFigures(
        estimatedCharges: .init(amount: Money("41.05")!, at: morning - 3600),
        costLines: [
            cost("Usage", "2026-10-01", "42.3"), cost("Credit", "2026-10-01", "-42.3"),
            cost("Usage", "2026-11-01", "41.1"), cost("Credit", "2026-11-01", "-41.1"),
        ])

    /// A line of Cost Explorer in the month that begins then.
    static func cost(_ type: String, _ start: String, _ usd: String) -> BillingFigures.CostLine {
        .init(recordType: type, start: start, end: "2026-11-21", amount: Money(usd)!, estimated: false)
    }

    static let context = TextContext(
        timeZone: .gmt, now: morning, scan: scan, balances: [balance], figures: figures, running: running,
        clear: [nightly, nightlyByTheOther], spend: spend)
}
