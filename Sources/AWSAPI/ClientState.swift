// What the calls of one client share: counts, the correction of the clock, and how much retrying is left.
import Foundation
import Synchronization

/// One operation of one service, as counted.
public struct AWSCall: Hashable, Sendable {
    /// The service's name, such as `ec2`.
    public let service: String
    /// The action or operation.
    public let operation: String

    /// An operation of a service.
    public init(service: String, operation: String) {
        self.service = service
        self.operation = operation
    }
}

final class ClientState: Sendable {
    /// Throttling is per service and region, so what is left of retrying is too.
    struct Place: Hashable, Sendable {
        let service: String
        let region: String
    }

    private struct Values {
        var attempts: [AWSCall: Int] = [:]
        var lastCallNumber = 0
        var clockOffset: TimeInterval = 0
        var callerARN = ""
        var quotas: [Place: RetryQuota] = [:]
        var ended: [Place: (calls: Int, failed: Int)] = [:]
    }

    private let values = Mutex(Values())

    var attempts: [AWSCall: Int] { values.withLock { $0.attempts } }

    /// Seconds that AWS is ahead of this machine.
    var clockOffset: TimeInterval { values.withLock { $0.clockOffset } }

    /// Whose the keys are, as STS said last; empty before.
    var callerARN: String { values.withLock { $0.callerARN } }

    func callerIs(_ arn: String) { values.withLock { $0.callerARN = arn } }

    func count(_ call: AWSCall) {
        values.withLock { $0.attempts[call, default: 0] += 1 }
    }

    func ended(at place: Place) -> (calls: Int, failed: Int) { values.withLock { $0.ended[place] ?? (0, 0) } }

    /// A call has come to its end, whatever its attempts.
    func end(at place: Place, failed: Bool) {
        values.withLock { values in
            values.ended[place, default: (0, 0)].calls += 1
            if failed { values.ended[place]?.failed += 1 }
        }
    }

    func nextCallNumber() -> Int {
        values.withLock {
            $0.lastCallNumber += 1
            return $0.lastCallNumber
        }
    }

    func takeRetry(for failure: RetryPolicy.Failure, at place: Place) -> Int? {
        values.withLock { $0.quotas[place, default: RetryQuota()].take(for: failure) }
    }

    func succeeded(at place: Place, lastPrice: Int?) {
        values.withLock { $0.quotas[place, default: RetryQuota()].succeeded(lastPrice: lastPrice) }
    }

    /// Takes over the server's time, once for all calls that were signed by the same wrong clock.
    ///
    /// - Returns: true when the same call is worth another signature; false when the server's time differs too
    ///   little from the signature's to explain a refusal.
    func correctClock(_ signature: Signature, server: Date, now: Date) -> Bool {
        guard abs(server.timeIntervalSince(signature.date)) > 60 else { return false }
        values.withLock {
            // Another call has corrected it meanwhile.
            guard $0.clockOffset == signature.clockOffset else { return }
            $0.clockOffset = server.timeIntervalSince(now)
        }
        return true
    }
}
