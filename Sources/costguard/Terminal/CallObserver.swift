// What calls to AWS do at the moment, passed on to whoever shows it; in words where they wait.

import AWSAPI
import Foundation
import Synchronization

/// The steps of a client's calls. Nobody listens at first.
final class CallObserver: Sendable {
    /// In a box of its own: a bare closure in a generic container is wrapped anew each time it is taken out and put
    /// back, and after some ten thousand calls the stack does not suffice to unwrap it.
    private struct Listener: Sendable { let hear: @Sendable (CallEvent) -> Void }
    private let listener = Mutex<Listener?>(nil)

    /// From now on this one listens; nil: nobody.
    func pass(to listener: (@Sendable (CallEvent) -> Void)?) {
        self.listener.withLock { $0 = listener.map(Listener.init) }
    }

    func tell(_ event: CallEvent) { listener.withLock { $0 }?.hear(event) }
}

extension CallEvent {
    /// Shorter waits are over before they are read.
    private static let shortest = Duration.seconds(1)

    /// How long the call rests and what for, such as `EC2 in us-east-1 throttles DescribeSnapshots`; nil where it does
    /// not rest, or not for long.
    var rest: (seconds: TimeInterval, subject: String)? {
        guard case .waiting(let time, let reason) = step, time >= CallEvent.shortest else { return nil }
        let name = service.count <= 3 ? service.uppercased() : service
        let subject =
            switch reason {
            case .throttled: "\(name) in \(region) throttles \(operation)"
            case .retry: "\(name) in \(region) did not answer \(operation)"
            case .turn: "\(operation) of \(name) in \(region) waits its turn"
            }
        return (time / .seconds(1), subject)
    }
}
