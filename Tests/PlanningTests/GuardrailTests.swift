import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct GuardrailTests {
    private func refusal(
        _ facts: [String: FactValue], _ settings: GuardrailSettings = GuardrailSettings()
    ) -> Refusal? {
        GuardrailCheck.verdict(on: .fixture(.fixture(facts: facts), settings: settings)).refusal
    }

    @Test func namesAreTheContractInTheirOrder() {
        #expect(
            GuardrailCheck.all.map(\.name) == [
                "own-host", "stop-protection", "auto-scaling", "one-time-spot", "instance-store-root", "managed",
                "prepaid",
                "key-unusable", "too-young", "account", "restarted-by-human", "out-of-scope", "refused-by-aws",
            ])
    }

    @Test func letsAHarmlessInstancePass() {
        let verdict = GuardrailCheck.verdict(on: .fixture(.fixture()))
        #expect(verdict.refusal == nil)
        #expect(verdict.missing == [])
    }

    static let refusedRows: [(String, [String: FactValue])] = [
        ("stop-protection", ["stop_protected": .integer(1)]),
        ("auto-scaling", ["autoscaling_group": .text("workers")]),
        ("one-time-spot", ["lifecycle": .text("spot"), "spot_request": .text("one-time")]),
        ("one-time-spot", ["lifecycle": .text("spot"), "spot_request": .text("a word of tomorrow")]),
        ("instance-store-root", ["root_device": .text("instance-store")]),
        ("one-time-spot", ["lifecycle": .text("spot"), "spot_request": .text("launch-group")]),
        ("one-time-spot", ["lifecycle": .text("spot"), "spot_request": .text("zone-group")]),
        ("managed", ["managed_by": .text("eks")]),
        ("prepaid", ["prepaid_by": .text("capacity-reservation cr-0f1e2d")]),
        ("prepaid", ["prepaid_by": .text("capacity-block cb-1"), "lifecycle": .text("capacity-block")]),
        ("prepaid", ["prepaid_by": .text("outpost arn:aws:outposts:us-west-2:1:outpost/op-1")]),
        ("prepaid", ["prepaid_by": .text("scheduled"), "lifecycle": .text("scheduled")]),
        ("prepaid", ["prepaid_by": .text("a word of tomorrow")]),
        ("key-unusable", ["disk_keys": .text("unusable 12-ab: it is disabled; enable it")]),
        ("too-young", ["launch_time": .time(morning - 0.5 * hour)]),
        ("too-young", ["launch_time": .time(morning + hour)]),
        ("out-of-scope", ["state": .text("pending")]),
        ("out-of-scope", ["state": .text("stopped")]),
        ("out-of-scope", ["tenancy": .text("host")]),
    ]

    @Test("refuses by name, and says why", arguments: refusedRows)
    func refuses(guardrail: String, facts: [String: FactValue]) {
        #expect(refusal(facts)?.guardrail == guardrail)
        #expect((refusal(facts)?.detail.count ?? 0) > 20)
    }

    @Test(
        "a fact that is not known is missing, not harmless",
        arguments: [
            "autoscaling_group", "lifecycle", "root_device", "managed_by", "launch_time", "state",
            "prepaid_by",
        ])
    func unknownFacts(column: String) {
        let hidden = GuardrailCheck.verdict(on: .fixture(.fixture(unknown: [column])))
        #expect(hidden.refusal == nil)
        #expect(Set(hidden.missing.map(\.column)) == [column])
    }

    @Test("NULL is not known where the view has no NULL", arguments: ["stop_protected", "lifecycle", "launch_time"])
    func nullIsNotKnown(column: String) {
        let verdict = GuardrailCheck.verdict(on: .fixture(.fixture(facts: [column: .null])))
        #expect(verdict.missing.contains { $0.column == column })
    }

    @Test func aSpotInstanceWhoseRequestIsNotToldIsMissing() {
        let spot = Judgement.fixture(facts: ["lifecycle": .text("spot")], unanswered: ["spot_request": "denied"])
        #expect(GuardrailCheck.verdict(on: .fixture(spot)).missing == [MissingFact("spot_request", "denied")])
        #expect(refusal(["lifecycle": .text("spot"), "spot_request": .text("persistent")]) == nil)
    }

    @Test(
        "what costs a call of its own and was not asked yet decides later, what AWS would not tell is missing",
        arguments: ["stop_protected", "disk_keys"])
    func laterOrMissing(column: String) {
        let later = GuardrailCheck.verdict(on: .fixture(.fixture(unknown: [column])))
        #expect(later.refusal == nil && later.missing.isEmpty && later.later == [column])
        let denied = GuardrailCheck.verdict(on: .fixture(.fixture(unanswered: [column: "ec2:X denied: no"])))
        // Keys that KMS does not tell are a person's to judge; see Attendance.
        let missing = column == "disk_keys" ? [] : [MissingFact(column, "ec2:X denied: no")]
        #expect(denied.later.isEmpty && denied.missing == missing)
    }

    @Test("what a stop would not save is told with what would")
    func prepaidWords() {
        let reserved = refusal(["prepaid_by": .text("capacity-reservation cr-0f1e2d; rm")])
        #expect(
            reserved?.detail.contains(
                "aws ec2 cancel-capacity-reservation --region us-west-2 --capacity-reservation-id cr-0f1e2drm)")
                == true,
            "\(reserved?.detail ?? "")")
        let block = refusal(["prepaid_by": .text("capacity-block cb-1")])
        #expect(block?.detail.contains("capacity block 'cb-1' was paid for up front") == true)
    }

    @Test("what forbids a stop whatever rule holds is told of machines that are told of, their age aside")
    func standing() {
        func forbids(
            _ facts: [String: FactValue], unknown: Set<String> = [], only: [String: String] = [:],
            account: AccountID = labAccount, id: String = "i-1", hosts: [OwnHost] = []
        ) -> String? {
            let told = Judgement.fixture(
                .instance(id, account: account), rule: .fixture("idle-notice", action: .notify), facts: facts,
                unknown: unknown)
            var asked = request([told], guardrails: GuardrailSettings(onlyTags: only, harmlessTags: ["aws:ok:"]))
            asked.account = account
            asked.ownHosts = hosts
            return Planner.refusals(ofTold: asked)[told.resource]?.guardrail
        }
        #expect(forbids(["launch_time": .time(morning)]) == nil)
        #expect(forbids(["tenancy": .text("host")]) == "out-of-scope")
        #expect(forbids(["tags": .text(#"{"team":"b"}"#)], only: ["team": "a"]) == "out-of-scope")
        #expect(forbids(["tags": .text(#"{"team":"a"}"#)], only: ["team": "a"]) == nil)
        #expect(forbids([:], account: otherAccount) == "account")
        let id = "i-0123456789abcdef0"
        let host = OwnHost(id: id, witness: .firmware, at: morning)!
        #expect(forbids([:], id: id, hosts: [host]) == "own-host")
        #expect(forbids([:], id: "i-0123456789abcdef1", hosts: [host]) == nil)
        #expect(forbids(["prepaid_by": .text("capacity-block")], unknown: ["stop_protected"]) == "prepaid")
        #expect(forbids(["tags": .text(#"{"aws:x:y":""}"#)]) == "managed")
        #expect(forbids(["tags": .text(#"{"aws:ok:y":""}"#)]) == nil)
    }

    @Test("a group of Spot machines is named, for AWS stops none of them")
    func spotGroups() {
        let launch = refusal(["lifecycle": .text("spot"), "spot_request": .text("launch-group")])
        #expect(launch?.detail.contains("a launch group") == true)
        let zone = refusal(["lifecycle": .text("spot"), "spot_request": .text("zone-group")])
        #expect(zone?.detail.contains("Availability Zone group") == true)
    }

    @Test("a key that cannot be used is named with what mends it; one that nobody looked at refuses nothing")
    func keys() {
        let detail = refusal(["disk_keys": .text("unusable 12-ab: it is disabled; enable it")])?.detail ?? ""
        #expect(detail.contains("'12-ab'") && detail.contains("it is disabled; enable it"), "\(detail)")
        for text in ["usable", "unchecked: kms:DescribeKey is denied"] {
            #expect(refusal(["disk_keys": .text(text)]) == nil)
        }
        #expect(GuardrailCheck.verdict(on: .fixture(.fixture(unknown: ["disk_keys"]))).missing.isEmpty)
    }

    @Test("a tag that AWS wrote and nobody knows refuses, names its key, and passes where it is called harmless")
    func reservedTags() {
        let facts: [String: FactValue] = ["tags": .text("{\"aws:pcs:cluster-id\":\"c\",\"Name\":\"node\"}")]
        #expect(refusal(facts)?.guardrail == "managed")
        #expect(refusal(facts)?.detail.contains("'aws:pcs:cluster-id'") == true)
        #expect(refusal(facts, GuardrailSettings(harmlessTags: ["aws:pcs:"])) == nil)
        #expect(refusal(facts, GuardrailSettings(harmlessTags: ["aws:pc:"]))?.guardrail == "managed")
        #expect(refusal(["tags": .text("{\"aws:cloud9:environment\":\"e\"}")]) == nil)
        #expect(GuardrailCheck.verdict(on: .fixture(.fixture(unknown: ["tags"]))).missing.map(\.column) == ["tags"])
    }

    @Test("what is known by name refuses whatever is called harmless")
    func knownKeepersRefuse() {
        let facts: [String: FactValue] = [
            "managed_by": .text("emr"), "tags": .text("{\"aws:elasticmapreduce:job-flow-id\":\"j\"}"),
        ]
        #expect(refusal(facts, GuardrailSettings(harmlessTags: ["aws:"]))?.guardrail == "managed")
    }

    @Test func aRefusalIsToldThoughOtherThingsAreUnknown() {
        let judgement = Judgement.fixture(facts: ["managed_by": .text("eks")], unknown: ["stop_protected"])
        #expect(GuardrailCheck.verdict(on: .fixture(judgement)).refusal?.guardrail == "managed")
    }

    @Test(
        "minAgeHours at its limits", arguments: [(0.0, 0.0, true), (1, 1, true), (1, 0.99, false), (.nan, 50, false)])
    func minimumAge(limit: Double, age: Double, passes: Bool) {
        let facts: [String: FactValue] = ["launch_time": .time(morning - age * hour)]
        #expect((refusal(facts, GuardrailSettings(minAgeHours: limit)) == nil) == passes)
    }

    @Test(
        "only the first scan's account, unless accounts are named",
        arguments: [
            ([], labAccount, true), ([], otherAccount, false), ([], nil, false),
            ([labAccount], otherAccount, true), ([otherAccount], labAccount, false),
            ([otherAccount, labAccount], nil, true),
        ] as [([AccountID], AccountID?, Bool)])
    func accounts(named: [AccountID], first: AccountID?, passes: Bool) {
        let candidate = GuardrailCandidate.fixture(
            .fixture(), settings: GuardrailSettings(accounts: named), firstAccount: first)
        #expect((GuardrailCheck.verdict(on: candidate).refusal?.guardrail == "account") == !passes)
    }

    @Test func refusesAResourceOfAnotherAccountThanThePlans() {
        let stranger = Judgement.fixture(.instance(account: otherAccount))
        let candidate = GuardrailCandidate.fixture(
            stranger, settings: GuardrailSettings(accounts: [labAccount, otherAccount]))
        #expect(GuardrailCheck.verdict(on: candidate).refusal?.guardrail == "account")
    }

    /// What is not given the witness does not tell.
    struct Told: Sendable {
        let id: String
        var account: AccountID?
        var region: Region?
        var hoursAgo = 0.0
    }

    @Test(
        "the machine that costguard runs on is refused, by any witness that names it",
        arguments: [
            (Told(id: "i-0123456789abcdef0"), true),
            (Told(id: "i-0123456789abcdef0", account: labAccount, region: oregon), true),
            (Told(id: "i-0123456789abcdef1"), false),
            (Told(id: "i-0123456789abcdef0", account: otherAccount, region: oregon), false),
            (Told(id: "i-0123456789abcdef0", account: labAccount, region: Region("us-west-1")), false),
            (Told(id: "i-0123456789abcdef0", hoursAgo: 23.9), true),
            (Told(id: "i-0123456789abcdef0", hoursAgo: 24), false),
            (Told(id: "i-0123456789abcdef0", hoursAgo: -1), true),
            (Told(id: "i-0123456789abcdef0", hoursAgo: -700), false),
        ])
    func ownHost(told: Told, refused: Bool) throws {
        for witness in OwnHost.Witness.allCases {
            let host = try #require(
                OwnHost(
                    id: told.id, account: told.account, region: told.region, witness: witness,
                    at: morning - told.hoursAgo * hour))
            let candidate = GuardrailCandidate.fixture(
                .fixture(.instance("i-0123456789abcdef0")), ownHosts: [host])
            let refusal = GuardrailCheck.verdict(on: candidate).refusal
            #expect((refusal?.guardrail == "own-host") == refused)
            #expect(refusal.map { $0.detail.contains(witness.text) } ?? !refused)
        }
    }

    @Test(
        "only what bears all tags is in scope",
        arguments: [
            ("{}", false), (#"{"team":"lab"}"#, false), (#"{"team":"lab","auto":"yes"}"#, true),
            (#"{"team":"Lab","auto":"yes"}"#, false), (#"{"team":"lab","auto":"yes","x":""}"#, true),
        ])
    func onlyTags(tags: String, passes: Bool) {
        let settings = GuardrailSettings(onlyTags: ["team": "lab", "auto": "yes"])
        #expect((refusal(["tags": .text(tags)], settings) == nil) == passes)
    }

    @Test func tagsThatCannotBeReadAreMissing() {
        let candidate = GuardrailCandidate.fixture(
            .fixture(facts: ["tags": .text("no json")]), settings: GuardrailSettings(onlyTags: ["a": "b"]))
        #expect(GuardrailCheck.verdict(on: candidate).missing.map(\.column) == ["tags"])
    }

    @Test func refusesToStopWhatIsNoInstance() {
        let candidate = GuardrailCandidate.fixture(.fixture(.snapshot("snap-1")))
        #expect(GuardrailCheck.verdict(on: candidate).refusal?.guardrail == "out-of-scope")
    }
}
