// What stops a whole stage.

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
