// What ends a stage before its work is done: an error, or that it is called off, by Ctrl-C, by the system, by the end of
// a service. Then it is cancelled as a task, and what must not stand half done goes on to its end.

package import CostModel

/// A stage that cannot go on. What went wrong with one resource, region or call is a gap or an outcome instead.
package struct PipelineError: Error, Sendable, CustomStringConvertible {
    /// What the exit status is derived from.
    package enum Code: String, Sendable {
        case failed
        /// The user's own safety net holds: wrong account, drift, wrong confirmation.
        case refused
    }
    /// Whether something broke, or was refused on purpose.
    package let code: Code
    /// What failed, on which thing.
    package let message: String
    /// The next step.
    package let hint: String

    init(_ message: String, code: Code = .failed, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The message, and the hint on a line of its own.
    package var description: String { "\(message)\nhint: \(hint)" }
}

/// A scan that was called off before its end. What was listed stays, what was not seen is a gap, no hold clock was
/// moved, and the summary is stored.
package struct CalledOff: Error, Sendable, CustomStringConvertible {
    /// What was done until then.
    package let summary: ScanSummary

    /// For people.
    package var description: String { "The scan was called off" }
}

/// Does what must be whole though the caller's task is cancelled: a change with its outcome, a scan's last word.
func toTheEnd<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    // A task of its own does not inherit the cancellation.
    try await Task { try await work() }.value
}
