// Shows how far a scan is, on a terminal only, while the scan runs. What the line says is Reporting's.

import AWSAPI
import Foundation
import Pipeline
import Reporting

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
