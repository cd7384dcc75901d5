// The time of a run: AWS's, learned from an answer to a signed call, and from then on the same for everything.
// Which answers may be believed is told by AWSClient; what to do about a clock that is off is the callers' matter.
package import Foundation
import Synchronization

/// AWS's time, counted on by this machine's clock from one answer of AWS.
///
/// Until AWS has told the time it is the machine's. Once it is learned, it stays for the run: other answers can only
/// contradict it. Shared by all who ask for the time; safe to use from any thread.
package final class AWSClock: Sendable {
    /// Seconds that AWS's date may be off from the time in a signature that AWS took: it refuses those further off.
    /// Source: docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html, "within 5 minutes", 15 for some services.
    static let signatureTolerance: TimeInterval = 15 * 60
    /// Seconds that two of AWS's hosts may differ by.
    static let hostTolerance: TimeInterval = 5 * 60

    /// What AWS has told of the time in this run.
    package struct Reading: Hashable, Sendable {
        /// Seconds that AWS's clock is ahead of this machine's; nil: AWS has not told.
        package var offset: TimeInterval?
        /// Why the time cannot be relied on, in one line; nil: nothing speaks against it.
        package var doubt: String?
    }

    private struct State {
        var offset: TimeInterval = 0
        var host: String?
        var doubt: String?
        /// What a refusal said, for signatures alone, until a call that was signed by it succeeds.
        var signing: TimeInterval?
        var notBefore = Date.distantPast

        mutating func learn(_ offset: TimeInterval, _ host: String) {
            self.offset = offset
            self.host = host
            signing = nil
        }
    }

    private let state = Mutex(State())
    private let readMachine: @Sendable () -> Date

    /// A clock that counts on by the given one, which must not jump.
    package init(machine: @escaping @Sendable () -> Date) { readMachine = machine }

    /// A clock that shows this machine's time as it is now and counts on through suspend, whoever sets the machine's
    /// clock meanwhile.
    package static func ofThisMachine() -> AWSClock {
        let began = Date()
        let start = ContinuousClock.now
        return AWSClock { began.addingTimeInterval((ContinuousClock.now - start) / .seconds(1)) }
    }

    /// The time by this machine's clock, right or wrong: for signs of its own, such as the times of its files.
    package var machine: Date { readMachine() }

    /// AWS's time, as far as it is known.
    package var now: Date {
        let machine = readMachine()
        return state.withLock {
            let time = machine.addingTimeInterval($0.offset)
            return $0.host == nil ? max(time, $0.notBefore) : time
        }
    }

    /// Whether AWS has told the time.
    package var isKnown: Bool { state.withLock { $0.host != nil } }

    /// What AWS has told.
    package var reading: Reading {
        state.withLock { Reading(offset: $0.host == nil ? nil : $0.offset, doubt: $0.doubt) }
    }

    /// A run begins: the time is to be learned anew. What was known before holds until then.
    package func begin() { state.withLock { ($0.host, $0.doubt) = (nil, nil) } }

    /// Where AWS has not told the time, it is not before this instant, at which something was written down.
    package func isNot(before instant: Date) { state.withLock { $0.notBefore = max($0.notBefore, instant) } }

    /// A signature's time: AWS's, or what a refusal said of it.
    func signature(of keys: Credentials) -> Signature {
        let machine = readMachine()
        return state.withLock { Signature(keys: keys, clockOffset: $0.signing ?? $0.offset, at: machine) }
    }

    /// A signed call has succeeded. Its date teaches the time, or is held against it.
    ///
    /// - Parameters:
    ///   - date: the answer's, to the second; nil: it has none.
    ///   - received: by this machine's clock.
    func succeeded(_ signature: Signature, date: Date?, received: Date, host: String) {
        state.withLock { state in
            guard let date else {
                // The refusal's date is AWS's too: a signature by it was taken.
                if state.host == nil, state.signing == signature.clockOffset {
                    state.learn(signature.clockOffset, host)
                }
                return
            }
            if let doubt = Self.contradiction(signature, date, received) {
                state.doubt = state.doubt ?? doubt
                return
            }
            // The date was written between the sending and the arrival. What agrees with that is not corrected; what
            // does not becomes the date as if it came without delay, for a run's time must not be ahead of AWS's.
            let earliest = date.timeIntervalSince(received)
            let latest = max(earliest, date.timeIntervalSince(signature.at) + 1)
            let offset = (earliest...latest).contains(state.offset) ? state.offset : earliest
            guard let first = state.host else { return state.learn(offset, host) }
            guard abs(offset - state.offset) > Self.hostTolerance else { return }
            let apart = Self.span(offset - state.offset)
            state.doubt = state.doubt ?? "'\(host)' is \(apart) off from '\(first)', whose time was taken before"
        }
    }

    /// Takes the server's time for further signatures, once for all calls that were signed by the same wrong one.
    ///
    /// - Returns: true when the same call is worth another signature; false when the server's time differs too
    ///   little from the signature's to explain a refusal.
    func refused(_ signature: Signature, server: Date) -> Bool {
        guard abs(server.timeIntervalSince(signature.date)) > 60 else { return false }
        let machine = readMachine()
        state.withLock {
            // Another call has corrected it meanwhile.
            guard ($0.signing ?? $0.offset) == signature.clockOffset else { return }
            $0.signing = server.timeIntervalSince(machine)
        }
        return true
    }

    /// That AWS took the signature and dated its answer otherwise; nil where the two agree.
    private static func contradiction(_ signature: Signature, _ date: Date, _ received: Date) -> String? {
        let took = max(0, received.timeIntervalSince(signature.at))
        let late = date.timeIntervalSince(signature.date)
        guard late > signatureTolerance + took || late < -signatureTolerance else { return nil }
        return "an answer is dated \(span(late)) off from the signature that was taken: something on the way to AWS "
            + "writes another date"
    }

    private static func span(_ seconds: TimeInterval) -> String {
        let minutes = Int(min(abs(seconds), 1e10) / 60)
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h"
    }
}
