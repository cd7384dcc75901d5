// The user's AWS configuration: ~/.aws/config and ~/.aws/credentials, and what stands in a profile.
// Turning a profile into keys is CredentialChain's matter.
import CostModel
import Foundation

/// The profiles of the shared configuration files, read once.
package struct SharedConfiguration: Sendable {
    private let config: ProfileFile
    private let credentials: ProfileFile
    /// Where the two were looked for, in words for an error: that no profile is there.
    let whereabouts: String
    /// When the credentials file was changed last; nil where there is none.
    let credentialsWrittenAt: Date?

    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, or those below the home directory.
    /// A file that does not exist, is no regular one (`/dev/null`) or may not be read counts as empty, as for the AWS
    /// CLI; errors about what was not found tell.
    /// - Throws: `CredentialError` for a file that is no text.
    package static func load(environment: [String: String]) throws -> SharedConfiguration {
        let config = try SharedFile(variable: "AWS_CONFIG_FILE", standard: "config", environment)
        let credentials = try SharedFile(variable: "AWS_SHARED_CREDENTIALS_FILE", standard: "credentials", environment)
        let attributes = try? FileManager.default.attributesOfItem(atPath: credentials.path)
        return SharedConfiguration(
            config: config.content, credentials: credentials.content,
            whereabouts: SharedFile.whereabouts(config, credentials),
            credentialsWrittenAt: attributes?[.modificationDate] as? Date)
    }

    /// The configuration in two texts, as if they were the files.
    package init(configText: String, credentialsText: String = "") {
        let config = INIFile(configText, file: "config")
        let credentials = INIFile(credentialsText, file: "credentials")
        self.init(
            config: config, credentials: credentials,
            whereabouts: SharedFile.whereabouts(unread: [config.unread, credentials.unread]), credentialsWrittenAt: nil)
    }

    private init(config: INIFile, credentials: INIFile, whereabouts: String, credentialsWrittenAt: Date?) {
        self.config = ProfileFile(config: config)
        self.credentials = ProfileFile(credentials: credentials)
        self.whereabouts = whereabouts
        self.credentialsWrittenAt = credentialsWrittenAt
    }

    /// The profile in use: the option, else `AWS_DEFAULT_PROFILE`, else `AWS_PROFILE`, else `default`. The order of the
    /// two variables is that of the AWS CLI.
    package static func profileName(option: String?, environment: [String: String]) -> String {
        [option, environment["AWS_DEFAULT_PROFILE"], environment["AWS_PROFILE"]]
            .compactMap { $0 }.first { !$0.isEmpty } ?? "default"
    }

    /// The names of all profiles, sorted.
    package var profileNames: [String] { Set(config.profiles.keys).union(credentials.profiles.keys).sorted() }

    /// Looks whether the profile's sections were read, where there are any.
    /// - Throws: `CredentialError` with `file:line` for a line there that is not readable.
    package func check(profile: String) throws(CredentialError) { _ = try settings(of: profile) }

    /// The region: `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile's; nil when nobody says.
    package func region(profile: String, environment: [String: String]) -> String? {
        [environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"], text("region", of: profile)]
            .compactMap { $0 }.first { !$0.isEmpty }
    }

    /// A setting of the profile; nil where it is empty or not there.
    package func text(_ setting: String, of profile: String) -> String? {
        merged(profile)?[setting].flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// Whether a setting says yes; a variable of that name, where it says anything, wins.
    private func isTrue(_ setting: String, _ variable: String?, of profile: String) -> Bool {
        (variable.flatMap { $0.isEmpty ? nil : $0 } ?? text(setting, of: profile))?.lowercased() == "true"
    }

    /// Whether no endpoints are to be taken from variables and files.
    package func ignoresEndpoints(profile: String, environment: [String: String]) -> Bool {
        isTrue(
            "ignore_configured_endpoint_urls", environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], of: profile)
    }

    /// The settings in force that the AWS CLI honours and this program does not, by name.
    package func unsupported(profile: String, environment: [String: String]) -> [String] {
        let settings = [
            ("use_fips_endpoint", environment["AWS_USE_FIPS_ENDPOINT"]),
            ("use_dualstack_endpoint", environment["AWS_USE_DUALSTACK_ENDPOINT"]),
        ]
        return settings.filter { isTrue($0.0, $0.1, of: profile) }.map(\.0)
    }

    /// The profile's endpoint for a service: from its `services` section, else its `endpoint_url`.
    package func endpointURL(for service: AWSService, profile: String) -> String? {
        if let name = text("services", of: profile),
            let block = config.services[name]?.settings[service.id.lowercased()]?.block,
            let url = block["endpoint_url"], !url.isEmpty
        {
            return url
        }
        return text("endpoint_url", of: profile)
    }

    /// The settings of a profile; those of the credentials file win. Nil when neither file has it.
    /// - Throws: `CredentialError` with `file:line` where a line of its sections is not readable.
    func settings(of profile: String) throws(CredentialError) -> [String: INIFile.Setting]? {
        if let problem = credentials.profiles[profile]?.problem ?? config.profiles[profile]?.problem { throw problem }
        return merged(profile)
    }

    /// The profile that a setting names: by all that it says, else without a comment behind it.
    func profile(in setting: INIFile.Setting) -> String {
        let word = INIText.word(setting.value)
        return merged(setting.value) == nil && merged(word) != nil ? word : setting.value
    }

    private func merged(_ profile: String) -> [String: INIFile.Setting]? {
        let common = config.profiles[profile]?.settings
        let own = credentials.profiles[profile]?.settings
        guard common != nil || own != nil else { return nil }
        return (common ?? [:]).merging(own ?? [:]) { _, own in own }
    }

    /// The settings of an `[sso-session]`; nil when there is none of that name.
    /// - Throws: `CredentialError` with `file:line` where a line of the section is not readable.
    func ssoSession(_ name: String) throws(CredentialError) -> [String: INIFile.Setting]? {
        if let problem = config.sessions[name]?.problem { throw problem }
        return config.sessions[name]?.settings
    }

    /// The profile's keys, both from one file, the credentials file first.
    func keys(of profile: String, in source: KeySource) -> [String: INIFile.Setting] {
        (source == .credentialsFile ? credentials : config).profiles[profile]?.settings ?? [:]
    }

    enum KeySource: Sendable {
        case credentialsFile, configFile
    }

    /// The error for a profile that is not there, with names that look like it.
    func missing(_ profile: String) -> CredentialError {
        let what = "AWS profile '\(profile)' was not found"
        if config.others.contains(profile) {
            return CredentialError(
                "\(what): the config file has '[\(profile)]'\nhint: in the config file write '[profile \(profile)]'")
        }
        if credentials.profiles["profile \(profile)"] != nil {
            return CredentialError(
                "\(what): the credentials file has '[profile \(profile)]'\n"
                    + "hint: in the credentials file write '[\(profile)]'")
        }
        let names = profileNames
        if let near = NearestName.nearest(to: profile, among: names) {
            return CredentialError("\(what)\nhint: did you mean '\(near)'")
        }
        let list = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        let hint = names.isEmpty ? "run `aws configure`" : "there are \(list)"
        return CredentialError("\(what): \(whereabouts)\nhint: \(hint)")
    }
}
