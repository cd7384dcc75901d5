// Work that is called off: by Ctrl-C, by the system, by the end of a service. It is cancelled as a task, and what must
// not stand half done goes on to its end.

import CostModel

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

extension Gap {
    /// Why nothing is known of a region that a scan did not come to.
    static let calledOff = "called off before everything was listed"
    /// Why a verdict may be missing though everything was listed.
    static let calledOffLate = "called off before all metrics and single facts were read"

    init(calledOff error: String, _ account: AccountID, _ region: Region) {
        self.init(
            account: account, region: region, service: "costguard", operation: "scan", kind: .failed, error: error)
    }
}
