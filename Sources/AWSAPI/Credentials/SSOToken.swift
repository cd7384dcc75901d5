// The login of a person at IAM Identity Center, as `aws sso login` left it, renewed where it can be.
// Source: botocore 1.43.11 tokens.py (SSOTokenProvider) and utils.py (SSOTokenLoader, JSONFileCache), and its model of
// sso-oidc (CreateToken), read 2026-11-21.
import CostModel
import Foundation

/// The token's file in `~/.aws/sso/cache`.
struct SSOToken: Sendable {
    private static let bounds = KeyExchange.Bounds(time: .seconds(10))
    /// As long as botocore renews before the end.
    private static let early: TimeInterval = 15 * 60

    /// Seconds: a year. AWS gives eight hours; a number beyond the calendar's would end the program.
    private static let longestLife: Int = 366 * .day

    let settings: SSOSettings
    let path: String
    private let endpoints: EndpointResolver
    private let exchange: KeyExchange

    init(settings: SSOSettings, home: String, endpoints: EndpointResolver, exchange: KeyExchange) {
        self.settings = settings
        self.endpoints = endpoints
        self.exchange = exchange
        let name = LibCrypto.hex(LibCrypto.sha1(Data((settings.session ?? settings.startURL).utf8)))
        path = "\(home)/.aws/sso/cache/\(name).json"
    }

    /// A token that is valid now, read anew: `aws sso login` may have been run meanwhile.
    /// - Throws: `CredentialError` naming the file, with `aws sso login` as its hint.
    func accessToken(by clock: AWSClock) async throws -> String {
        guard let data = SecretFile.read(path) else {
            throw CredentialError("Nobody is logged in: SSO token '\(path)' cannot be read\n\(settings.hint)")
        }
        guard JSONBounds.isShallow(data),
            let fields = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
            let token = fields["accessToken"] as? String, !token.isEmpty,
            let end = (fields["expiresAt"] as? String).flatMap(Credentials.end)
        else {
            throw CredentialError(
                "SSO token '\(path)' is not readable: expected JSON with accessToken and expiresAt\n\(settings.hint)")
        }
        let now = clock.now
        // The older form has nothing to renew with.
        if settings.session != nil, end.timeIntervalSince(now) < Self.early,
            let renewed = try await renewed(fields, by: clock)
        {
            return renewed
        }
        // By a clock that AWS has not confirmed, the portal knows better.
        guard end > now || !clock.isKnown else {
            throw CredentialError("The SSO login of '\(path)' has ended\n\(settings.hint)")
        }
        return token
    }

    /// A new token, written where the AWS tools find it: the old refresh token may be spent.
    /// Nil where there is nothing to renew with, or the service did not want to.
    private func renewed(_ fields: [String: Any], by clock: AWSClock) async throws -> String? {
        guard let client = fields["clientId"] as? String, let secret = fields["clientSecret"] as? String,
            let refresh = fields["refreshToken"] as? String,
            let registration = (fields["registrationExpiresAt"] as? String).flatMap(Credentials.end),
            registration > clock.now || !clock.isKnown
        else { return nil }
        let body = try JSONSerialization.data(withJSONObject: [
            "clientId": client, "clientSecret": secret, "grantType": "refresh_token", "refreshToken": refresh,
        ])
        let request = AWSRequest(
            url: try endpoints.endpoint(for: .ssoOIDC, region: settings.region).url + "/token",
            headers: [AWSHeader("Content-Type", "application/json")], body: body)
        // One attempt: a refresh token counts once.
        guard let reply = try? await exchange.reply(to: request, within: Self.bounds), reply.status == 200,
            JSONBounds.isShallow(reply.body), let answer = try? JSONDecoder().decode(Answer.self, from: reply.body),
            (0...Self.longestLife).contains(answer.expiresIn)
        else { return nil }
        var changed = fields
        changed["accessToken"] = answer.accessToken
        changed["expiresAt"] = UTCTime.text(clock.now.addingTimeInterval(Double(answer.expiresIn)))
        if let next = answer.refreshToken { changed["refreshToken"] = next }
        try SecretFile.write(
            JSONSerialization.data(withJSONObject: changed, options: [.sortedKeys, .withoutEscapingSlashes]), to: path)
        return answer.accessToken
    }

    private struct Answer: Decodable {
        let accessToken: String
        let expiresIn: Int
        let refreshToken: String?
    }
}

extension AWSService {
    /// Tokens of IAM Identity Center. Spoken to by SSOToken alone, unsigned and by paths of its own.
    static let ssoOIDC = AWSService(
        name: "sso-oauth", id: "SSO_OIDC", hostPrefix: "oidc", signingName: "sso-oauth",
        wireProtocol: .json(targetPrefix: "", version: "1.1"))
    /// Keys of IAM Identity Center. Spoken to by SSOCredentials alone, unsigned and by paths of its own.
    static let ssoPortal = AWSService(
        name: "sso", id: "SSO", hostPrefix: "portal.sso", signingName: "awsssoportal",
        wireProtocol: .json(targetPrefix: "", version: "1.1"))
}
