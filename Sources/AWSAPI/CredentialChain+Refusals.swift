// What the chain says when it has no keys: nothing configured, or a way that is not supported.

extension CredentialChain {
    /// Other ways to keys, by the setting that asks for them.
    private static let unsupportedSettings = [
        "sso_session", "sso_start_url", "sso_account_id", "web_identity_token_file", "login_session",
    ]

    func refuseUnsupported(_ settings: [String: INIFile.Setting], profile: String) throws {
        for name in Self.unsupportedSettings {
            if let setting = settings[name] { throw unsupported(name, place: setting.place, profile: profile) }
        }
    }

    func unsupported(_ way: String, place: String, profile: String) -> CredentialError {
        CredentialError(
            "\(place): profile '\(profile)' gets its keys by '\(way)', which is not supported yet\n"
                + "hint: add a profile with 'credential_process = aws configure export-credentials "
                + "--profile \(profile) --format process' and use that")
    }

    func nothingFound(profile: String? = nil) -> CredentialError {
        if let profile {
            return CredentialError(
                "AWS profile '\(profile)' holds no keys, role or credential_process\n"
                    + "hint: run `aws configure --profile \(profile)`")
        }
        let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]
        if let variable = container.first(where: { environment[$0] != nil }) {
            return unsupported(variable, place: "environment", profile: "default")
        }
        if environment["AWS_WEB_IDENTITY_TOKEN_FILE"] != nil {
            return unsupported("AWS_WEB_IDENTITY_TOKEN_FILE", place: "environment", profile: "default")
        }
        return CredentialError(
            "AWS keys were not found: the environment has none and ~/.aws has no default profile\n"
                + "hint: run `aws configure`, or name a profile with --profile")
    }
}
