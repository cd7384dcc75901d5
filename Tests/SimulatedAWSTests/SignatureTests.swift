// Signatures, clocks and tokens are really checked, and refused by the names that each service has.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct SignatureTests {
    private func refusal(_ service: Service, _ client: WireClient) -> String {
        switch service.wireProtocol {
        case .json:
            let answer = client.json(service, "GetCostAndUsage", "{}")
            let type = answer.json["__type"] as? String ?? "none"
            return "\(answer.status) \(type.split(separator: "#").last ?? "")"
        case .ec2, .query:
            let answer = client.query(service, service == .ec2 ? "DescribeRegions" : "GetCallerIdentity")
            return "\(answer.status) \(answer.text("Code") ?? "none")"
        case .rest: return "none"
        }
    }

    @Test("the example that AWS publishes passes, and one changed character fails", arguments: ["d7", "d8"])
    func publishedExample(ending: String) throws {
        let request = WireRequest(
            method: "GET", target: "/?Version=2010-05-08&Action=ListUsers",
            headers: [
                ("Host", "iam.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z"),
                ("Content-Type", " application/x-www-form-urlencoded;   charset=utf-8 "),
            ], body: [])
        let scope = try #require(
            CredentialScope(
                authorization: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                    + "SignedHeaders=content-type;host;x-amz-date, "
                    + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5\(ending)"))
        let key = AccessKey(id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", arn: "arn")
        let date = try #require(Timestamp.fromCompact("20150830T123600Z"))
        let check = SignatureCheck(keys: [key], now: date, service: .sts)
        if ending == "d7" {
            #expect(try check.signer(of: request, scope).id == "AKIDEXAMPLE")
        } else {
            #expect(throws: AWSFailure.wrongSignature(.sts)) { try check.signer(of: request, scope) }
        }
    }

    @Test(arguments: [
        (Service.ec2, "401 AuthFailure"), (.sts, "403 SignatureDoesNotMatch"), (.ce, "400 InvalidSignatureException"),
    ])
    func aWrongSecretIsRefused(service: Service, expected: String) async throws {
        try await withAWS { _, _, client in
            var client = client
            client.secret = "another"
            #expect(refusal(service, client) == expected)
        }
    }

    @Test(arguments: [
        (Service.ec2, "401 AuthFailure"), (.sts, "403 InvalidClientTokenId"), (.ce, "400 UnrecognizedClientException"),
    ])
    func anUnknownKeyIsRefused(service: Service, expected: String) async throws {
        try await withAWS { _, _, client in
            var client = client
            client.key = "AKIANOBODYNOBODYNOBO"
            #expect(refusal(service, client) == expected)
        }
    }

    @Test(
        arguments: [
            (Service.ec2, "400 RequestExpired"), (.sts, "403 SignatureDoesNotMatch"),
            (.ce, "400 InvalidSignatureException"),
        ], [-301.0, 301.0])
    func aClockThatIsOffIsRefused(expected: (Service, String), seconds: Double) async throws {
        try await withAWS { _, _, client in
            var client = client
            client.now += seconds
            #expect(refusal(expected.0, client) == expected.1)
        }
    }

    @Test(arguments: [-300.0, 0, 300])
    func fiveMinutesArePassed(seconds: Double) async throws {
        try await withAWS { _, _, client in
            var client = client
            client.now += seconds
            #expect(client.query(.ec2, "DescribeRegions").status == 200)
        }
    }

    @Test func theAnswersDateIsTheSimulatedOneSoThatAClientCanCorrectItsClock() async throws {
        try await withAWS { _, _, client in
            #expect(client.query(.ec2, "DescribeRegions").headers["date"] == "Sat, 21 Nov 2026 08:20:00 GMT")
        }
    }

    @Test func aBodyThatWasChangedOnTheWayIsRefused() async throws {
        try await withAWS { _, _, client in
            var bytes = client.signed(.ec2, "Action=DescribeRegions&Version=2016-11-15", [])
            bytes[bytes.count - 1] = UInt8(ascii: "6")
            #expect(client.send(bytes).text("Code") == "AuthFailure")
        }
    }

    @Test func aRequestWithoutASignatureIsRefused() async throws {
        try await withAWS { _, _, client in
            let answer = client.send(Array("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n".utf8))
            #expect(answer.status == 403 && answer.text("Code") == "MissingAuthenticationToken")
        }
    }

    @Test func anAssumedRolesTokenIsComparedAndEnds() async throws {
        try await withAWS { _, clock, client in
            let answer = client.query(
                .sts, "AssumeRole",
                [
                    "RoleArn": "arn:aws:iam::123456789012:role/costguard", "RoleSessionName": "test",
                    "ExternalId": "class-2026", "DurationSeconds": "900",
                ])
            var assumed = client
            assumed.key = try #require(answer.text("AccessKeyId"))
            assumed.secret = try #require(answer.text("SecretAccessKey"))
            #expect(assumed.query(.ec2, "DescribeRegions").text("Code") == "AuthFailure")
            assumed.token = answer.text("SessionToken")
            #expect(assumed.query(.ec2, "DescribeRegions").status == 200)
            clock.advance(by: 901)
            assumed.now += 901
            #expect(assumed.query(.sts, "GetCallerIdentity").text("Code") == "ExpiredToken")
        }
    }

    @Test(arguments: [nil, "wrong"])
    func aRoleAsksForItsExternalID(externalID: String?) async throws {
        try await withAWS { _, _, client in
            var parameters = [
                "RoleArn": "arn:aws:iam::123456789012:role/costguard", "RoleSessionName": "test",
            ]
            parameters["ExternalId"] = externalID
            #expect(client.query(.sts, "AssumeRole", parameters).text("Code") == "AccessDenied")
        }
    }

    @Test func aRegionThatIsNotEnabledLooksLikeABadKeyAndADeniedOneSaysSo() async throws {
        var world = Story.student(at: storyTime)
        world[Extras.self].deniedRegions = ["eu-north-1"]
        try await withAWS(world) { _, _, client in
            var client = client
            client.region = "me-south-1"
            #expect(client.query(.ec2, "DescribeInstances").text("Code") == "AuthFailure")
            client.region = "eu-north-1"
            let denied = client.query(.ec2, "DescribeInstances")
            #expect(denied.status == 403 && denied.text("Code") == "UnauthorizedOperation")
            #expect(denied.text("Message")?.contains("explicit deny") == true)
        }
    }
}
