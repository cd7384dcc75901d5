// Signals as calls of a closure, and work that Ctrl-C and SIGTERM call off.

import CostModel
import Foundation
import Glibc
import Pipeline
import Synchronization

/// The handler itself may do next to nothing: it writes the number into a pipe.
enum Signals {
    /// The pipe's end that the handler writes to; -1 before the first `receive`. A handler may touch no more than this.
    nonisolated(unsafe) private static var pipe: Int32 = -1

    /// Calls `body` for each of these signals, on a thread of its own, for as long as the process lives. Call it once.
    ///
    /// - Parameters:
    ///   - once: after the first of a kind, the next one does what the system does by itself: it ends the process.
    ///   - body: is given the signal's number.
    static func receive(once: [Int32], always: [Int32] = [], _ body: @escaping @Sendable (Int32) -> Void) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return }
        let reading = ends[0]
        let writing = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipe = writing
        Thread.detachNewThread {
            var number: UInt8 = 0
            while true {
                let count = read(reading, &number, 1)
                if count == 1 { body(Int32(number)) } else if count == 0 || errno != EINTR { return }
            }
        }
        for signal in once { handle(signal, flags: SA_RESTART | Int32(bitPattern: SA_RESETHAND)) }
        for signal in always { handle(signal, flags: SA_RESTART) }
    }

    /// What the caller set to be ignored stays so: `nohup`, and jobs in the background of a script.
    private static func handle(_ signal: Int32, flags: Int32) {
        var old = sigaction()
        guard sigaction(signal, nil, &old) == 0, !isIgnored(old) else { return }
        var action = sigaction()
        action.sa_flags = flags
        action.__sigaction_handler.sa_handler = { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(Signals.pipe, &byte, 1)
            errno = saved
        }
        sigaction(signal, &action, nil)
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

/// Ctrl-C and SIGTERM call work off; it ends by itself, with what it saw kept. A second one ends the process.
enum Interruption {
    /// What the work gave, and the status that a signal earns; nil where none came.
    struct Outcome<Value: Sendable>: Sendable {
        let value: Value
        let status: ExitStatus?
    }

    /// Does work that Ctrl-C and SIGTERM call off. Use it once, and ask nothing of a person inside.
    ///
    /// - Throws: what the work throws. A scan that was called off is told, and leaves by its exit status.
    static func calling<Value: Sendable>(
        _ terminal: Terminal, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Outcome<Value> {
        let task = Task { try await work() }
        let status = Caught()
        Signals.receive(once: [SIGINT, SIGTERM]) { signal in
            status.note(signal == SIGINT ? .interrupted : .terminated)
            terminal.say("Calling it off; what was seen is kept. Once more ends it at once.")
            task.cancel()
        }
        do {
            return Outcome(value: try await task.value, status: status.first)
        } catch let error as CalledOff {
            ScanMessages.tell(error.summary, to: terminal)
            try (status.first ?? .interrupted).exit()
            throw error
        } catch let error as CancellationError {
            terminal.warn("Called off")
            try (status.first ?? .interrupted).exit()
            throw error
        }
    }

    /// The status of the first signal.
    private final class Caught: Sendable {
        private let status = Mutex<ExitStatus?>(nil)
        var first: ExitStatus? { status.withLock { $0 } }
        func note(_ new: ExitStatus) { status.withLock { $0 = $0 ?? new } }
    }
}
