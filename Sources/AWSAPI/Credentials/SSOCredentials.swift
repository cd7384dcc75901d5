// A role's keys from the portal of IAM Identity Center, for whoever is logged in there.
// Source: botocore 1.43.11, its model of sso (GetRoleCredentials), read 2026-11-21.
import Foundation

/// The portal, and the login shown to it.
struct SSOCredentials: Sendable {
    private static let bounds = KeyExchange.Bounds(time: .seconds(10), attempts: 3)

    let token: SSOToken
    let endpoints: EndpointResolver
    let exchange: KeyExchange

    /// Asks the portal.
    /// - Throws: `CredentialError`; `EndpointError` for a region that is none.
    func credentials(by clock: AWSClock) async throws -> Credentials {
        let settings = token.settings
        let accessToken = try await token.accessToken(by: clock)
        let host = try endpoints.endpoint(for: .ssoPortal, region: settings.region).url
        let role = PercentEncoding.encode(settings.role.utf8)
        let account = PercentEncoding.encode(settings.account.utf8)
        let request = AWSRequest(
            method: "GET", url: "\(host)/federation/credentials?role_name=\(role)&account_id=\(account)",
            headers: [AWSHeader("x-amz-sso_bearer_token", accessToken)])
        let reply: AWSReply
        do {
            reply = try await exchange.reply(to: request, within: Self.bounds)
        } catch let error as TransportError {
            throw CredentialError("SSO gave no keys for \(name): \(error.firstLine)\nhint: try again in a minute")
        }
        guard reply.status == 200 else { throw refusal(reply) }
        guard JSONBounds.isShallow(reply.body),
            let keys = try? JSONDecoder().decode(Answer.self, from: reply.body).roleCredentials,
            !keys.accessKeyId.isEmpty, !keys.secretAccessKey.isEmpty,
            (0..<253_402_300_800_000).contains(keys.expiration)
        else { throw CredentialError("SSO answered without keys for \(name)\nhint: try again in a minute") }
        return Credentials(
            accessKeyID: keys.accessKeyId, secretAccessKey: keys.secretAccessKey, sessionToken: keys.sessionToken,
            expiration: Date(timeIntervalSince1970: Double(keys.expiration) / 1000))
    }

    private var name: String { "role '\(token.settings.role)' of account '\(token.settings.account)'" }

    private func refusal(_ reply: AWSReply) -> CredentialError {
        let code = ErrorAnswer(reply)?.code ?? "HTTP status \(reply.status)"
        if reply.status == 401 {
            return CredentialError("SSO does not accept the login for \(name) (\(code))\n\(token.settings.hint)")
        }
        return CredentialError(
            "SSO refused keys for \(name) (\(code))\n"
                + "hint: check sso_account_id and sso_role_name, and that the role is assigned to you")
    }

    private struct Answer: Decodable {
        let roleCredentials: Keys
    }

    private struct Keys: Decodable {
        let accessKeyId: String
        let secretAccessKey: String
        let sessionToken: String
        /// Milliseconds since 1970.
        let expiration: Int64
    }
}
