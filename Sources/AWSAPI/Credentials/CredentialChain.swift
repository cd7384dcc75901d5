// Which keys to use: environment, role, profile, container, instance, in the order of AWS's own tools; and what is said
// where there are none. How each way works is its own file's matter. Source: botocore 1.43.11 credentials.py, read
// 2026-11-21.
import Foundation

/// Finds the provider of keys for a profile.
package struct CredentialChain: Sendable {
    let configuration: SharedConfiguration
    let environment: [String: String]
    let endpoints: EndpointResolver
    let exchange: KeyExchange
    let client: @Sendable (any CredentialProvider) -> AWSClient
    let region: String
    let clock: AWSClock
    let sessions: MFASessions
    let beforeProgram: @Sendable () throws -> Void
    let askMFACode: (@Sendable (String) async throws -> String)?

    /// A chain.
    /// - Parameters:
    ///   - environment: `HOME` in it is where the caches of the AWS tools are looked for.
    ///   - region: where STS is asked for a role's keys.
    ///   - sleep: waits between attempts, and bounds them; ends early by throwing when the task is cancelled.
    ///   - sessions: where keys that a code was given for are looked for and kept.
    ///   - beforeProgram: called before a program that brings keys is used; throws where none may be run.
    ///   - askMFACode: gets the device's serial number and returns the code of a person; nil when nobody can be asked.
    package init(
        configuration: SharedConfiguration, environment: [String: String], transport: any Transport,
        endpoints: EndpointResolver, region: String, clock: AWSClock, userAgent: String,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        sessions: MFASessions = MFASessions(), beforeProgram: @escaping @Sendable () throws -> Void = {},
        askMFACode: (@Sendable (String) async throws -> String)? = nil
    ) {
        self.configuration = configuration
        self.environment = environment
        self.endpoints = endpoints
        self.region = region
        self.clock = clock
        self.sessions = sessions
        self.beforeProgram = beforeProgram
        self.askMFACode = askMFACode
        exchange = KeyExchange(transport: transport, userAgent: userAgent, sleep: sleep)
        client = { source in
            AWSClient(
                transport: transport, credentials: source, endpoints: endpoints, clock: clock, sleep: sleep,
                userAgent: userAgent)
        }
    }

    var home: String { environment["HOME"] ?? "" }

    /// The provider for a profile. Asks nobody yet: files are read, processes and services wait for the first call.
    /// - Parameter option: a profile named on the command line; keys in the environment are then left aside.
    /// - Throws: `CredentialError` when there are no keys, half a pair, a circle of roles, or half a way to keys.
    package func provider(option: String?) throws -> any CredentialProvider {
        if option == nil, let keys = try environmentKeys() { return keys }
        let name = SharedConfiguration.profileName(option: option, environment: environment)
        let settings = try configuration.settings(of: name)
        guard settings != nil || (name == "default" && option == nil) else { throw configuration.missing(name) }
        if let settings, let role = role(in: settings) {
            return try assumeRole(role, settings: settings, profile: name, path: [name])
        }
        if let found = try profileProvider(name, settings ?? [:], mayUseEnvironment: option == nil) { return found }
        return try machineProvider(profile: name, settings: settings)
    }

    /// The keys that a profile holds or points to; nil where it has none.
    func profileProvider(
        _ profile: String, _ settings: [String: INIFile.Setting], mayUseEnvironment: Bool
    ) throws -> (any CredentialProvider)? {
        if let identity = try webIdentity(settings, profile: profile, mayUseEnvironment: mayUseEnvironment) {
            return refreshing("web identity, role '\(identity.roleARN)'") { [client, clock] _ in
                try await identity.credentials(by: client, at: clock.now)
            }
        }
        if let sso = try SSOSettings(profile: profile, settings: settings, configuration: configuration) {
            let token = SSOToken(settings: sso, home: home, endpoints: endpoints, exchange: exchange)
            let portal = SSOCredentials(token: token, endpoints: endpoints, exchange: exchange)
            return refreshing("SSO of profile '\(profile)'") { [clock] _ in try await portal.credentials(by: clock) }
        }
        if let keys = try keys(of: profile, in: .credentialsFile) { return keys }
        if let name = settings["login_session"]?.value {
            let session = LoginSession(session: name, profile: profile, environment: environment, home: home)
            return refreshing("login session of profile '\(profile)'") { [clock] _ in
                try session.credentials(by: clock)
            }
        }
        if let command = settings["credential_process"] {
            try beforeProgram()
            let process = try CredentialProcess(command: command, environment: environment)
            return refreshing("credential_process of profile '\(profile)'") { _ in try await process.credentials() }
        }
        return try keys(of: profile, in: .configFile)
    }

    /// The keys that this machine is given: as a container, else as an instance.
    private func machineProvider(
        profile: String, settings: [String: INIFile.Setting]?
    ) throws -> any CredentialProvider {
        if let container = try containerProvider() { return container }
        try refuseHalfOfEnvironment()
        if let settings {
            try refuseHalfOfSSO(settings, profile: profile)
            try refuseHalfOfPair(settings, profile: profile)
        }
        guard
            let metadata = try InstanceMetadata(
                environment: environment, settings: settings ?? [:], exchange: exchange)
        else { throw nothingFound(profile: settings == nil ? nil : profile) }
        let nothing = nothingFound(profile: settings == nil ? nil : profile, instance: true)
        return refreshing("the instance's role") { _ in
            do { return try await metadata.credentials() } catch let error as CredentialError {
                throw nothing.because(error)
            }
        }
    }

    func containerProvider() throws -> (any CredentialProvider)? {
        guard let container = try ContainerCredentials(environment: environment, exchange: exchange) else { return nil }
        return refreshing("the container's role") { _ in try await container.credentials() }
    }

    func refreshing(
        _ source: String, renewal: KeyRenewal = .byItself,
        fetch: @escaping @Sendable (_ ended: Credentials?) async throws -> Credentials
    ) -> any CredentialProvider {
        RefreshingCredentials(source: source, renewal: renewal, clock: clock, fetch: fetch)
    }
}

extension CredentialChain {
    /// A login alone gives no keys: the account and the role must be named.
    func refuseHalfOfSSO(_ settings: [String: INIFile.Setting], profile: String) throws {
        guard let setting = settings["sso_session"] ?? settings["sso_start_url"] else { return }
        throw CredentialError(
            "\(setting.place): profile '\(profile)' uses SSO, but 'sso_account_id' and 'sso_role_name' are missing\n"
                + "hint: run `aws configure sso --profile \(profile)`")
    }

    /// The places of keys that the AWS CLI still reads and this program does not, where somebody uses them.
    private var legacy: String {
        let named = [
            "AWS_CREDENTIAL_FILE": environment["AWS_CREDENTIAL_FILE"], "BOTO_CONFIG": environment["BOTO_CONFIG"],
        ]
        let variables = named.filter { $0.value?.isEmpty == false }.keys.sorted()
        let file = "\(home)/.boto"
        let places = variables + (FileManager.default.fileExists(atPath: file) ? ["'\(file)'"] : [])
        return places.isEmpty ? "" : ", \(places.joined(separator: " and ")) of the older tools is not read"
    }

    /// - Parameters:
    ///   - profile: nil where not even a default profile is there.
    ///   - instance: whether the metadata service was asked too.
    func nothingFound(profile: String? = nil, instance: Bool = false) -> CredentialError {
        let asked = instance ? ", and no EC2 instance role was given" : ""
        if let profile {
            return CredentialError(
                "AWS profile '\(profile)' holds no keys, role or credential_process\(asked)\n"
                    + "hint: run `aws configure --profile \(profile)`")
        }
        return CredentialError(
            "AWS keys were not found: the environment has none and there is no default profile "
                + "(\(configuration.whereabouts))\(legacy)\(asked)\n"
                + "hint: run `aws configure`, or name a profile with --profile")
    }
}

extension CredentialError {
    /// The same, with what another error got behind the first line.
    func because(_ other: CredentialError) -> CredentialError {
        guard let got = other.message.split(separator: "\n").first?.split(separator: ": got ", maxSplits: 1).last,
            let end = message.firstIndex(of: "\n")
        else { return self }
        return CredentialError("\(message[..<end]) (\(got))\(message[end...])")
    }
}
