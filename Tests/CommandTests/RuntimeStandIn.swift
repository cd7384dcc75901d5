// A Runtime API of Lambda on loopback, as one sandbox has it: it hands out events, one after the other, and hears what came of
// them; then it hangs up.

import Foundation
import Glibc
import Synchronization
import Testing

final class RuntimeStandIn: Sendable {
    /// What EventBridge sends by a schedule.
    static let schedule = #"{"version":"0","source":"aws.events","detail-type":"Scheduled Event","detail":{}}"#

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
        var waiting: CheckedContinuation<Heard?, Never>?
        var isOver = false
    }
    private let state: Mutex<State>
    /// One for each event, and one for the end.
    private let arrivals = DispatchSemaphore(value: 0)
    private let socket: Int32
    let place: String

    /// - Parameter stays: whether it waits for more events by `give`, until `hangUp`.
    init(_ events: [Event], stays: Bool = false) throws {
        state = Mutex(State(events: events))
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
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
        for _ in 0..<events.count + (stays ? 0 : 1) { arrivals.signal() }
        Thread.detachNewThread { [self] in
            while serve() {}
            close(socket)
        }
    }

    var heard: [Heard] { state.withLock { $0.heard } }

    /// Hands out an event, and waits for what comes of it; nil: the sandbox ended before it said so.
    func give(_ event: Event) async -> Heard? {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.isOver { return true }
                state.events.append(event)
                state.waiting = continuation
                return false
            }
            if isOver { return continuation.resume(returning: nil) }
            arrivals.signal()
        }
    }

    /// The sandbox is gone: nobody comes for events any more.
    func hangUp() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: nil)
        arrivals.signal()
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func serve() -> Bool {
        let connection = accept(socket, nil, nil)
        guard connection >= 0 else { return false }
        defer { close(connection) }
        let request = Self.read(connection)
        let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        guard let answer = path.hasSuffix("/invocation/next") ? next() : hear(request, path) else { return false }
        _ = answer.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        return true
    }

    private func next() -> String? {
        arrivals.wait()
        return state.withLock { state in
            guard !state.isOver, state.given < state.events.count else { return nil }
            let event = state.events[state.given]
            state.given += 1
            state.givenAt = Date()
            let deadline = Int((Date().timeIntervalSince1970 + event.left) * 1000)
            return "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-\(state.given)\r\n"
                + "Lambda-Runtime-Deadline-Ms: \(deadline)\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "\(String(event.body.utf8.count, radix: 16))\r\n\(event.body)\r\n0\r\n\r\n"
        }
    }

    private func hear(_ request: String, _ path: String) -> String {
        let type = request.components(separatedBy: "\r\n")
            .first { $0.hasPrefix("Lambda-Runtime-Function-Error-Type: ") }?.split(separator: " ").last
        let (waiting, heard) = state.withLock { state in
            let heard = Heard(
                path: path, body: request.components(separatedBy: "\r\n\r\n").dropFirst().joined(),
                errorType: type.map(String.init), after: Date().timeIntervalSince(state.givenAt))
            state.heard.append(heard)
            defer { state.waiting = nil }
            return (state.waiting, heard)
        }
        waiting?.resume(returning: heard)
        return "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
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
