// Which keys are taken, from where, and how a wrong configuration is explained.
import CostModel
import Foundation
import Testing

@testable import AWSAPI

@Suite struct CredentialChainTests {
    static let secret = "plantedSecret/abcdefghijklmnopqrstuvwx"

    private func chain(
        config: String = "", credentials: String = "", environment: [String: String] = [:],
        transport: ScriptedTransport = ScriptedTransport([]),
        askMFACode: (@Sendable (String) async throws -> String)? = nil
    ) throws -> CredentialChain {
        CredentialChain(
            configuration: SharedConfiguration(configText: config, credentialsText: credentials),
            environment: environment.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { own, _ in own },
            transport: transport, endpoints: EndpointResolver(), region: "eu-west-1",
            clock: .told { Rig.now }, userAgent: "costguard/test", askMFACode: askMFACode)
    }

    private func failure(
        _ option: String? = nil, config: String = "", credentials: String = "", environment: [String: String] = [:]
    ) -> String {
        do {
            _ = try chain(config: config, credentials: credentials, environment: environment).provider(option: option)
            return ""
        } catch {
            return "\(error)"
        }
    }

    static let environmentKeys = ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": secret]

    @Test func takesTheEnvironmentFirst() async throws {
        let chain = try chain(
            credentials: "[default]\naws_access_key_id=AKIAFILE\naws_secret_access_key=s",
            environment: Self.environmentKeys.merging(["AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "x"]) { $1 })
        let provider = try chain.provider(option: nil)
        let keys = try await provider.credentials()
        #expect(keys.accessKeyID == "AKIAENV")
        #expect(keys.sessionToken == "t")
        #expect(provider.source == "environment")
    }

    @Test func leavesTheEnvironmentAsideForANamedProfile() async throws {
        let chain = try chain(
            config: "[profile class]\nregion=eu-west-1\naws_access_key_id=AKIACONFIG\naws_secret_access_key=s",
            credentials: "[class]\naws_access_key_id=AKIAFILE\naws_secret_access_key=s",
            environment: Self.environmentKeys)
        #expect(try await chain.provider(option: "class").credentials().accessKeyID == "AKIAFILE")
    }

    @Test(arguments: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
    func takesTheProfileThatAVariableNames(_ variable: String) async throws {
        let chain = try chain(
            config: "[profile class]\naws_access_key_id=AKIACONFIG\naws_secret_access_key=s",
            environment: [variable: "class"])
        let provider = try chain.provider(option: nil)
        #expect(try await provider.credentials().accessKeyID == "AKIACONFIG")
        #expect(provider.source == "profile 'class'")
    }

    @Test func namesTheMissingHalfOfAPair() {
        let fromEnvironment = failure(environment: ["AWS_SECRET_ACCESS_KEY": Self.secret])
        #expect(fromEnvironment.contains("expected 'AWS_ACCESS_KEY_ID'"))
        let fromFile = failure(credentials: "# keys\n[default]\naws_secret_access_key = \(Self.secret)")
        #expect(fromFile.contains("credentials:3") && fromFile.contains("'aws_access_key_id' is missing"))
        #expect(!(fromEnvironment + fromFile).contains(Self.secret))
    }

    @Test func proposesNamesForAMissingProfile() {
        let config = "[profile class]\nregion=x\n[profile thesis]\nregion=x"
        #expect(failure("clas", config: config).contains("did you mean 'class'"))
        #expect(failure("something-else", config: config).contains("there are 'class', 'thesis'"))
        #expect(failure("hw", config: "[hw]\nregion=x").contains("hint: in the config file write '[profile hw]'"))
        #expect(failure().contains("hint: run `aws configure`"))
    }

    @Test func findsACircleOfRoles() {
        let text = failure(
            "a",
            config: "[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=c\n"
                + "[profile c]\nrole_arn=r\nsource_profile=a")
        #expect(text.contains("a -> b -> c -> a"))
    }

    @Test(arguments: [
        ("role_arn = r", "expected source_profile"),
        ("role_arn = r\nsource_profile = nobody", "'nobody' was not found"),
        ("role_arn = r\nsource_profile = k\ncredential_source = Environment", "and credential_source"),
        ("role_arn = r\nsource_profile = k\nduration_seconds = 5", "config:4: duration_seconds is '5'"),
        ("role_arn = r\ncredential_source = Environment", "AWS_ACCESS_KEY_ID is not set"),
        ("role_arn = r\ncredential_source = EcsContainer", "config:3: credential_source is 'EcsContainer', but"),
        ("role_arn = r\ncredential_source = Ec2InstanceMetadata", "config:3: credential_source is 'Ec2InstanceMeta"),
        ("role_arn = r\ncredential_source = Elsewhere", "config:3: credential_source is 'Elsewhere', expected"),
        ("region = x", "holds no keys"), ("credential_process = 'x", "credential_process is not readable"),
    ])
    func explainsAProfileThatCannotWork(_ settings: String, _ message: String) {
        let keys = "[k]\naws_access_key_id=A\naws_secret_access_key=s"
        #expect(failure("p", config: "[profile p]\n\(settings)", credentials: keys).contains(message))
    }

    static func role(_ identifier: String, minutes: Int = 60) -> ScriptedTransport.Answer {
        let end = UTCTime.text(Rig.now.addingTimeInterval(Double(minutes) * 60))
        return .answer(
            200,
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>\(identifier)</AccessKeyId>"
                + "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>\(end)</Expiration>"
                + "</Credentials></AssumeRoleResult></AssumeRoleResponse>")
    }

    @Test func assumesAChainOfRolesInnermostFirst() async throws {
        let transport = ScriptedTransport([Self.role("ASIAINNER"), Self.role("ASIAOUTER")])
        let chain = try chain(
            config: """
                [profile outer]
                role_arn = arn:aws:iam::2:role/outer
                source_profile = inner
                external_id = e/1
                role_session_name = me
                duration_seconds = 900
                [profile inner]
                role_arn = arn:aws:iam::1:role/inner
                source_profile = base
                [profile base]
                aws_access_key_id = AKIABASE
                aws_secret_access_key = s
                """, transport: transport)
        let keys = try await chain.provider(option: "outer").credentials()
        #expect(keys.accessKeyID == "ASIAOUTER")
        #expect(keys.expiration == Rig.now.addingTimeInterval(3_600))
        let requests = transport.requests
        #expect(requests.map { $0.url } == Array(repeating: "https://sts.eu-west-1.amazonaws.com/", count: 2))
        #expect(requests[0].header("Authorization")?.contains("Credential=AKIABASE/") == true)
        #expect(requests[0].text.contains("RoleSessionName=costguard-1795162805"))
        #expect(requests[1].header("Authorization")?.contains("Credential=ASIAINNER/") == true)
        #expect(
            requests[1].text
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A2%3Arole%2Fouter"
                + "&RoleSessionName=me&ExternalId=e%2F1&DurationSeconds=900")
    }

    @Test func takesTheKeysOfASourceBeforeItsRole() async throws {
        let transport = ScriptedTransport([Self.role("ASIAOUTER")])
        let chain = try chain(
            config: "[profile outer]\nrole_arn = r\nsource_profile = inner\n[profile inner]\nrole_arn = q\n"
                + "source_profile = inner\naws_access_key_id = AKIABASE\naws_secret_access_key = s",
            transport: transport)
        _ = try await chain.provider(option: "outer").credentials()
        #expect(transport.requests.map { $0.header("Authorization")?.contains("AKIABASE") } == [true])
    }

    @Test(
        "a key with what no key holds is refused by the name of its variable, with nothing of the key",
        arguments: [
            ("\r", "a line break"), ("\n", "a line break"), (" ", "a blank"), ("\t", "a tab"), ("\u{A0}", "a blank"),
            ("\u{200B}", "a letter that is not ASCII"), ("\u{7}", "a control character"),
            ("ä", "a letter that is not ASCII"),
        ])
    func namesTheVariable(_ letter: String, _ kind: String) {
        for (text, place) in [
            (Self.secret + letter, "at its end"), (letter + Self.secret, "at its start"),
            (Self.secret + letter + Self.secret, "within it"),
        ] {
            for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"] {
                let message = failure(environment: Self.environmentKeys.merging([name: text]) { $1 })
                #expect(message.hasPrefix("\(name) holds \(kind) \(place), and no key does"), "\(message)")
                #expect(!message.contains(Self.secret))
            }
        }
        let file = failure(credentials: "[default]\naws_access_key_id = A\naws_secret_access_key = s\(letter)s")
        #expect(
            file.contains("credentials:3: aws_secret_access_key of profile 'default' holds \(kind)") || letter == "\n"
                || letter == "\r")
    }

    @Test func namesTheOlderPlacesThatAreNotRead() {
        let message = failure(environment: ["BOTO_CONFIG": "/etc/boto.cfg", "AWS_CREDENTIAL_FILE": "x"])
        #expect(message.contains("AWS_CREDENTIAL_FILE and BOTO_CONFIG of the older tools is not read"))
    }

    @Test func refusesAnEndThatIsNoTime() {
        let environment = Self.environmentKeys.merging(["AWS_CREDENTIAL_EXPIRATION": "soon"]) { $1 }
        #expect(failure(environment: environment).contains("AWS_CREDENTIAL_EXPIRATION is not readable"))
    }
}

@Suite struct SharedConfigurationTests {
    @Test("where no keys are found, the files that were looked in are named, with who named them")
    func namesTheFilesItLookedIn() throws {
        let home = try KeyHome()
        try home.write("keys of mine\n[b]\naws_access_key_id = A", to: ".aws/credentials")
        func failure(_ variables: [String: String]) throws -> String {
            let environment = variables.merging(
                ["HOME": home.path, "AWS_EC2_METADATA_DISABLED": "true"]) { own, _ in own }
            let chain = CredentialChain(
                configuration: try .load(environment: environment), environment: environment,
                transport: ScriptedTransport([]), endpoints: EndpointResolver(), region: "eu-west-1",
                clock: .told { Rig.now }, userAgent: "costguard/test")
            let error = #expect(throws: CredentialError.self) { try chain.provider(option: nil) }
            return error?.message ?? ""
        }
        let standing = try failure([:])
        #expect(
            standing.contains("looked in '\(home.path)/.aws/credentials' and '\(home.path)/.aws/config'"), "\(standing)"
        )
        #expect(
            standing.contains("\(home.path)/.aws/credentials:1: text stands before the first section"), "\(standing)")
        let named = try failure(["AWS_SHARED_CREDENTIALS_FILE": "$HOME/no", "AWS_CONFIG_FILE": "/dev/null"])
        #expect(named.contains("'\(home.path)/no', which AWS_SHARED_CREDENTIALS_FILE names, is not there"), "\(named)")
        #expect(named.contains("'/dev/null', which AWS_CONFIG_FILE names, is no regular file"), "\(named)")
    }

    @Test func findsAHomeWhereNoVariableTellsIt() {
        let home = FileManager.default.homeDirectory(forUser: NSUserName())?.path ?? "-"
        #expect(UserPath.expanded("~/x", environment: [:]) == home + "/x")
        #expect(
            UserPath.expanded("~root/x", environment: ["HOME": "/h"]) == UserPath.home(of: "root").map { $0 + "/x" })
        #expect(UserPath.expanded("$HOME/${A}$B/${C", environment: ["HOME": "/h", "A": "a$HOME"]) == "/h/a$HOME$B/${C")
        #expect(UserPath.expanded("~nobody-at-all/x", environment: ["HOME": "/h"]) == "~nobody-at-all/x")
        #expect(UserPath.expanded("~", environment: ["HOME": "/h/"]) == "/h")
    }

    @Test("what the AWS CLI honours and this program does not is told by name")
    func namesWhatIsNotSupported() {
        let configuration = SharedConfiguration(
            configText: "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = false\n")
        #expect(configuration.unsupported(profile: "default", environment: [:]) == ["use_fips_endpoint"])
        let variables = ["AWS_USE_FIPS_ENDPOINT": "false", "AWS_USE_DUALSTACK_ENDPOINT": "True"]
        #expect(configuration.unsupported(profile: "default", environment: variables) == ["use_dualstack_endpoint"])
    }

    @Test func readsRegionAndEndpoints() throws {
        let configuration = SharedConfiguration(
            configText: """
                ; a comment
                [default]
                region = eu-west-1   # near me
                endpoint_url = https://all
                services = lab
                [services lab]
                ec2 =
                  endpoint_url = https://ec2.lab
                cost_explorer =
                  endpoint_url = https://ce.lab
                [profile "big class"]
                region=us-east-2
                """)
        #expect(configuration.region(profile: "default", environment: [:]) == "eu-west-1")
        #expect(configuration.region(profile: "default", environment: ["AWS_DEFAULT_REGION": "x"]) == "x")
        let both = ["AWS_DEFAULT_REGION": "x", "AWS_REGION": "y"]
        #expect(configuration.region(profile: "default", environment: both) == "y")
        #expect(configuration.region(profile: "big class", environment: [:]) == "us-east-2")
        #expect(configuration.endpointURL(for: .ec2, profile: "default") == "https://ec2.lab")
        #expect(configuration.endpointURL(for: .costExplorer, profile: "default") == "https://ce.lab")
        #expect(configuration.endpointURL(for: .sns, profile: "default") == "https://all")
        #expect(configuration.endpointURL(for: .sns, profile: "big class") == nil)
        #expect(configuration.profileNames == ["big class", "default"])
    }

    @Test(arguments: [
        ("[default]\n[profile x\n", "config:2: section is not closed"), ("[default]\nx", "config:2: line"),
        ("[default]\ns3 =\n  = x\n  y", "config:2: 's3' has a line"), ("[default]\n= x", "config:2: line"),
    ])
    func aLineThatIsNoneSpoilsItsOwnSection(_ text: String, _ start: String) {
        let configuration = SharedConfiguration(configText: text + "\n[profile b]\nregion = eu-west-1\n")
        let error = #expect(throws: CredentialError.self) { try configuration.check(profile: "default") }
        #expect(error?.message.hasPrefix(start) == true)
        #expect(throws: Never.self) { try configuration.check(profile: "b") }
        #expect(configuration.region(profile: "b", environment: [:]) == "eu-west-1")
    }

    @Test func quotesNoLineThatMayHoldASecret() {
        let configuration = SharedConfiguration(configText: "[default]\naws_secret_access_key plantedSecret")
        let error = #expect(throws: CredentialError.self) { try configuration.check(profile: "default") }
        #expect(error?.message.contains("planted") == false)
    }

    @Test func readsTheFilesThatVariablesNameAndCountsAMissingOneAsEmpty() throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "costguard-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home.appending(path: ".aws"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        try Data("[default]\nregion=eu-west-3\n".utf8).write(to: home.appending(path: ".aws/config"))
        try Data("[default]\r\nregion=eu-north-1\r\n".utf8).write(to: home.appending(path: "other"))
        func region(_ environment: [String: String]) throws -> String? {
            try SharedConfiguration.load(environment: environment.merging(["HOME": home.path]) { $1 })
                .region(profile: "default", environment: [:])
        }
        #expect(try region([:]) == "eu-west-3")
        #expect(try region(["AWS_CONFIG_FILE": "~/other"]) == "eu-north-1")
        #expect(try region(["AWS_CONFIG_FILE": "/nonexistent/x"]) == nil)
    }

}
