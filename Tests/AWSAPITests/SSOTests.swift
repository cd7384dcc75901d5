// Keys of whoever is logged in at IAM Identity Center, in both forms of its configuration.
import CostModel
import Foundation
import Testing

@testable import AWSAPI

@Suite struct SSOTests {
    private static let session = """
        [profile p]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Read Only/x
        [sso-session corp]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = eu-central-1
        """
    private static let legacy = """
        [profile p]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = eu-central-1
        sso_account_id = 123456789012
        sso_role_name = Read Only/x
        """
    private func cache(_ config: String) -> String {
        let key = config == Self.session ? "corp" : "https://corp.awsapps.com/start"
        return ".aws/sso/cache/\(LibCrypto.hex(LibCrypto.sha1(Data(key.utf8)))).json"
    }

    private func bench(
        _ config: String, token: String?, _ script: [ScriptedTransport.Answer] = []
    ) throws -> KeyBench {
        var bench = try KeyBench(script)
        bench.config = config
        if let token { try bench.home.write(token, to: cache(config)) }
        return bench
    }

    /// A token that ends so many minutes from now, with what renews it.
    private func token(minutes: Double, registered: String = "2027-01-01T00:00:00Z") -> String {
        let end = UTCTime.text(Rig.now.addingTimeInterval(minutes * 60))
        return #"{"startUrl":"u","accessToken":"\#(KeyBench.planted)","expiresAt":"\#(end)","clientId":"c","#
            + #""clientSecret":"\#(KeyBench.planted)","refreshToken":"\#(KeyBench.planted)","other":1,"#
            + #""registrationExpiresAt":"\#(registered)"}"#
    }

    private static let keys = ScriptedTransport.Answer.answer(
        200,
        #"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"plantedSecret0123456789","#
            + #""sessionToken":"t","expiration":1795166405000}}"#)

    @Test(arguments: [session, legacy])
    func showsTheLoginToThePortalUnsigned(_ config: String) async throws {
        let bench = try bench(config, token: token(minutes: 60), [Self.keys])
        let provider = try bench.provider("p")
        let keys = try await provider.credentials()
        #expect(keys.accessKeyID == "ASIASSO")
        #expect(keys.expiration == Rig.now.addingTimeInterval(3_600))
        #expect(provider.source == "SSO of profile 'p'")
        let request = try #require(bench.requests.first)
        #expect(
            "\(request.method) \(request.url)" == "GET https://portal.sso.eu-central-1.amazonaws.com"
                + "/federation/credentials?role_name=Read%20Only%2Fx&account_id=123456789012")
        #expect(request.header("x-amz-sso_bearer_token") == KeyBench.planted)
        #expect(request.header("Authorization") == nil)
    }

    @Test func namesTheCachesFileAsTheToolsDo() {
        // By `printf %s NAME | sha1sum`.
        #expect(cache(Self.session).hasSuffix("/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"))
        #expect(cache(Self.legacy).hasSuffix("/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json"))
    }

    @Test func renewsALoginThatEndsSoonAndWritesItWhereTheToolsFindIt() async throws {
        let answer = #"{"accessToken":"new","expiresIn":28800,"refreshToken":"next","tokenType":"Bearer"}"#
        let bench = try bench(Self.session, token: token(minutes: 14), [.answer(200, answer), Self.keys])
        _ = try await bench.keys("p")
        #expect(bench.requests[0].url == "https://oidc.eu-central-1.amazonaws.com/token")
        let sent = try JSONDecoder().decode([String: String].self, from: bench.requests[0].body)
        #expect(sent["grantType"] == "refresh_token" && sent["clientId"] == "c")
        #expect(bench.requests[1].header("x-amz-sso_bearer_token") == "new")
        let file = cache(Self.session)
        let text = try bench.home.text(file)
        #expect(text.contains(#""accessToken":"new""#) && text.contains(#""refreshToken":"next""#))
        #expect(text.contains(#""expiresAt":"2026-11-20T16:20:05Z""#) && text.contains(#""other":1"#))
        #expect(try bench.home.mode(file) == 0o600)
    }

    @Test func goesOnWithALoginThatCannotBeRenewedWhileItLasts() async throws {
        let bench = try bench(Self.session, token: token(minutes: 14), [.answer(400, "{}"), Self.keys])
        #expect(try await bench.keys("p").accessKeyID == "ASIASSO")
        #expect(try bench.home.text(cache(Self.session)) == token(minutes: 14))
    }

    @Test(
        "a life that no calendar holds renews nothing, and ends nothing",
        arguments: ["9223372036854775807", "-9223372036854775808", "31622401", "-1"])
    func lifeBeyondTheCalendar(life: String) async throws {
        let renewal = ScriptedTransport.Answer.answer(200, #"{"accessToken":"new","expiresIn":\#(life)}"#)
        let bench = try bench(Self.session, token: token(minutes: 14), [renewal, Self.keys])
        #expect(try await bench.keys("p").accessKeyID == "ASIASSO")
        #expect(try bench.home.text(cache(Self.session)) == token(minutes: 14))
    }

    @Test func asksNoTokenWithARegistrationThatHasEnded() async throws {
        let token = token(minutes: -1, registered: "2026-01-01T00:00:00Z")
        let bench = try bench(Self.session, token: token)
        #expect(await bench.failure("p").contains("hint: run `aws sso login --profile p`"))
    }

    @Test func doesNotRenewTheOlderForm() async throws {
        #expect(await (try bench(Self.legacy, token: token(minutes: -1))).failure("p").contains("has ended"))
    }

    @Test(arguments: [
        (nil, "Nobody is logged in"), ("{", "is not readable"), ("[]", "is not readable"),
        (#"{"accessToken":"plantedSecret0123456789"}"#, "is not readable"),
        (#"{"accessToken":"plantedSecret0123456789","expiresAt":"soon"}"#, "is not readable"),
    ])
    func namesTheFileAndTheLoginForATokenThatIsNotThere(_ token: String?, _ message: String) async throws {
        let text = await (try bench(Self.session, token: token)).failure("p")
        #expect(text.contains(message) && text.contains(cache(Self.session)))
        #expect(text.contains("hint: run `aws sso login --profile p`"))
    }

    @Test(arguments: [
        (401, "UnauthorizedException", "aws sso login --profile p"), (403, "ForbiddenException", "assigned to you"),
        (404, "ResourceNotFoundException", "check sso_account_id"),
    ])
    func explainsARefusalOfThePortal(_ status: Int, _ code: String, _ hint: String) async throws {
        let refusal = ScriptedTransport.Answer.answer(
            status, #"{"message":"plantedSecret0123456789"}"#, ["x-amzn-ErrorType": code])
        let text = await (try bench(Self.session, token: token(minutes: 60), [refusal])).failure("p")
        #expect(text.contains("(\(code))") && text.contains(hint))
    }

    @Test(arguments: [
        (
            "[profile p]\nsso_session = no\nsso_account_id = 1\nsso_role_name = r",
            "config:2: sso_session is 'no', expected the name"
        ),
        ("[profile p]\nsso_account_id = 1\nsso_role_name = r", "config:2: profile 'p' uses SSO, but 'sso_start_url'"),
        (
            "[profile p]\nsso_session = s\nsso_role_name = r\nsso_region = b\n[sso-session s]\nsso_region = a",
            "config:4: sso_region is not that of the sso-session 's' (config:6)"
        ),
        ("[profile p]\nsso_session = s", "config:2: profile 'p' uses SSO, but 'sso_account_id' and 'sso_role_name'"),
    ])
    func namesTheLineOfHalfASetting(_ config: String, _ message: String) async throws {
        #expect(await (try bench(config, token: nil)).failure("p").hasPrefix(message))
    }
}
