// The attempts of one call: wait for a turn, sign, send, judge the answer, wait, again.
// What an answer that is none means is AWSClient+Failures' matter.
import CostModel
import Foundation

extension AWSClient {
    /// Sends a call until it succeeds, must not be tried again, or the attempts are used up.
    func perform<Value>(
        _ call: Call, retries: Bool, decode: (AWSReply) throws -> Value
    ) async throws -> Value {
        let watch = CallWatch(call, state: state, observer: onEvent)
        let place = ClientState.Place(service: call.service.name, region: call.region)
        do {
            let value = try await attempts(call, retries: retries, watch, decode: decode)
            state.end(at: place, failed: false)
            return value
        } catch {
            if !(error is CancellationError) { state.end(at: place, failed: !Self.isAnswer(error)) }
            if let error = error as? AWSError, error.kind != .dryRunPassed { state.note(error) }
            watch.tellFailure(error)
            throw error
        }
    }

    /// Whether an error is AWS's word on what was asked: a refusal, or that something is not there.
    private static func isAnswer(_ error: any Error) -> Bool {
        guard let error = error as? AWSError, !error.mayPass else { return false }
        return error.kind != .credentials && error.kind != .clock
    }

    private func attempts<Value>(
        _ call: Call, retries: Bool, _ watch: CallWatch, decode: (AWSReply) throws -> Value
    ) async throws -> Value {
        let policy = RetryPolicy(maxAttempts: retries ? maxAttempts : 1)
        let place = ClientState.Place(service: call.service.name, region: call.region)
        var attempt = 1
        var price: Int?
        var mayCorrectClock = true
        var mayRenewKeys = true
        var spent = Duration.zero
        while true {
            try Task.checkCancellation()
            switch try await self.attempt(call, watch, decode: decode) {
            case .success(let value):
                state.succeeded(at: place, lastPrice: price)
                return value
            case .failure(let failed):
                if failed.clockCorrected, mayCorrectClock {
                    mayCorrectClock = false
                    continue
                }
                if let ended = failed.endedKeys, mayRenewKeys, await credentials.forget(ended) {
                    mayRenewKeys = false
                    continue
                }
                let wait = policy.delay(
                    after: failed.failure, attempt: attempt, random: random(), retryAfter: failed.retryAfter)
                spent += failed.took
                guard let wait, spent < RetryPolicy.longestTrying else { throw failed.error }
                price = state.takeRetry(for: failed.failure, at: place)
                guard price != nil else { throw failed.error }
                watch.tell(.waiting(for: wait, because: failed.reason))
                try await sleep(wait)
                attempt += 1
            }
        }
    }

    private func attempt<Value>(
        _ call: Call, _ watch: CallWatch, decode: (AWSReply) throws -> Value
    ) async throws -> Result<Value, Failed> {
        let endpoint = try endpoints.endpoint(for: call.service, region: call.region)
        let sent = try await limiter.turn(call.lane) { watch.tell(.waiting(for: $0, because: .turn)) }
        let result = try await room.hold(call.counted) { arrived in
            let keys = try await credentials.credentials()
            // Waiting for a turn, for room or for keys is no time on the wire.
            let began = uptime()
            return try await exchange(call, at: endpoint, with: keys, watch, arrived: arrived, decode: decode)
                .mapError { failed in
                    var failed = failed
                    failed.took = max(.zero, uptime() - began)
                    return failed
                }
        }
        if case .failure(let failed) = result, failed.failure == .throttled { limiter.refused(call.lane, sent: sent) }
        return result
    }

    private func exchange<Value>(
        _ call: Call, at endpoint: EndpointResolver.Endpoint, with keys: Credentials, _ watch: CallWatch,
        arrived: (Int) -> Void, decode: (AWSReply) throws -> Value
    ) async throws -> Result<Value, Failed> {
        let request = AWSRequest(
            method: call.method, url: endpoint.url + call.path,
            headers: call.headers + [AWSHeader("User-Agent", userAgent)], body: call.body)
        let signature = clock.signature(of: keys)
        if call.isChange { try mayChange(signature.date) }
        let signer = RequestSigner(region: endpoint.signingRegion, service: call.service.signingName)
        state.count(call.counted)
        watch.tell(.sent)
        let reply: AWSReply
        do {
            reply = try await transport.send(signer.sign(request, with: keys, at: signature.date))
        } catch let error as TransportError {
            return .failure(failed(call, network: error))
        }
        arrived(reply.body.count)
        watch.tell(.answered(status: reply.status, bytes: reply.body.count))
        guard (200..<300).contains(reply.status) else { return .failure(failed(call, reply: reply, signature)) }
        do {
            let value = try decode(reply)
            learn(from: reply, value, to: call, signature, host: URLParts(endpoint.url).authority)
            return .success(value)
        } catch {
            return .failure(failed(call, reply: reply, decoding: error))
        }
    }
}

extension AWSClient {
    /// Takes the time from the answer to a call that was signed and has succeeded. It came over TLS, or from this
    /// machine: `EndpointResolver` allows no other. A page that merely can be read is no answer of the action.
    private func learn<Value>(from reply: AWSReply, _ value: Value, to call: Call, _ signature: Signature, host: String)
    {
        guard !signature.keys.isUnsigned else { return }
        if let root = value as? XMLNode, root.name != "\(call.operation)Response" { return }
        clock.succeeded(
            signature, date: reply.header("Date").flatMap(UTCTime.http), received: clock.machine, host: host)
    }
}
