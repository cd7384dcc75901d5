// Ctrl-C and SIGTERM call work off; the work ends by itself, with what it saw kept. A second one ends the process.

import CostModel
import Foundation
import Pipeline
import Synchronization

enum Interruption {
    /// What the work gave, and the status that a signal earns; nil where none came.
    struct Outcome<Value: Sendable>: Sendable {
        let value: Value
        let status: ExitStatus?
    }

    /// Does work that Ctrl-C and SIGTERM call off. Use it once, and ask nothing of a person inside.
    ///
    /// - Throws: what the work throws. A scan that was called off is told, and leaves by its exit status.
    static func calling<Value: Sendable>(
        _ terminal: Terminal, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Outcome<Value> {
        let task = Task { try await work() }
        let status = Caught()
        Signals.receive(once: [SIGINT, SIGTERM]) { signal in
            status.note(signal == SIGINT ? .interrupted : .terminated)
            terminal.say("Calling it off; what was seen is kept. Once more ends it at once.")
            task.cancel()
        }
        do {
            return Outcome(value: try await task.value, status: status.first)
        } catch let error as CalledOff {
            ScanMessages.tell(error.summary, to: terminal)
            try (status.first ?? .interrupted).exit()
            throw error
        } catch let error as CancellationError {
            terminal.warn("Called off")
            try (status.first ?? .interrupted).exit()
            throw error
        }
    }

    /// The status of the first signal.
    private final class Caught: Sendable {
        private let status = Mutex<ExitStatus?>(nil)
        var first: ExitStatus? { status.withLock { $0 } }
        func note(_ new: ExitStatus) { status.withLock { $0 = $0 ?? new } }
    }
}
