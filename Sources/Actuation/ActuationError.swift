// What this room throws by itself.

/// Something about a change to AWS that could not be read.
package struct ActuationError: Error, Sendable, CustomStringConvertible {
    /// What failed, on what.
    package let description: String
    init(_ description: String) { self.description = description }
}
