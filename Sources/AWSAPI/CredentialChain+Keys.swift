// Keys that are written down: in the environment, or in a profile.
import Foundation

extension CredentialChain {
    func environmentKeys() throws -> (any CredentialProvider)? {
        let identifier = environment["AWS_ACCESS_KEY_ID"] ?? ""
        let secret = environment["AWS_SECRET_ACCESS_KEY"] ?? ""
        if identifier.isEmpty, secret.isEmpty { return nil }
        guard !identifier.isEmpty, !secret.isEmpty else {
            let names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
            let (there, missing) = identifier.isEmpty ? (names[1], names[0]) : (names[0], names[1])
            throw CredentialError(
                "AWS keys in the environment are incomplete: got '\(there)', expected '\(missing)' beside it\n"
                    + "hint: set both, or unset both to use ~/.aws")
        }
        let token = ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"].compactMap { environment[$0] }.first { !$0.isEmpty }
        return StaticCredentials(
            Credentials(
                accessKeyID: identifier, secretAccessKey: secret, sessionToken: token,
                expiration: try environmentEnd()),
            source: "environment")
    }

    private func environmentEnd() throws -> Date? {
        guard let text = environment["AWS_CREDENTIAL_EXPIRATION"], !text.isEmpty else { return nil }
        // Unknown is not "never": keys would be used beyond their end.
        guard let end = ISODate.parse(text) else {
            throw CredentialError(
                "AWS_CREDENTIAL_EXPIRATION is not readable: expected a time such as 2026-11-20T08:00:00Z\n"
                    + "hint: unset it when the end is not known")
        }
        return end
    }

    func keys(
        of profile: String, in file: SharedConfiguration.KeySource
    ) throws -> (any CredentialProvider)? {
        let settings = configuration.keys(of: profile, in: file)
        guard let present = settings["aws_access_key_id"] ?? settings["aws_secret_access_key"] else { return nil }
        guard let identifier = settings["aws_access_key_id"]?.value,
            let secret = settings["aws_secret_access_key"]?.value, !identifier.isEmpty, !secret.isEmpty
        else {
            let isIDThere = settings["aws_access_key_id"].map { !$0.value.isEmpty } ?? false
            let missing = isIDThere ? "aws_secret_access_key" : "aws_access_key_id"
            throw CredentialError(
                "\(present.place): profile '\(profile)' has half a pair of keys: '\(missing)' is missing")
        }
        let token = ["aws_session_token", "aws_security_token"].compactMap { settings[$0]?.value }.first { !$0.isEmpty }
        return StaticCredentials(
            Credentials(accessKeyID: identifier, secretAccessKey: secret, sessionToken: token),
            source: "profile '\(profile)'",
            writtenAt: file == .credentialsFile ? configuration.credentialsWrittenAt : nil)
    }
}
