// What this room throws by itself.

/// Something about a change to AWS that could not be read.
public struct ActuationError: Error, Sendable, CustomStringConvertible {
    /// What failed, on what.
    public let description: String
    init(_ description: String) { self.description = description }
}
