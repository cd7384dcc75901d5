// Facts that are asked one by one.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Synchronization
import Testing

@testable import Scanning

private func protected(_ value: String) -> AWSReply {
    .xml(
        """
        <DescribeInstanceAttributeResponse><instanceId>i-1</instanceId><disableApiStop><value>\(value)</value>\
        </disableApiStop></DescribeInstanceAttributeResponse>
        """)
}

private func facts(_ scripted: ScriptedAWS, _ requests: FactRequest...) async -> [FactRequest: LateFact] {
    let facts = await scripted.source().facts(requests, at: now)
    return Dictionary(facts.map { ($0.request, $0) }) { _, _ in preconditionFailure("a request was answered twice") }
}

private let stopProtected = FactRequest(key(.instance, "i-1"), "stop_protected")

@Suite struct LateFactTests {
    @Test(arguments: [("true", true), ("false", false)])
    func readsStopProtection(value: String, isProtected: Bool) async {
        let scripted = ScriptedAWS { _ in protected(value) }
        let answers = await facts(scripted, stopProtected)
        #expect(answers[stopProtected]?.value == .flag(isProtected))
        #expect(scripted.calls.map(\.form) == [["InstanceId": "i-1", "Attribute": "disableApiStop"]])
        #expect(scripted.calls.first?.region == "eu-west-1")
    }

    @Test(
        "what AWS does not tell is a gap, not a no",
        arguments: [
            (AWSReply.xml("<Answer/>"), Gap.Kind.failed), (protected("maybe"), .failed), (protected(""), .failed),
            (.ec2Error("UnauthorizedOperation", status: 403), .denied),
            (.ec2Error("InvalidInstanceID.NotFound", status: 404), .failed),
            (.ec2Error("InvalidInstanceID.Malformed"), .failed), (.ec2Error("InvalidVolumeID.NotFound"), .failed),
        ])
    func anUntoldFactIsAGap(reply: AWSReply, kind: Gap.Kind) async {
        let answers = await facts(ScriptedAWS { _ in reply }, stopProtected)
        #expect(answers[stopProtected]?.value == nil)
        #expect(answers[stopProtected]?.gap?.kind == kind)
        #expect(answers[stopProtected]?.gap?.operation == "DescribeInstanceAttribute")
        #expect(answers[stopProtected]?.at == now)
    }

    @Test(
        "of what was deleted since the list was made the question falls away, without a gap",
        arguments: [
            "InvalidInstanceID.NotFound", "InvalidSnapshot.NotFound", "InvalidVolume.NotFound", "InvalidAMIID.NotFound",
            "InvalidAMIID.Unavailable",
        ])
    func deletedMeanwhile(code: String) async {
        let asked = [
            stopProtected, FactRequest(key(.image, "ami-1"), "shared"), FactRequest(key(.snapshot, "snap-1"), "shared"),
        ]
        let answers = await ScriptedAWS { _ in .ec2Error(code) }.source().facts(asked, at: now)
        #expect(Set(answers.map(\.request)) == Set(asked))
        #expect(answers.allSatisfy { $0.fellAway && $0.gap == nil && $0.value == nil })
    }

    @Test("of a batch such a word says nothing of the others")
    func deletedInABatch() async {
        let asked = ["i-1", "i-2"].map { FactRequest(key(.instance, $0), "spot_request") }
        let answers = await ScriptedAWS { _ in .ec2Error("InvalidInstanceID.NotFound") }.source().facts(asked, at: now)
        #expect(answers.count == 2 && answers.allSatisfy { $0.gap != nil })
    }

    @Test("a Spot request that cannot be read costs its own instance's answer", arguments: ["", "forever"])
    func oddSpotRequest(type: String) async {
        let asked = ["i-1", "i-2", "i-3"].map { FactRequest(key(.instance, $0), "spot_request") }
        let scripted = ScriptedAWS { _ in
            answer(
                "spotInstanceRequestSet",
                [("i-1", type), ("i-2", "persistent")].map {
                    "<item><instanceId>\($0.0)</instanceId><type>\($0.1)</type><state>active</state></item>"
                }.joined())
        }
        let answers = await scripted.source().facts(asked, at: now).reduce(into: [:]) {
            $0[$1.request.resource.id] = $1
        }
        #expect(answers["i-1"]?.gap != nil && answers["i-1"]?.value == nil)
        #expect(answers["i-2"]?.value == .text("persistent") && answers["i-3"]?.value == .null)
    }

    @Test func oneFailureHidesNoOtherFact() async {
        let other = FactRequest(key(.instance, "i-2"), "stop_protected")
        let scripted = ScriptedAWS { $0.form["InstanceId"] == "i-1" ? .ec2Error("InternalError") : protected("true") }
        let answers = await facts(scripted, stopProtected, other)
        #expect(answers[stopProtected]?.gap != nil)
        #expect(answers[other]?.value == .flag(true))
    }

    @Test func asksSpotRequestsByTheHundred() async {
        let requests = (0..<150).map { FactRequest(key(.instance, "i-\($0)"), "spot_request") }
        let scripted = ScriptedAWS { _ in
            answer(
                "spotInstanceRequestSet",
                [
                    ("i-0", "one-time", "<state>active</state>"), ("i-1", "persistent", "<state>active</state>"),
                    ("i-2", "persistent", "<state>cancelled</state>"),
                    ("i-4", "persistent", "<state>active</state><launchGroup>mpi</launchGroup>"),
                    ("i-5", "persistent", "<availabilityZoneGroup>near</availabilityZoneGroup>"),
                    ("i-6", "one-time", "<launchGroup>mpi</launchGroup>"),
                    ("i-7", "persistent", "<launchGroup/><availabilityZoneGroup/>"),
                ].map { "<item><instanceId>\($0.0)</instanceId><type>\($0.1)</type>\($0.2)</item>" }.joined())
        }
        let values = await scripted.source().facts(requests, at: now)
            .reduce(into: [:]) { $0[$1.request.resource.id] = $1.value }
        #expect(scripted.calls.count == 2)
        #expect(scripted.calls.first?.form["Filter.1.Name"] == "instance-id")
        #expect(Set(scripted.calls.map { $0.form.keys.count { $0.hasPrefix("Filter.1.Value.") } }) == [100, 50])
        #expect(values.count == 150)
        #expect(values["i-0"] == .text("one-time"))
        #expect(values["i-1"] == .text("persistent"))
        #expect(values["i-2"] == .text("one-time"), "of a cancelled request AWS stops no instance")
        #expect(values["i-3"] == .null)
        #expect(
            (4...7).map { values["i-\($0)"]?.text } == ["launch-group", "zone-group", "one-time", "persistent"],
            "AWS stops no instance of a group")
    }

    @Test(
        "tells whether others may use it",
        arguments: [
            ("", false), ("<item><userId>123456789012</userId></item>", false),
            ("<item><group>all</group></item>", true),
            ("<item><userId>999988887777</userId></item>", true),
            ("<item><organizationArn>arn:aws:organizations::1:organization/o-1</organizationArn></item>", true),
        ])
    func tellsWhetherOthersMayUseIt(items: String, isShared: Bool) async {
        let image = FactRequest(key(.image, "ami-1"), "shared")
        let snapshot = FactRequest(key(.snapshot, "snap-1"), "shared")
        let scripted = ScriptedAWS { call in
            let list = call.operation == "DescribeImageAttribute" ? "launchPermission" : "createVolumePermission"
            return .xml("<Answer><\(list)>\(items)</\(list)></Answer>")
        }
        let answers = await facts(scripted, image, snapshot)
        #expect(answers[image]?.value == .flag(isShared))
        #expect(answers[snapshot]?.value == .flag(isShared))
        #expect(
            Set(scripted.calls.map(\.form)) == [
                ["ImageId": "ami-1", "Attribute": "launchPermission"],
                ["SnapshotId": "snap-1", "Attribute": "createVolumePermission"],
            ])
    }

    @Test func aFactThatNothingAsksIsAGap() async {
        let odd = FactRequest(key(.volume, "vol-1"), "colour")
        let scripted = ScriptedAWS { _ in .ec2Error("InvalidAction") }
        let answers = await facts(scripted, odd)
        #expect(answers[odd]?.gap?.error == "nothing asks 'colour' of the kind 'volume'")
        #expect(scripted.calls.isEmpty)
    }

    @Test func asksEachOfManyOnce() async {
        let scripted = ScriptedAWS { _ in protected("false") }
        let requests = (0..<50).map { FactRequest(key(.instance, "i-\($0)"), "stop_protected") }
        let facts = await scripted.source().facts(requests, at: now)
        #expect(Set(facts.map(\.request)) == Set(requests) && facts.count == 50)
        #expect(scripted.calls.count == 50)
    }

    @Test func noRequestIsNoCall() async {
        let scripted = ScriptedAWS { _ in .ec2Error("InvalidAction") }
        #expect(await scripted.source().facts([], at: now).isEmpty)
    }
}
