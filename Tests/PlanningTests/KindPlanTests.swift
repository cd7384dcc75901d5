// What a plan says of things that are no machines: a database that a rule asks to stop.

import CostModel
import Foundation
import KindSamples
import Testing

@testable import Planning

@Suite struct KindPlanTests {
    private static let kind = ResourceKind(rawValue: "database")
    private static let key = ResourceKey(kind: kind, account: labAccount, region: oregon, id: "course-db")
    private static let rule = RuleHeader.fixture("idle-database", view: "databases", hold: 3600)

    private static func judgement(
        _ facts: [String: FactValue] = [:], launch: Date? = morning - 10 * hour, unknown: Set<String> = []
    ) -> Judgement {
        let row: [String: FactValue] = [
            "state": .text("available"), "tags": .text("{}"), "hourly_usd": .real(0.072),
            "launch_time": launch.map { .time($0) } ?? .null,
        ]
        return Judgement(
            rule: rule, resource: key, name: nil, outcome: .holds, conditions: [], evidence: [], missing: [],
            reason: "idle", row: row.merging(facts) { $1 }, unknownColumns: unknown, unanswered: [:])
    }

    private static func finding(
        _ judgement: Judgement = judgement(), kinds: Set<String> = ["databases"], actions: Set<Action> = [.stop],
        guardrails: GuardrailSettings = GuardrailSettings(), stops: [JournalEntry] = [], returnsAfter: Int? = 7 * .day
    ) throws -> Finding {
        var unattended = UnattendedSettings(actions: actions)
        unattended.kinds = kinds
        var wanted = request([judgement], running: 0, journal: stops, guardrails: guardrails, unattended: unattended)
        wanted.acts = [kind: try #require(KindActs(.sample(returnsAfter: returnsAfter)))]
        wanted.restarts = .fixture(stops)
        return try #require(Planner.plan(wanted).findings.first)
    }

    @Test("cron stops a database whose kind it may stop, and nothing that machines have is asked of it")
    func stops() throws {
        let finding = try Self.finding()
        #expect(finding.verdict == .due && finding.unattended && finding.attendedBecause == nil)
        #expect(finding.loses == ["connections"] && finding.savingIsUpperBound)
        #expect(finding.savingPerMonth == Money("52.56"))
    }

    @Test("where its kind is not named, or nothing may be stopped, a person decides")
    func attended() throws {
        #expect(try Self.finding(kinds: []).attendedBecause == "kind-not-allowed")
        #expect(try Self.finding(kinds: ["warehouses"]).attendedBecause == "kind-not-allowed")
        #expect(try Self.finding(actions: []).attendedBecause == "not-allowed")
    }

    @Test("what AWS takes no stop for, what is young, of another account, out of scope or a service's is refused")
    func refused() throws {
        func guardrail(_ finding: Finding) -> String? { finding.refusal?.guardrail }
        #expect(guardrail(try Self.finding(Self.judgement(["state": .text("backing-up")]))) == "out-of-scope")
        #expect(guardrail(try Self.finding(Self.judgement(launch: morning - hour / 2))) == "too-young")
        let other = GuardrailSettings(accounts: [otherAccount])
        #expect(guardrail(try Self.finding(guardrails: other)) == "account")
        let tagged = GuardrailSettings(onlyTags: ["team": "ml"])
        #expect(guardrail(try Self.finding(guardrails: tagged)) == "out-of-scope")
        let beanstalk = Self.judgement(["tags": .text(#"{"aws:eks:cluster-name":"a"}"#)])
        #expect(guardrail(try Self.finding(beanstalk)) == "managed")
    }

    @Test("tags, state or last start that are not known leave it alone")
    func unknown() throws {
        #expect(try Self.finding(Self.judgement(unknown: ["tags"])).verdict == .unknown)
        #expect(try Self.finding(Self.judgement(unknown: ["state"])).verdict == .unknown)
        #expect(try Self.finding(Self.judgement(launch: nil)).verdict == .unknown)
    }

    @Test("what somebody started after our stop has its peace, though no scan saw it stopped")
    func restarted() throws {
        let stop = JournalEntry.fixture(Self.key, at: morning - 5 * hour, launchTime: morning - 200 * hour)
        let seen = try Self.finding(Self.judgement(launch: morning - 3 * hour), stops: [stop])
        let missed = try Self.finding(Self.judgement(launch: morning - 200 * hour), stops: [stop])
        for finding in [seen, missed] {
            #expect(finding.refusal?.guardrail == "restarted-by-human", "\(finding.verdict)")
        }
        let old = JournalEntry.fixture(Self.key, at: morning - 100 * hour, launchTime: morning - 200 * hour)
        #expect(try Self.finding(Self.judgement(launch: morning - 80 * hour), stops: [old]).verdict == .due)
    }

    @Test("AWS's own start after seven days is nobody's, and one after six is somebody's")
    func startedByAWS() throws {
        func verdict(afterDays days: Double, returnsAfter: Int? = 7 * .day) throws -> Verdict {
            let start = morning - 2 * hour
            let stop = JournalEntry.fixture(Self.key, at: start - days * 24 * hour, launchTime: morning - 900 * hour)
            return try Self.finding(Self.judgement(launch: start), stops: [stop], returnsAfter: returnsAfter).verdict
        }
        #expect(try verdict(afterDays: 7) == .due)
        #expect(try verdict(afterDays: 6) == .refused)
        #expect(try verdict(afterDays: 7, returnsAfter: nil) == .refused)
    }

    @Test("what AWS refused is not tried again for a day")
    func refusedByAWS() throws {
        let stop = JournalEntry.fixture(
            Self.key, at: morning - hour, outcome: .refused(code: "AccessDenied", "not authorized"))
        let refusal = try Self.finding(stops: [stop]).refusal
        #expect(refusal?.guardrail == "refused-by-aws" && refusal?.detail.contains("rds:StopDBInstance") == true)
    }
}
