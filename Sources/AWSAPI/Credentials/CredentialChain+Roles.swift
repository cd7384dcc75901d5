// Roles of profiles: where the keys that may assume them come from, and chains of them.
import Foundation

extension CredentialChain {
    /// The profile's role to assume with other keys; one with a web identity token needs no others.
    func role(in settings: [String: INIFile.Setting]) -> INIFile.Setting? {
        settings["web_identity_token_file"] == nil ? settings["role_arn"] : nil
    }

    /// - Parameter path: the profiles on the way here, this one last.
    func assumeRole(
        _ role: INIFile.Setting, settings: [String: INIFile.Setting], profile: String, path: [String]
    ) throws -> any CredentialProvider {
        let source = try source(of: role, settings: settings, profile: profile, path: path)
        let request = try AssumeRole(
            settings: settings, role: role, region: region, sessions: sessions, home: home, askMFACode: askMFACode)
        let client = client(source)
        let needsCode = request.mfaSerial != nil || source.renewal == .byCode
        return refreshing(
            "role of profile '\(profile)', from \(source.source)", renewal: needsCode ? .byCode : .byItself
        ) { ended in
            try await request.credentials(by: client, besides: ended)
        }
    }

    private func source(
        of role: INIFile.Setting, settings: [String: INIFile.Setting], profile: String, path: [String]
    ) throws -> any CredentialProvider {
        switch (settings["source_profile"], settings["credential_source"]) {
        case (let named?, nil): return try sourceProfile(configuration.profile(in: named), path: path)
        case (nil, let kind?): return try credentialSource(kind, settings: settings)
        case (_?, _?):
            throw CredentialError("\(role.place): profile '\(profile)' has source_profile and credential_source")
        case (nil, nil):
            throw CredentialError(
                "\(role.place): profile '\(profile)' has role_arn, expected source_profile or credential_source beside")
        }
    }

    /// A source with keys gives those, even when it has a role too: so does a profile that names itself.
    private func sourceProfile(_ profile: String, path: [String]) throws -> any CredentialProvider {
        guard let settings = try configuration.settings(of: profile) else { throw configuration.missing(profile) }
        let namesItself = path.last == profile
        let hasKeys = settings["aws_access_key_id"] != nil || settings["aws_secret_access_key"] != nil
        if namesItself ? !hasKeys : path.contains(profile) {
            throw CredentialError(
                "AWS profile '\(path[0])' has no end: \((path + [profile]).joined(separator: " -> "))\n"
                    + "hint: one profile in the chain must hold keys instead of a source_profile")
        }
        if let role = role(in: settings), !hasKeys {
            return try assumeRole(role, settings: settings, profile: profile, path: path + [profile])
        }
        guard let found = try profileProvider(profile, settings, mayUseEnvironment: false) else {
            throw nothingFound(profile: profile)
        }
        return found
    }

    private func credentialSource(
        _ kind: INIFile.Setting, settings: [String: INIFile.Setting]
    ) throws -> any CredentialProvider {
        switch kind.value {
        case "Environment":
            if let keys = try environmentKeys() { return keys }
            throw CredentialError(
                "\(kind.place): credential_source is 'Environment', but AWS_ACCESS_KEY_ID is not set")
        case "EcsContainer":
            if let container = try containerProvider() { return container }
            throw CredentialError(
                "\(kind.place): credential_source is 'EcsContainer', but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not "
                    + "set\nhint: this works in a container of ECS or EKS only")
        case "Ec2InstanceMetadata":
            if let metadata = try InstanceMetadata(environment: environment, settings: settings, exchange: exchange) {
                return refreshing("the instance's role") { _ in try await metadata.credentials() }
            }
            throw CredentialError(
                "\(kind.place): credential_source is 'Ec2InstanceMetadata', but AWS_EC2_METADATA_DISABLED is 'true'")
        default:
            throw CredentialError(
                "\(kind.place): credential_source is '\(kind.value)', "
                    + "expected 'Environment', 'EcsContainer' or 'Ec2InstanceMetadata'")
        }
    }

    /// A role with a token for it, as the environment or the profile says.
    func webIdentity(
        _ settings: [String: INIFile.Setting], profile: String, mayUseEnvironment: Bool
    ) throws -> WebIdentity? {
        func value(_ setting: String, _ variable: String) -> String? {
            let said = mayUseEnvironment ? environment[variable] : nil
            return said ?? settings[setting]?.value
        }
        guard let file = value("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE"), !file.isEmpty else {
            return nil
        }
        guard let role = value("role_arn", "AWS_ROLE_ARN"), !role.isEmpty else {
            let place = settings["web_identity_token_file"]?.place ?? "AWS_WEB_IDENTITY_TOKEN_FILE"
            throw CredentialError(
                "\(place): a web identity token is named, but no role for it\n"
                    + "hint: set AWS_ROLE_ARN, or role_arn in profile '\(profile)'")
        }
        return WebIdentity(
            tokenFile: UserPath.expanded(file, environment: environment), roleARN: role,
            sessionName: value("role_session_name", "AWS_ROLE_SESSION_NAME"),
            region: region)
    }
}
