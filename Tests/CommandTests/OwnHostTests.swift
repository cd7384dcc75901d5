// The machine that the program runs on is never stopped, whoever tells which one that is.

import Foundation
import SimulatedAWS
import Testing

extension AccountChanges {
    @Suite struct OwnHostTests {
        @Test("by the session name of its keys it knows its machine: the plan says so, and cron leaves it alone")
        func bySession() async throws {
            let account = try await MotoAccount.rewound()
            let mine = try account.fact("idle-dublin")
            let home = try Home.configured(
                for: account, regions: quickRegions, unattended: "actions: [stop]", more: "profile: class\n")
            let keys = account.opening
            try home.write(
                "[base]\naws_access_key_id = \(keys.accessKeyID)\naws_secret_access_key = \(keys.secretAccessKey)\n",
                to: ".aws/credentials")
            try home.write(
                """
                [profile class]
                role_arn = \(keys.roleARN)
                role_session_name = \(mine.id)
                source_profile = base
                external_id = \(keys.externalID)
                """, to: ".aws/config")
            let environment = ["AWS_ENDPOINT_URL": keys.endpoint]
            _ = try await home.run(["scan", "--quiet"], environment: environment)
            let finding = try #require(try await home.plan().findings.first { $0.resource.id == mine.id })
            #expect(finding.verdict == "refused" && finding.refusal?.guardrail == "own-host")
            #expect(finding.refusal?.detail.contains("costguard itself runs on it") == true)
            _ = try await home.run(["run", "--apply", "--quiet"], environment: environment)
            #expect(try await account.stopped() == ["idle-oregon"])
            let doctor = try await home.run(["doctor"], environment: environment)
            #expect(doctor.report.contains("\(mine.id), by the session name of its keys: never stopped"))
        }

        @Test("under a user's keys the metadata service tells, and a person's apply leaves the machine alone")
        func byMetadata() async throws {
            let account = try await MotoAccount.rewound()
            let mine = try account.fact("idle-oregon")
            let home = try Home.configured(for: account, regions: quickRegions, unattended: "actions: [stop]")
            let service = try await MetadataService(account.opening.account, mine.region, mine.id)
            let environment = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": service.address]
            _ = try await home.run(["scan", "--quiet"], on: account, environment: environment)
            #expect(try await home.plan().names("due").contains("idle-oregon"), "nobody was asked yet")
            let ended = try await home.run(["apply", "--yes"], on: account, environment: environment)
            #expect(ended.status == 4 && ended.output.contains("own-host"), "\(ended.output)")
            #expect(try await account.stopped().contains("idle-oregon") == false)
            #expect(try await home.plan().names("refused").contains("idle-oregon"), "it has learned")
            _ = try await home.run(["run", "--apply", "--quiet"], on: account, environment: environment)
            #expect(try await account.stopped().contains("idle-oregon") == false)
            try await service.end()
        }

        @Test("the machine of another account or region that bears the id is another one", arguments: [0, 1])
        func another(part: Int) async throws {
            let account = try await MotoAccount.rewound()
            let mine = try account.fact("idle-oregon")
            let home = try Home.configured(for: account, regions: ["us-west-2"], unattended: "actions: [stop]")
            let service = try await MetadataService(
                part == 0 ? "999988887777" : account.opening.account, part == 1 ? "eu-west-1" : mine.region, mine.id)
            _ = try await home.run(
                ["run", "--apply", "--quiet"], on: account,
                environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": service.address])
            #expect(try await account.stopped() == ["idle-oregon"])
            try await service.end()
        }

        @Test("where nobody tells, the doctor says that this is no instance, and why it is not sure")
        func nobodyTells() async throws {
            let account = try await MotoAccount.unchanged.value
            let home = try Home.configured(for: account, regions: ["us-west-2"])
            let ended = try await home.run(["doctor"], on: account)
            let line = ended.output.split(separator: "\n").first { $0.contains("own host") } ?? ""
            // On an instance the firmware of the machine that runs this test tells.
            #expect(line.contains("none on EC2") || line.contains("by its firmware"), "\(ended.output)")
        }
    }
}

/// The metadata service of an EC2 instance on loopback, version 2 alone: a token, and the identity document.
private struct MetadataService {
    private struct Answers: Responder {
        let document: String

        func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery {
            let reply =
                switch (request.method, request.target, request.header("x-aws-ec2-metadata-token")) {
                case ("PUT", "/latest/api/token", nil): Reply(contentType: "text/plain", body: "the-token")
                case ("GET", "/latest/dynamic/instance-identity/document", "the-token"?):
                    Reply(contentType: "text/plain", body: document)
                default: Reply(status: 401, contentType: "text/plain", body: "")
                }
            return Delivery(reply, date: Date(), requestID: "none", keepAlive: keepAlive)
        }
    }

    private let server: HTTPServer
    var address: String { server.endpoint }

    init(_ account: String, _ region: String, _ instance: String) async throws {
        let document =
            #"{"version":"2017-09-30","accountId":"\#(account)","region":"\#(region)","instanceId":"\#(instance)"}"#
        server = try await HTTPServer.listen(Answers(document: document))
    }

    func end() async throws { try await server.stop() }
}
