// What the command line itself finds wrong.

/// A failure with its exit status, said as every other: what, on which thing, then a hint.
struct CommandError: Error, CustomStringConvertible {
    let status: ExitStatus
    let message: String
    let hint: String

    init(_ message: String, hint: String, status: ExitStatus = .failed) {
        (self.message, self.hint, self.status) = (message, hint, status)
    }

    var description: String { "\(message)\nhint: \(hint)" }
}
