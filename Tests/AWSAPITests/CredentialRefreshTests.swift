// Temporary keys: renewed in time, fetched once for many, and from programs that misbehave.
import Foundation
import Synchronization
import Testing

@testable import AWSAPI

@Suite struct RefreshingCredentialsTests {
    /// A clock to set, and a source of keys that counts.
    final class Source: Sendable {
        let seconds = Mutex(0.0)
        let fetches = Mutex(0)
        let isBroken = Mutex(false)
        let lifetime: Double

        init(lifetime: Double) { self.lifetime = lifetime }

        struct Broken: Error {}

        var now: Date { Rig.now.addingTimeInterval(seconds.withLock { $0 }) }

        func provider(_ renewal: KeyRenewal = .byItself) -> RefreshingCredentials {
            RefreshingCredentials(source: "test", renewal: renewal, clock: .told { self.now }) { _ in
                let number = self.fetches.withLock { count in
                    count += 1
                    return count
                }
                if self.isBroken.withLock({ $0 }) { throw Broken() }
                await Task.yield()
                return Credentials(
                    accessKeyID: "K\(number)", secretAccessKey: "s", sessionToken: "t",
                    expiration: self.now.addingTimeInterval(self.lifetime))
            }
        }

        func set(_ value: Double) { seconds.withLock { $0 = value } }
    }

    @Test(arguments: [(3_600.0, 2_699.0, "K1"), (3_600, 2_701, "K2"), (900, 674, "K1"), (900, 676, "K2")])
    func renewsBeforeTheEnd(_ lifetime: Double, _ later: Double, _ expected: String) async throws {
        let source = Source(lifetime: lifetime)
        let provider = source.provider()
        #expect(try await provider.credentials().accessKeyID == "K1")
        source.set(later)
        #expect(try await provider.credentials().accessKeyID == expected)
    }

    @Test(arguments: [2_800.0, 3_200])
    func keepsUsableKeysWhenRenewalFailsAndTriesAgainAfterAMinute(_ later: Double) async throws {
        let source = Source(lifetime: 3_600)
        let provider = source.provider()
        _ = try await provider.credentials()
        source.isBroken.withLock { $0 = true }
        source.set(later)
        #expect(try await provider.credentials().accessKeyID == "K1")
        #expect(try await provider.credentials().accessKeyID == "K1")
        #expect(source.fetches.withLock { $0 } == 2)
        source.set(later + 61)
        #expect(try await provider.credentials().accessKeyID == "K1")
        #expect(source.fetches.withLock { $0 } == 3)
        source.isBroken.withLock { $0 = false }
        source.set(later + 122)
        #expect(try await provider.credentials().accessKeyID == "K4")
    }

    @Test func failsWhenTheKeysAreAtTheirEndAndNeverSticks() async throws {
        let source = Source(lifetime: 3_600)
        let provider = source.provider()
        _ = try await provider.credentials()
        source.isBroken.withLock { $0 = true }
        source.set(3_545)
        for _ in 0..<2 { await #expect(throws: Source.Broken.self) { try await provider.credentials() } }
        source.isBroken.withLock { $0 = false }
        #expect(try await provider.credentials().accessKeyID == "K4")
    }

    @Test func asksNoPersonWhileTheKeysServe() async throws {
        let source = Source(lifetime: 3_600)
        let provider = source.provider(.byCode)
        _ = try await provider.credentials()
        source.set(3_530)
        #expect(try await provider.credentials().accessKeyID == "K1")
        source.set(3_541)
        #expect(try await provider.credentials().accessKeyID == "K2")
    }

    @Test func renewsKeysThatAWSSaysHaveEndedButNotThoseThatCameSince() async throws {
        let source = Source(lifetime: 3_600)
        let provider = source.provider()
        let first = try await provider.credentials()
        #expect(await provider.forget(first))
        #expect(try await provider.credentials().accessKeyID == "K2")
        #expect(await provider.forget(first))
        #expect(try await provider.credentials().accessKeyID == "K2")
    }

    @Test func fetchesOnceForManyCallers() async throws {
        let source = Source(lifetime: 3_600)
        let provider = source.provider()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await provider.credentials() } }
            try await group.waitForAll()
        }
        #expect(source.fetches.withLock { $0 } == 1)
    }

    @Test func refusesKeysThatHaveEndedAlready() async {
        let provider = Source(lifetime: -5).provider()
        await #expect(throws: CredentialError.self) { try await provider.credentials() }
    }
}

@Suite(.timeLimit(.minutes(30))) struct CredentialProcessTests {
    private func process(_ script: String, limit: Duration = .seconds(200)) throws -> CredentialProcess {
        let command = "/bin/sh -c '\(script)'"
        var process = try CredentialProcess(
            command: INIFile.Setting(value: command, place: "config:3"),
            environment: ["PATH": "/usr/bin:/bin", "T": "tok"])
        process.timeLimit = limit
        return process
    }

    private func failure(_ script: String, limit: Duration = .seconds(200)) async -> String {
        do {
            _ = try await process(script, limit: limit).credentials()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func readsTheKeysOfAProgram() async throws {
        let json =
            #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"%s","#
            + #""Expiration":"2026-11-20T09:20:05+00:00"}"#
        let keys = try await process("printf \"\(json.replacing("\"", with: "\\\""))\" $T").credentials()
        #expect(keys.accessKeyID == "A")
        #expect(keys.sessionToken == "tok")
        #expect(keys.expiration == Rig.now.addingTimeInterval(3_600))
    }

    @Test(arguments: [
        (#"echo "{\"Version\":2,\"AccessKeyId\":\"planted\"}""#, "Version '2', expected '1'"),
        (#"echo "{\"Version\":1,\"AccessKeyId\":\"planted\"}""#, "without AccessKeyId or SecretAccessKey"),
        (
            #"echo "{\"Version\":1,\"AccessKeyId\":\"planted\",\"SecretAccessKey\":\"s\",\"Expiration\":\"soon\"}""#,
            "no ISO 8601 time"
        ), ("echo planted", "printed no JSON"), ("echo planted; echo planted >&2; exit 7", "ended with status 7"),
        ("head -c 70000 /dev/zero", "more than 64 KiB"), ("kill -9 $$", "ended with status 9"),
    ])
    func explainsAProgramThatFailsWithoutItsOutput(_ script: String, _ message: String) async {
        let text = await failure(script)
        #expect(text.contains(message))
        #expect(text.hasPrefix("config:3: "))
        #expect(!text.contains("planted"))
    }

    @Test(arguments: ["exec tail -f /dev/null", "exec sleep 60 >&-", "sleep 60; echo planted"])
    func killsAProgramThatDoesNotEnd(_ script: String) async {
        #expect(await failure(script, limit: .milliseconds(200)).contains("did not end within"))
    }

    @Test func doesNotWaitForAHelperThatAProgramLeavesBehind() async throws {
        let json = #"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"}"#
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("helper-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        // Who waited for the helper would end at the program's time limit, without keys.
        let keys = try await process("sleep 3600 & echo $! >\(file.path); echo \"\(json)\"").credentials()
        #expect(keys.accessKeyID == "A")
        let text = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        kill(try #require(pid_t(text)), SIGKILL)
    }

    @Test("past its limit a program is killed with all that it started")
    func killsWhatAProgramStarted() async throws {
        let fifo = FileManager.default.temporaryDirectory.appendingPathComponent("group-\(UUID().uuidString)").path
        try #require(mkfifo(fifo, 0o600) == 0)
        defer { unlink(fifo) }
        let reading = open(fifo, O_RDONLY | O_NONBLOCK)
        defer { close(reading) }
        // Whoever still runs holds the other end.
        let text = await failure("exec 3>\(fifo); sleep 60 & head -c 70000 /dev/zero; sleep 60")
        #expect(text.contains("more than 64 KiB"))
        var end = pollfd(fd: reading, events: 0, revents: 0)
        #expect(poll(&end, 1, 20_000) == 1)
    }

    @Test("a program gets no file of ours, and its variables alone")
    func leavesNothingToAProgram() async throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        let json = #"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"}"#
        let script =
            "test -e /proc/$$/fd/\(file) && exit 7; env | grep -qv -e ^PATH= -e ^T= -e ^PWD= -e ^_= && exit 8; "
        let keys = try await process(script + "echo \"\(json)\"").credentials()
        #expect(keys.accessKeyID == "A")
    }

    @Test("a variable whose name begins with a digit does not keep a program from running")
    func runsBesideAnOddVariable() async throws {
        var process = try CredentialProcess(
            command: INIFile.Setting(value: "/bin/sh -c 'exit 5'", place: "config:1"),
            environment: ["PATH": "/bin", "1ST": "x", "": "y"])
        process.timeLimit = .seconds(200)
        let error = await #expect(throws: CredentialError.self) { try await process.credentials() }
        #expect(error?.message.contains("ended with status 5") == true)
    }

    @Test func reportsAProgramThatIsNotThere() async throws {
        let process = try CredentialProcess(
            command: INIFile.Setting(value: "no-such-program --x", place: "config:1"), environment: ["PATH": "/bin"])
        let error = await #expect(throws: CredentialError.self) { try await process.credentials() }
        #expect(error?.message.contains("was not found in PATH") == true)
    }

    @Test(arguments: [
        ("a b  c", ["a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("a\\ b", ["a b"]),
        ("a'b'\"c\"", ["abc"]),
        ("''", [""]), ("\"a\\\"b\\n\"", ["a\"b\\n"]), ("a | b; $c", ["a", "|", "b;", "$c"]), ("", []),
        ("'a", nil as [String]?), ("a\\", nil), ("\"a", nil),
    ])
    func splitsACommandWithoutAShell(_ command: String, _ words: [String]?) {
        #expect(ShellWords.split(command) == words)
    }
}
