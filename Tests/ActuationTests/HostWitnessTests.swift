// Which instance the program runs on: what each witness says, and what is no witness.

import AWSAPI
import Actuation
import CostModel
import Foundation
import ScriptedAWS
import Testing

private let now = Date(timeIntervalSince1970: 1_795_219_200)  // 2026-11-21T00:00:00Z

@Suite struct HostWitnessTests {
    private func caller(_ arn: String) -> ScriptedAWS {
        ScriptedAWS { _ in
            .xml(
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>\(arn)</Arn><Account>123456789012</Account>"
                    + "</GetCallerIdentityResult></GetCallerIdentityResponse>")
        }
    }

    private func hosts(
        _ arn: String = "", region: String = "us-east-1", assetTag: String = "/nonexistent"
    ) async throws -> [OwnHost] {
        let client = caller(arn).client
        _ = try await client.callerAccount(region: region)
        return await EC2HostWitness(client: client, identity: nil, assetTag: assetTag).sight(asking: false, at: now)
            .hosts
    }

    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tag-\(UUID().uuidString)").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test(
        "a session that is named like an instance names it",
        arguments: [
            ("arn:aws:sts::123456789012:assumed-role/guard/i-0123456789abcdef0", "us-east-1"),
            ("arn:aws-cn:sts::123456789012:assumed-role/guard/i-0123456789abcdef0", "cn-north-1"),
            ("arn:aws-us-gov:sts::123456789012:assumed-role/a/path/guard/i-0123456789abcdef0", "us-gov-west-1"),
        ])
    func session(arn: String, region: String) async throws {
        let host = try #require(try await hosts(arn, region: region).first)
        #expect(host.id == "i-0123456789abcdef0" && host.witness == .sessionName && host.at == now)
        #expect(try await hosts("arn:aws:sts::1:assumed-role/r/i-0badcafe").map(\.id) == ["i-0badcafe"])
    }

    @Test(
        "any other name of a session is none of an instance",
        arguments: [
            "arn:aws:sts::123456789012:assumed-role/guard/anna", "arn:aws:iam::123456789012:user/i-0123456789abcdef0",
            "arn:aws:sts::123456789012:assumed-role/guard/mi-0123456789abcdef0",
            "arn:aws:sts::123456789012:assumed-role/guard/i-0123456", "",
            "arn:aws:sts::123456789012:assumed-role/guard/i-0123456789abcdef01",
            "arn:aws:sts::123456789012:assumed-role/guard/i-0123456789ABCDEF0",
            "arn:aws:sts::123456789012:assumed-role/guard/i-0123456789abcdeg0",
            "arn:aws:sts::123456789012:federated-user/i-0123456789abcdef0", "i-0123456789abcdef0",
            "arn:aws:sts::123456789012:assumed-role/i-0123456789abcdef0",
        ])
    func otherSession(arn: String) async throws {
        #expect(try await hosts(arn).isEmpty)
    }

    @Test("nobody is asked for the session: who has not asked for the account knows none")
    func beforeTheAccount() async {
        let aws = caller("arn:aws:sts::123456789012:assumed-role/guard/i-0123456789abcdef0")
        let sight = await EC2HostWitness(client: aws.client, identity: nil, assetTag: "/nonexistent").sight(
            asking: true, at: now)
        #expect(sight == HostSight(hosts: [], metadataSilence: "it is not asked here"))
        #expect(aws.calls.isEmpty)
    }

    @Test("the firmware's asset tag names the instance on Nitro, and something else elsewhere")
    func firmware() async throws {
        let nitro = try await hosts(assetTag: file("i-0123456789abcdef0\n"))
        #expect(nitro.map(\.id) == ["i-0123456789abcdef0"] && nitro.first?.witness == .firmware)
        for tag in ["Amazon EC2", "", "Not Specified\n", String(repeating: "i-0123456789abcdef0", count: 5000)] {
            #expect(try await hosts(assetTag: file(tag)).isEmpty, "\(tag.prefix(40))")
        }
        #expect(try await hosts(assetTag: "/").isEmpty)
    }
}
