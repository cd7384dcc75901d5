// Why a shared database could not be had, kept or written, in words that tell the user what to do.

/// A failure of a database in S3. Its description is what failed, on which object, and a line `hint: …`.
package struct StateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: String, Sendable, CaseIterable {
        /// The text names no place in S3.
        case place
        /// There is no such object yet.
        case missing
        /// Another run is at work on it: refused.
        case held
        /// Another run has taken over, or has written in between: what was to be kept is not, and nothing more may be done.
        case lost
        /// S3 does not allow it, or the bucket is of another account.
        case denied
        /// The bucket is not there, or not where it may be followed to.
        case bucket
        /// The object is no packed database, or breaks off.
        case damaged
        /// S3 gave no answer that says what became of it.
        case unreachable
        /// This machine could not keep the copy.
        case local
    }
    /// What to tell failures apart by.
    package let code: Code
    /// What failed, on what, and why; one line.
    package let message: String
    /// What the user can do next.
    package let hint: String

    /// An error with the sentence that says what failed, and the next step.
    package init(_ code: Code, _ message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The message and, in a line of its own, the hint.
    package var description: String { "\(message)\nhint: \(hint)" }
}
