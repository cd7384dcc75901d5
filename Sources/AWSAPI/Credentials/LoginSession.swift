// The session that `aws login` keeps. It is read only: renewing it needs the private key beside it, which is not ours.
// Source: botocore 1.43.11 credentials.py (LoginCredentialFetcher) and utils.py (generate_login_cache_key,
// get_login_token_cache_directory), read 2026-11-21.
import Foundation

/// The session's file in `~/.aws/login/cache`.
struct LoginSession: Sendable {
    let path: String
    let profile: String

    init(session: String, profile: String, environment: [String: String], home: String) {
        let given = environment["AWS_LOGIN_CACHE_DIRECTORY"] ?? ""
        let expanded = UserPath.expanded(given, environment: environment)
        let directory = given.isEmpty ? "\(home)/.aws/login/cache" : expanded
        path = "\(directory)/\(LibCrypto.hex(LibCrypto.sha256(Data(session.utf8)))).json"
        self.profile = profile
    }

    /// The keys there, read anew: the AWS tools renew them every 15 minutes while they are used. Whether they have ended
    /// is AWS's to say where it has not told the time.
    func credentials(by clock: AWSClock) throws -> Credentials {
        guard let data = SecretFile.read(path) else { throw failure("cannot be read") }
        guard JSONBounds.isShallow(data), let token = try? JSONDecoder().decode(Token.self, from: data).accessToken,
            let end = Credentials.end(token.expiresAt), !token.accessKeyId.isEmpty, !token.secretAccessKey.isEmpty
        else { throw failure("is not readable: expected JSON with an accessToken") }
        guard end > clock.now || !clock.isKnown else { throw failure("has ended, and only the AWS tools can renew it") }
        return Credentials(
            accessKeyID: token.accessKeyId, secretAccessKey: token.secretAccessKey, sessionToken: token.sessionToken,
            expiration: end)
    }

    private func failure(_ problem: String) -> CredentialError {
        CredentialError(
            "Login session '\(path)' \(problem)\n"
                + "hint: run `aws login --profile \(profile)`; for cron use a profile with 'credential_process = "
                + "aws configure export-credentials --profile \(profile) --format process', which renews it")
    }

    private struct Token: Decodable {
        let accessToken: Keys
    }

    private struct Keys: Decodable {
        let accessKeyId: String
        let secretAccessKey: String
        let sessionToken: String
        let expiresAt: String
    }
}
