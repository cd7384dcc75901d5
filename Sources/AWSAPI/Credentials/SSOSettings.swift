// What a profile says of IAM Identity Center (SSO): the start URL, and which role of which account.
// Source: botocore 1.43.11 credentials.py (SSOProvider), read 2026-11-21.

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
