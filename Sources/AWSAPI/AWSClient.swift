// One AWS call from its parameters to its decoded answer: place, keys, signature, retries.
// Each step is a file of its own; this one puts them in order. It knows no costs.
package import Foundation

/// Calls AWS services with one set of keys.
///
/// A value to copy freely; copies share the counts, the clock, the quota of retries, and the limits
/// of what is on its way: so many calls a second of each action in each region, 64 calls and 16 MiB of answers at once.
package struct AWSClient: Sendable {
    let transport: any Transport
    let credentials: any CredentialProvider
    let endpoints: EndpointResolver
    /// The time of the run, which the calls teach.
    package let clock: AWSClock
    let uptime: @Sendable () -> ContinuousClock.Instant
    let sleep: @Sendable (Duration) async throws -> Void
    let random: @Sendable () -> Double
    let maxAttempts: Int
    let userAgent: String
    let onEvent: (@Sendable (CallEvent) -> Void)?
    let mayChange: @Sendable (Date) throws -> Void
    let limiter: RateLimiter
    let room = AnswerRoom()
    let state = ClientState()

    /// A client.
    /// - Parameters:
    ///   - clock: dates the signatures, and learns AWS's time from the answers to them.
    ///   - maxAttempts: of a call with retries, the first included.
    ///   - uptime: a clock that never jumps; paces the calls.
    ///   - sleep: waits between attempts and for a call's turn; ends early by throwing when the task is cancelled.
    ///   - random: from 0 up to 1.
    ///   - userAgent: must not contain `region/`, which test servers read as the region.
    ///   - mayChange: asked before each signature under a change of EC2, with the time in that signature; where it throws,
    ///     nothing is sent, and no other attempt is made.
    ///   - onEvent: told of each step of each call, on any thread, in order for one call; must return at once.
    package init(
        transport: any Transport, credentials: any CredentialProvider, endpoints: EndpointResolver,
        clock: AWSClock,
        uptime: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, maxAttempts: Int = 5,
        userAgent: String, mayChange: @escaping @Sendable (Date) throws -> Void = { _ in },
        onEvent: (@Sendable (CallEvent) -> Void)? = nil
    ) {
        self.transport = transport
        self.credentials = credentials
        self.endpoints = endpoints
        self.clock = clock
        self.uptime = uptime
        self.sleep = sleep
        limiter = RateLimiter(uptime: uptime, sleep: sleep)
        self.random = random
        self.maxAttempts = maxAttempts
        self.userAgent = userAgent
        self.mayChange = mayChange
        self.onEvent = onEvent
    }

    /// HTTP attempts so far, by operation. Retries count: what is billed per request is billed for them too.
    package var callCounts: [AWSCall: Int] { state.attempts }

    /// The failures of its calls so far: of each operation and code the first, 50 at most.
    package var failures: [AWSError] { state.failures }

    /// HTTP attempts so far, of all operations.
    package var callCount: Int { state.attempts.values.reduce(0, +) }

    /// HTTP attempts of one operation so far.
    package func callCount(_ service: AWSService, _ operation: String) -> Int {
        state.attempts[AWSCall(service: service.name, operation: operation)] ?? 0
    }

    /// Calls of these services in a region that have ended so far, and how many of them without an answer to what was
    /// asked: no answer at all, AWS's own trouble, throttling to the last attempt, keys or a signature that were not
    /// taken. A refusal by policy is an answer. Retries are not counted: a call that succeeds in the end was answered.
    package func ended(_ services: [AWSService], in region: String) -> (calls: Int, failed: Int) {
        services.reduce((0, 0)) { sum, service in
            let place = state.ended(at: ClientState.Place(service: service.name, region: region))
            return (sum.0 + place.calls, sum.1 + place.failed)
        }
    }

    /// Calls an action of a form-and-XML service and returns the answer's root element.
    /// - Parameter retries: false for one attempt only; a wrong clock is still corrected, since AWS then did nothing.
    /// - Throws: `AWSError`; `EndpointError` and `CredentialError` before anything is sent; `CancellationError`.
    package func query(
        _ service: AWSService, _ action: String, _ parameters: Parameters = [:], region: String, retries: Bool = true
    ) async throws -> XMLNode {
        let version: String
        switch service.wireProtocol {
        case .ec2Query(let date), .query(let date): version = date
        case .json, .objects, .paths: preconditionFailure("\(service.name) takes no form: call json or object")
        }
        var form: Parameters = ["Action": action, "Version": version]
        for pair in parameters.pairs { form.set(pair.name, pair.value) }
        let call = Call(
            service: service, operation: action, region: region,
            headers: [AWSHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Data(form.formEncoded.utf8), isUnbounded: !parameters.isBounded)
        return try await perform(call, retries: retries) { try XMLNode(parsing: $0.body) }
    }

    /// Calls an operation of a JSON service and returns the answer's body, which is JSON at most 64 levels deep.
    /// - Parameter retries: as in `query`. Cost Explorer bills each attempt.
    /// - Throws: as `query`.
    package func json(
        _ service: AWSService, _ operation: String, body: Data, region: String, retries: Bool = true
    ) async throws -> Data {
        try await json(service, operation, body: body, region: region, retries: retries) { body in
            _ = try JSONSerialization.jsonObject(with: body, options: [.fragmentsAllowed])
            return body
        }
    }

    /// Calls an operation of a JSON service and returns what `decode` makes of the answer's body, which nests at most
    /// 64 levels deep. A large answer is so read once.
    /// - Parameter decode: throws where the body is not readable, which is then tried again, as any broken answer is.
    /// - Throws: as `query`.
    package func json<Answer>(
        _ service: AWSService, _ operation: String, body: Data, region: String, retries: Bool = true,
        decode: (Data) throws -> Answer
    ) async throws -> Answer {
        guard case .json(let prefix, let version) = service.wireProtocol else {
            preconditionFailure("\(service.name) speaks no JSON: call query or object")
        }
        let call = Call(
            service: service, operation: operation, region: region,
            headers: [
                AWSHeader("Content-Type", "application/x-amz-json-\(version)"),
                AWSHeader("X-Amz-Target", "\(prefix).\(operation)"),
            ], body: body.isEmpty ? Data("{}".utf8) : body)
        return try await perform(call, retries: retries) { reply in
            guard JSONBounds.isShallow(reply.body) else {
                throw UnreadableJSON(description: "JSON answer nests too deep")
            }
            return try decode(reply.body)
        }
    }

    private struct UnreadableJSON: Error, CustomStringConvertible {
        let description: String
    }
}

/// One call as it goes on the wire, before signing.
struct Call: Sendable {
    let service: AWSService
    let operation: String
    let region: String
    let headers: [AWSHeader]
    let body: Data
    var method = "POST"
    /// As sent: encoded, and with its query.
    var path = "/"
    /// Asks for everything, without a filter, ids or a page's size.
    var isUnbounded = false

    /// Whether it may change a machine: what EC2 calls otherwise than its reading calls does.
    var isChange: Bool {
        service == .ec2 && !["Describe", "Get", "List", "Search"].contains { operation.hasPrefix($0) }
    }

    /// As it is counted.
    var counted: AWSCall { AWSCall(service: service.name, operation: operation) }

    /// What it shares a limit with.
    var lane: CallLane {
        CallLane(service: service.name, operation: operation, region: region, isUnbounded: isUnbounded)
    }
}
