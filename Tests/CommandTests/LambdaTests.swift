// The function of Lambda, against a Runtime API on loopback: what it answers to which event, and that it ends in time.

import Foundation
import Glibc
import Synchronization
import Testing

/// A Runtime API that hands out events, one after the other, and hears what came of them; then it hangs up.
private final class RuntimeStandIn: Sendable {
    struct Event: Sendable {
        let body: String
        var left: TimeInterval = 240
    }

    struct Heard: Sendable {
        let path: String
        let body: String
        let errorType: String?
        /// Seconds since the event was handed out.
        let after: TimeInterval
    }

    private struct State {
        var events: [Event]
        var given = 0
        var givenAt = Date()
        var heard: [Heard] = []
    }
    private let state: Mutex<State>
    private let socket: Int32
    let place: String

    init(_ events: [Event]) throws {
        state = Mutex(State(events: events))
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.socket = socket
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        try #require(isBound)
        place = "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        Thread.detachNewThread { [self] in while serve() {} }
    }

    var heard: [Heard] { state.withLock { $0.heard } }

    private func serve() -> Bool {
        let connection = accept(socket, nil, nil)
        guard connection >= 0 else { return false }
        defer { close(connection) }
        let request = Self.read(connection)
        let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let answer: String? = state.withLock { state in
            if path.hasSuffix("/invocation/next") {
                guard state.given < state.events.count else { return nil }
                let event = state.events[state.given]
                state.given += 1
                state.givenAt = Date()
                let deadline = Int((Date().timeIntervalSince1970 + event.left) * 1000)
                return "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-\(state.given)\r\n"
                    + "Lambda-Runtime-Deadline-Ms: \(deadline)\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "\(String(event.body.utf8.count, radix: 16))\r\n\(event.body)\r\n0\r\n\r\n"
            }
            let type = request.components(separatedBy: "\r\n")
                .first { $0.hasPrefix("Lambda-Runtime-Function-Error-Type: ") }?.split(separator: " ").last
            state.heard.append(
                Heard(
                    path: path, body: request.components(separatedBy: "\r\n\r\n").dropFirst().joined(),
                    errorType: type.map(String.init), after: Date().timeIntervalSince(state.givenAt)))
            return "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
        }
        guard let answer else { return false }
        _ = answer.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        return true
    }

    private static func read(_ connection: Int32) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return text }
            text += String(decoding: buffer[..<count], as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let length =
                text.components(separatedBy: "\r\n").first { $0.hasPrefix("Content-Length: ") }
                .flatMap { Int($0.dropFirst(16)) } ?? 0
            if text[end.upperBound...].utf8.count >= length { return text }
        }
    }
}

extension AccountChanges {
    @Suite struct LambdaTests {
        private static let schedule =
            #"{"version":"0","source":"aws.events","detail-type":"Scheduled Event","detail":{}}"#

        private func variables(_ runtime: RuntimeStandIn, place: String, stops: String = "no") -> [String: String] {
            [
                "AWS_LAMBDA_RUNTIME_API": runtime.place, "COSTGUARD_DATABASE": place, "COSTGUARD_MAY_STOP": stops,
                "COSTGUARD_CONFIG_YAML": """
                regions: [us-west-2]
                unattended: { actions: [stop] }
                rules: { idle-instance: { for: 0s } }
                """,
            ]
        }

        private func key() -> String { "lambda/\(UUID().uuidString).sqlite" }

        @Test(
            "an event of a schedule is a run that is stored; another one is refused; and it may stop only where it is told so"
        )
        func events() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home()
            let key = key()
            let looking = try RuntimeStandIn([
                .init(body: Self.schedule), .init(body: #"{"Records":[{"eventSource":"aws:s3"}]}"#),
                .init(body: "what?"),
                .init(body: #"{"costguard":"run"}"#),
            ])
            let ended = try await home.run(
                ["lambda"], on: account, environment: variables(looking, place: "s3://costguard-memory/\(key)"))
            #expect(
                looking.heard.map(\.path).map { $0.split(separator: "/").suffix(2).joined(separator: "/") } == [
                    "id-1/response", "id-2/error", "id-3/error", "id-4/response",
                ], "\(looking.heard) \(ended.talk)")
            #expect(looking.heard.first?.body == #"{"status":0}"#, "\(ended.talk)")
            #expect(looking.heard.dropFirst().first?.errorType == "costguard.EventRefused")
            #expect(try await account.stopped() == [])
            #expect(try await account.ask("objects \(key)").keys == [key])

            let acting = try RuntimeStandIn([.init(body: Self.schedule)])
            _ = try await home.run(
                ["lambda"], on: account,
                environment: variables(acting, place: "s3://costguard-memory/\(key)", stops: "yes"))
            #expect(acting.heard.map(\.body) == [#"{"status":0}"#])
            #expect(try await account.stopped() == ["idle-oregon"])
        }

        @Test("with three seconds it answers within them, and leaves the database whole")
        func shortOfTime() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home()
            let key = key()
            let short = try RuntimeStandIn([.init(body: Self.schedule, left: 3)])
            try await account.ask("hold describe_instances before")
            let running = try home.start(
                ["lambda"],
                environment: account.keys.merging(variables(short, place: "s3://costguard-memory/\(key)")) { $1 })
            _ = await running.ended
            try await account.ask("release")
            #expect(
                ["costguard.CalledOff", "costguard.OutOfTime"].contains(short.heard.first?.errorType), "\(short.heard)")
            #expect(short.heard.first.map { $0.after < 3 } == true, "\(short.heard)")
        }

        @Test("what it is not set up for is told to Lambda, and outside of Lambda to a person")
        func beginning() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home()
            for (change, word) in [
                (["COSTGUARD_DATABASE": "/tmp/costguard.sqlite"], "must be in S3"),
                (["COSTGUARD_MAY_STOP": "perhaps"], "expected yes or no"),
                (["COSTGUARD_CONFIG_YAML": "regoins: all"], "regoins"),
            ] {
                let runtime = try RuntimeStandIn([])
                let ended = try await home.run(
                    ["lambda"], on: account,
                    environment: variables(runtime, place: "s3://costguard-memory/\(key())").merging(change) { $1 })
                #expect(ended.status != 0 && ended.talk.contains(word), "\(ended.talk)")
                #expect(runtime.heard.first?.path == "/2018-06-01/runtime/init/error")
                #expect(runtime.heard.first?.body.contains(word) == true, "\(runtime.heard)")
            }
            let outside = try await home.run(["lambda"], on: account)
            #expect(outside.status == 1 && outside.talk.contains("no function of AWS Lambda"), "\(outside.talk)")
            let elsewhere = try await home.run(
                ["lambda"], on: account, environment: ["AWS_LAMBDA_RUNTIME_API": "example.org:80"])
            #expect(elsewhere.status == 1 && elsewhere.talk.contains("no address"), "\(elsewhere.talk)")
        }
    }
}
