// Runs of the program and a service on loopback that hears of them.

import FaultyAWS
import Foundation
import SimulatedAWS
import Spawning
import Synchronization
import Testing

@Suite struct HeartbeatRunTests {
    /// Hears the signs, and answers each alike.
    private final class Listener: Sendable {
        private let heard: Heard
        private let server: CannedServer

        final class Heard: Sendable {
            private let requests = Mutex<[String]>([])
            var all: [String] { requests.withLock { $0 } }
            func add(_ request: String) { requests.withLock { $0.append(request) } }
        }

        init(answer: String = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK") throws {
            let heard = Heard()
            self.heard = heard
            server = try CannedServer { connection in
                while let request = connection.readRequest() {
                    heard.add(request)
                    connection.write(answer)
                }
            }
        }

        var address: String { server.url + "ping/secret" }
        /// Each as `/ping/secret/start`.
        var paths: [String] { heard.all.map { $0.components(separatedBy: " ").dropFirst().first ?? "" } }
        var last: String { heard.all.last ?? "" }
    }

    private func environment(_ server: FaultyAWS) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint, "AWS_REGION": "us-east-1",
        ]
    }

    private func home(_ address: String, mode: Int = 0o600) throws -> Home {
        let home = try Home()
        try home.write(
            "regions: [us-east-1]\nnotify: { heartbeat: \"\(address)\" }\n", to: ".config/costguard/config.yaml",
            mode: mode)
        return home
    }

    @Test("a run tells its begin and its end, a failed one with its last words, and neither any key")
    func hears() async throws {
        let listener = try Listener()
        let home = try home(listener.address)
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let run = try await home.run(["run", "--quiet"], environment: environment(server))
        #expect(run.status == 0 && run.talk.isEmpty, "\(run.talk)")
        #expect(listener.paths == ["/ping/secret/start", "/ping/secret"])
        var wrong = environment(server)
        wrong["AWS_SECRET_ACCESS_KEY"] = "wrong-and-never-to-be-seen"
        #expect(try await home.run(["run", "--quiet"], environment: wrong).status == 1)
        #expect(listener.paths.dropFirst(2) == ["/ping/secret/start", "/ping/secret/fail"])
        #expect(
            listener.last.contains("\r\n\r\n") && listener.last.contains("SignatureDoesNotMatch"), "\(listener.last)")
        #expect(!listener.last.contains("never-to-be-seen") && !listener.last.contains("Authorization"))
    }

    @Test("other verbs than runs tell nothing, and none shows the address")
    func silent() async throws {
        let listener = try Listener()
        let home = try home(listener.address)
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let shown = try await home.run(["config", "show"])
        let doctor = try await home.run(["doctor"], environment: environment(server))
        #expect(shown.output.contains("notify.heartbeat") && !shown.output.contains("secret"), "\(shown.output)")
        #expect(
            doctor.report.contains("hears of each run") && !doctor.output.contains("ping/secret"), "\(doctor.output)")
        #expect(listener.paths.isEmpty)
    }

    @Test(
        "a service that refuses, leads elsewhere or is gone fails no run, and is told in a line",
        arguments: [
            ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "refused it (HTTP 404)"),
            ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "leads elsewhere"),
            ("no HTTP at all\r\n\r\n", "127.0.0.1"),
        ])
    func deaf(_ answer: String, _ words: String) async throws {
        let listener = try Listener(answer: answer)
        let home = try home(listener.address)
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let run = try await home.run(["run", "--quiet"], environment: environment(server))
        #expect(run.status == 0 && run.talk.contains("The heartbeat was not heard: "), "\(run.talk)")
        #expect(run.talk.contains(words) && !run.talk.contains("secret"), "\(run.talk)")
        #expect(run.talk.components(separatedBy: "not heard").count == 2)
    }

    @Test("a configuration that others may write sends nothing anywhere, and the doctor says so")
    func distrusted() async throws {
        let listener = try Listener()
        let home = try home(listener.address, mode: 0o666)
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        #expect(try await home.run(["run", "--quiet"], environment: environment(server)).status == 0)
        #expect(listener.paths.isEmpty)
        let doctor = try await home.run(["doctor"], environment: environment(server))
        #expect(doctor.report.contains("not sent: the configuration is not yours alone"), "\(doctor.report)")
    }

    @Test(
        "an address that is none is a fault of its line",
        arguments: ["http://example.org/x", "https://169.254.169.254/"])
    func refused(_ address: String) async throws {
        let shown = try await home(address).run(["config", "show"])
        #expect(shown.status != 0 && shown.talk.contains("config.yaml:2"), "\(shown.talk)")
        #expect(shown.talk.contains("'notify.heartbeat' is") && shown.talk.contains("hint: write such as"))
    }

    @Test("init writes the address, and refuses one that is none")
    func initialised() async throws {
        let home = try Home()
        let made = try await home.run(["init", "--heartbeat", "https://hc-ping.com/0a1b/"])
        #expect(made.status == 0, "\(made.talk)")
        let text = try String(contentsOfFile: home.configuration, encoding: .utf8)
        #expect(
            text.contains("heartbeat: \"https://hc-ping.com/0a1b\"")
                || text.contains("heartbeat: 'https://hc-ping.com/0a1b'"))
        let refused = try await home.run(["init", "--heartbeat", "http://hc-ping.com/0a1b"])
        #expect(refused.status == 64 && refused.talk.contains("plain http"), "\(refused.talk)")
    }
}
