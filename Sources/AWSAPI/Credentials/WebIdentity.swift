// A role's keys for a token of another identity provider: EKS service accounts, GitHub Actions, GitLab.
// Source: botocore 1.43.11 credentials.py (AssumeRoleWithWebIdentityProvider), read 2026-11-21.
import Foundation

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
