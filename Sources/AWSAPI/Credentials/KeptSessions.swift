// Sessions that are kept in files: a role's keys that a person has given an MFA code for, found where the AWS CLI keeps
// them and kept by us where the user allows it (without either, the code is asked for each time); and the session that
// `aws login` keeps, which is read only.
// Source: botocore 1.43.11 credentials.py (BaseAssumeRoleCredentialFetcher._create_cache_key, _load_from_cache) and
// utils.py (JSONFileCache); awscli customizations/assumerole.py for the directory; read 2026-11-21.
import CostModel
import Foundation

/// Where sessions with MFA are looked for.
package struct MFASessions: Sendable {
    /// Keys with less than this left are asked for anew: a scan should end with those it began with.
    static let shortest: TimeInterval = 5 * 60

    let kept: String?
    let tell: @Sendable (String) -> Void

    /// - Parameters:
    ///   - kept: the directory to keep sessions in, files of mode 0600; nil keeps none.
    ///   - tell: gets a sentence that names the file when one was written.
    package init(kept: String? = nil, tell: @escaping @Sendable (String) -> Void = { _ in }) {
        self.kept = kept
        self.tell = tell
    }

    /// Keys of an earlier session; nil when there are none that last. One that has ended is removed, unless it is a clock
    /// that says so which AWS has not confirmed.
    /// - Throws: `CredentialError` for a file of ours that others may read.
    func find(_ request: AssumeRole, home: String, by clock: AWSClock) throws(CredentialError) -> Credentials? {
        if let path = keptPath(request), let data = SecretFile.read(path) {
            guard SecretFile.isPrivate(path) else {
                throw CredentialError(
                    "MFA session '\(path)' is not safe: expected a file of yours with mode 0600\n"
                        + "hint: remove it: rm '\(path)'")
            }
            if let keys = Self.keys(in: data, at: clock.now) { return keys }
            if clock.isKnown { unlink(path) }
        }
        return SecretFile.read("\(home)/.aws/cli/cache/\(request.cacheName).json").flatMap {
            Self.keys(in: $0, at: clock.now)
        }
    }

    /// Writes the session, where the user allows it, and says where.
    func keep(_ keys: Credentials, of request: AssumeRole) throws {
        guard let path = keptPath(request), let end = keys.expiration else { return }
        let file = File(
            credentials: File.Keys(
                accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey,
                sessionToken: keys.sessionToken ?? "", expiration: UTCTime.text(end)))
        try SecretFile.write(JSONEncoder().encode(file), to: path)
        tell("The session with MFA is kept in '\(path)' until \(UTCTime.text(end))")
    }

    private func keptPath(_ request: AssumeRole) -> String? { kept.map { "\($0)/\(request.cacheName).json" } }

    private static func keys(in data: Data, at now: Date) -> Credentials? {
        guard let keys = JSONBounds.decoded(File.self, from: data)?.credentials,
            let end = Credentials.end(keys.expiration), end.timeIntervalSince(now) > shortest
        else { return nil }
        return Credentials(
            accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey, sessionToken: keys.sessionToken,
            expiration: end)
    }

    /// The form of the AWS CLI's cache.
    private struct File: Codable {
        struct Keys: Codable {
            let accessKeyID, secretAccessKey, sessionToken, expiration: String

            enum CodingKeys: String, CodingKey {
                case accessKeyID = "AccessKeyId"
                case secretAccessKey = "SecretAccessKey"
                case sessionToken = "SessionToken"
                case expiration = "Expiration"
            }
        }

        let credentials: Keys

        enum CodingKeys: String, CodingKey {
            case credentials = "Credentials"
        }
    }
}

extension AssumeRole {
    /// The name that the AWS CLI gives its cached answer: SHA-1 over the request in the JSON that Python writes.
    var cacheName: String {
        var fields = ["RoleArn": PythonJSON.string(roleARN)]
        fields["RoleSessionName"] = sessionName.map(PythonJSON.string)
        fields["ExternalId"] = externalID.map(PythonJSON.string)
        fields["SerialNumber"] = mfaSerial.map(PythonJSON.string)
        fields["DurationSeconds"] = durationSeconds.map(String.init)
        let members = fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        return LibCrypto.hex(LibCrypto.sha1(Data("{\(members.joined(separator: ", "))}".utf8)))
    }
}

private enum PythonJSON {
    /// As `json.dumps` writes a string: ASCII alone.
    static func string(_ text: String) -> String {
        let short: [UInt16: String] = [
            0x22: "\\\"", 0x5C: "\\\\", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x08: "\\b", 0x0C: "\\f",
        ]
        let letters = text.utf16.map { unit -> String in
            if let escape = short[unit] { return escape }
            if (0x20...0x7E).contains(unit) { return String(UnicodeScalar(UInt8(unit))) }
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"\(letters.joined())\""
    }
}

// Source: botocore 1.43.11 credentials.py (LoginCredentialFetcher) and utils.py (generate_login_cache_key,
// get_login_token_cache_directory), read 2026-11-21.

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
        guard let token = JSONBounds.decoded(Token.self, from: data)?.accessToken,
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
