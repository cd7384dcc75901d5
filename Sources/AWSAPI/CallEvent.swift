// What a call does while somebody waits for it: for a line of progress or a talkative run.
// Who shows it, and how, is the observer's matter.

/// One step of one call.
package struct CallEvent: Hashable, Sendable {
    /// What happened.
    package enum Step: Hashable, Sendable {
        /// An attempt goes on the wire.
        case sent
        /// An answer came, of this HTTP status and so many bytes, unpacked. A refusal is an answer too; another
        /// attempt may follow.
        case answered(status: Int, bytes: Int)
        /// The next attempt begins about so much later.
        case waiting(for: Duration, because: Reason)
        /// The call has ended without a result. `code` is AWS's, one of `AWSError`'s own, or `Cancelled`.
        case failed(code: String)
    }

    /// What a call waits for.
    package enum Reason: Hashable, Sendable {
        /// AWS said that there were too many calls.
        case throttled
        /// Another try, after a fault on the way or at AWS.
        case retry
        /// Its turn: the service's limit would be passed by more calls at once.
        case turn
    }

    /// Numbers the calls of one client from 1, in order of their beginning; the same for all steps of a call.
    package let call: Int
    /// The service's name, such as `ec2`.
    package let service: String
    /// The action or operation.
    package let operation: String
    /// The region called.
    package let region: String
    /// What happened.
    package let step: Step

    /// A step of a call.
    package init(call: Int, service: String, operation: String, region: String, step: Step) {
        self.call = call
        self.service = service
        self.operation = operation
        self.region = region
        self.step = step
    }
}

/// The steps of one call on their way to the observer; costs nothing where there is none.
struct CallWatch: Sendable {
    let call: Call
    let number: Int
    let observer: (@Sendable (CallEvent) -> Void)?

    /// Of a call that begins now.
    init(_ call: Call, state: ClientState, observer: (@Sendable (CallEvent) -> Void)?) {
        self.call = call
        self.observer = observer
        number = observer == nil ? 0 : state.nextCallNumber()
    }

    func tell(_ step: @autoclosure () -> CallEvent.Step) {
        observer?(
            CallEvent(
                call: number, service: call.service.name, operation: call.operation, region: call.region, step: step()))
    }

    func tellFailure(_ error: any Error) {
        tell(.failed(code: error is CancellationError ? "Cancelled" : (error as? AWSError)?.code ?? "NotSent"))
    }
}
