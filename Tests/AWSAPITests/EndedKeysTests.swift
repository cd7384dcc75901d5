// Keys that end in the middle of a scan: one renewal, one more attempt, for as many calls as there are.
import Foundation
import Testing

@testable import AWSAPI

@Suite struct EndedKeysTests {
    private func client(_ transport: ScriptedTransport, _ provider: any CredentialProvider) -> AWSClient {
        AWSClient(
            transport: transport, credentials: provider, endpoints: EndpointResolver(), clock: AWSClock { Rig.now },
            sleep: { _ in }, random: { 0.5 }, userAgent: "costguard/test")
    }

    @Test(arguments: ["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
    func takesNewKeysOnceAndTriesAgain(_ code: String) async throws {
        let transport = ScriptedTransport([.ec2Error(400, code), .ok])
        let source = RefreshingCredentialsTests.Source(lifetime: 3_600)
        _ = try await client(transport, source.provider()).query(
            .ec2, "StopInstances", region: "eu-west-1", retries: false)
        let keys = transport.requests.map { $0.header("Authorization")?.contains("Credential=K2/") }
        #expect(keys == [false, true])
    }

    @Test func givesUpWhenTheNewKeysHaveEndedToo() async throws {
        let transport = ScriptedTransport([.ec2Error(400, "ExpiredToken"), .ec2Error(400, "ExpiredToken")])
        let source = RefreshingCredentialsTests.Source(lifetime: 3_600)
        let error = await #expect(throws: AWSError.self) {
            try await client(transport, source.provider()).query(.ec2, "DescribeInstances", region: "eu-west-1")
        }
        #expect(error?.kind == .credentials)
    }

    @Test func doesNotTryAgainWithKeysThatNobodyRenews() async throws {
        let transport = ScriptedTransport([.ec2Error(400, "ExpiredToken")])
        let provider = StaticCredentials(Rig.plantedKeys, source: "test")
        await #expect(throws: AWSError.self) {
            try await client(transport, provider).query(.ec2, "DescribeInstances", region: "eu-west-1")
        }
    }
}
