// One unsigned request to a service of this machine, such as one that hands out keys: bounded in time, size and number
// of attempts. What to ask, and what the answer means, is each provider's matter.
import Foundation

/// Asks services that give keys to those who have none yet.
struct KeyExchange: Sendable {
    /// How long and how often one request is tried.
    struct Bounds: Sendable {
        let time: Duration
        var attempts = 1
    }

    /// An answer with keys has about 2 KiB.
    static let largestAnswer = 1 << 16

    let transport: any Transport
    let userAgent: String
    let sleep: @Sendable (Duration) async throws -> Void

    /// The answer, whatever its status. Tried again after a second where the network or the server failed.
    /// - Throws: `TransportError` when there is none, or one beyond all measure; `CancellationError`.
    func reply(to request: AWSRequest, within bounds: Bounds) async throws -> AWSReply {
        var request = request
        request.headers.append(AWSHeader("User-Agent", userAgent))
        var attempt = 1
        while true {
            do {
                let reply = try await self.attempt(request, limit: bounds.time)
                guard reply.status == 429 || reply.status >= 500, attempt < bounds.attempts else { return reply }
            } catch let error as TransportError where error.isTransient && attempt < bounds.attempts {}
            attempt += 1
            try await sleep(.seconds(1))
        }
    }

    private func attempt(_ request: AWSRequest, limit: Duration) async throws -> AWSReply {
        let reply = try await finished(within: limit, sleep: sleep) { try await transport.send(request) }
        let host = URLParts(request.url).authority
        guard let reply else {
            throw TransportError(kind: .timeout, message: "no answer of '\(host)' within \(limit)")
        }
        guard reply.body.count <= Self.largestAnswer else {
            throw TransportError(
                kind: .tooLarge, message: "answer of '\(host)' has \(reply.body.count) bytes, expected keys")
        }
        return reply
    }
}

/// What the work comes to; nil where it takes longer than the limit, and is then called off.
func finished<Answer: Sendable>(
    within limit: Duration,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    _ work: @escaping @Sendable () async throws -> Answer
) async throws -> Answer? {
    try await withThrowingTaskGroup(of: Answer?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await sleep(limit)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}

extension TransportError {
    /// The message without its hint, for a message with a hint of its own.
    var firstLine: String { message.split(separator: "\n").first.map(String.init) ?? "" }
}

/// Keys as containers and instances write them.
struct KeyAnswer: Decodable {
    private let accessKeyID: String?
    private let secretAccessKey: String?
    private let token: String?
    private let expiration: String?
    /// What is wrong, where these are no keys: such as `AssumeRoleUnauthorizedAccess`.
    let code: String?

    private enum CodingKeys: String, CodingKey {
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case token = "Token"
        case expiration = "Expiration"
        case code = "Code"
    }

    /// Nil where anything is missing. The end too: unknown is not "never".
    var credentials: Credentials? {
        guard let accessKeyID, let secretAccessKey, let token, let end = expiration.flatMap(Credentials.end),
            !accessKeyID.isEmpty, !secretAccessKey.isEmpty, !token.isEmpty
        else { return nil }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token, expiration: end)
    }
}
