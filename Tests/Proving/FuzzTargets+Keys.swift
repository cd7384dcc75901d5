// The files and answers that keys come from: SSO, MFA sessions, logins, programs, containers, instances, STS.

import AWSAPI
import Foundation

extension FuzzTarget {
    static func keyTargets() throws -> [FuzzTarget] {
        [containerKeys, roleKeys, instanceKeys, processKeys, try webIdentity(), try mfaSession()]
            + (try ssoTargets()) + [try loginSession()]
    }

    private static let twice = #"{"AccessKeyId":"ASIA1","SecretAccessKey":"s","Token":"t","Expiration":"\#(end)"}"#
    private static let end = "2026-11-21T00:00:00Z"

    private static let assumed = """
        <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>\
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
        <Expiration>2026-11-21T00:00:00.000Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """

    private static let containerKeys = FuzzTarget("container keys", [twice]) { bytes in
        let full = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/keys"]
        try await keys(FixedTransport(.ok(bytes)), environment: full)
    }

    private static let roleKeys = FuzzTarget("role keys", [assumed]) { bytes in
        try await keys(FixedTransport(.ok(bytes)), profile: "class")
    }

    /// Each of the three answers of the metadata service, the others whole.
    private static let instanceKeys = FuzzTarget("instance keys", ["token==", "role-1\n", twice]) { bytes in
        let whole = ["token": "token==", "/": "role-1", "keys": twice]
        try await any(
            of: whole.keys.sorted().map { bad in
                {
                    let transport = ChoosingTransport { request in
                        let part = ["token", "/"].first { request.url.hasSuffix($0) } ?? "keys"
                        return .ok(part == bad ? bytes : Array((whole[part] ?? "").utf8))
                    }
                    // The shortest bound, a second, would count as no wait.
                    try await keys(transport, environment: ["AWS_METADATA_SERVICE_TIMEOUT": "10"])
                }
            })
    }

    private static let processKeys = FuzzTarget(
        "credential_process",
        [
            #"{"Version":1,"AccessKeyId":"AKIA1","SecretAccessKey":"s"}"#,
            #"{"Version":1,"AccessKeyId":"ASIA1","SecretAccessKey":"s","SessionToken":"t","Expiration":"\#(end)"}"#,
        ]
    ) { bytes in _ = try ProcessAnswer.keys(in: Data(bytes)) }

    /// The token's file, and what STS answers to it.
    private static func webIdentity() throws -> FuzzTarget {
        let home = try TemporaryDirectory()
        let answer = assumed.replacing("AssumeRole", with: "AssumeRoleWithWebIdentity")
        return FuzzTarget("web identity", ["eyJhbGciOi.eyJ.c2ln\n", answer]) { bytes in
            let file = try home.write(bytes, to: "token")
            let whole = try home.write("token".utf8, to: "whole")
            try await any(
                of: [(file, Array(answer.utf8)), (whole, bytes)].map { file, answer in
                    {
                        let environment = [
                            "AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
                        ]
                        try await keys(FixedTransport(.ok(answer)), environment: environment)
                    }
                })
        }
    }

    /// A session that we kept, and one in the cache of the AWS CLI; each by the name that the CLI gives it.
    private static func mfaSession() throws -> FuzzTarget {
        let home = try TemporaryDirectory()
        let name = "f3b4bcc13dcde93d81b5b95b5aa99350cf0c690e.json"
        let seed = """
            {"Credentials":{"AccessKeyId":"ASIA1","SecretAccessKey":"s","SessionToken":"t","Expiration":"\(end)"}}
            """
        return FuzzTarget("MFA session", [seed]) { bytes in
            try await any(
                of: ["kept/", ".aws/cli/cache/"].map { folder in
                    {
                        let file = try home.write(bytes, to: folder + name)
                        defer { unlink(file) }
                        let sessions = MFASessions(kept: home.url.path + "/kept")
                        try await keys(
                            FixedTransport(AWSReply(status: 403)), profile: "mfa", home: home, sessions: sessions)
                    }
                })
        }
    }

    /// The login's file, and what the two services answer while it is renewed; `s` is the session's name.
    private static func ssoTargets() throws -> [FuzzTarget] {
        let home = try TemporaryDirectory()
        let name = ".aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json"
        @Sendable func token(until end: String) -> String {
            """
            {"accessToken":"a","expiresAt":"\(end)","clientId":"c","clientSecret":"d","refreshToken":"r",\
            "registrationExpiresAt":"2027-01-01T00:00:00Z"}
            """
        }
        let renewal = #"{"accessToken":"b","expiresIn":28800,"refreshToken":"q","tokenType":"Bearer"}"#
        let portal = """
            {"roleCredentials":{"accessKeyId":"ASIA1","secretAccessKey":"s","sessionToken":"t",\
            "expiration":1795219200000}}
            """
        let cache = FuzzTarget("SSO token", [token(until: end), token(until: "2026-11-20T12:10:00UTC")]) { bytes in
            try home.write(bytes, to: name)
            let transport = ChoosingTransport { .ok($0.url.hasSuffix("/token") ? renewal : portal) }
            try await keys(transport, profile: "sso", home: home)
        }
        let other = try TemporaryDirectory()
        let answers = FuzzTarget("SSO answers", [renewal, portal]) { bytes in
            try await any(
                of: [true, false].map { isRenewal in
                    {
                        try other.write(token(until: "2026-11-20T12:10:00Z").utf8, to: name)
                        let transport = ChoosingTransport { request in
                            let asksToken = request.url.hasSuffix("/token")
                            return asksToken == isRenewal ? .ok(bytes) : .ok(asksToken ? renewal : portal)
                        }
                        try await keys(transport, profile: "sso", home: other)
                    }
                })
        }
        return [cache, answers]
    }

    /// The file of `aws login`; its name is the SHA-256 of the session's, `s`.
    private static func loginSession() throws -> FuzzTarget {
        let home = try TemporaryDirectory()
        let name = "043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89.json"
        let seed = """
            {"accessToken":{"accessKeyId":"ASIA1","secretAccessKey":"s","sessionToken":"t","expiresAt":"\(end)"}}
            """
        return FuzzTarget("login session", [seed]) { bytes in
            try home.write(bytes, to: ".aws/login/cache/" + name)
            try await keys(FixedTransport(AWSReply(status: 500)), profile: "login", home: home)
        }
    }

    private static func keys(
        _ transport: any Transport, profile: String? = nil, environment: [String: String] = [:],
        home: TemporaryDirectory? = nil, sessions: MFASessions = MFASessions()
    ) async throws {
        let chain = CredentialChain.overRecords(
            SharedConfiguration(configText: profile == nil ? "" : configuration), transport,
            environment: environment.merging(["HOME": home?.url.path ?? "/nowhere"]) { own, _ in own },
            sessions: sessions)
        _ = try await chain.provider(option: profile).credentials()
    }

    /// A profile for every way to keys.
    static let configuration = """
        [default]
        region = eu-west-1
        [profile class]
        role_arn = arn:aws:iam::123456789012:role/costguard
        source_profile = base
        duration_seconds = 3600
        [profile mfa]
        role_arn = arn:aws:iam::123456789012:role/costguard
        source_profile = base
        mfa_serial = arn:aws:iam::123456789012:mfa/me
        [profile base]
        aws_access_key_id = AKIDEXAMPLE
        aws_secret_access_key = secret # not a comment of ours
        [profile sso]
        sso_session = s
        sso_account_id = 123456789012
        sso_role_name = Read
        [sso-session s]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-west-1
        [profile login]
        login_session = s
        [profile process]
        credential_process = "/bin/a b" --c 'd e'
        s3 =
          max_concurrent_requests = 20
        """
}

extension CredentialChain {
    /// A chain that asks `transport`, at the time of the recorded answers; it never waits.
    static func overRecords(
        _ configuration: SharedConfiguration, _ transport: any Transport, environment: [String: String],
        sessions: MFASessions = MFASessions()
    ) -> CredentialChain {
        CredentialChain(
            configuration: configuration, environment: environment, transport: transport,
            endpoints: EndpointResolver(), region: "eu-west-1", clock: AWSClock { RecordedAnswers.now },
            userAgent: "costguard-proof",
            // A wait before another attempt, which is short, is none; the bound of an exchange never comes first.
            sleep: { if $0 >= .seconds(2) { try await untilCancelled() } },
            sessions: sessions, askMFACode: { _ in "123456" })
    }

    /// Without a timer: a sleep that is called off keeps its own until it would have ended, and these are millions.
    @Sendable private static func untilCancelled() async throws {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
        throw CancellationError()
    }
}
