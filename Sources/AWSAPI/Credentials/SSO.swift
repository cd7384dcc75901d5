// IAM Identity Center (SSO): what a profile says of it, the login of a person as `aws sso login` left it, renewed where
// it can be, and a role's keys from the portal for whoever is logged in.
// Source: botocore 1.43.11 credentials.py (SSOProvider), read 2026-11-21.
import CostModel
import Foundation

/// A role of an account that a person reaches by `aws sso login`.
struct SSOSettings: Hashable, Sendable {
    /// The `sso-session` section's name; nil for the older form, where all stands in the profile.
    let session: String?
    let startURL: String
    let region: String
    let account: String
    let role: String
    let profile: String

    /// Nil where the profile names neither account nor role.
    /// - Throws: `CredentialError` with `file:line` for half of it, or a session that is not there or contradicts.
    init?(
        profile: String, settings: [String: INIFile.Setting], configuration: SharedConfiguration
    ) throws(CredentialError) {
        guard let first = settings["sso_account_id"] ?? settings["sso_role_name"] else { return nil }
        var all = settings
        if let session = settings["sso_session"] {
            guard let section = try configuration.ssoSession(session.value) else {
                throw CredentialError(
                    "\(session.place): sso_session is '\(session.value)', expected the name of an '[sso-session]'\n"
                        + "hint: run `aws configure sso --profile \(profile)`")
            }
            for (name, setting) in section {
                if let own = settings[name], own.value != setting.value {
                    throw CredentialError(
                        "\(own.place): \(name) is not that of the sso-session '\(session.value)' (\(setting.place))\n"
                            + "hint: remove it from the profile")
                }
                all[name] = setting
            }
        }
        func value(_ name: String) throws(CredentialError) -> String {
            guard let setting = all[name], !setting.value.isEmpty else {
                throw CredentialError(
                    "\(first.place): profile '\(profile)' uses SSO, but '\(name)' is missing\n"
                        + "hint: run `aws configure sso --profile \(profile)`")
            }
            return setting.value
        }
        session = settings["sso_session"]?.value
        startURL = try value("sso_start_url")
        region = try value("sso_region")
        account = try value("sso_account_id")
        role = try value("sso_role_name")
        self.profile = profile
    }

    /// What helps when the login has ended.
    var hint: String { "hint: run `aws sso login --profile \(profile)`" }
}

// Source: botocore 1.43.11 tokens.py (SSOTokenProvider) and utils.py (SSOTokenLoader, JSONFileCache), and its model of
// sso-oidc (CreateToken), read 2026-11-21.

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
            let answer = JSONBounds.decoded(Answer.self, from: reply.body),
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

// Source: botocore 1.43.11, its model of sso (GetRoleCredentials), read 2026-11-21.

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
        guard let keys = JSONBounds.decoded(Answer.self, from: reply.body)?.roleCredentials,
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
