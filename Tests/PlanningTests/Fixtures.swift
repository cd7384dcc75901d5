// Values with harmless defaults: an idle instance that every guardrail lets pass.

import CostModel
import Foundation

@testable import Planning

let labAccount = AccountID("123456789012")!
let otherAccount = AccountID("210987654321")!
let oregon = Region("us-west-2")!
/// 2026-11-21T09:00:00Z.
let morning = Date(timeIntervalSince1970: 1_795_251_600)
let hour: TimeInterval = 3600

extension RuleHeader {
    static func fixture(
        _ name: String = "idle-instance", view: String = "instances", action: Action = .stop, hold: Int = 1800,
        digest: String = "d1", severity: Severity = .medium
    ) -> RuleHeader {
        RuleHeader(
            name: name, title: "Instance idle", view: view, severity: severity, action: action, holdSeconds: hold,
            digest: digest, origin: "built in")
    }
}

extension ResourceKey {
    static func instance(_ id: String = "i-1", account: AccountID = labAccount) -> ResourceKey {
        ResourceKey(kind: .instance, account: account, region: oregon, id: id)
    }
    static func snapshot(_ id: String) -> ResourceKey {
        ResourceKey(kind: .snapshot, account: labAccount, region: oregon, id: id)
    }
}

/// The row of an instance that may be stopped: on-demand, EBS, no scratch disk, up for ten hours.
let harmlessRow: [String: FactValue] = [
    "state": .text("running"), "lifecycle": .text("on-demand"), "root_device": .text("ebs"),
    "tags": .text("{}"), "hourly_usd": .real(0.1), "monthly_usd": .real(73), "gpus": .integer(0),
    "autoscaling_group": .null, "managed_by": .null, "stop_protected": .integer(0), "spot_request": .null,
    "has_instance_store": .integer(0), "instance_store_gb": .null, "public_ip": .null,
    "prepaid_by": .null, "disk_keys": .text("usable"), "shutdown_behavior": .text("stop"),
    "public_ip_is_elastic": .integer(0), "tenancy": .text("default"), "launch_time": .time(morning - 10 * hour),
]

extension Judgement {
    static func fixture(
        _ resource: ResourceKey = .instance(), rule: RuleHeader = .fixture(), outcome: Outcome = .holds,
        facts: [String: FactValue] = [:], unknown: Set<String> = [], missing: [MissingFact] = [],
        unanswered: [String: String] = [:]
    ) -> Judgement {
        Judgement(
            rule: rule, resource: resource, name: nil, outcome: outcome, conditions: [], evidence: [],
            missing: missing, reason: "idle", row: harmlessRow.merging(facts) { $1 },
            unknownColumns: unknown.union(unanswered.keys), unanswered: unanswered)
    }
}

extension GuardrailCandidate {
    static func fixture(
        _ judgement: Judgement, settings: GuardrailSettings = GuardrailSettings(),
        restarts: RestartRecord = RestartRecord(),
        firstAccount: AccountID? = labAccount, ownHosts: [OwnHost] = []
    ) -> GuardrailCandidate {
        GuardrailCandidate(
            judgement: judgement, now: morning, restarts: restarts, settings: settings, account: labAccount,
            firstAccount: firstAccount, ownHosts: ownHosts)
    }
}

extension JournalEntry {
    static func fixture(
        _ resource: ResourceKey = .instance(), at: Date, launchTime: Date? = nil, outcome: StepOutcome? = .done,
        unattended: Bool = true, action: Action = .stop
    ) -> JournalEntry {
        let intent = JournalIntent(
            planID: "00000000", action: action, resource: resource, launchTime: launchTime, name: nil,
            rule: "idle-instance", at: at,
            unattended: unattended)
        return JournalEntry(id: 1, intent: intent, outcome: outcome, settledAt: outcome.map { _ in at })
    }
}

extension RestartRecord {
    /// What the journal tells of stops, and what runs.
    static func fixture(
        _ journal: [JournalEntry] = [], marks: [ResourceKey: StopMark] = [:], starts: [ResourceKey: Date] = [:]
    ) -> RestartRecord {
        var stops = marks.mapValues { [StopWitness($0)] }
        for entry in journal {
            if let witness = StopWitness(entry) { stops[entry.intent.resource, default: []].append(witness) }
        }
        let running = starts.map {
            RunningInstance(key: $0.key, name: nil, type: "t3.micro", launchTime: $0.value, perHour: nil)
        }
        return RestartRecord(stops: stops, running: running)
    }
}

/// A request in which every clock has run long enough and cron may stop.
func request(
    _ judgements: [Judgement], held: Int = 100_000, running: Int = 100, journal: [JournalEntry] = [],
    guardrails: GuardrailSettings = GuardrailSettings(),
    unattended: UnattendedSettings = UnattendedSettings(actions: [.stop])
) -> PlanRequest {
    let holds = judgements.map { judgement in
        let state = HoldState(
            heldSeconds: held, judgedAt: morning, held: true, ruleDigest: judgement.rule.digest,
            launchTime: judgement.knownLaunchTime)
        return (HoldKey(rule: judgement.rule.name, resource: judgement.resource), state)
    }
    let machines = (0..<running).map {
        RunningInstance(key: .instance("i-r\($0)"), name: nil, type: "t3.micro", launchTime: nil, perHour: nil)
    }
    return PlanRequest(
        judgements: JudgementSet(judgements: judgements), account: labAccount, now: morning, running: machines,
        holds: Dictionary(holds, uniquingKeysWith: { one, _ in one }), journal: journal, guardrails: guardrails,
        unattended: unattended, firstAccount: labAccount)
}

/// SplitMix64: the same cases on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
