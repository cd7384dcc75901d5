// The attempts of one call: sign, send, judge the answer, wait, again.
import Foundation

extension AWSClient {
    /// Sends a call until it succeeds, must not be tried again, or the attempts are used up.
    func perform<Value>(
        _ call: Call, retries: Bool, decode: (AWSReply) throws -> Value
    ) async throws -> Value {
        let policy = RetryPolicy(maxAttempts: retries ? maxAttempts : 1)
        let place = ClientState.Place(service: call.service.name, region: call.region)
        var attempt = 1
        var price: Int?
        var mayCorrectClock = true
        var mayRenewKeys = true
        while true {
            try Task.checkCancellation()
            switch try await self.attempt(call, decode: decode) {
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
                guard let wait else { throw failed.error }
                price = state.takeRetry(for: failed.failure, at: place)
                guard price != nil else { throw failed.error }
                try await sleep(wait)
                attempt += 1
            }
        }
    }

    /// One attempt that came to nothing.
    private struct Failed: Error {
        let error: AWSError
        let failure: RetryPolicy.Failure
        var retryAfter: Duration?
        var clockCorrected = false
        /// Temporary keys that AWS says have ended.
        var endedKeys: Credentials?
    }

    private func attempt<Value>(
        _ call: Call, decode: (AWSReply) throws -> Value
    ) async throws -> Result<Value, Failed> {
        let endpoint = try endpoints.endpoint(for: call.service, region: call.region)
        let keys = try await credentials.credentials()
        let request = AWSRequest(
            url: endpoint.url + "/", headers: call.headers + [AWSHeader("User-Agent", userAgent)], body: call.body)
        let date = clock().addingTimeInterval(state.clockOffset)
        let signer = RequestSigner(region: endpoint.signingRegion, service: call.service.signingName)
        state.count(AWSCall(service: call.service.name, operation: call.operation))
        let reply: AWSReply
        do {
            reply = try await transport.send(signer.sign(request, with: keys, at: date))
        } catch let error as TransportError {
            return .failure(failed(call, network: error))
        }
        guard (200..<300).contains(reply.status) else {
            return .failure(failed(call, reply: reply, signedAt: date, keys: keys))
        }
        do {
            return .success(try decode(reply))
        } catch {
            return .failure(
                Failed(
                    error: self.error(
                        call, code: "UnreadableAnswer", message: "\(error)", reply: reply, kind: .unreadable),
                    failure: .unreadable))
        }
    }

    private func failed(_ call: Call, network error: TransportError) -> Failed {
        let code =
            switch error.kind {
            case .timeout: "Timeout"
            case .tooLarge: "AnswerTooLarge"
            case .untrusted: "CertificateNotTrusted"
            case .refused: "RequestRefused"
            case .connect, .interrupted: "ConnectionFailed"
            }
        return Failed(
            error: self.error(call, code: code, message: error.message, reply: nil, kind: .network),
            failure: error.isTransient ? .transient : .permanent)
    }

    private func failed(_ call: Call, reply: AWSReply, signedAt date: Date, keys: Credentials) -> Failed {
        guard let answer = ErrorAnswer(reply) else { return unreadable(call, reply) }
        var kind = ErrorKind.of(answer, status: reply.status, region: call.region)
        var isCorrected = false
        if ErrorKind.mayBeClock(answer), let server = reply.header("Date").flatMap(HTTPDate.parse) {
            isCorrected = state.correctClock(used: date, server: server, now: clock())
            if isCorrected { kind = .clock }
        }
        let message = Self.redact(answer.message, keys)
        return Failed(
            error: AWSError(
                code: answer.code, message: message, httpStatus: reply.status, service: call.service.name,
                operation: call.operation, region: call.region, requestID: answer.requestID, kind: kind),
            failure: ErrorKind.failure(of: answer, status: reply.status),
            retryAfter: reply.header("x-amz-retry-after").flatMap { Int($0) }.map { .milliseconds(max(0, $0)) },
            clockCorrected: isCorrected, endedKeys: ErrorKind.saysKeysEnded(answer) ? keys : nil)
    }

    /// A page of some proxy, an empty body, a redirect: its text is not shown, since it is nobody's contract.
    private func unreadable(_ call: Call, _ reply: AWSReply) -> Failed {
        let isGateway = [502, 503, 504].contains(reply.status)
        let kind: AWSError.Kind = reply.status == 429 ? .throttled : .unreadable
        let type = reply.header("Content-Type").map { " of type '\($0.prefix(60))'" } ?? ""
        let failure: RetryPolicy.Failure =
            switch reply.status {
            case 429: .throttled
            case 502, 503, 504: .transient
            case 500: .unreadable
            default: .permanent
            }
        let cause = isGateway ? ", as a gateway on the way answers" : ""
        return Failed(
            error: error(
                call, code: "HTTP\(reply.status)",
                message: "got HTTP status \(reply.status) with \(reply.body.count) bytes\(type)\(cause), "
                    + "expected an error of AWS", reply: reply, kind: kind), failure: failure)
    }

    private func error(
        _ call: Call, code: String, message: String, reply: AWSReply?, kind: AWSError.Kind
    ) -> AWSError {
        AWSError(
            code: code, message: message, httpStatus: reply?.status, service: call.service.name,
            operation: call.operation, region: call.region, requestID: reply?.header("x-amzn-RequestId"), kind: kind)
    }

    /// AWS quotes parts of a request at times; keys must not pass on, nor a text of pages.
    private static func redact(_ message: String, _ keys: Credentials) -> String {
        let clean = [keys.secretAccessKey, keys.sessionToken ?? ""].filter { $0.count >= 8 }.reduce(message) {
            $0.replacingOccurrences(of: $1, with: "…")
        }
        return clean.count > 400 ? clean.prefix(400) + "…" : clean
    }
}
