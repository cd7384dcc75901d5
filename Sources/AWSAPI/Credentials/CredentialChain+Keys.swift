// Keys that are written down, in the environment or in a profile: as they were pasted, with the blank, line break or
// invisible letter that came along. AWS would only say that the signature is wrong, and libcurl that a header is; so
// the place is named before anything is sent.
import Foundation

extension CredentialChain {
    /// A secret without an id counts for nothing here, as for the AWS tools; where nothing else is found it is told.
    func environmentKeys() throws(CredentialError) -> (any CredentialProvider)? {
        guard let identifier = variable("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = variable("AWS_SECRET_ACCESS_KEY") else {
            throw halfOfEnvironment("AWS_ACCESS_KEY_ID", without: "AWS_SECRET_ACCESS_KEY")
        }
        // In this order by the AWS tools, here and in files.
        let name = variable("AWS_SECURITY_TOKEN") == nil ? "AWS_SESSION_TOKEN" : "AWS_SECURITY_TOKEN"
        return StaticCredentials(
            Credentials(
                accessKeyID: try KeyText.checked(identifier, name: "AWS_ACCESS_KEY_ID"),
                secretAccessKey: try KeyText.checked(secret, name: "AWS_SECRET_ACCESS_KEY"),
                sessionToken: try variable(name).map { token throws(CredentialError) in
                    try KeyText.checked(token, name: name)
                },
                expiration: try environmentEnd()),
            source: "environment")
    }

    /// Where nothing else gives keys: the half of a pair that is there.
    func refuseHalfOfEnvironment() throws(CredentialError) {
        guard variable("AWS_ACCESS_KEY_ID") == nil, variable("AWS_SECRET_ACCESS_KEY") != nil else { return }
        throw halfOfEnvironment("AWS_SECRET_ACCESS_KEY", without: "AWS_ACCESS_KEY_ID")
    }

    private func halfOfEnvironment(_ there: String, without missing: String) -> CredentialError {
        CredentialError(
            "AWS keys in the environment are incomplete: got '\(there)', expected '\(missing)' beside it\n"
                + "hint: set both, or unset both to use ~/.aws")
    }

    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func environmentEnd() throws(CredentialError) -> Date? {
        guard let text = variable("AWS_CREDENTIAL_EXPIRATION") else { return nil }
        // Unknown is not "never": keys would be used beyond their end.
        guard let end = Credentials.end(text) else {
            throw CredentialError(
                "AWS_CREDENTIAL_EXPIRATION is not readable: expected a time such as 2026-11-20T08:00:00Z\n"
                    + "hint: unset it when the end is not known")
        }
        return end
    }

    /// The pair that a file has for the profile; nil where it has no id.
    func keys(
        of profile: String, in file: SharedConfiguration.KeySource
    ) throws(CredentialError) -> (any CredentialProvider)? {
        let settings = configuration.keys(of: profile, in: file)
        guard let identifier = settings["aws_access_key_id"] else { return nil }
        func text(_ name: String) throws(CredentialError) -> String? {
            guard let setting = settings[name], !setting.value.isEmpty else { return nil }
            return try KeyText.checked(setting.value, name: "\(setting.place): \(name) of profile '\(profile)'")
        }
        guard let id = try text("aws_access_key_id") else {
            throw halfOfPair(identifier, of: profile, without: "aws_access_key_id")
        }
        guard let secret = try text("aws_secret_access_key") else {
            throw halfOfPair(identifier, of: profile, without: "aws_secret_access_key")
        }
        let hasOlder = settings["aws_security_token"]?.value.isEmpty == false
        let token = try text(hasOlder ? "aws_security_token" : "aws_session_token")
        return StaticCredentials(
            Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token),
            source: "profile '\(profile)'",
            writtenAt: file == .credentialsFile ? configuration.credentialsWrittenAt : nil)
    }

    /// Where nothing else gives keys: a profile's secret without its id.
    func refuseHalfOfPair(_ settings: [String: INIFile.Setting], profile: String) throws(CredentialError) {
        guard let secret = settings["aws_secret_access_key"] else { return }
        throw halfOfPair(secret, of: profile, without: "aws_access_key_id")
    }

    private func halfOfPair(_ there: INIFile.Setting, of profile: String, without missing: String) -> CredentialError {
        CredentialError("\(there.place): profile '\(profile)' has half a pair of keys: '\(missing)' is missing")
    }
}

/// Tells what belongs to no key from what may.
enum KeyText {
    /// What in this text can belong to no key, in words that show nothing of it; nil for a text that may be one.
    static func fault(in text: String) -> String? {
        let scalars = Array(text.unicodeScalars)
        guard let index = scalars.firstIndex(where: { !(0x21...0x7E).contains($0.value) }) else { return nil }
        let letter = scalars[index]
        let kind =
            switch letter {
            case "\n", "\r": "a line break"
            case "\t": "a tab"
            case _ where INIText.isBlank(letter): "a blank"
            case _ where letter.value < 0x20 || letter.value == 0x7F: "a control character"
            default: "a letter that is not ASCII"
            }
        // Whether what follows is part of the key tells how it came there.
        let isLast = scalars[index...].allSatisfy { !(0x21...0x7E).contains($0.value) }
        return "\(kind) \(index == 0 ? "at its start" : isLast ? "at its end" : "within it")"
    }

    /// The text, where it may be a key or a token.
    /// - Parameter name: the variable, or `file:line` with the setting.
    /// - Throws: `CredentialError` that names it, with nothing of the text.
    static func checked(_ text: String, name: String) throws(CredentialError) -> String {
        guard let fault = fault(in: text) else { return text }
        throw CredentialError(
            "\(name) holds \(fault), and no key does\nhint: set it anew, in one line, with nothing before or behind it")
    }
}
