// Keys for a token of another identity provider, and those that `aws login` left.
import Foundation
import Testing

@testable import AWSAPI

@Suite struct WebIdentityTests {
    @Test func asksUnsignedWithTheTokenOfTheFileAsItIsThen() async throws {
        var bench = try KeyBench([
            KeyBench.sts("AssumeRoleWithWebIdentity", "A"),
            KeyBench.sts("AssumeRoleWithWebIdentity", "B", minutes: 300),
        ])
        let file = try bench.home.write("first.jwt\n", to: "token")
        bench.environment = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "arn:aws:iam::1:role/pod",
            "AWS_ROLE_SESSION_NAME": "pod-1",
        ]
        let provider = try bench.provider()
        #expect(try await provider.credentials().accessKeyID == "A")
        try bench.home.write("second.jwt", to: "token")
        bench.notes.set(3_590)
        #expect(try await provider.credentials().accessKeyID == "B")
        #expect(
            bench.requests[0].text
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fpod"
                + "&RoleSessionName=pod-1&WebIdentityToken=first.jwt")
        #expect(bench.requests[1].text.hasSuffix("WebIdentityToken=second.jwt"))
        for name in ["Authorization", "X-Amz-Security-Token", "X-Amz-Date"] {
            #expect(bench.requests.allSatisfy { $0.header(name) == nil })
        }
    }

    @Test func takesTheProfilesOwnAndLeavesTheEnvironmentAsideForANamedOne() async throws {
        var bench = try KeyBench([KeyBench.sts("AssumeRoleWithWebIdentity", "A")])
        let file = try bench.home.write("jwt", to: "token")
        bench.config = "[profile p]\nrole_arn = mine\nweb_identity_token_file = \(file)"
        bench.environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent", "AWS_ROLE_ARN": "other"]
        _ = try await bench.keys("p")
        #expect(bench.requests[0].text.contains("RoleArn=mine&"))
    }

    @Test func keepsTheTokenOutOfAnErrorThatQuotesIt() async throws {
        var bench = try KeyBench([.ec2Error(400, "InvalidIdentityToken", "bad token \(KeyBench.planted)")])
        let file = try bench.home.write(KeyBench.planted, to: "token")
        bench.environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "r"]
        let text = await bench.failure()
        #expect(text.contains("InvalidIdentityToken") && text.contains("bad token …"))
    }

    @Test(arguments: [nil, ""])
    func explainsATokenThatIsNotThere(_ content: String?) async throws {
        var bench = try KeyBench()
        let file = try content.map { try bench.home.write($0, to: "token") } ?? "/nonexistent/token"
        bench.environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "r"]
        let text = await bench.failure()
        #expect(text.contains(file) && text.contains("hint: "))
    }

    @Test func wantsARole() async throws {
        var bench = try KeyBench()
        bench.environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/x"]
        #expect(await bench.failure().contains("hint: set AWS_ROLE_ARN"))
        bench.config = "[profile p]\nweb_identity_token_file = /x"
        #expect(await bench.failure("p").hasPrefix("config:2: "))
    }
}

@Suite struct LoginSessionTests {
    private func bench(_ content: String?) throws -> KeyBench {
        var bench = try KeyBench()
        bench.config = "[profile p]\nlogin_session = arn:session"
        if let content {
            let name = LibCrypto.hex(LibCrypto.sha256(Data("arn:session".utf8)))
            try bench.home.write(content, to: ".aws/login/cache/\(name).json")
        }
        return bench
    }

    private func session(_ end: String) -> String {
        #"{"accessToken":{"accessKeyId":"ASIALOGIN","secretAccessKey":"\#(KeyBench.planted)","sessionToken":"t","#
            + #""accountId":"1","expiresAt":"\#(end)"},"refreshToken":"\#(KeyBench.planted)","dpopKey":"x"}"#
    }

    @Test func takesTheKeysThatTheToolsKeep() async throws {
        let keys = try await bench(session("2026-11-20T08:30:05Z")).keys("p")
        #expect(keys.accessKeyID == "ASIALOGIN")
        #expect(keys.expiration == Rig.now.addingTimeInterval(600))
    }

    @Test func looksInTheDirectoryThatTheEnvironmentNames() async throws {
        var bench = try bench(nil)
        bench.environment = ["AWS_LOGIN_CACHE_DIRECTORY": "~/elsewhere"]
        let name = LibCrypto.hex(LibCrypto.sha256(Data("arn:session".utf8)))
        try bench.home.write(session("2026-11-20T08:30:05Z"), to: "elsewhere/\(name).json")
        #expect(try await bench.keys("p").accessKeyID == "ASIALOGIN")
    }

    @Test(arguments: [
        (nil, "cannot be read"), ("{", "is not readable"), ("{}", "is not readable"), ("ended", "has ended"),
    ])
    func saysHowToLogIn(_ content: String?, _ message: String) async throws {
        let text = await (try bench(content == "ended" ? session("2026-11-20T08:20:00Z") : content)).failure("p")
        #expect(text.contains(message) && text.contains("aws login --profile p"))
        #expect(text.contains("aws configure export-credentials --profile p --format process"))
    }
}
