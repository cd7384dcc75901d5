// Which way to keys is taken when several are configured: botocore's answer is the measure.
import Foundation
import Testing

@testable import AWSAPI

@Suite(.enabled(if: BotocoreOracle.isAvailable, "needs a Python with botocore"))
struct PrecedenceTests {
    private static let ways = [
        ("environment", "env"), ("role of", "assume-role"), ("web identity", "assume-role-with-web-identity"),
        ("SSO of", "sso"), ("login session", "login"), ("credential_process", "custom-process"),
        ("the container's role", "container-role"), ("the instance's role", "iam-role"),
    ]

    @Test func takesTheWayThatBotocoreTakes() async throws {
        let home = try KeyHome()
        let cases = try BotocoreOracle.precedence(count: 1_000, seed: 20_261_121, home: home.path)
        #expect(Set(cases.map(\.method)).count == 12)
        for one in cases {
            let own = try await method(one)
            let expected = one.method == "error" ? "none" : one.method
            #expect(own == expected, "\(one)")
        }
    }

    /// In botocore's words.
    private func method(_ one: BotocoreOracle.Precedence) async throws -> String {
        var bench = try KeyBench()
        bench.config = one.config
        bench.credentials = one.credentials
        bench.environment = one.environment
        guard let provider = try? bench.provider(one.option) else { return "none" }
        if let way = Self.ways.first(where: { provider.source.hasPrefix($0.0) }) { return way.1 }
        return try await provider.credentials().accessKeyID == "AKIACONFIG" ? "config-file" : "shared-credentials-file"
    }
}
