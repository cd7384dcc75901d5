// Which instance this is, by the metadata service: what is asked, for how long, and what is no answer.
import Foundation
import Testing

@testable import AWSAPI

@Suite struct InstanceIdentityTests {
    private static let document =
        #"{"accountId":"123456789012","region":"us-west-2","instanceId":"i-1234567890abcdef0","kernelId":null}"#

    /// Unless a test is about the limit, it does not come: a busy machine takes a second for nothing.
    private func source(
        _ transport: any Transport, _ environment: [String: String] = [:], config: String = "",
        sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in try await Task.sleep(for: .seconds(3_600)) }
    ) throws -> InstanceIdentitySource {
        InstanceIdentitySource(
            environment: environment, configuration: SharedConfiguration(configText: config, credentialsText: ""),
            profile: "default", transport: transport, userAgent: "costguard/test", sleep: sleep)
    }

    private func failure(_ source: InstanceIdentitySource) async -> String {
        do {
            return "\(try await source.identity())"
        } catch { return "\(error)" }
    }

    @Test(
        "asks for a token, then for the document, though keys may not be taken from there",
        arguments: [[:], ["AWS_EC2_METADATA_DISABLED": "true"]])
    func asks(_ environment: [String: String]) async throws {
        let transport = ScriptedTransport([.answer(200, "tok"), .answer(200, Self.document)])
        let identity = try await source(transport, environment).identity()
        #expect(identity.accountID == "123456789012" && identity.region == "us-west-2")
        #expect(identity.instanceID == "i-1234567890abcdef0")
        #expect(
            transport.requests.map { "\($0.method) \($0.url)" } == [
                "PUT http://169.254.169.254/latest/api/token",
                "GET http://169.254.169.254/latest/dynamic/instance-identity/document",
            ])
        #expect(transport.requests[1].header("x-aws-ec2-metadata-token") == "tok")
    }

    @Test("environment and profile name the address, and the environment wins")
    func address() async throws {
        let config = "[default]\nec2_metadata_service_endpoint = http://127.0.0.1:2/"
        for (environment, host) in [([:], "2"), (["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:3"], "3")] {
            let transport = ScriptedTransport([.answer(200, "tok"), .answer(200, Self.document)])
            _ = try await source(transport, environment, config: config).identity()
            #expect(transport.requests.map(\.url).allSatisfy { $0.hasPrefix("http://127.0.0.1:\(host)/latest/") })
        }
    }

    @Test("an address that is not this machine's is not asked")
    func unsafe() async throws {
        let transport = ScriptedTransport([])
        let text = await failure(try source(transport, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://10.0.0.1"]))
        #expect(text.contains("not safe") && !text.contains("\n") && transport.requests.isEmpty)
    }

    @Test("version 1 is never asked, and nothing is tried twice", arguments: [401, 403, 404, 500, 503])
    func refused(_ status: Int) async throws {
        let transport = ScriptedTransport([.answer(status, "")])
        let text = await failure(try source(transport))
        #expect(text.hasPrefix("The instance's identity was not given: got HTTP status \(status) instead of a token"))
        #expect(!text.contains("\n") && transport.requests.count == 1)
    }

    @Test(
        "what is no identity document is none",
        arguments: [
            "", "{}", "<html>", #"{"accountId":123456789012,"region":"us-west-2","instanceId":"i-1"}"#,
            #"{"accountId":null,"region":"us-west-2","instanceId":"i-1"}"#, "[]",
        ])
    func noDocument(_ body: String) async throws {
        let transport = ScriptedTransport([.answer(200, "tok"), .answer(200, body)])
        #expect(await failure(try source(transport)).contains("no JSON with accountId, region and instanceId"))
    }

    @Test("on a network that swallows everything it is over after one second, both requests together")
    func swallowed() async throws {
        let waits = Notes()
        let source = try source(SilentTransport()) { wait in
            waits.note("\(wait)")
            if wait > .seconds(1) { try await Task.sleep(for: wait) }
        }
        #expect(await failure(source).contains("within 1.0 seconds"))
        #expect(Set(waits.said) == ["1.0 seconds"])
    }

    /// Stands in for a network without any answer.
    private struct SilentTransport: Transport {
        func send(_ request: AWSRequest) async throws -> AWSReply {
            try await Task.sleep(for: .seconds(3_600))
            throw CancellationError()
        }
    }
}
