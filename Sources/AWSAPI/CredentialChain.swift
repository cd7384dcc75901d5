// Which keys to use: environment, role, profile, process, in the order of AWS's own tools.
// Supported: keys, role_arn, credential_process. The rest is refused with a way around, not half done.
// Source: botocore 1.43.11 credentials.py, read 2026-11-20.
import Foundation

/// Finds the provider of keys for a profile.
public struct CredentialChain: Sendable {
    let configuration: SharedConfiguration
    let environment: [String: String]
    let stsClient: @Sendable (any CredentialProvider) -> AWSClient
    let region: String
    let clock: @Sendable () -> Date
    let askMFACode: (@Sendable (String) async throws -> String)?

    /// A chain.
    /// - Parameters:
    ///   - region: where STS is asked for a role's keys.
    ///   - askMFACode: gets the device's serial number and returns the code of a person; nil when nobody can be asked.
    public init(
        configuration: SharedConfiguration, environment: [String: String], transport: any Transport,
        endpoints: EndpointResolver, region: String, clock: @escaping @Sendable () -> Date, userAgent: String,
        askMFACode: (@Sendable (String) async throws -> String)? = nil
    ) {
        self.configuration = configuration
        self.environment = environment
        self.region = region
        self.clock = clock
        self.askMFACode = askMFACode
        stsClient = { source in
            AWSClient(
                transport: transport, credentials: source, endpoints: endpoints, clock: clock, userAgent: userAgent)
        }
    }

    /// The provider for a profile. Asks nobody yet: files are read, processes and STS wait for the first call.
    /// - Parameter option: a profile named on the command line; keys in the environment are then left aside.
    /// - Throws: `CredentialError` when there are no keys, half a pair, a circle of roles, or an unsupported way.
    public func provider(option: String?) throws -> any CredentialProvider {
        if option == nil, let keys = try environmentKeys() { return keys }
        let name = SharedConfiguration.profileName(option: option, environment: environment)
        guard configuration.settings(of: name) != nil else {
            throw name == "default" ? nothingFound() : configuration.missing(name)
        }
        return try provider(profile: name, path: [])
    }

    private func provider(profile: String, path: [String]) throws -> any CredentialProvider {
        guard let settings = configuration.settings(of: profile) else { throw configuration.missing(profile) }
        try refuseUnsupported(settings, profile: profile)
        let returnsToItself = path.last == profile
        if !returnsToItself, path.contains(profile) {
            throw CredentialError(
                "AWS profile '\(path[0])' has no end: \((path + [profile]).joined(separator: " -> "))\n"
                    + "hint: one profile in the chain must hold keys instead of a source_profile")
        }
        // A role whose source is its own profile means the keys beside it.
        if let role = settings["role_arn"], !returnsToItself {
            return try assumeRole(role, settings: settings, profile: profile, path: path + [profile])
        }
        if let keys = try keys(of: profile, in: .credentialsFile) { return keys }
        if let command = settings["credential_process"] {
            let process = try CredentialProcess(command: command, environment: environment)
            return RefreshingCredentials(source: "credential_process of profile '\(profile)'", clock: clock) {
                try await process.credentials()
            }
        }
        if let keys = try keys(of: profile, in: .configFile) { return keys }
        throw nothingFound(profile: profile)
    }

    private func assumeRole(
        _ role: INIFile.Setting, settings: [String: INIFile.Setting], profile: String, path: [String]
    ) throws -> any CredentialProvider {
        let source: any CredentialProvider
        switch (settings["source_profile"], settings["credential_source"]) {
        case (let named?, nil):
            source = try provider(profile: named.value, path: path)
        case (nil, let kind?) where kind.value == "Environment":
            guard let keys = try environmentKeys() else {
                throw CredentialError(
                    "\(kind.place): credential_source is 'Environment', but AWS_ACCESS_KEY_ID is not set")
            }
            source = keys
        case (nil, let kind?):
            throw unsupported("credential_source = \(kind.value)", place: kind.place, profile: profile)
        case (_?, _?):
            throw CredentialError("\(role.place): profile '\(profile)' has source_profile and credential_source")
        case (nil, nil):
            throw CredentialError(
                "\(role.place): profile '\(profile)' has role_arn, expected source_profile or credential_source beside")
        }
        let request = try AssumeRole(settings: settings, role: role, region: region, askMFACode: askMFACode)
        let client = stsClient(source)
        let clock = clock
        return RefreshingCredentials(source: "role of profile '\(profile)', from \(source.source)", clock: clock) {
            try await request.credentials(by: client, at: clock())
        }
    }

    private func environmentKeys() throws -> (any CredentialProvider)? {
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
        let token = environment["AWS_SESSION_TOKEN"] ?? ""
        let keys = Credentials(
            accessKeyID: identifier, secretAccessKey: secret, sessionToken: token.isEmpty ? nil : token,
            expiration: environment["AWS_CREDENTIAL_EXPIRATION"].flatMap(ISODate.parse))
        return StaticCredentials(keys, source: "environment")
    }

    private func keys(
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
        let token = settings["aws_session_token"]?.value ?? ""
        return StaticCredentials(
            Credentials(accessKeyID: identifier, secretAccessKey: secret, sessionToken: token.isEmpty ? nil : token),
            source: "profile '\(profile)'")
    }
}
