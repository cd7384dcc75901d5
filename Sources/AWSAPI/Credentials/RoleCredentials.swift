// A role's temporary keys from STS: by other keys and perhaps a person's code, or by a token of another identity
// provider, such as those of EKS service accounts, GitHub Actions and GitLab.
import Foundation

/// One role to assume, as a profile describes it.
struct AssumeRole: Sendable {
    let roleARN: String
    let region: String
    let sessionName: String?
    let externalID: String?
    let mfaSerial: String?
    let durationSeconds: Int?
    private let sessions: MFASessions
    private let home: String
    private let askMFACode: (@Sendable (String) async throws -> String)?

    /// - Throws: `CredentialError` for a duration that is none.
    init(
        settings: [String: INIFile.Setting], role: INIFile.Setting, region: String, sessions: MFASessions, home: String,
        askMFACode: (@Sendable (String) async throws -> String)?
    ) throws {
        roleARN = role.value
        self.region = region
        sessionName = settings["role_session_name"]?.value
        externalID = settings["external_id"]?.value
        mfaSerial = settings["mfa_serial"]?.value
        self.sessions = sessions
        self.home = home
        self.askMFACode = askMFACode
        if let duration = settings["duration_seconds"] {
            guard let seconds = Int(duration.value), (900...43_200).contains(seconds) else {
                throw CredentialError(
                    "\(duration.place): duration_seconds is '\(duration.value)', expected 900 to 43200")
            }
            durationSeconds = seconds
        } else {
            durationSeconds = nil
        }
    }

    /// Asks STS. When the role wants a code, an earlier session is looked for first, then a person is asked.
    /// - Parameter ended: keys that have ended, whatever their file says.
    func credentials(by client: AWSClient, besides ended: Credentials?) async throws -> Credentials {
        if mfaSerial != nil, let keys = try await session(client, besides: ended) { return keys }
        let keys = try await answer(of: client, at: client.clock.now)
        if mfaSerial != nil { try sessions.keep(keys, of: self) }
        return keys
    }

    /// Before a session is given up by the word of a clock that may be wrong, STS is asked, and so tells the time.
    private func session(_ client: AWSClient, besides ended: Credentials?) async throws -> Credentials? {
        if let keys = try sessions.find(self, home: home, by: client.clock), keys != ended { return keys }
        guard !client.clock.isKnown else { return nil }
        _ = try await client.callerAccount(region: region)
        return try sessions.find(self, home: home, by: client.clock).flatMap { $0 == ended ? nil : $0 }
    }

    private func answer(of client: AWSClient, at date: Date) async throws -> Credentials {
        // The time makes sessions distinguishable in CloudTrail.
        let session = sessionName ?? "costguard-\(Int(date.timeIntervalSince1970))"
        var parameters: Parameters = ["RoleArn": roleARN, "RoleSessionName": session]
        if let externalID { parameters.set("ExternalId", externalID) }
        if let durationSeconds { parameters.set("DurationSeconds", durationSeconds) }
        if let mfaSerial {
            guard let askMFACode else {
                throw CredentialError(
                    "Role '\(roleARN)' wants a code of device '\(mfaSerial)', and nobody can be asked\n"
                        + "hint: for cron use a role that needs no code, or set 'mfa: { keep: true }' and run "
                        + "'costguard doctor' on a terminal from time to time")
            }
            parameters.set("SerialNumber", mfaSerial)
            parameters.set("TokenCode", try await askMFACode(mfaSerial))
        }
        let answer = try await client.query(.sts, "AssumeRole", parameters, region: region)
        guard let keys = Credentials(sts: answer.descendant("AssumeRoleResult/Credentials")) else {
            throw CredentialError("STS answered without keys for role '\(roleARN)'")
        }
        return keys
    }
}

// Source: botocore 1.43.11 credentials.py (AssumeRoleWithWebIdentityProvider), read 2026-11-21.

/// One role, and the file in which somebody keeps a token for it.
struct WebIdentity: Sendable {
    let tokenFile: String
    let roleARN: String
    let sessionName: String?
    let region: String

    /// Asks STS, unsigned: the token is the proof. Its file is read anew each time, since it is renewed there.
    /// - Parameter client: makes a client with the given keys.
    func credentials(
        by client: @Sendable (any CredentialProvider) -> AWSClient, at date: Date
    ) async throws -> Credentials {
        guard let data = SecretFile.read(tokenFile) else {
            throw CredentialError(
                "Web identity token '\(tokenFile)' cannot be read\n"
                    + "hint: check AWS_WEB_IDENTITY_TOKEN_FILE or web_identity_token_file, and the file's permissions")
        }
        let token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else {
            throw CredentialError("Web identity token '\(tokenFile)' is empty\nhint: check who writes it")
        }
        let unsigned = StaticCredentials(.unsigned(hiding: token), source: "web identity")
        let parameters: Parameters = [
            "RoleArn": roleARN,
            "RoleSessionName": sessionName ?? "costguard-\(Int(date.timeIntervalSince1970))",
            "WebIdentityToken": token,
        ]
        let answer = try await client(unsigned).query(
            .sts, "AssumeRoleWithWebIdentity", parameters, region: region)
        guard let keys = Credentials(sts: answer.descendant("AssumeRoleWithWebIdentityResult/Credentials")) else {
            throw CredentialError("STS answered without keys for role '\(roleARN)'")
        }
        return keys
    }
}

extension Credentials {
    /// Keys for a call that AWS takes without a signature. The token in its body is kept out of error texts.
    static func unsigned(hiding token: String) -> Credentials {
        Credentials(accessKeyID: "", secretAccessKey: "", sessionToken: token)
    }

    var isUnsigned: Bool { accessKeyID.isEmpty && secretAccessKey.isEmpty }

    /// The keys in an answer of STS; nil where anything is missing.
    init?(sts keys: XMLNode?) {
        guard let keys, let identifier = keys.text("AccessKeyId"), let secret = keys.text("SecretAccessKey"),
            let token = keys.text("SessionToken"), let end = keys.text("Expiration").flatMap(Credentials.end)
        else { return nil }
        self.init(accessKeyID: identifier, secretAccessKey: secret, sessionToken: token, expiration: end)
    }
}
