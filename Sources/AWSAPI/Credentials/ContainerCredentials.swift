// Keys of the container that this program runs in: of ECS, EKS Pod Identity, CloudShell and whoever speaks as they do.
// Source: botocore 1.43.11 credentials.py (ContainerProvider) and utils.py (ContainerMetadataFetcher), read 2026-11-21.
import Foundation

/// The place that a container's environment names.
struct ContainerCredentials: Sendable {
    private static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    private static let token = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    private static let tokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
    private static let bounds = KeyExchange.Bounds(time: .seconds(2), attempts: 3)

    private let url: String
    private let environment: [String: String]
    private let exchange: KeyExchange

    /// Nil where the environment names none.
    /// - Throws: `CredentialError` for an address that keys may not be taken from.
    init?(environment: [String: String], exchange: KeyExchange) throws(CredentialError) {
        self.environment = environment
        self.exchange = exchange
        if let path = environment[Self.relative], !path.isEmpty {
            // Anything before the first slash would become part of the host's name.
            guard path.hasPrefix("/") else {
                throw CredentialError(
                    "\(Self.relative) is not usable: expected a path that begins with '/'\n"
                        + "hint: it is set by ECS; unset it elsewhere")
            }
            url = "http://169.254.170.2\(path)"
        } else if let address = environment[Self.full], !address.isEmpty {
            url = try Self.checked(address)
        } else {
            return nil
        }
    }

    private static func checked(_ address: String) throws(CredentialError) -> String {
        let parts = URLParts(address)
        let isOpen = parts.scheme == "http" && (parts.isLoopback || parts.isKeyService)
        guard !parts.host.isEmpty, parts.scheme == "https" || isOpen else {
            throw CredentialError(
                "\(full) is not safe: got '\(parts.scheme)' to another machine than this one, expected https\n"
                    + "hint: plain http is for 127.0.0.1, 169.254.170.2, 169.254.170.23 and [fd00:ec2::23]")
        }
        return address
    }

    /// Asks; the token's file is read anew each time, since EKS renews it.
    func credentials() async throws -> Credentials {
        var headers = [AWSHeader("Accept", "application/json")]
        if let token = try authorization() { headers.append(AWSHeader("Authorization", token)) }
        let reply: AWSReply
        do {
            reply = try await exchange.reply(
                to: AWSRequest(method: "GET", url: url, headers: headers), within: Self.bounds)
        } catch let error as TransportError {
            throw failure(error.firstLine)
        }
        guard reply.status == 200 else { throw failure("HTTP status \(reply.status)") }
        guard let keys = JSONBounds.decoded(KeyAnswer.self, from: reply.body)?.credentials else {
            throw failure("no JSON with AccessKeyId, SecretAccessKey, Token and Expiration")
        }
        return keys
    }

    private func authorization() throws(CredentialError) -> String? {
        var token = environment[Self.token]
        if let path = environment[Self.tokenFile], !path.isEmpty {
            guard let data = SecretFile.read(path) else {
                throw CredentialError(
                    "\(Self.tokenFile) '\(path)' cannot be read\nhint: check that the file is there and its permissions"
                )
            }
            token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard let token, !token.isEmpty else { return nil }
        guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw CredentialError("The container's authorization token is no header's value: it has more than one line")
        }
        return token
    }

    /// Names the host alone: path and token may be all that is needed to get the keys.
    private func failure(_ got: String) -> CredentialError {
        CredentialError(
            "Keys of the container were not given by '\(URLParts(url).authority)': got \(got)\n"
                + "hint: check the task's or pod's role, or name a profile with --profile")
    }
}
