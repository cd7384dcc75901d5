// AWS Lambda's Runtime API, as a function speaks to it: which event is next, what came of it. Plain HTTP to the sandbox's own
// address, by a socket: a call for the next event waits as long as there is none, and is frozen meanwhile.
// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.

import Foundation
import Glibc

/// One event to be handled.
struct LambdaInvocation: Sendable {
    let id: String
    /// How long it may take from when it was handed out, in seconds.
    let left: TimeInterval
    let event: Data
}

/// The three calls of the Runtime API.
struct LambdaRuntime: Sendable {
    private let host: String
    private let port: String
    private static let version = "/2018-06-01/runtime/"
    /// The longest answer that is read, in bytes; an event of Lambda's has 6 MB at most.
    private static let longest = 8 << 20

    /// - Parameter place: `AWS_LAMBDA_RUNTIME_API`, `host:port`.
    /// - Throws: `CommandError` where that is no address of the sandbox's own.
    init(place: String) throws {
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, UInt16(parts[1]) != nil, Self.isOwn(parts[0]) else {
            throw CommandError(
                "AWS_LAMBDA_RUNTIME_API is '\(place.prefix(80))', which is no address of Lambda's sandbox",
                hint: "Lambda sets it, such as 127.0.0.1:9001; leave it as it is")
        }
        host = String(parts[0])
        port = String(parts[1])
    }

    /// The machine itself, or the link alone: events and answers go nowhere else.
    private static func isOwn(_ host: Substring) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        return host == "localhost"
            || numbers.count == 4 && host.split(separator: ".").count == 4
                && (numbers[0] == 127 || numbers[0] == 169 && numbers[1] == 254)
    }

    /// Waits for the next event, without an end.
    func next() async throws -> LambdaInvocation {
        let reply = try await call("GET", "invocation/next")
        guard reply.status == 200, let id = reply.headers["lambda-runtime-aws-request-id"], Self.isPlain(id),
            let deadline = reply.headers["lambda-runtime-deadline-ms"].flatMap({ Double($0) })
        else { throw failure("the next event was asked for, and the answer (HTTP \(reply.status)) names none") }
        // Both by the clock of the sandbox.
        let left = deadline / 1000 - Date().timeIntervalSince1970
        return LambdaInvocation(id: id, left: min(max(left, 0), 900), event: reply.body)
    }

    /// What came of an event.
    func respond(to invocation: LambdaInvocation, _ body: Data) async throws {
        try await post("invocation/\(invocation.id)/response", body, errorType: nil)
    }

    /// That an event failed.
    func fail(_ invocation: LambdaInvocation, _ type: String, _ message: String) async throws {
        try await post("invocation/\(invocation.id)/error", Self.error(type, message), errorType: type)
    }

    /// That no event can be handled.
    func failToBegin(_ type: String, _ message: String) async throws {
        try await post("init/error", Self.error(type, message), errorType: type)
    }

    private func post(_ path: String, _ body: Data, errorType: String?) async throws {
        let reply = try await call("POST", path, body, errorType)
        guard (200..<300).contains(reply.status) else {
            throw failure("'\(path)' was answered by HTTP \(reply.status)")
        }
    }

    private static func error(_ type: String, _ message: String) -> Data {
        // Two texts: there is nothing in them that could not be written.
        (try? JSONEncoder().encode(["errorType": type, "errorMessage": message])) ?? Data()
    }

    private static func isPlain(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count) && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    private func failure(_ what: String) -> CommandError {
        CommandError("Lambda's Runtime API: \(what)", hint: "Lambda starts the function anew by itself")
    }

    private struct Reply: Sendable {
        let status: Int
        let headers: [String: String]
        let body: Data
    }

    /// On a thread of its own, for it blocks.
    private func call(_ method: String, _ path: String, _ body: Data = Data(), _ errorType: String? = nil) async throws
        -> Reply
    {
        var head = "\(method) \(Self.version)\(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: close\r\n"
        if method == "POST" { head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
        if let errorType { head += "Lambda-Runtime-Function-Error-Type: \(errorType)\r\n" }
        let request = Data((head + "\r\n").utf8) + body
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(request) }) }
        }
    }

    private func exchange(_ request: Data) throws -> Reply {
        let socket = try connected()
        defer { close(socket) }
        var unsent = request[...]
        while !unsent.isEmpty {
            let count = unsent.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("it does not take what is sent: \(String(cString: strerror(errno)))") }
            unsent = unsent.dropFirst(count)
        }
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while answer.count <= Self.longest {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            answer.append(contentsOf: buffer[..<count])
            if let reply = Self.reply(answer, isWhole: false) { return reply }
        }
        guard let reply = Self.reply(answer, isWhole: true) else {
            throw failure("it ended in the middle of an answer")
        }
        return reply
    }

    private func connected() throws -> Int32 {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &found) == 0, let place = found else {
            throw failure("there is no such address")
        }
        defer { freeaddrinfo(found) }
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0, connect(socket, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0 else {
            let why = String(cString: strerror(errno))
            if socket >= 0 { close(socket) }
            throw failure("nobody answers at \(host):\(port): \(why)")
        }
        return socket
    }

    /// The answer in these bytes; nil where more is to come.
    private static func reply(_ bytes: Data, isWhole: Bool) -> Reply? {
        guard let end = bytes.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        let body = Data(bytes[end.upperBound...])
        if headers["transfer-encoding"]?.lowercased() == "chunked" {
            return unchunked(body).map { Reply(status: status, headers: headers, body: $0) }
        }
        guard let length = headers["content-length"].flatMap({ Int($0) }) else {
            return isWhole ? Reply(status: status, headers: headers, body: body) : nil
        }
        guard length >= 0, body.count >= length else { return nil }
        return Reply(status: status, headers: headers, body: body.prefix(length))
    }

    /// The body behind its pieces; nil where the last one has not come.
    private static func unchunked(_ bytes: Data) -> Data? {
        var rest = bytes[...]
        var body = Data()
        while let end = rest.range(of: Data("\r\n".utf8)) {
            let size = String(decoding: rest[..<end.lowerBound].prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
            guard let count = Int(size, radix: 16), (0...longest).contains(count) else { return nil }
            rest = rest[end.upperBound...]
            if count == 0 { return body }
            guard rest.count >= count + 2 else { return nil }
            body.append(rest.prefix(count))
            rest = rest.dropFirst(count + 2)
        }
        return nil
    }
}
