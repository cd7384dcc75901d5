// What an attempt that came to nothing means: for the caller, and for the next attempt.
import CostModel
import Foundation

/// With which keys and at which time a request was signed.
struct Signature: Sendable {
    let keys: Credentials
    /// What was known of the clock's error then, in seconds.
    let clockOffset: TimeInterval
    /// By this machine's clock.
    let at: Date

    /// In the signature: AWS's time, as far as known.
    var date: Date { at.addingTimeInterval(clockOffset) }
}

extension AWSClient {
    /// One attempt that came to nothing.
    struct Failed: Error {
        let error: AWSError
        let failure: RetryPolicy.Failure
        var retryAfter: Duration?
        var clockCorrected = false
        /// Temporary keys that AWS says have ended.
        var endedKeys: Credentials?
        /// From its sending on.
        var took = Duration.zero

        var reason: CallEvent.Reason { failure == .throttled ? .throttled : .retry }
    }

    func failed(_ call: Call, network error: TransportError) -> Failed {
        let code =
            switch error.kind {
            case .timeout: "Timeout"
            case .tooLarge: "AnswerTooLarge"
            case .untrusted: "CertificateNotTrusted"
            case .refused: "RequestRefused"
            case .unknownHost: AWSError.unknownHost
            case .connect, .interrupted: "ConnectionFailed"
            }
        return Failed(
            error: self.error(call, code: code, message: error.message, reply: nil, kind: .network),
            failure: error.isTransient ? .transient : .permanent)
    }

    func failed(_ call: Call, reply: AWSReply, _ signature: Signature) -> Failed {
        guard let answer = ErrorAnswer(reply) else { return unreadable(call, reply) }
        var kind = ErrorKind.of(answer, status: reply.status, region: call.region)
        var isCorrected = false
        if ErrorKind.mayBeClock(answer), let server = reply.header("Date").flatMap(UTCTime.http) {
            isCorrected = clock.refused(signature, server: server)
            if isCorrected { kind = .clock }
        }
        let message = Self.redact(answer.message, signature.keys)
        return Failed(
            error: AWSError(
                code: answer.code, message: message, httpStatus: reply.status, service: call.service.name,
                operation: call.operation, region: call.region, requestID: answer.requestID, kind: kind,
                bucketRegion: reply.header("x-amz-bucket-region")),
            failure: ErrorKind.failure(ofCode: answer.code, status: reply.status),
            retryAfter: reply.header("x-amz-retry-after").flatMap { Int($0) }.map { .milliseconds(max(0, $0)) },
            clockCorrected: isCorrected, endedKeys: ErrorKind.saysKeysEnded(answer) ? signature.keys : nil)
    }

    func failed(_ call: Call, reply: AWSReply, decoding error: any Error) -> Failed {
        Failed(
            error: self.error(
                call, code: "UnreadableAnswer", message: "\(error); got \(reply.body.count) bytes\(Self.type(reply))",
                reply: reply, kind: .unreadable),
            failure: .unreadable)
    }

    /// A page of some proxy, an empty body, a redirect, half of an error: its text is not shown, since it is nobody's
    /// contract.
    private func unreadable(_ call: Call, _ reply: AWSReply) -> Failed {
        let isGateway = [502, 503, 504].contains(reply.status)
        let isCut = ErrorAnswer.isCut(reply)
        let kind: AWSError.Kind = reply.status == 429 ? .throttled : .unreadable
        let failure: RetryPolicy.Failure =
            switch reply.status {
            case 429: .throttled
            case 502, 503, 504: .transient
            case 500: .unreadable
            default: isCut ? .unreadable : .permanent
            }
        let cause = isGateway ? ", as a gateway on the way answers" : isCut ? ", cut short" : ""
        return Failed(
            error: error(
                call, code: "HTTP\(reply.status)",
                message: "got HTTP status \(reply.status) with \(reply.body.count) bytes\(Self.type(reply))\(cause), "
                    + "expected an error of AWS", reply: reply, kind: kind), failure: failure)
    }

    private static func type(_ reply: AWSReply) -> String {
        reply.header("Content-Type").map { " of type '\($0.prefix(60))'" } ?? ""
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
