// Keys of containers and instances: what is asked, where nobody is asked, and what is said when nothing comes.
import Foundation
import Spawning
import Testing

@testable import AWSAPI

@Suite struct ContainerCredentialsTests {
    private func bench(_ environment: [String: String], _ script: [ScriptedTransport.Answer]) throws -> KeyBench {
        var bench = try KeyBench(script)
        bench.environment = environment
        bench.sleep = { if $0 >= .seconds(2) { try await Task.sleep(for: $0) } }
        return bench
    }

    @Test func asksTheAddressOfECSWithTheTokenOfTheEnvironment() async throws {
        let bench = try bench(
            [
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/id",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic abc",
            ], [.answer(200, KeyBench.json("ASIATASK"))])
        let provider = try bench.provider()
        let keys = try await provider.credentials()
        #expect(keys.accessKeyID == "ASIATASK")
        #expect(keys.expiration == Rig.now.addingTimeInterval(3_600))
        #expect(provider.source == "the container's role")
        #expect(bench.requests.map(\.url) == ["http://169.254.170.2/v2/credentials/id"])
        #expect(bench.requests.first?.method == "GET")
        #expect(bench.requests.first?.header("Authorization") == "Basic abc")
    }

    @Test func readsTheTokensFileAnewAtEachRefresh() async throws {
        var bench = try bench([:], [.answer(200, KeyBench.json("A")), .answer(200, KeyBench.json("B", minutes: 300))])
        let file = try bench.home.write("first\n", to: "token")
        bench.environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "not this",
        ]
        let provider = try bench.provider()
        #expect(try await provider.credentials().accessKeyID == "A")
        try bench.home.write("second", to: "token")
        bench.notes.set(3_590)
        #expect(try await provider.credentials().accessKeyID == "B")
        #expect(bench.requests.compactMap { $0.header("Authorization") } == ["first", "second"])
    }

    @Test(arguments: [
        "http://127.0.0.1:8080/x", "http://127.9.9.9/x", "http://[::1]/x", "http://localhost/x",
        "http://169.254.170.2/x", "http://169.254.170.23/x", "http://[fd00:ec2::23]/x", "https://keys.example.org/x",
    ])
    func takesKeysFromThisMachineTheLinkAndHTTPS(_ address: String) async throws {
        let bench = try bench(
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": address], [.answer(200, KeyBench.json("A"))])
        #expect(try await bench.keys().accessKeyID == "A")
        #expect(bench.requests.map(\.url) == [address])
    }

    @Test(arguments: [
        "http://192.168.0.1/x", "http://example.org/x", "http://127.0.0.1@evil.org/x", "http://127.0.0.1:80@evil.org/x",
        "http://127.0.0.1.evil.org/", "ftp://127.0.0.1/x", "http:///x", "", " ", "http://169.254.170.2.evil.org/x",
    ])
    func asksNobodyElse(_ address: String) async throws {
        let bench = try bench(
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": address, "AWS_EC2_METADATA_DISABLED": "true"], [])
        #expect(await bench.failure().contains("hint: "))
        #expect(bench.requests.isEmpty)
    }

    @Test func refusesARelativePathThatWouldChangeTheHost() async throws {
        let bench = try bench(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "@evil.org/x"], [])
        #expect(await bench.failure().contains("begins with '/'"))
    }

    @Test func triesThriceAndNamesTheHostAlone() async throws {
        let bench = try bench(
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/\(KeyBench.planted)"],
            Array(repeating: .answer(500, KeyBench.planted), count: 3))
        let text = await bench.failure()
        #expect(text.contains("'169.254.170.2': got HTTP status 500"))
        #expect(bench.requests.count == 3)
    }

    @Test(arguments: [
        (403, "no", "HTTP status 403"), (302, "", "HTTP status 302"), (200, "<html>", "no JSON"),
        (200, #"{"AccessKeyId":"A","SecretAccessKey":"plantedSecret0123456789"}"#, "no JSON with"),
        (200, String(repeating: "x", count: 70_000), "70000 bytes"),
    ])
    func explainsAnAnswerWithoutKeys(_ status: Int, _ body: String, _ message: String) async throws {
        let bench = try bench(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"], [.answer(status, body)])
        #expect(await bench.failure().contains(message))
    }

    @Test func refusesATokenOfTwoLines() async throws {
        let bench = try bench(
            [
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "\(KeyBench.planted)\r\nX-Evil: 1",
            ], [])
        #expect(await bench.failure().contains("more than one line"))
    }
}

@Suite struct InstanceMetadataTests {
    @Test func asksForATokenThenTheRoleThenItsKeys() async throws {
        let bench = try KeyBench([
            .answer(200, "tok"), .answer(200, "my-role"), .answer(200, KeyBench.json("ASIAROLE")),
        ])
        #expect(try await bench.keys().accessKeyID == "ASIAROLE")
        let path = "http://169.254.169.254/latest/"
        #expect(
            bench.requests.map { "\($0.method) \($0.url)" } == [
                "PUT \(path)api/token", "GET \(path)meta-data/iam/security-credentials/",
                "GET \(path)meta-data/iam/security-credentials/my-role",
            ])
        #expect(bench.requests[0].header("x-aws-ec2-metadata-token-ttl-seconds") == "21600")
        #expect(bench.requests[2].header("x-aws-ec2-metadata-token") == "tok")
    }

    @Test(arguments: [401, 403, 404, 405])
    func neverAsksVersion1(_ status: Int) async throws {
        let bench = try KeyBench([.answer(status, "")])
        #expect(await bench.failure().contains("HTTP status \(status) instead of a token"))
        #expect(bench.requests.count == 1)
    }

    @Test func saysWhatIsMissingWhenNothingIsConfiguredAndNoInstanceAnswers() async throws {
        let refused = ScriptedTransport.Answer.failure(TransportError(kind: .connect, message: "no route\nhint: x"))
        let text = await (try KeyBench([refused])).failure()
        #expect(
            text
                == "AWS keys were not found: the environment has none and there is no default profile (looked in ~/.aws), "
                + "and no EC2 instance role was given (no route)\n"
                + "hint: run `aws configure`, or name a profile with --profile")
    }

    @Test func givesUpAfterItsSecond() async throws {
        var bench = try KeyBench()
        bench.transport = SilentTransport()
        bench.sleep = { #expect($0 == .seconds(1)) }
        #expect(await bench.failure().contains("no answer of '169.254.169.254' within 1.0 seconds"))
    }

    @Test func honoursAddressModeTimeAndAttempts() async throws {
        let script: [ScriptedTransport.Answer] = [
            .answer(200, "tok"), .answer(200, "r"), .answer(200, KeyBench.json("A")),
        ]
        var six = try KeyBench(script)
        six.config = "[default]\nec2_metadata_service_endpoint_mode = IPv6"
        _ = try await six.keys()
        #expect(six.requests[0].url == "http://[fd00:ec2::254]/latest/api/token")
        var own = try KeyBench([.answer(500, "")] + script)
        own.environment = [
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1338/", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "2",
        ]
        own.sleep = { if $0 != .seconds(1) { try await Task.sleep(for: $0) } }
        own.environment["AWS_METADATA_SERVICE_TIMEOUT"] = "2"
        _ = try await own.keys()
        #expect(own.requests.map(\.url).first == "http://127.0.0.1:1338/latest/api/token")
        #expect(own.requests.count == 4)
    }

    @Test(arguments: [
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://10.0.0.1", "not safe"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv5", "expected 'ipv4' or 'ipv6'"),
        ("AWS_METADATA_SERVICE_TIMEOUT", "forever", "expected 1 to 60"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0", "expected 1 to 10"),
        ("AWS_EC2_METADATA_DISABLED", "TRUE", "AWS keys were not found"),
    ])
    func asksNobodyWhenTheEnvironmentIsWrongOrSaysNo(_ name: String, _ value: String, _ message: String) async throws {
        var bench = try KeyBench()
        bench.environment = [name: value]
        #expect(await bench.failure().contains(message))
        #expect(bench.requests.isEmpty)
    }

    @Test(arguments: [
        (404, "", "the instance has no role"), (200, "../../user-data", "a role's name that is none"),
        (200, "", "none"),
    ])
    func explainsAListingWithoutARole(_ status: Int, _ body: String, _ message: String) async throws {
        let bench = try KeyBench([.answer(200, "tok"), .answer(status, body)])
        #expect(await bench.failure().contains(message))
    }

    @Test func namesTheCodeOfARoleThatIsNotTrusted() async throws {
        let answer = #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"m"}"#
        let bench = try KeyBench([.answer(200, "tok"), .answer(200, "r"), .answer(200, answer)])
        #expect(await bench.failure().contains("code 'AssumeRoleUnauthorizedAccess' for role 'r'"))
    }

    @Test func servesARoleAsItsSource() async throws {
        var bench = try KeyBench([
            .answer(200, "tok"), .answer(200, "r"), .answer(200, KeyBench.json("ASIAINSTANCE")),
            KeyBench.sts("AssumeRole", "ASIAROLE"),
        ])
        bench.config = "[profile p]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata"
        #expect(try await bench.keys("p").accessKeyID == "ASIAROLE")
        #expect(bench.requests[3].header("Authorization")?.contains("ASIAINSTANCE") == true)
    }

    /// Stands in for a network without any answer.
    private struct SilentTransport: Transport {
        func send(_ request: AWSRequest) async throws -> AWSReply {
            try await Task.sleep(for: .seconds(3_600))
            throw CancellationError()
        }
    }
}

/// The same over real sockets.
@Suite(.timeLimit(.minutes(30))) struct KeyServerTests {
    @Test func takesTheKeysOfAnInstanceOverHTTPAndFollowsNoRedirect() async throws {
        let server = try CannedServer { connection in
            while let request = connection.readRequest() {
                let body =
                    request.hasPrefix("PUT /latest/api/token ")
                    ? "tok" : request.contains("security-credentials/r ") ? KeyBench.json("ASIAWIRE") : "r\n"
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        var bench = try KeyBench()
        bench.transport = try CurlTransport()
        bench.environment = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url]
        #expect(try await bench.keys().accessKeyID == "ASIAWIRE")
        let redirect = try CannedServer.answering(
            status: "302 Found", headers: "Location: \(server.url)\r\n", body: "")
        bench.environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": redirect.url]
        let before = server.connections
        #expect(await bench.failure().contains("HTTP status 302"))
        #expect(server.connections == before)
    }
}
