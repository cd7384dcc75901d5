// What the brake may stop: it knows no limits, age or habit, and heeds keeps, our own machine, what others run, and who started
// a machine after it.

import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct BrakePlanTests {
    private func plan(
        _ judgements: [Judgement], _ action: BrakeAction = .stopAll,
        unattended: UnattendedSettings = UnattendedSettings(actions: [.stop]), held: Int = 0,
        change: (inout PlanRequest) -> Void = { _ in }
    ) -> Plan {
        var wanted = request(
            judgements, held: held,
            guardrails: GuardrailSettings(maxActions: 1, maxPercent: 0, maxActionsPerDay: 1, minAgeHours: 9),
            unattended: unattended)
        wanted.brake = BrakeOrder(action: action, mark: "97 %", since: morning - 2 * hour)
        change(&wanted)
        return Planner.plan(wanted)
    }

    private func machine(_ id: String = "i-1", _ facts: [String: FactValue] = [:]) -> Judgement {
        .fixture(.instance(id), facts: facts)
    }

    @Test("no limit, no hold time and no age keeps it from a machine, and the dearest go first")
    func limits() {
        let machines = (0..<30).map { index in
            machine(
                "i-\(index)",
                [
                    "monthly_usd": .real(Double(index)), "hourly_usd": .real(Double(index) / 730),
                    "launch_time": .time(morning - 3 * hour),
                ])
        }
        let plan = plan(machines)
        #expect(plan.steps.count == 30 && plan.steps.allSatisfy(\.unattended))
        #expect(plan.steps.first?.resource.id == "i-29" && plan.steps.last?.resource.id == "i-0")
    }

    @Test(
        "a start after the brake wins for an hour, and not longer; an earlier one does not",
        arguments: [(-2.5, true), (-1.5, true), (-0.9, false), (-0.1, false), (0.2, false)])
    func started(hours: Double, isStopped: Bool) {
        let plan = plan([machine("i-1", ["launch_time": .time(morning + hours * hour)])])
        #expect(plan.steps.isEmpty == !isStopped)
        if !isStopped { #expect(plan.findings.first?.refusal?.guardrail == "restarted-by-human") }
    }

    @Test("who started it again after a stop of a rule's has it no longer than the brake says")
    func restarted() {
        let stop = JournalEntry.fixture(at: morning - 5 * hour, launchTime: morning - 9 * hour)
        let start = morning - 4 * hour
        let again = machine("i-1", ["launch_time": .time(start)])
        let restarts = RestartRecord.fixture([stop], starts: [.instance(): start])
        #expect(plan([again]) { $0.restarts = restarts }.steps.count == 1)
    }

    @Test("what is unknown of the last start is not stopped")
    func unknownStart() {
        #expect(plan([.fixture(unknown: ["launch_time"])]).steps.isEmpty)
    }

    @Test(
        "what AWS cannot stop, what saves nothing, and what others run stays",
        arguments: GuardrailTests.refusedRows.filter { $0.0 != "too-young" })
    func guardrails(guardrail: String, facts: [String: FactValue]) {
        let plan = plan([.fixture(facts: facts)])
        #expect(plan.steps.isEmpty && plan.findings.first?.refusal?.guardrail == guardrail)
    }

    @Test("keeps, our own machine and other accounts hold")
    func holds() throws {
        let keep = Keep(
            resource: .instance(), name: nil, since: morning, until: morning + hour, because: nil, who: "ada")
        #expect(plan([machine()]) { $0.keeps = [.instance(): keep] }.steps.isEmpty)
        #expect(plan([.fixture(outcome: .spared(by: KeepTag.sparing))]).steps.isEmpty)
        let id = "i-0aaaaaaaaaaaaaaa1"
        let own = try #require(OwnHost(id: id, witness: .firmware, at: morning))
        #expect(plan([machine(id)]) { $0.ownHosts = [own] }.findings.first?.refusal?.guardrail == "own-host")
        let other = plan([machine()]) { $0.guardrails.accounts = [otherAccount] }
        #expect(other.findings.first?.refusal?.guardrail == "account")
    }

    @Test("a pause holds it only where the person said so")
    func paused() {
        func pause(_ holdsBrake: Bool) -> Pause {
            Pause(since: morning, until: nil, because: nil, who: "ada", holdsBrake: holdsBrake)
        }
        #expect(plan([machine()]) { $0.pause = pause(false) }.steps.first?.unattended == true)
        let held = plan([machine()]) { $0.pause = pause(true) }
        #expect(held.findings.first?.attendedBecause == "paused" && held.steps.first?.unattended == false)
    }

    @Test("without the configuration's leave it stops nothing, and before its day neither")
    func leave() {
        let forbidden = plan([machine()], unattended: UnattendedSettings())
        #expect(forbidden.findings.first?.attendedBecause == "not-allowed")
        let early = plan([machine()], unattended: UnattendedSettings(actions: [.stop], from: morning + hour))
        #expect(early.findings.first?.attendedBecause == "not-yet")
    }

    @Test("everything is everything: scratch disks and loads that nobody reports; of what is idle they stay a person's")
    func losses() {
        let gpu = machine("i-1", ["has_instance_store": .integer(1), "gpus": .integer(1)])
        #expect(plan([gpu]).steps.first?.unattended == true)
        let idle = plan([gpu], .stopIdle)
        #expect(idle.findings.first?.attendedBecause == "instance-store-data")
        #expect(plan([machine()], .stopIdle).steps.first?.unattended == true)
    }

    private func clear(past: Bool, present: ConditionResult.Outcome = .holds, rule: RuleHeader = .fixture())
        -> Judgement
    {
        let habit = ConditionResult(
            part: .whereAll, text: "week_ago_cores < 1", outcome: .fails,
            values: [Evidence("week_ago_cores", .real(3), past: past ? PastHours(window: 60, ago: 600) : nil)])
        let now = ConditionResult(part: .whereAll, text: "busy_cores < 1", outcome: present, values: [])
        return Judgement(
            rule: rule, resource: .instance(), name: nil, outcome: .clear, conditions: [now, habit], evidence: [],
            missing: [], reason: "idle", row: harmlessRow, unknownColumns: [])
    }

    @Test("what is idle now and worked last week is idle; what works now, or is of a rule of one's own, is left alone")
    func habit() {
        #expect(plan([clear(past: true)], .stopIdle).steps.count == 1)
        #expect(plan([clear(past: true, present: .fails)], .stopIdle).steps.isEmpty)
        #expect(plan([clear(past: true, present: .unknown)], .stopIdle).steps.isEmpty)
        #expect(plan([clear(past: false)], .stopIdle).steps.isEmpty)
        let own = RuleHeader(
            name: "own", title: "", view: "instances", severity: .low, action: .stop, holdSeconds: 0, digest: "",
            origin: "/etc/own.yaml")
        #expect(plan([clear(past: true, rule: own)], .stopIdle).steps.isEmpty)
        #expect(Planner.plan(request([clear(past: true)])).steps.isEmpty)
    }

    @Test("the reason says that the brake asks")
    func reason() {
        #expect(plan([machine()]).findings.first?.judgement.reason == "idle; the brake at 97 % has fired")
    }

    @Test("parts of a plan have ids of their own")
    func parts() {
        let plan = plan([machine()])
        #expect(Set((0..<50).map { plan.id(ofPart: $0) } + [plan.id]).count == 51)
        #expect(plan.id(ofPart: 3) == plan.id(ofPart: 3) && plan.id(ofPart: 3).count == 12)
    }
}
