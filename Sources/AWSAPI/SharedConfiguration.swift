// The user's AWS configuration: ~/.aws/config and ~/.aws/credentials, and what stands in a profile.
// Turning a profile into keys is CredentialChain's matter.
import Foundation

/// The profiles of the shared configuration files, read once.
public struct SharedConfiguration: Sendable {
    private let config: [String: [String: INIFile.Setting]]
    private let credentials: [String: [String: INIFile.Setting]]
    /// When the credentials file was changed last; nil where there is none.
    let credentialsWrittenAt: Date?

    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, or those below `home`.
    /// A file that does not exist counts as empty.
    /// - Throws: `CredentialError` for one that cannot be read or understood.
    public static func load(environment: [String: String], home: String) throws -> SharedConfiguration {
        func path(_ variable: String, _ standard: String) -> String {
            let given = environment[variable] ?? ""
            guard !given.isEmpty else { return "\(home)/.aws/\(standard)" }
            return given.hasPrefix("~/") ? home + given.dropFirst() : given
        }
        let credentials = path("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        let attributes = try? FileManager.default.attributesOfItem(atPath: credentials)
        return SharedConfiguration(
            config: try read(path("AWS_CONFIG_FILE", "config")), credentials: try read(credentials),
            credentialsWrittenAt: attributes?[.modificationDate] as? Date)
    }

    /// The configuration in two texts, as if they were the files.
    /// - Throws: `CredentialError` with `config:line` or `credentials:line`.
    public init(configText: String, credentialsText: String = "") throws {
        self.init(
            config: try INIFile(configText, file: "config"),
            credentials: try INIFile(credentialsText, file: "credentials"), credentialsWrittenAt: nil)
    }

    private init(config: INIFile, credentials: INIFile, credentialsWrittenAt: Date?) {
        self.credentialsWrittenAt = credentialsWrittenAt
        self.config = config.sections
        self.credentials = credentials.sections
    }

    private static func read(_ path: String) throws -> INIFile {
        guard FileManager.default.fileExists(atPath: path) else { return try INIFile("", file: path) }
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw CredentialError(
                "AWS configuration '\(path)' cannot be read\nhint: check its permissions; it must be UTF-8 text")
        }
        return try INIFile(text, file: path)
    }

    /// The profile in use: the option, else `AWS_PROFILE`, else `AWS_DEFAULT_PROFILE`, else `default`.
    public static func profileName(option: String?, environment: [String: String]) -> String {
        [option, environment["AWS_PROFILE"], environment["AWS_DEFAULT_PROFILE"]]
            .compactMap { $0 }.first { !$0.isEmpty } ?? "default"
    }

    /// The names of all profiles, sorted.
    public var profileNames: [String] {
        let configured = config.keys.compactMap { section -> String? in
            if section == "default" { return section }
            return section.hasPrefix("profile ") ? String(section.dropFirst("profile ".count)) : nil
        }
        return Set(configured).union(credentials.keys).sorted()
    }

    /// The region: `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile's; nil when nobody says.
    public func region(profile: String, environment: [String: String]) -> String? {
        let profiled = settings(of: profile)?["region"]?.value
        return [environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"], profiled]
            .compactMap { $0 }.first { !$0.isEmpty }
    }

    /// The profile's endpoint for a service: from its `services` section, else its `endpoint_url`.
    public func endpointURL(for service: AWSService, profile: String) -> String? {
        guard let settings = settings(of: profile) else { return nil }
        if let name = settings["services"]?.value,
            let url = config["services \(name)"]?["\(service.id.lowercased()).endpoint_url"]?.value, !url.isEmpty
        {
            return url
        }
        guard let url = settings["endpoint_url"]?.value, !url.isEmpty else { return nil }
        return url
    }

    /// The settings of a profile; those of the credentials file win. Nil when neither file has it.
    func settings(of profile: String) -> [String: INIFile.Setting]? {
        guard profileNames.contains(profile) else { return nil }
        return configSettings(of: profile).merging(credentials[profile] ?? [:]) { _, own in own }
    }

    /// The settings of an `[sso-session]`; nil when there is none of that name.
    func ssoSession(_ name: String) -> [String: INIFile.Setting]? { config["sso-session \(name)"] }

    /// The profile's keys, both from one file, the credentials file first.
    func keys(of profile: String, in source: KeySource) -> [String: INIFile.Setting] {
        source == .credentialsFile ? credentials[profile] ?? [:] : configSettings(of: profile)
    }

    enum KeySource: Sendable {
        case credentialsFile, configFile
    }

    private func configSettings(of profile: String) -> [String: INIFile.Setting] {
        let plain = profile == "default" ? config["default"] ?? [:] : [:]
        return plain.merging(config["profile \(profile)"] ?? [:]) { _, named in named }
    }

    /// The error for a profile that is not there, with names that look like it.
    func missing(_ profile: String) -> CredentialError {
        if config[profile] != nil {
            return CredentialError(
                "AWS profile '\(profile)' was not found: the config file has '[\(profile)]'\n"
                    + "hint: in the config file write '[profile \(profile)]'")
        }
        let near = profileNames.filter { EditDistance.between($0.lowercased(), profile.lowercased()) <= 3 }
        let names = near.isEmpty ? Array(profileNames.prefix(8)) : near
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        let hint = names.isEmpty ? "run `aws configure`" : near.isEmpty ? "there are \(list)" : "did you mean \(list)"
        return CredentialError("AWS profile '\(profile)' was not found\nhint: \(hint)")
    }
}

enum EditDistance {
    /// How many letters to insert, remove or replace (Levenshtein).
    static func between(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
