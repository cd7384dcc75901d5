// What this room throws by itself.

/// A mail, or a topic, that SNS cannot take.
package struct NotifyingError: Error, Sendable, CustomStringConvertible {
    /// What failed, then a hint.
    package let description: String
    init(_ description: String) { self.description = description }
}
