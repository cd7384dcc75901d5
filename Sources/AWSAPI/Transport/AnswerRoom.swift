// How much may be on its way at once: calls, and the bytes of their answers. Who finds no room waits in line,
// suspended, without a timer.
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

/// Units that are taken and given back; waiters are served in the order in which they came.
final class FairSemaphore: Sendable {
    private struct Waiter {
        let units: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var free: Int
        var waiting: [UInt64: Waiter] = [:]
        /// Who waits, in order, from `first` on. One that is not in `waiting` was called off.
        var line: [UInt64] = []
        var first = 0
        var lastID: UInt64 = 0

        /// Takes out those who now find room, in order.
        mutating func admit() -> [Waiter] {
            var admitted: [Waiter] = []
            while first < line.count {
                if let waiter = waiting[line[first]] {
                    guard free >= waiter.units else { break }
                    free -= waiter.units
                    waiting[line[first]] = nil
                    admitted.append(waiter)
                }
                first += 1
            }
            // Moves the rest seldom enough that a long line costs nothing to speak of.
            if first * 2 > line.count {
                line.removeFirst(first)
                first = 0
            }
            return admitted
        }
    }

    private let state: Mutex<State>
    private let capacity: Int

    init(_ capacity: Int) {
        self.capacity = capacity
        state = Mutex(State(free: capacity))
    }

    /// How many wait.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// How many units could be taken now; below zero where more came back than was thought.
    var free: Int { state.withLock { $0.free } }

    /// Takes units, as soon as there is room and all who came before are served.
    /// - Parameter units: at most the capacity.
    /// - Throws: `CancellationError` when the task is cancelled before; then nothing is taken.
    func take(_ units: Int = 1) async throws {
        precondition((1...capacity).contains(units))
        let id = state.withLock { state -> UInt64? in
            if state.waiting.isEmpty, state.free >= units {
                state.free -= units
                return nil
            }
            state.lastID += 1
            return state.lastID
        }
        guard let id else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait($0, units: units, id: id) }
        } onCancel: {
            let waiter = state.withLock { $0.waiting.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
            // The next in line may need less.
            give(0)
        }
    }

    /// Gives units back; a negative number takes more without waiting, and delays those who come next.
    func give(_ units: Int = 1) {
        let admitted = state.withLock { state in
            state.free += units
            return state.admit()
        }
        for waiter in admitted { waiter.continuation.resume() }
    }

    private func wait(_ continuation: CheckedContinuation<Void, any Error>, units: Int, id: UInt64) {
        // A task is marked before its handler runs: whoever misses the mark here is found by the handler.
        let isCancelled = state.withLock { state in
            if Task.isCancelled { return true }
            state.waiting[id] = Waiter(units: units, continuation: continuation)
            state.line.append(id)
            return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        // What came free since the first look.
        give(0)
    }
}
