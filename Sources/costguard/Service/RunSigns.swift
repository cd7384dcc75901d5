// What the service outside that `notify.heartbeat` names hears of a run. That it hears nothing is told, and hinders no run.

import AWSAPI
import CostModel
import Foundation
import Notifying
import Pipeline
import Storage

/// The signs of life of a session's runs; none where nobody wants them.
struct RunSigns: Sendable {
    private let heartbeat: Heartbeat?
    private let session: Session

    /// A configuration that is not ours could send what runs say anywhere: then no sign is sent, which `doctor` tells.
    init(_ session: Session) {
        self.session = session
        let isTrusted = !session.distrustedAtStart.contains { $0.role == .configuration }
        heartbeat = session.settings.heartbeat.flatMap { address in
            guard isTrusted,
                let transport = try? CurlTransport(
                    limits: Heartbeat.limits, certificates: .find(environment: session.environment))
            else { return nil }
            return Heartbeat(address, transport: transport, userAgent: AWSConnection.userAgent)
        }
    }

    /// A run begins.
    func begin() async { await tell(.start) }

    /// A run has ended. One that looked at the account lives, though something was not seen; not so where mails or stops
    /// failed.
    func end(_ result: RunResult) async {
        let failures =
            result.mailFailures
            + result.applied.compactMap { step in step.outcome.failure.map { "\(step.step.resource.id): \($0)" } }
        let blind = result.scan.sawSomething ? [] : ["nothing was seen"] + result.scan.summary.gaps.map(\.error)
        let words = (blind + failures).joined(separator: "\n")
        await tell(words.isEmpty ? .success : .failure, words)
    }

    /// A run has failed. One that was called off, or that found another at work, is no failure: the other tells its end.
    func end(_ error: any Error) async {
        if error is CancellationError || error is CalledOff { return }
        if let error = error as? StorageError, error.code == .lockHeld { return }
        await tell(.failure, "\(error)")
    }

    /// Goes its way though the run is called off meanwhile.
    private func tell(_ sign: Heartbeat.Sign, _ words: String = "") async {
        guard let heartbeat else { return }
        let why = await Task { await heartbeat.tell(sign, words) }.value
        // One line a run: where the first sign is lost, the last says so.
        guard let why, sign != .start else { return }
        session.terminal.warn("The heartbeat was not heard: \(why)")
    }
}

extension StepOutcome {
    /// What went wrong; nil where nothing did.
    fileprivate var failure: String? {
        switch self {
        case .failed(let why), .refused(_, let why), .uncertain(let why): why
        case .done, .skipped: nil
        }
    }
}
