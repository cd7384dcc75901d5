// Signals as calls of a closure. The handler itself may do next to nothing: it writes the number into a pipe.

import Foundation
import Glibc

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
