// One bucket of S3 on loopback, with its conditions and the simulated time: so that a program can share a database there while
// answers are lost. What stands in the objects is the program's matter.
// Source: S3 user guide, "How to prevent object overwrites with conditional writes".

import Foundation
import NIOCore
package import SimulatedAWS
import Synchronization

/// A bucket that a program reaches by `AWS_ENDPOINT_URL_S3`. All methods may be called from anywhere.
package final class MemoryBucket: Responder {
    /// What happens to one request.
    package enum Fate: Sendable {
        /// Nothing is wrong.
        case answered
        /// It is done, and the connection is reset.
        case answerLost
        /// The connection is reset before anything is done.
        case requestLost
    }

    /// What was asked for, as a fate is decided by it.
    package struct Asked: Sendable {
        /// Such as `PUT`.
        package let method: String
        /// The bucket and the key, not decoded: `/memory/costguard.sqlite`.
        package let path: String
    }

    private struct Stored {
        var body: [UInt8]
        var tag: String
        var at: Date
        var headers: [(name: String, value: String)]
    }

    private struct State {
        var objects: [String: Stored] = [:]
        var writes = 0
        var requests = 0
    }

    private let clock: SimulatedClock
    private let keys: [AccessKey]
    private let fate: @Sendable (Asked) -> Fate
    private let state = Mutex(State())
    private let server = Mutex<HTTPServer?>(nil)

    private init(_ world: World, _ clock: SimulatedClock, _ fate: @escaping @Sendable (Asked) -> Fate) {
        keys = world.keys
        self.clock = clock
        self.fate = fate
    }

    /// Starts listening on 127.0.0.1.
    ///
    /// - Parameters:
    ///   - world: whose keys may sign.
    ///   - fate: decides what happens to a request, when it comes.
    /// - Throws: the socket's error.
    package static func start(
        _ world: World, clock: SimulatedClock, fate: @escaping @Sendable (Asked) -> Fate = { _ in .answered }
    ) async throws -> MemoryBucket {
        let bucket = MemoryBucket(world, clock, fate)
        let server = try await HTTPServer.listen(bucket)
        bucket.server.withLock { $0 = server }
        return bucket
    }

    /// Where it listens; empty once it is stopped.
    package var endpoint: String { server.withLock { $0?.endpoint ?? "" } }
    /// How many requests came so far.
    package var requests: Int { state.withLock { $0.requests } }
    /// How many of them wrote something.
    package var writes: Int { state.withLock { $0.writes } }

    /// What is stored under a bucket and a key, such as `/memory/costguard.sqlite`.
    package func object(_ path: String) -> [UInt8]? { state.withLock { $0.objects[path]?.body } }

    /// Stops listening and closes all connections.
    package func stop() async throws {
        let server = server.withLock { $0.take() }
        try await server?.stop()
    }

    /// What goes back for a request.
    package func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery {
        let path = String(request.target.prefix { $0 != "?" })
        let fate = fate(Asked(method: request.method, path: path))
        let number = state.withLock { state in
            state.requests += 1
            return state.requests
        }
        guard fate != .requestLost else { return .reset }
        let reply = refusal(of: request) ?? state.withLock { answer(request, path, &$0) }
        guard fate != .answerLost else { return .reset }
        return Delivery(reply, date: clock.now, requestID: "s3-\(number)", keepAlive: keepAlive)
    }

    /// A signature that is none, or too old.
    private func refusal(of request: WireRequest) -> Reply? {
        let now = clock.now
        guard let scope = request.header("authorization").flatMap(CredentialScope.init(authorization:)),
            let signed = request.header("x-amz-date").flatMap(Timestamp.fromCompact)
        else { return Self.error(403, "AccessDenied") }
        guard abs(signed.timeIntervalSince(now)) <= 900 else { return Self.error(403, "RequestTimeTooSkewed") }
        // The service stands for the names of errors alone, and S3's are given here.
        let check = SignatureCheck(keys: keys, now: now, service: .sts, tolerance: 900)
        return (try? check.signer(of: request, scope)) == nil ? Self.error(403, "SignatureDoesNotMatch") : nil
    }

    private func answer(_ request: WireRequest, _ path: String, _ state: inout State) -> Reply {
        let known = state.objects[path]
        if let tag = request.header("if-match"), request.method != "GET" {
            guard let known else { return Self.error(404, "NoSuchKey") }
            guard known.tag == tag else { return Self.error(412, "PreconditionFailed") }
        }
        if request.header("if-none-match") != nil, known != nil { return Self.error(412, "PreconditionFailed") }
        switch request.method {
        case "PUT":
            state.writes += 1
            let tag = "\"\(state.writes)\""
            state.objects[path] = Stored(
                body: request.body, tag: tag, at: clock.now,
                headers: request.headers.filter { $0.name.lowercased().hasPrefix("x-amz-meta-") })
            var reply = Reply(contentType: "application/xml", body: "")
            reply.headers = [("ETag", tag)]
            return reply
        case "DELETE":
            state.objects[path] = nil
            return Reply(status: 204, contentType: "application/xml", body: "")
        default:
            guard let known else { return Self.error(404, "NoSuchKey") }
            let isPart = request.header("range") != nil
            var reply = Reply(
                status: isPart ? 206 : 200, contentType: "application/octet-stream",
                bytes: isPart ? Array(known.body.prefix(1)) : known.body)
            reply.headers =
                [("ETag", known.tag), ("Last-Modified", Reply.httpDate(known.at))] + known.headers
            return reply
        }
    }

    private static func error(_ status: Int, _ code: String) -> Reply {
        Reply(
            status: status, contentType: "application/xml",
            body: "<Error><Code>\(code)</Code><Message>No.</Message></Error>")
    }
}
