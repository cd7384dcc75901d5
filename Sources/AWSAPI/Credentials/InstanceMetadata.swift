// What the EC2 instance that this program runs on tells it: its keys and its identity, by version 2 of its metadata
// service. Version 1 is never asked: it answers whoever can make this machine send a request.
// Source: docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html and botocore 1.43.11 utils.py
// (InstanceMetadataFetcher), read 2026-11-21.
import Foundation

/// The metadata service, as environment and profile describe it.
struct InstanceMetadata: Sendable {
    private static let path = "/latest/meta-data/iam/security-credentials/"
    private static let identityPath = "/latest/dynamic/instance-identity/document"

    private let base: String
    private let bounds: KeyExchange.Bounds
    private let exchange: KeyExchange
    /// What did not come, for an error.
    private let subject: String

    /// Nil where `AWS_EC2_METADATA_DISABLED` says no.
    /// - Throws: `CredentialError` for an address that keys may not be taken from, or a mode, time or count that is none.
    init?(
        environment: [String: String], settings: [String: INIFile.Setting], exchange: KeyExchange
    ) throws(CredentialError) {
        guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
        let said = Said(environment: environment, settings: settings)
        base = try Self.base(said)
        bounds = KeyExchange.Bounds(
            time: .seconds(try said.number("metadata_service_timeout", "AWS_METADATA_SERVICE_TIMEOUT", 1...60)),
            attempts: try said.number("metadata_service_num_attempts", "AWS_METADATA_SERVICE_NUM_ATTEMPTS", 1...10))
        self.exchange = exchange
        subject = "Keys of the instance's role were"
    }

    /// For a question that is not about keys: asked once, and also where `AWS_EC2_METADATA_DISABLED` forbids to take
    /// keys from here.
    /// - Throws: `CredentialError` for an address that is not safe, or a mode that is none.
    init(
        questionsOf environment: [String: String], settings: [String: INIFile.Setting], exchange: KeyExchange,
        within limit: Duration
    ) throws(CredentialError) {
        base = try Self.base(Said(environment: environment, settings: settings))
        bounds = KeyExchange.Bounds(time: limit)
        self.exchange = exchange
        subject = "The instance's identity was"
    }

    private static func base(_ said: Said) throws(CredentialError) -> String {
        let mode = said.text("ec2_metadata_service_endpoint_mode", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
        guard let given = said.text("ec2_metadata_service_endpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT") else {
            switch mode?.value.lowercased() {
            case nil, "ipv4": return "http://169.254.169.254"
            case "ipv6": return "http://[fd00:ec2::254]"
            default:
                throw CredentialError(
                    "\(mode?.place ?? ""): mode is '\(mode?.value.prefix(20) ?? "")', expected 'ipv4' or 'ipv6'")
            }
        }
        let parts = URLParts(given.value)
        guard !parts.host.isEmpty, parts.query.isEmpty,
            parts.scheme == "https" || (parts.scheme == "http" && (parts.isLoopback || parts.isKeyService))
        else {
            throw CredentialError(
                "\(given.place): the metadata service's address is not safe: got '\(parts.scheme)' to another machine "
                    + "than this one, expected http://169.254.169.254\nhint: leave it out on EC2")
        }
        return given.value.hasSuffix("/") ? String(given.value.dropLast()) : given.value
    }

    /// Three requests: a token, the role's name, its keys.
    /// - Throws: `CredentialError` with what was missing.
    func credentials() async throws -> Credentials {
        let token = try await token()
        let listing = try await get(Self.path, token: token, expected: "the name of a role")
        let role = String(decoding: listing, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
        guard let role, role.utf8.count <= 64, role.utf8.allSatisfy(Self.isOfRoleName) else {
            throw failure("a role's name that is none")
        }
        let body = try await get(Self.path + role, token: token, expected: "the keys of role '\(role)'")
        let answer = JSONBounds.decoded(KeyAnswer.self, from: body)
        guard let keys = answer?.credentials else {
            let code = answer?.code.map { "code '\(ErrorAnswer.clean($0, limit: 60))'" }
            throw failure("\(code ?? "no keys") for role '\(role)'")
        }
        return keys
    }

    /// Two requests: a token, and the identity document.
    /// - Throws: `CredentialError` with what was missing.
    func identity() async throws -> InstanceIdentity {
        let body = try await get(Self.identityPath, token: try await token(), expected: "an identity document")
        guard let identity = JSONBounds.decoded(InstanceIdentity.self, from: body) else {
            throw failure("no JSON with accountId, region and instanceId")
        }
        return identity
    }

    private func token() async throws -> String {
        let reply = try await reply(
            to: AWSRequest(
                method: "PUT", url: "\(base)/latest/api/token",
                headers: [AWSHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600")]))
        let token = String(decoding: reply.body, as: UTF8.self)
        guard reply.status == 200, !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw failure("HTTP status \(reply.status) instead of a token, and version 1 is not asked")
        }
        return token
    }

    private func get(_ path: String, token: String, expected: String) async throws -> Data {
        let reply = try await reply(
            to: AWSRequest(
                method: "GET", url: base + path, headers: [AWSHeader("x-aws-ec2-metadata-token", token)]))
        guard reply.status == 200 else {
            let meaning = reply.status == 404 ? ": the instance has no role" : ""
            throw failure("HTTP status \(reply.status) instead of \(expected)\(meaning)")
        }
        return reply.body
    }

    private func reply(to request: AWSRequest) async throws -> AWSReply {
        do {
            return try await exchange.reply(to: request, within: bounds)
        } catch let error as TransportError {
            throw failure(error.firstLine)
        }
    }

    private func failure(_ got: String) -> CredentialError {
        CredentialError(
            "\(subject) not given: got \(got)\nhint: on EC2 give the instance a role, and in a "
                + "container on it a hop limit of 2; elsewhere name a profile with --profile")
    }

    /// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
    private static func isOfRoleName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_+=,.@-".utf8.contains(byte)
        }
    }

    /// A setting that a variable may say too; the variable wins.
    private struct Said {
        let environment: [String: String]
        let settings: [String: INIFile.Setting]

        func text(_ setting: String, _ variable: String) -> INIFile.Setting? {
            if let value = environment[variable], !value.isEmpty {
                return INIFile.Setting(value: value, place: variable)
            }
            return settings[setting].flatMap { $0.value.isEmpty ? nil : $0 }
        }

        /// The lower bound where nobody says.
        func number(
            _ setting: String, _ variable: String, _ range: ClosedRange<Int>
        ) throws(CredentialError) -> Int {
            guard let said = text(setting, variable) else { return range.lowerBound }
            guard let number = Int(said.value), range.contains(number) else {
                throw CredentialError(
                    "\(said.place): \(setting) is '\(said.value.prefix(20))', "
                        + "expected \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}

// Source: docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html, read 2026-11-29.

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
            let answer = try await finished(within: Self.limit, sleep: exchange.sleep) { try await metadata.identity() }
            guard let answer else {
                throw CredentialError("no identity document within \(Self.limit)")
            }
            return answer
        } catch let error as CredentialError {
            throw CredentialError(error.description.split(separator: "\n").first.map(String.init) ?? "no answer")
        }
    }
}
