// What stops a whole stage.

/// A stage that cannot go on. What went wrong with one resource, region or call is a gap or an outcome instead.
public struct PipelineError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case failed
        /// The user's own safety net holds: wrong account, drift, wrong confirmation.
        case refused
    }
    public let code: Code
    public let message: String
    public let hint: String

    init(_ message: String, code: Code = .failed, hint: String) {
        (self.code, self.message, self.hint) = (code, message, hint)
    }

    public var description: String { "\(message)\nhint: \(hint)" }
}
