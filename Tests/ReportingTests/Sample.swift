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

    static let dear = rule("idle-instance-dear", "Dear instance idle for three hours", severity: .high)
    static let cheap = rule("idle-instance", "Instance idle for a day")
    static let orphan = rule(
        "orphan-snapshot", "Snapshot of an image that is gone", view: "snapshots", action: .flag, severity: .low)

    static func judgement(
        _ key: ResourceKey, _ rule: RuleHeader, _ outcome: Judgement.Outcome, name: String?, reason: String = "",
        conditions: [ConditionResult] = [], evidence: [Evidence] = [], missing: [MissingFact] = [],
        row: [String: FactValue] = [:]
    ) -> Judgement {
        Judgement(
            rule: rule, resource: key, name: name, outcome: outcome, conditions: conditions, evidence: evidence,
            missing: missing, reason: reason, row: row, unknownColumns: [])
    }

    static func finding(
        _ judgement: Judgement, _ verdict: Verdict, unattended: Bool = false, because: String? = nil,
        refusal: Refusal? = nil, saving: Money? = nil, upperBound: Bool = false, loses: [String] = [], held: Int = 0
    ) -> Finding {
        Finding(
            judgement: judgement, verdict: verdict, unattended: unattended, attendedBecause: because,
            refusal: refusal, savingPerMonth: saving, savingIsUpperBound: upperBound, loses: loses, heldSeconds: held)
    }

    static let gpuKey = key("i-0a1b2c3d4e5f60718")
    static let gpu = finding(
        judgement(
            gpuKey, dear, .holds, name: "hw3-gpu",
            reason: "no hour above 1.4 % CPU or 0.3 MB of network in 3 h",
            conditions: [
                condition("state = 'running'", .holds, [Evidence("state", .text("running"))]),
                condition("hourly_usd >= 0.25", .holds, [Evidence("hourly_usd", .real(0.526))]),
                condition(
                    "cpu_percent < :idle_percent", .holds,
                    [Evidence("cpu_percent", .real(1.3999)), Evidence("idle_percent", .integer(5))]),
                ConditionResult(part: .unless, text: "costguard:keep", outcome: .fails, values: []),
            ],
            evidence: [
                Evidence("cpu_percent", .real(1.3999)), Evidence("gpu_percent", .null),
                Evidence("bytes_out", .integer(312_004)), Evidence("state", .text("running")),
            ],
            row: [
                "instance_type": .text("g4dn.xlarge"), "hourly_usd": .real(0.526), "uptime_hours": .real(11),
                "tags": .text("{}"),
            ]),
        .due, because: "instance-store-data", saving: Money("383.98"),
        loses: ["125 GB scratch disk", "RAM", "public address"], held: 1800)

    static let thesis = finding(
        judgement(
            key("i-0dddddddddddddddd", virginia), cheap, .spared(by: "keep-tag"), name: "thesis-db",
            row: ["tags": .text(#"{"costguard:keep":"2026-12-15"}"#)]),
        .spared, saving: Money("30.368"))

    static let worker = finding(
        judgement(key("i-0eeeeeeeeeeeeeeee", virginia), cheap, .holds, name: "worker-7", reason: "idle"),
        .refused,
        refusal: Refusal("auto-scaling", "it belongs to the Auto Scaling group 'workers', which would replace it"),
        saving: Money("70.08"))

    static let quiet = finding(
        judgement(
            key("i-0ffffffffffffffff", ireland), cheap, .unknown, name: nil,
            missing: [MissingFact("cpu_percent", "12 of 24 hourly points")]),
        .unknown, saving: nil)

    static let snapshots = (1...2).map { number in
        finding(
            judgement(
                key("snap-0c3d9e8f7a6b5c4d\(number)", ireland, .snapshot), orphan, .holds, name: "Packer, \"old\"",
                reason: "its image ami-0123 is gone"),
            .flagged, saving: Money("0.4"), upperBound: true)
    }

    static func condition(
        _ text: String, _ outcome: ConditionResult.Outcome, _ values: [Evidence]
    ) -> ConditionResult {
        ConditionResult(part: .whereAll, text: text, outcome: outcome, values: values)
    }

    static let gap = Gap(
        account: account, region: ireland, service: "ec2", operation: "DescribeImages", kind: .denied,
        error: "UnauthorizedOperation")

    static let step = PlanStep(
        action: .stop, resource: gpuKey, name: "hw3-gpu", rules: ["idle-instance-dear"], unattended: false,
        launchTime: morning - 11 * 3600, savingPerMonth: Money("383.98"))

    static let plan = Plan(
        id: "7f3a09c1", account: account, createdAt: morning,
        asOf: [RegionAge(ireland, morning - 60), RegionAge(virginia, morning), RegionAge(oregon, morning)],
        gaps: [gap], findings: [gpu] + snapshots + [worker, quiet, thesis], steps: [step],
        faults: [
            RuleFault(rule: "my-rule", resource: key("i-0ffffffffffffffff", ireland), message: "no such column: cpu")
        ],
        totals: PlanTotals(
            running: 5, wouldStop: 1, flagged: 2, savingPerMonthByStopping: Money("383.98")!,
            savingPerMonthByCleaning: Money("0.8")!, unpriced: 0))

    static let balance = CreditBalance(
        name: "class", source: .grossSinceGrant, granted: Money("100")!, burned: Money("83.4"),
        burnPerHour: Money("1.26"), expiresAt: Date(timeIntervalSince1970: 1_814_400_000),
        asOf: morning - 2400, basis: "gross spend since the grant (Cost Explorer)",
        levels: [.percentBurned(80), .percentBurned(95), .hoursLeft(6)])

    static let busy = judgement(
        key("i-0bbbbbbbbbbbbbbbb", virginia), dear, .clear, name: "train-resnet",
        conditions: [
            condition("state = 'running'", .holds, []),
            condition("cpu_percent < :idle_percent", .fails, [Evidence("cpu_percent", .real(71))]),
        ])

    static let running: [RunningInstance] = [
        RunningInstance(
            key: gpuKey, name: "hw3-gpu", type: "g4dn.xlarge", launchTime: morning - 11 * 3600, perHour: Money("0.526")),
        RunningInstance(
            key: busy.resource, name: "train-resnet", type: "g4dn.xlarge", launchTime: morning - 30 * 3600,
            perHour: Money("0.526")),
        RunningInstance(
            key: thesis.resource, name: "thesis-db", type: "t3.medium", launchTime: nil, perHour: Money("0.0416")),
        RunningInstance(
            key: worker.resource, name: "worker-7", type: "m5.large", launchTime: nil, perHour: Money("0.096")),
        RunningInstance(key: quiet.resource, name: nil, type: "x9.new", launchTime: nil, perHour: nil),
    ]

    static let scan = ScanSummary(
        account: account, at: morning, duration: 3.14, regions: [oregon, virginia, ireland], closedRegions: [],
        gaps: [gap], apiCalls: 61, selfCost: .zero)

    static let context = TextContext(
        timeZone: .gmt, now: morning, scan: scan, balances: [balance],
        figures: BillingFigures(estimatedCharges: .init(amount: .zero, at: morning - 3600)), running: running,
        clear: [busy])
}
