// Starts processes one at a time. Foundation's Process.run reads the table of open files while it builds the child's,
// and has been seen to read past its end when several threads start processes at once.

import Foundation

extension Process {
    private static let gate = NSLock()

    /// The same as `run`, never twice at once in this process.
    public func start() throws {
        Process.gate.lock()
        defer { Process.gate.unlock() }
        try run()
    }
}
