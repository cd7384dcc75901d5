// A first scan of an account whose truth is known: every verdict, item by item, and the contract of the plan's JSON.

import Foundation
import Testing

/// One scan of the whole account by `run`, which several tests look at.
struct FirstScan: Sendable {
    let home: Home
    let ended: Ended
    let plan: PlanFace

    static let made = Task {
        let home = try Home()
        let ended = try await home.run(["run"], on: try await MotoAccount.unchanged.value)
        return FirstScan(home: home, ended: ended, plan: try await home.plan())
    }
}

@Suite(.enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
struct PlanTruthTests {
    @Test("a whole scan ends with 0 and says what it saw")
    func ends() async throws {
        let scan = try await FirstScan.made.value
        #expect(scan.ended.status == 0, "\(scan.ended.talk)")
        #expect(scan.ended.talk.contains("Account 123456789012: 20 of 20 regions seen whole"))
        #expect(scan.plan.complete && scan.plan.gaps.isEmpty)
    }

    @Test("every verdict is the true one, and nothing else is said")
    func everyVerdict() async throws {
        let plan = try await FirstScan.made.value.plan
        let account = try await MotoAccount.unchanged.value
        let wanted = account.opening.truth.filter { $0.rule != nil }.map(Self.line)
        let found = plan.findings.map(Self.line)
        let missing = Set(wanted).subtracting(found).sorted().map { "- \($0)" }
        let invented = Set(found).subtracting(wanted).sorted().map { "+ \($0)" }
        #expect(missing + invented == [], "'-' is true and not said, '+' is said and not true")
        #expect(found.count == wanted.count)
    }

    @Test("each refusal names its guardrail, each attended finding its reason")
    func reasons() async throws {
        let plan = try await FirstScan.made.value.plan
        let account = try await MotoAccount.unchanged.value
        for finding in plan.findings {
            let fact = try #require(account.opening.truth.first { $0.id == finding.resource.id })
            switch finding.verdict {
            case "refused": #expect(finding.refusal?.guardrail == fact.note)
            case "unknown": #expect(!finding.missing.isEmpty, "\(fact.name)")
            case "pending":
                // Both hold for the GPU machines; the data that is lost comes first.
                #expect(finding.attendedBecause == (fact.isAttended ? "instance-store-data" : "not-allowed"))
                #expect(!finding.unattended)
            default: break
            }
        }
    }

    @Test("the totals are those of the findings, each resource once")
    func totals() async throws {
        let plan = try await FirstScan.made.value.plan
        // What is only told of counts nowhere.
        let notice = "idle-costly-notice"
        let truth = try await MotoAccount.unchanged.value.opening.truth.filter { $0.rule != notice }
        #expect(plan.totals.running == truth.count { $0.kind == "instance" } - 1)
        #expect(plan.totals.wouldStop == truth.count { $0.verdict == "pending" })
        #expect(plan.totals.flagged == truth.count { $0.verdict == "flagged" })
        for (verdict, total) in [
            ("pending", plan.totals.savingUSDPerMonthByStopping), ("flagged", plan.totals.savingUSDPerMonthByCleaning),
        ] {
            let sum = plan.findings.filter { $0.verdict == verdict && $0.rule != notice }
                .compactMap(\.savingUSDPerMonth).reduce(0, +)
            #expect(abs(sum - total) < 0.000_001)
        }
        // gp3 at 0.08 USD a GB-month: the one price that everybody knows by heart.
        let disk = plan.findings.first { $0.resource.name == "forgotten-disk" }
        #expect(disk?.savingUSDPerMonth == 40)
    }

    @Test("the plan's JSON has the keys of the contract and no others")
    func contract() async throws {
        let ended = try await FirstScan.made.value.home.run(["plan", "--format", "json"])
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
        #expect(
            plan.keys.sorted() == [
                "account", "asOf", "complete", "createdAt", "findings", "gaps", "planID", "ruleErrors", "schemaVersion",
                "selfCost", "totals",
            ])
        #expect(plan["schemaVersion"] as? Int == 1)
        let created = try #require(plan["createdAt"] as? String)
        #expect(created.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        let ages = try #require(plan["asOf"] as? [[String: Any]])
        #expect(ages.count == 20 && ages.allSatisfy { $0.keys.sorted() == ["at", "region"] })
        for finding in try #require(plan["findings"] as? [[String: Any]]) {
            #expect(
                finding.keys.sorted() == [
                    "action", "attendedBecause", "checkedBeforeStop", "evidence", "loses", "missing", "reason",
                    "refusal", "resource", "rule", "savingIsUpperBound", "savingUSDPerMonth", "severity", "unattended",
                    "verdict",
                ])
            let resource = finding["resource"] as? [String: Any]
            #expect(resource?.keys.sorted() == ["account", "id", "kind", "name", "region"])
        }
    }

    @Test("a scan that was not told to stop stops nothing")
    func stopsNothing() async throws {
        _ = try await FirstScan.made.value
        let account = try await MotoAccount.unchanged.value
        #expect(try await account.stopped() == [])
        for fact in account.opening.truth where fact.kind == "instance" {
            #expect(try await account.ask("tags \(fact.id) \(fact.region)").tags?["costguard:stopped"] == nil)
        }
    }

    private static func line(_ fact: Fact) -> String {
        "\(fact.kind) \(fact.name.isEmpty ? fact.id : fact.name) in \(fact.region): \(fact.rule ?? "") \(fact.verdict)"
    }

    private static func line(_ finding: PlanFace.Finding) -> String {
        let resource = finding.resource
        return
            "\(resource.kind) \(resource.name ?? resource.id) in \(resource.region): \(finding.rule) \(finding.verdict)"
    }
}
