// Speaking to AWS: the credentials of the usual places, or those that the demo brings.

import AWSAPI
import Actuation
import CostModel
import Foundation
import Notifying
import Pipeline
import Scanning

/// One client, and every port to AWS over it.
struct AWSConnection {
    static let userAgent = "costguard/\(Version.text)"

    let client: AWSClient
    /// Calls without keys, as anybody on the internet may.
    let nobody: AWSClient
    let credentials: any CredentialProvider
    /// Where the account and its regions are asked for.
    let homeRegion: Region
    let terminal: Terminal
    /// Kinds that are listed beside EC2.
    private let kinds: [KindSpec]
    /// What the client's calls do.
    let calls: CallObserver
    /// Which instance this is; nil where nothing outside is asked, as in the demo.
    let identity: InstanceIdentitySource?
    private let usage = APIUsage()

    /// With the credentials that environment and AWS configuration hold.
    ///
    /// - Parameter kinds: those that are listed beside EC2.
    /// - Parameter profile: named by option or by our configuration: keys in the environment are then not used.
    /// - Parameter sessions: the directory in which sessions with MFA are kept; nil keeps none.
    /// - Parameter mayChange: as `AWSClient`'s.
    /// - Parameter distrusted: the file that names the profile, where it is not ours: no program is run by its word.
    /// - Throws: `CredentialError` where there are none, half a pair, or half of another way to keys.
    init(
        kinds: [KindSpec], profile: String?, endpointURL: String?, environment: [String: String],
        sessions: String? = nil,
        distrusted: DistrustedFile? = nil, mayChange: @escaping @Sendable (Date) throws -> Void = { _ in },
        terminal: Terminal, clock: AWSClock
    ) throws {
        let configuration = try SharedConfiguration.load(environment: environment)
        let name = SharedConfiguration.profileName(option: profile, environment: environment)
        try configuration.check(profile: name)
        let endpoints = EndpointResolver(
            option: endpointURL, environment: environment,
            ignoresConfigured: configuration.ignoresEndpoints(profile: name, environment: environment)
        ) { configuration.endpointURL(for: $0, profile: name) }
        for setting in configuration.unsupported(profile: name, environment: environment) {
            terminal.warn("'\(setting)' is set and not supported: calls go to AWS's ordinary endpoints.")
        }
        let region = try AWSConnection.region(configuration.region(profile: name, environment: environment))
        let transport = try CurlTransport(
            certificates: .find(environment: environment, profile: configuration.text("ca_bundle", of: name)))
        let chain = CredentialChain(
            configuration: configuration, environment: environment, transport: transport, endpoints: endpoints,
            region: region.code, clock: clock, userAgent: AWSConnection.userAgent,
            sessions: MFASessions(kept: sessions) { [terminal] in terminal.say($0) },
            beforeProgram: { if let distrusted { throw distrusted.error } },
            askMFACode: { serial in try MFAQuestion.ask(serial: serial, terminal: terminal) })
        self.init(
            credentials: try chain.provider(option: profile), endpoints: endpoints, transport: transport,
            homeRegion: region, kinds: kinds, mayChange: mayChange, terminal: terminal, clock: clock,
            identity: InstanceIdentitySource(
                environment: environment, configuration: configuration, profile: name, transport: transport,
                userAgent: AWSConnection.userAgent))
    }

    /// With credentials that somebody brings.
    init(
        credentials: any CredentialProvider, endpoints: EndpointResolver, terminal: Terminal,
        clock: AWSClock
    ) throws {
        self.init(
            credentials: credentials, endpoints: endpoints, transport: try CurlTransport(),
            homeRegion: .northVirginia, terminal: terminal, clock: clock, identity: nil)
    }

    private init(
        credentials: any CredentialProvider, endpoints: EndpointResolver, transport: any Transport,
        homeRegion: Region, kinds: [KindSpec] = [], mayChange: @escaping @Sendable (Date) throws -> Void = { _ in },
        terminal: Terminal, clock: AWSClock,
        identity: InstanceIdentitySource?
    ) {
        let calls = CallObserver()
        client = AWSClient(
            transport: transport, credentials: credentials, endpoints: endpoints, clock: clock,
            userAgent: AWSConnection.userAgent, mayChange: mayChange, onEvent: { calls.tell($0) })
        nobody = AWSClient(
            transport: transport,
            credentials: StaticCredentials(Credentials(accessKeyID: "", secretAccessKey: ""), source: "nobody"),
            endpoints: endpoints, clock: clock, userAgent: AWSConnection.userAgent)
        self.calls = calls
        self.identity = identity
        self.credentials = credentials
        self.homeRegion = homeRegion
        self.kinds = kinds
        self.terminal = terminal
    }

    /// Where the account's part of AWS (`aws`, `aws-cn`, …) keeps what has no region, billing among it.
    var mainRegion: Region {
        Partition.containing(homeRegion.code).flatMap { Region($0.globalRegion) } ?? .northVirginia
    }

    /// Where the keys come from, for people.
    var source: String { credentials.source }

    /// Has AWS tell the time, by a free call in one attempt. Returns AWS's refusal of the keys; where it fails for
    /// another reason, the call that is wanted will say why.
    @discardableResult
    func tellTime() async -> AWSError? {
        do {
            _ = try await client.callerAccount(region: homeRegion.code, anew: false, retries: false)
            return nil
        } catch {
            return (error as? AWSError).flatMap { $0.kind == .credentials ? $0 : nil }
        }
    }

    /// Whose the keys are.
    ///
    /// - Parameters:
    ///   - region: where STS is asked; nil: the home region.
    ///   - anew: whether what AWS told before is not good enough.
    func account(in region: Region? = nil, anew: Bool = true) async throws -> AccountID {
        let digits = try await client.callerAccount(region: (region ?? homeRegion).code, anew: anew)
        guard let account = AccountID(digits) else {
            throw CommandError("AWS names no account for these keys: '\(digits)'", hint: "see 'costguard doctor'")
        }
        return account
    }

    /// Takes the keys, and tells how long they last.
    ///
    /// - Throws: `CredentialError` where nobody gives any, or `AWSError` where STS refuses.
    ///
    /// - Parameter lasting: how long pasted keys last, as the configuration says.
    func outlook(at now: Date, lasting: TimeInterval?) async throws -> KeyOutlook {
        KeyOutlook(
            keys: try await credentials.credentials(), renewal: credentials.renewal, lasting: lasting,
            source: credentials.source, now: now)
    }

    private static func region(_ text: String?) throws -> Region {
        guard let text else { return .northVirginia }
        if let region = Region(text), region != .global { return region }
        throw CommandError("'\(text)' is no region", hint: "correct AWS_REGION, or the region of the profile")
    }

    /// Tells on which instance this program runs.
    var host: any HostWitness { EC2HostWitness(client: client, identity: identity) }

    /// What stops and starts things besides machines: those of kinds that are listed.
    private var things: KindActuator {
        let acts = kinds.compactMap { spec in KindActs(spec).map { (spec, $0) } }
        let scanners = Dictionary(
            acts.map { ($0.1.kind, KindScanner($0.0)) }, uniquingKeysWith: { one, _ in one })
        return KindActuator(
            client: client, kinds: acts.map { KindActuator.Kind($0.1, service: AWSService($0.0.service)) }
        ) { [client] key in
            let context = ScanContext(client: client, account: key.account, types: [:])
            return try await scanners[key.kind]?.find(key, context)?.facts["state"]?.text
        }
    }

    /// Every port. A topic that is no ARN is an error.
    func ports(topic: String?) throws -> AWSPorts {
        AWSPorts(
            resources: AWSResourceSource(
                client: client, homeRegion: homeRegion, types: try Assets.prices().types,
                scanners: ScannerRegistry.scanners + kinds.map { KindScanner($0) }, build: ProgramBuild.mark),
            metrics: CloudWatchMetricSource(client: client, usage: usage),
            billing: AWSBillingSource(client: client, usage: usage, home: mainRegion),
            actuator: AccountActuator(
                machines: EC2Actuator(client: client, homeRegion: homeRegion) { [terminal] in terminal.warn($0) },
                things: things),
            host: host, notifier: try topic.map { try SNSNotifier(client: client, topic: $0) },
            launchers: LaunchTrail(client: client),
            time: { [clock = client.clock] in clock.reading.timeReading })
    }
}

extension AWSClock.Reading {
    /// As the stages know it.
    var timeReading: TimeReading { TimeReading(ahead: offset.map { -$0 }, doubt: doubt) }
}

/// Asks for the code of an MFA device: on the terminal, or a line of standard input.
enum MFAQuestion {
    static func ask(serial: String, terminal: Terminal) throws -> String {
        guard let code = terminal.ask("Code of the MFA device \(serial):"), !code.isEmpty else {
            throw CommandError(
                "The role wants a code of the MFA device '\(serial)', and nobody gave one",
                hint:
                    "run it on a terminal, or give the code on standard input; for cron use a role that needs no code, "
                    + "or set 'mfa: { keep: true }' and give the code once on a terminal: 'costguard doctor'")
        }
        return code
    }
}
