import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct PlannerTests {
    private func only(_ judgement: Judgement, held: Int = 100_000) -> Finding? {
        Planner.plan(request([judgement], held: held)).findings.first
    }

    @Test func aClearJudgementIsNoFinding() {
        #expect(Planner.plan(request([.fixture(outcome: .clear)])).findings.isEmpty)
    }

    @Test(
        "the verdict follows from outcome, action and clock",
        arguments: [
            (Judgement.Outcome.spared(by: "keep-tag"), Action.stop, 9999, Verdict.spared),
            (.unknown, .stop, 9999, .unknown), (.holds, .flag, 0, .flagged), (.holds, .notify, 9999, .flagged),
            (.holds, .stop, 0, .pending), (.holds, .stop, 1709, .pending), (.holds, .stop, 1710, .due),
            (.spared(by: "x"), .flag, 0, .spared),
        ])
    func verdicts(outcome: Judgement.Outcome, action: Action, held: Int, expected: Verdict) {
        let judgement = Judgement.fixture(rule: .fixture(action: action), outcome: outcome)
        #expect(only(judgement, held: held)?.verdict == expected)
    }

    @Test func aMissingGuardrailFactMakesItUnknownAndSaysWhich() {
        let finding = only(.fixture(unanswered: ["stop_protected": "ec2:DescribeInstanceAttribute denied: no"]))
        #expect(finding?.verdict == .unknown)
        #expect(finding?.judgement.missing.map(\.column) == ["stop_protected"])
        #expect(finding?.checkedBeforeStop == [])
    }

    @Test("what nobody asked yet leaves a finding due for cron, and says what the look before the stop asks")
    func notAskedYet() {
        let judgement = Judgement.fixture(unknown: ["stop_protected", "disk_keys", "shutdown_behavior"])
        let due = only(judgement)
        #expect(due?.verdict == .due && due?.unattended == true && due?.attendedBecause == nil)
        #expect(due?.checkedBeforeStop == ["stop_protected", "disk_keys"])
        #expect(due?.judgement.missing == [])
        #expect(only(judgement, held: 0)?.verdict == .pending)
    }

    @Test("one over the limit still says what is asked before its stop")
    func notAskedOverTheLimit() {
        var over = request([.fixture(unknown: ["stop_protected"])])
        over.guardrails.maxActions = 0
        let finding = Planner.plan(over).findings.first
        #expect(finding?.attendedBecause == "limit" && finding?.checkedBeforeStop == ["stop_protected"])
    }

    @Test("at the look before a stop, what is still not asked is not known, and nothing is stopped")
    func notAskedBeforeTheStop() {
        for column in ["stop_protected", "disk_keys"] {
            var last = request([.fixture(unknown: [column])])
            last.isBeforeStop = true
            let plan = Planner.plan(last)
            #expect(plan.findings.allSatisfy { $0.checkedBeforeStop.isEmpty && !$0.unattended }, "\(column)")
            #expect(plan.findings.first?.verdict == (column == "disk_keys" ? .due : .unknown))
        }
    }

    @Test(
        "a rule that itself reads what was not asked is due or pending, unless it lacks more or would change nothing",
        arguments: [
            ("stop_protected", MissingFact.notAsked, Action.stop, Verdict.due),
            ("stop_protected", "ec2:X denied: no", .stop, .unknown), ("cpu_percent", "no data", .stop, .unknown),
            ("stop_protected", MissingFact.notAsked, .flag, .unknown),
        ])
    func ruleReadsWhatWasNotAsked(column: String, why: String, action: Action, expected: Verdict) {
        let unasked = why == MissingFact.notAsked
        let judgement = Judgement.fixture(
            rule: .fixture(action: action), outcome: .unknown, unknown: [column], missing: [MissingFact(column, why)],
            unanswered: unasked ? [:] : [column: why])
        #expect(only(judgement)?.verdict == expected)
        #expect(only(judgement)?.checkedBeforeStop == (expected == .due ? [column] : []))
    }

    @Test func aClockOfAnotherStartOrRuleCountsNothing() {
        let judgement = Judgement.fixture()
        for state in [
            HoldState(
                heldSeconds: 9999, judgedAt: morning, held: true, ruleDigest: "d0",
                launchTime: judgement.knownLaunchTime),
            HoldState(heldSeconds: 9999, judgedAt: morning, held: true, ruleDigest: "d1", launchTime: morning - hour),
        ] {
            var request = request([judgement])
            request.holds = [HoldKey(rule: judgement.rule.name, resource: judgement.resource): state]
            #expect(Planner.plan(request).findings.first?.verdict == .pending)
        }
    }

    static let scratch: [String: FactValue] = ["has_instance_store": .integer(1), "instance_store_gb": .integer(125)]
    static let gpu: [String: FactValue] = ["gpus": .integer(1)]
    static let watched: [String: FactValue] = ["gpus": .integer(1), "gpu_percent_coverage": .real(1)]
    static let allowed = UnattendedSettings(actions: [.stop], gpuLoadUnknown: true, losesInstanceStore: true)

    @Test(
        "cron waits for a person, and says why",
        arguments: [
            ([:], UnattendedSettings(actions: [.stop]), nil),
            ([:], UnattendedSettings(), "not-allowed"),
            (scratch, UnattendedSettings(actions: [.stop]), "instance-store-data"),
            (scratch, UnattendedSettings(actions: [.stop], losesInstanceStore: true), nil),
            (["has_instance_store": .null], UnattendedSettings(actions: [.stop]), "instance-store-data"),
            (gpu, UnattendedSettings(actions: [.stop]), "gpu-load-unknown"),
            (gpu, UnattendedSettings(actions: [.stop], gpuLoadUnknown: true), nil),
            (watched, UnattendedSettings(actions: [.stop]), nil),
            (
                ["gpus": .integer(8), "gpu_percent_coverage": .real(0), "gpu_power_percent_coverage": .real(1)],
                UnattendedSettings(actions: [.stop]), nil
            ),
            (
                ["gpus": .integer(1), "gpu_percent_coverage": .real(0)], UnattendedSettings(actions: [.stop]),
                "gpu-load-unknown"
            ),
            (["gpus": .null], UnattendedSettings(actions: [.stop]), "gpu-load-unknown"),
            (scratch.merging(gpu) { $1 }, UnattendedSettings(), "instance-store-data"),
            (scratch.merging(gpu) { $1 }, UnattendedSettings(losesInstanceStore: true), "gpu-load-unknown"),
            (scratch.merging(gpu) { $1 }, allowed, nil),
        ] as [([String: FactValue], UnattendedSettings, String?)])
    func attendance(facts: [String: FactValue], settings: UnattendedSettings, expected: String?) {
        let plan = Planner.plan(request([.fixture(facts: facts)], unattended: settings))
        #expect(plan.findings.first?.verdict == .due)
        #expect(plan.findings.first?.attendedBecause == expected)
        #expect(plan.findings.first?.unattended == (expected == nil))
        #expect(plan.steps.first?.unattended == (expected == nil))
    }

    @Test func aPendingFindingIsAStepForAPersonAlone() {
        let plan = Planner.plan(request([.fixture()], held: 0))
        #expect(plan.steps.map(\.unattended) == [false])
    }

    @Test(
        "what a stop destroys",
        arguments: [
            ([:], ["RAM"]),
            (["public_ip": .text("192.0.2.1")], ["RAM", "public address"]),
            (["public_ip": .text("192.0.2.1"), "public_ip_is_elastic": .integer(1)], ["RAM"]),
            (scratch, ["125 GB scratch disk", "RAM"]),
            (["has_instance_store": .integer(1)], ["scratch disk", "RAM"]),
            (["has_instance_store": .null], ["scratch disk, if it has one", "RAM"]),
        ] as [([String: FactValue], [String])])
    func losses(facts: [String: FactValue], expected: [String]) {
        #expect(only(.fixture(facts: facts))?.loses == expected)
    }

    @Test func aStopSavesSevenHundredAndThirtyHours() {
        #expect(only(.fixture(facts: ["hourly_usd": .real(0.526)]))?.savingPerMonth == Money("383.98"))
        #expect(only(.fixture(facts: ["hourly_usd": .null]))?.savingPerMonth == nil)
        #expect(only(.fixture(unknown: ["hourly_usd"]))?.savingPerMonth == nil)
    }

    @Test(
        "where the saving is an upper bound",
        arguments: [
            (ResourceKey.snapshot("snap-1"), "on-demand", true), (.instance(), "on-demand", false),
            (.instance(), "spot", true),
        ])
    func upperBound(resource: ResourceKey, lifecycle: String, expected: Bool) {
        let judgement = Judgement.fixture(
            resource, rule: .fixture(action: .flag), facts: ["lifecycle": .text(lifecycle)])
        #expect(only(judgement)?.savingIsUpperBound == expected)
    }

    @Test func oneResourceUnderTwoRulesIsOneStepAndTheDueRuleComesFirst() {
        let slow = Judgement.fixture(rule: .fixture("a-slow", hold: 1_000_000))
        let fast = Judgement.fixture(rule: .fixture("z-fast"))
        let plan = Planner.plan(request([slow, fast]))
        #expect(plan.steps.map(\.rules) == [["z-fast", "a-slow"]])
        #expect(plan.steps.map(\.unattended) == [true])
        #expect(plan.totals.savingUSDPerMonthByStopping == Money("73"))
        #expect(plan.totals.wouldStop == 1)
    }

    @Test func totalsCountEachResourceOnceAndTellWhatHasNoPrice() {
        let flag = RuleHeader.fixture("flag-it", action: .flag)
        let again = RuleHeader.fixture("flag-again", action: .flag)
        let credit = ResourceKey(kind: .credit, account: labAccount, region: .global, id: "class")
        let plan = Planner.plan(
            request([
                .fixture(.snapshot("s1"), rule: flag, facts: ["monthly_usd": .real(2)]),
                .fixture(.snapshot("s1"), rule: again, facts: ["monthly_usd": .real(2)]),
                .fixture(.snapshot("s2"), rule: flag, facts: ["monthly_usd": .null]),
                .fixture(.instance("i-1"), rule: flag), .fixture(.instance("i-1")),
                .fixture(credit, rule: .fixture("credit-threshold", action: .notify), facts: ["monthly_usd": .null]),
            ]))
        #expect(plan.totals.flagged == 2)
        #expect(plan.totals.savingUSDPerMonthByCleaning == Money("2"))
        #expect(plan.totals.savingUSDPerMonthByStopping == Money("73"))
        #expect(plan.totals.unpriced == 1)
        #expect(plan.totals.running == 100)
    }

    @Test(
        "keys that were not looked at leave a machine to a person",
        arguments: [
            (["disk_keys": .text("unchecked: kms:DescribeKey is denied")], [:], "key-not-checked"),
            ([:], ["disk_keys": "kms:DescribeKey failed: x"], "key-not-checked"),
            (["disk_keys": .text("usable")], [:], nil),
            (["disk_keys": .text("unchecked: x"), "has_instance_store": .integer(1)], [:], "instance-store-data"),
        ] as [([String: FactValue], [String: String], String?)])
    func uncheckedKeys(facts: [String: FactValue], unanswered: [String: String], because: String?) {
        let finding = Planner.plan(request([.fixture(facts: facts, unanswered: unanswered)])).findings.first
        #expect(finding?.verdict == .due)
        #expect(finding?.attendedBecause == because)
        #expect(finding?.unattended == (because == nil))
    }

    @Test("of a rule that would not stop, nobody asks for keys")
    func keysOfOtherRules() {
        let notice = Judgement.fixture(rule: .fixture(action: .notify), unknown: ["disk_keys"])
        let cron = UnattendedSettings(actions: [.stop])
        #expect(Attendance.reasonToAsk(notice, cron, at: morning) == nil)
        let dark = Judgement.fixture(rule: .fixture(action: .notify), facts: ["disk_keys": .text("unchecked: x")])
        #expect(Attendance.reasonToAsk(dark, cron, at: morning) == "key-not-checked")
    }

    @Test("what a shutdown from within would do is told where it would delete the machine")
    func shutdownFromWithin() {
        func reason(_ facts: [String: FactValue], _ unknown: Set<String> = []) -> String? {
            Planner.plan(request([.fixture(facts: facts, unknown: unknown)])).findings.first?.judgement.reason
        }
        let told = "idle; a stop by AWS keeps it, but a shutdown from within would terminate it"
        #expect(reason(["shutdown_behavior": .text("terminate")]) == told)
        #expect(reason(["shutdown_behavior": .text("stop")]) == "idle")
        #expect(reason(["shutdown_behavior": .text("terminate")], ["shutdown_behavior"]) == "idle")
    }

    @Test(
        "only Spot may cost less than its list price",
        arguments: [("spot", true), ("capacity-block", false), ("on-demand", false)])
    func upperBound(lifecycle: String, isUpperBound: Bool) {
        let facts: [String: FactValue] = ["lifecycle": .text(lifecycle), "spot_request": .text("persistent")]
        #expect(Planner.plan(request([.fixture(facts: facts)])).findings.first?.savingIsUpperBound == isUpperBound)
    }

    @Test(
        "what is flagged says whose its tags say it is, and is flagged all the same",
        arguments: [
            ("{}", [:], "idle"),
            (#"{"aws:pcs:node":"n","Name":"x"}"#, [:], "idle; AWS itself tagged it aws:pcs:node"),
            (#"{"aws:cloudformation:stack-name":"s"}"#, [:], "idle"),
            (#"{"aws:lab:x":"1"}"#, [:], "idle"),
            (
                #"{"aws:elasticmapreduce:job-flow-id":"j"}"#, [:],
                "idle; its tags are those of emr; AWS itself tagged it aws:elasticmapreduce:job-flow-id"
            ),
            (
                #"{"kubernetes.io/created-for/pvc/name":"db","kubernetes.io/created-for/pvc/namespace":"a"}"#, [:],
                "idle; it belongs to the Kubernetes claim a/db: deleted outside Kubernetes, its data is lost"
            ),
            ("{}", ["managed_by": .text("velero")], "idle; velero keeps it: delete it there"),
        ] as [(String, [String: FactValue], String)])
    func flaggedSaysWhoseItIs(tags: String, facts: [String: FactValue], reason: String) {
        let flag = RuleHeader.fixture("flag-it", action: .flag)
        let facts = facts.merging(["tags": .text(tags)]) { $1 }
        let plan = Planner.plan(
            request(
                [.fixture(.snapshot("s1"), rule: flag, facts: facts)],
                guardrails: GuardrailSettings(harmlessTags: ["aws:lab:"])))
        #expect(plan.findings.map(\.verdict) == [.flagged])
        #expect(plan.findings.map(\.judgement.reason) == [reason])
        #expect(plan.findings.map(\.isClaimed) == [reason != "idle"])
    }

    @Test func sortsByVerdictThenPrice() {
        let plan = Planner.plan(
            request([
                .fixture(.instance("i-spared"), outcome: .spared(by: "keep-tag")),
                .fixture(.instance("i-unknown"), outcome: .unknown),
                .fixture(.instance("i-refused"), facts: ["managed_by": .text("eks")]),
                .fixture(.snapshot("snap-flagged"), rule: .fixture(action: .flag)),
                .fixture(.instance("i-due-cheap"), facts: ["hourly_usd": .real(0.1)]),
                .fixture(.instance("i-pending"), rule: .fixture(hold: 9_000_000), facts: ["hourly_usd": .real(9)]),
                .fixture(.instance("i-due-dear"), facts: ["hourly_usd": .real(0.2)]),
            ]))
        #expect(
            plan.findings.map(\.resource.id) == [
                "i-due-dear", "i-due-cheap", "i-pending", "snap-flagged", "i-refused", "i-unknown", "i-spared",
            ])
    }

    @Test func thePlansNameDependsOnItsContentsAlone() {
        let one = Planner.plan(request([.fixture(.instance("i-1")), .fixture(.instance("i-2"))]))
        let same = Planner.plan(request([.fixture(.instance("i-2")), .fixture(.instance("i-1"))]))
        let other = Planner.plan(request([.fixture(.instance("i-1"))]))
        #expect(one.id == same.id)
        #expect(one.id != other.id)
        #expect(one.id.utf8.count == 12)
        #expect(Fingerprint.of("foobar") == 0x8594_4171_f739_67e8)
    }
}
