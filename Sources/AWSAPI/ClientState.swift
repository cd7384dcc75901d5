// What the calls of one client share: counts, whose keys they are, and how much retrying is left.
import Foundation
import Synchronization

/// One operation of one service, as counted.
package struct AWSCall: Hashable, Sendable {
    /// The service's name, such as `ec2`.
    package let service: String
    /// The action or operation.
    package let operation: String
}

final class ClientState: Sendable {
    /// What is left of retrying is kept for each service and region; how fast calls go, by action, is the limiter's.
    struct Place: Hashable, Sendable {
        let service: String
        let region: String
    }

    private struct Values {
        var attempts: [AWSCall: Int] = [:]
        var lastCallNumber = 0
        var callerARN = ""
        var quotas: [Place: RetryQuota] = [:]
        var ended: [Place: (calls: Int, failed: Int)] = [:]
        var account: String?
        /// What AWS said where calls failed: of each operation and code the first, in order.
        var failures: [AWSError] = []
    }

    private static let mostFailures = 50

    private let values = Mutex(Values())

    var attempts: [AWSCall: Int] { values.withLock { $0.attempts } }

    /// That the keys were found to belong to.
    var account: String? {
        get { values.withLock { $0.account } }
        set { values.withLock { $0.account = newValue } }
    }

    /// Whose the keys are, as STS said last; empty before.
    var callerARN: String { values.withLock { $0.callerARN } }

    func callerIs(_ arn: String) { values.withLock { $0.callerARN = arn } }

    var failures: [AWSError] { values.withLock { $0.failures } }

    func note(_ error: AWSError) {
        values.withLock { values in
            let isTold = values.failures.contains {
                ($0.service, $0.operation, $0.code) == (error.service, error.operation, error.code)
            }
            if !isTold, values.failures.count < ClientState.mostFailures { values.failures.append(error) }
        }
    }

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
}
