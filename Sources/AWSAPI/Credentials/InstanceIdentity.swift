// Which EC2 instance this program runs on, as the instance's metadata service says.
// Source: docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html, read 2026-11-29.
import Foundation

/// What the identity document of an instance says of it, as far as it is used here. It is not signed, so it proves
/// nothing: it may keep this program from acting, never more.
package struct InstanceIdentity: Decodable, Hashable, Sendable {
    /// Twelve digits.
    package let accountID: String
    /// A region's code.
    package let region: String
    /// Such as `i-0123456789abcdef0`.
    package let instanceID: String

    private enum CodingKeys: String, CodingKey {
        case accountID = "accountId"
        case region
        case instanceID = "instanceId"
    }
}

/// Asks the metadata service of EC2 which instance this is. Elsewhere nobody answers.
package struct InstanceIdentitySource: Sendable {
    /// For both requests together: on a machine that is no instance this is waited for in vain.
    static let limit = Duration.seconds(1)

    private let environment: [String: String]
    private let settings: [String: INIFile.Setting]
    private let exchange: KeyExchange

    /// A source at the address that environment or profile name for the metadata service, else EC2's own.
    package init(
        environment: [String: String], configuration: SharedConfiguration, profile: String,
        transport: any Transport, userAgent: String,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.environment = environment
        settings = (try? configuration.settings(of: profile)) ?? [:]
        exchange = KeyExchange(transport: transport, userAgent: userAgent, sleep: sleep)
    }

    /// The identity document, by version 2 of the service alone, within a second.
    ///
    /// Asked too where `AWS_EC2_METADATA_DISABLED` is true: that variable is about keys, and who keeps a program from
    /// taking the instance's keys still must not lose the instance to it.
    /// - Throws: `CredentialError` in one line, with what was got instead; `CancellationError`.
    package func identity() async throws -> InstanceIdentity {
        do {
            let metadata = try InstanceMetadata(
                questionsOf: environment, settings: settings, exchange: exchange, within: Self.limit)
            guard let answer = try await exchange.first(within: Self.limit, { try await metadata.identity() }) else {
                throw CredentialError("no identity document within \(Self.limit)")
            }
            return answer
        } catch let error as CredentialError {
            throw CredentialError(error.description.split(separator: "\n").first.map(String.init) ?? "no answer")
        }
    }
}
