// Who started a machine, by CloudTrail's answers.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

private let machine = ResourceKey(
    kind: .instance, account: AccountID("123456789012")!, region: Region("sa-east-1")!, id: "i-0a")

private func event(_ name: String, key: String = "AKIAIOSFODNN7EXAMPLE") -> String {
    let record =
        #"{\"userIdentity\":{\"arn\":\"arn:aws:iam::123456789012:user/bob\"},\"sourceIPAddress\":\"203.0.113.9\"}"#
    return #"{"EventName":"\#(name)","AccessKeyId":"\#(key)","Username":"bob","EventTime":1795176000.0,"#
        + #""CloudTrailEvent":"\#(record)"}"#
}

@Suite struct LaunchTrailTests {
    @Test("one call in the machine's region tells key, caller, source and time")
    func told() async {
        let aws = ScriptedAWS { _ in .json(#"{"Events":[\#(event("CreateTags")),\#(event("RunInstances"))]}"#) }
        let word = await LaunchTrail(client: aws.client).launcher(of: machine)
        #expect(
            word
                == .told(
                    Launcher(
                        keyID: "AKIAIOSFODNN7EXAMPLE", name: "bob", arn: "arn:aws:iam::123456789012:user/bob",
                        source: "203.0.113.9", at: Date(timeIntervalSince1970: 1_795_176_000))))
        #expect(aws.calls.count == 1)
        #expect(aws.calls.first?.host == "cloudtrail" && aws.calls.first?.region == "sa-east-1")
        #expect(aws.calls.first?.operation == "LookupEvents")
        #expect(aws.calls.first?.body.contains(#""AttributeKey":"ResourceName","AttributeValue":"i-0a""#) == true)
    }

    @Test("an event that is not there yet is no failure", arguments: [#"{"Events":[]}"#, "{}"])
    func notRecorded(body: String) async {
        #expect(
            await LaunchTrail(client: ScriptedAWS { _ in .json(body) }.client).launcher(of: machine) == .notRecorded)
    }

    @Test("an event without its record, or with a broken one, tells what it has")
    func bareEvent() async {
        for record in ["", #","CloudTrailEvent":"{not json""#, #","CloudTrailEvent":"{\"userIdentity\":7}""#] {
            let aws = ScriptedAWS { _ in .json(#"{"Events":[{"EventName":"StartInstances","Username":"x"\#(record)}]}"#)
            }
            let word = await LaunchTrail(client: aws.client).launcher(of: machine)
            #expect(word == .told(Launcher(keyID: nil, name: "x", arn: nil, source: nil, at: nil)))
        }
    }

    @Test(
        "a refusal or trouble is told in one line",
        arguments: [
            AWSReply.jsonError("AccessDeniedException", "not authorized"), .jsonError("InternalError", status: 500),
            .json("[]"),
        ])
    func untold(reply: AWSReply) async {
        let word = await LaunchTrail(client: ScriptedAWS { _ in reply }.client).launcher(of: machine)
        guard case .untold(let why) = word else {
            Issue.record("got \(word)")
            return
        }
        #expect(!why.isEmpty && !why.contains("\n"))
    }
}
