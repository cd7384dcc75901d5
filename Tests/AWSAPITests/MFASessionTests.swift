// Roles that want a code: asked for each time, unless an earlier session is kept by us or by the AWS CLI.
import Foundation
import Testing

@testable import AWSAPI

@Suite struct MFASessionTests {
    private static let config = """
        [profile p]
        role_arn = arn:aws:iam::1:role/ä"x
        source_profile = base
        mfa_serial = arn:mfa/me
        external_id = e/1
        duration_seconds = 3600
        """
    private static let base = "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = \(KeyBench.planted)"
    /// By json.dumps(..., sort_keys=True) and hashlib.sha1 of Python.
    private static let name = "f961cd3f7ea8999bdf2c89c60973f38c452d18bf"

    private func bench(_ script: [ScriptedTransport.Answer] = [], code: String? = "123456") throws -> KeyBench {
        var bench = try KeyBench(script)
        bench.config = Self.config
        bench.credentials = Self.base
        bench.code = code
        return bench
    }

    private static func session(_ identifier: String, _ end: String) -> String {
        #"{"Credentials":{"AccessKeyId":"\#(identifier)","SecretAccessKey":"\#(KeyBench.planted)","#
            + #""SessionToken":"t","Expiration":"\#(end)"}}"#
    }

    @Test func asksForACodeEachTimeAndKeepsNothing() async throws {
        let bench = try bench([KeyBench.sts("AssumeRole", "A"), KeyBench.sts("AssumeRole", "B")])
        #expect(try await bench.keys("p").accessKeyID == "A")
        #expect(try await bench.keys("p").accessKeyID == "B")
        #expect(bench.notes.said == ["asked for arn:mfa/me", "asked for arn:mfa/me"])
        #expect(bench.requests[0].text.hasSuffix("&SerialNumber=arn%3Amfa%2Fme&TokenCode=123456"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.home.path).isEmpty)
    }

    @Test func saysWhatToDoWhereNobodyCanBeAsked() async throws {
        let text = await (try bench(code: nil)).failure("p")
        #expect(text.contains("device 'arn:mfa/me', and nobody can be asked") && text.contains("mfa: { keep: true }"))
    }

    @Test func keepsASessionWhereTheUserAllowsItPrivateAndWithItsPlaceTold() async throws {
        var bench = try bench([KeyBench.sts("AssumeRole", "A")])
        bench.kept = "\(bench.home.path)/state/mfa-sessions"
        #expect(try await bench.keys("p").accessKeyID == "A")
        let file = "state/mfa-sessions/\(Self.name).json"
        #expect(try bench.home.mode(file) == 0o600)
        #expect(try bench.home.mode("state/mfa-sessions") == 0o700)
        #expect(bench.notes.said.last?.contains("\(bench.home.path)/\(file)' until 2026-11-20T09:20:05Z") == true)
        bench.code = nil
        #expect(try await bench.keys("p").accessKeyID == "A")
        #expect(bench.requests.count == 1)
    }

    @Test(arguments: [0o640, 0o604, 0o660])
    func refusesASessionThatOthersMayReadOrWrite(_ mode: Int) async throws {
        var bench = try bench()
        bench.kept = bench.home.path
        try bench.home.write(Self.session("A", "2026-11-20T09:20:05Z"), to: "\(Self.name).json", mode: mode)
        let text = await bench.failure("p")
        #expect(text.contains("is not safe: expected a file of yours with mode 0600") && text.contains("hint: "))
    }

    @Test(arguments: ["2026-11-20T08:25:00Z", "2026-11-20T08:00:00Z", "never"])
    func asksAnewAndRemovesAKeptSessionThatDoesNotLast(_ end: String) async throws {
        var bench = try bench([.failure(TransportError(kind: .refused, message: "no"))])
        bench.kept = bench.home.path
        let file = try bench.home.write(Self.session("A", end), to: "\(Self.name).json")
        #expect(await !bench.failure("p").isEmpty)
        #expect(bench.notes.said == ["asked for arn:mfa/me"])
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test(arguments: ["2026-11-20T09:20:05UTC", "2026-11-20T09:20:05Z", "2026-11-20T09:20:05+00:00"])
    func takesASessionOfTheCLIAndLeavesItsFileAlone(_ end: String) async throws {
        let bench = try bench(code: nil)
        let text = Self.session("ASIACLI", end)
        try bench.home.write(text, to: ".aws/cli/cache/\(Self.name).json")
        let keys = try await bench.keys("p")
        #expect(keys.accessKeyID == "ASIACLI" && keys.expiration == Rig.now.addingTimeInterval(3_600))
        #expect(try bench.home.text(".aws/cli/cache/\(Self.name).json") == text)
    }

    @Test(arguments: ["{", "{}", "[]", "", #"{"Credentials":{"AccessKeyId":1}}"#])
    func asksWhenTheCLIsFileIsNotReadable(_ text: String) async throws {
        let bench = try bench([KeyBench.sts("AssumeRole", "A")])
        try bench.home.write(text, to: ".aws/cli/cache/\(Self.name).json")
        #expect(try await bench.keys("p").accessKeyID == "A")
    }

    @Test(.enabled(if: BotocoreOracle.isAvailable, "needs a Python with botocore"))
    func namesTheCLIsFileAsBotocoreDoes() throws {
        let cases = try BotocoreOracle.cacheNames(count: 200, seed: 7)
        #expect(cases.count == 200)
        for one in cases {
            let lines = ["[profile p]"] + one.settings.map { "\($0.key) = \($0.value)" }
            let all = try SharedConfiguration(configText: lines.joined(separator: "\n")).settings(of: "p") ?? [:]
            let request = try AssumeRole(
                settings: all, role: #require(all["role_arn"]), region: "eu-west-1", sessions: MFASessions(), home: "",
                askMFACode: nil)
            #expect(request.cacheName == one.name, "\(one.settings)")
        }
    }
}
