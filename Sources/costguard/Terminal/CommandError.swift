// What the command line itself finds wrong.

/// A failure with its exit status, said as every other: what, on which thing, then a hint.
struct CommandError: Error, CustomStringConvertible {
    let status: ExitStatus
    let message: String
    let hint: String
    /// What was said by whoever refused, for `--verbose`; nil: nothing more.
    let detail: String?

    init(_ message: String, hint: String, status: ExitStatus = .failed, detail: String? = nil) {
        self.message = message
        self.hint = hint
        self.status = status
        self.detail = detail
    }

    var description: String { "\(message)\nhint: \(hint)" }
}
