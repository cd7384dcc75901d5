// One line on the terminal that is rewritten in place: how far a scan is, and what its calls wait for. What the line
// says is Reporting's.

import AWSAPI
import Foundation
import Pipeline
import Reporting
import Synchronization

/// The line that stands at the cursor of standard error, if any.
enum LiveLine {
    private static let isShown = Mutex(false)
    /// ECMA-48's EL: erases to the end of the line.
    private static let erase = "\u{1b}[K"

    /// A terminal that moves its cursor; `TERM=dumb` does not.
    static func isPossible(_ environment: [String: String]) -> Bool {
        isatty(2) == 1 && (environment["TERM"] ?? "dumb") != "dumb"
    }

    /// Columns; 80 where the terminal does not tell.
    static var width: Int { Terminal.columns(of: 2) ?? 80 }

    /// Puts this text in the place of the one before. It must be clean, and narrower than the terminal.
    static func show(_ text: String) {
        isShown.withLock { isShown in
            _ = Terminal.putBytes("\r" + text + erase, 2)
            isShown = true
        }
    }

    static func clear() { clearing {} }

    /// Writes other text where the line stood; nothing comes between.
    static func clearing<Result>(_ write: () -> Result) -> Result {
        isShown.withLock { isShown in
            if isShown { _ = Terminal.putBytes("\r" + erase, 2) }
            isShown = false
            return write()
        }
    }
}

/// The steps of a client's calls. Nobody listens at first.
final class CallObserver: Sendable {
    /// In a box of its own: a bare closure in a generic container is wrapped anew each time it is taken out and put
    /// back, and after some ten thousand calls the stack does not suffice to unwrap it.
    private struct Listener: Sendable { let hear: @Sendable (CallEvent) -> Void }
    private let listener = Mutex<Listener?>(nil)

    /// From now on this one listens; nil: nobody.
    func pass(to listener: (@Sendable (CallEvent) -> Void)?) {
        self.listener.withLock { $0 = listener.map(Listener.init) }
    }

    func tell(_ event: CallEvent) { listener.withLock { $0 }?.hear(event) }
}

extension CallEvent {
    /// Shorter waits are over before they are read.
    private static let shortest = Duration.seconds(1)

    /// How long the call rests and what for, such as `EC2 in us-east-1 throttles DescribeSnapshots`; nil where it does
    /// not rest, or not for long.
    var rest: (seconds: TimeInterval, subject: String)? {
        guard case .waiting(let time, let reason) = step, time >= CallEvent.shortest else { return nil }
        let name = service.count <= 3 ? service.uppercased() : service
        let subject =
            switch reason {
            case .throttled: "\(name) in \(region) throttles \(operation)"
            case .retry: "\(name) in \(region) did not answer \(operation)"
            case .turn: "\(operation) of \(name) in \(region) waits its turn"
            }
        return (time / .seconds(1), subject)
    }
}

/// Shows how far a scan is, on a terminal only, while the scan runs.
enum ProgressLine {
    /// Between two looks; the line is rewritten where it reads differently.
    private static let every = Duration.milliseconds(125)

    /// Does the work, and shows what it counts meanwhile. Nothing is shown on a pipe, or with --quiet.
    static func showing<Value: Sendable>(
        _ connection: AWSConnection, _ session: Session,
        _ work: @Sendable (ScanProgress) async throws -> Value
    ) async throws -> Value {
        let progress = ScanProgress()
        guard !session.terminal.quiet, LiveLine.isPossible(session.environment) else { return try await work(progress) }
        let began = ContinuousClock.now
        let clock = session.clock
        connection.calls.pass(to: { event in
            guard let rest = event.rest else { return }
            progress.waits(at: "\(event.call)", until: clock().addingTimeInterval(rest.seconds), for: rest.subject)
        })
        defer { connection.calls.pass(to: nil) }
        let showing = Task {
            var shown = ""
            // Ends when it is cancelled; a short scan shows nothing.
            while (try? await Task.sleep(for: every)) != nil {
                let line = ProgressText.line(
                    progress.count(at: clock()), calls: connection.client.callCount,
                    elapsed: (ContinuousClock.now - began) / .seconds(1), width: LiveLine.width)
                if line != shown { LiveLine.show(line) }
                shown = line
            }
        }
        do {
            let value = try await work(progress)
            await end(showing)
            return value
        } catch {
            await end(showing)
            throw error
        }
    }

    /// Waits for the last look, lest the line come back after it was cleared.
    private static func end(_ showing: Task<Void, Never>) async {
        showing.cancel()
        await showing.value
        LiveLine.clear()
    }
}
