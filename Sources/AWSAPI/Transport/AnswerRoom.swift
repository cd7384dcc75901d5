// How much may be on its way at once: calls, and the bytes of their answers.
import Synchronization

/// Bounds what a process holds of answers that are being read.
///
/// The size of an answer is known only when it is there: the last one of the same operation foretells it, and what
/// came too much delays the calls behind. What is made of an answer while it is read takes about as much again.
final class AnswerRoom: Sendable {
    /// Calls at once, of all hosts together.
    static let calls = 64
    /// Bytes of an answer that one call is let in for; `calls` times this is the bound in all: 16 MiB.
    static let unitBytes = 256 << 10

    /// What an operation is let in for before any answer of it was seen: else a scan begins with a large page of every
    /// list in every region at once.
    static let unseenUnits = 4

    private let room = FairSemaphore(AnswerRoom.calls)
    private let lastUnits = Mutex<[AWSCall: Int]>([:])

    /// Calls that wait for room.
    var waiting: Int { room.waiting }

    /// Runs a call from its sending to its answer's last use.
    /// - Parameter body: gets a function to tell the answer's size with, once.
    func hold<Value>(
        _ call: AWSCall, _ body: (_ arrived: (Int) -> Void) async throws -> Value
    ) async throws -> Value {
        var units = lastUnits.withLock { $0[call] ?? AnswerRoom.unseenUnits }
        try await room.take(units)
        defer { room.give(units) }
        return try await body { bytes in
            let actual = min(AnswerRoom.calls, max(1, (bytes + AnswerRoom.unitBytes - 1) / AnswerRoom.unitBytes))
            lastUnits.withLock { $0[call] = actual }
            if actual != units { room.give(units - actual) }
            units = actual
        }
    }
}
