// What a function of Lambda's does with an event: one run within the time that is left, stored before it ends.

import AWSAPI
import CostModel
import Foundation
import Pipeline
import Storage
import Synchronization

/// What came of an event.
enum LambdaOutcome: Sendable {
    /// It was done, or refused for a reason that passes; with the status of the run.
    case answered(ExitStatus)
    /// It failed, in a word for machines and a line for people.
    case failed(String, String)
    /// The end came before all was stored: the process must not go on.
    case outOfTime(String)
}

/// How the time of an invocation is shared out, in seconds.
struct LambdaTime {
    let left: TimeInterval

    /// When a run is called off, so that what it saw can still be stored.
    var work: TimeInterval { left - min(20, max(1.2, left * 0.4)) }
    /// When nothing is waited for any more.
    var all: TimeInterval { left - min(1, left * 0.1) }
}

struct LambdaFunction: Sendable {
    let session: @Sendable () throws -> Session
    let options: AWSOptions
    let apply: Bool

    /// Whether an event asks for a run: EventBridge's of a schedule, or one that a person types to try it.
    static func isRun(_ event: Data) -> Bool {
        struct Event: Decodable {
            let source: String?
            let costguard: String?
        }
        guard event.count <= 1 << 16, let event = try? JSONDecoder().decode(Event.self, from: event) else {
            return false
        }
        return event.source == "aws.events" || event.source == "aws.scheduler" || event.costguard == "run"
    }

    func outcome(of invocation: LambdaInvocation) async -> LambdaOutcome {
        guard Self.isRun(invocation.event) else {
            return .failed(
                "costguard.EventRefused",
                "The event is no schedule's: expected one of EventBridge (\"source\": \"aws.events\"), or {\"costguard\": \"run\"}"
            )
        }
        let time = LambdaTime(left: invocation.left)
        let work = Task { await self.run(time) }
        let limit = Task {
            try await Task.sleep(for: .seconds(max(0, time.work)))
            work.cancel()
        }
        defer { limit.cancel() }
        // Not waited for beyond the end: a group would wait for what cannot be called off.
        return await withCheckedContinuation { continuation in
            let first = FirstWord(continuation)
            Task { first.say(await work.value) }
            Task {
                try? await Task.sleep(for: .seconds(max(0, time.all)))
                first.say(
                    .outOfTime("The time was over before what was seen could be stored; give the function more time"))
            }
        }
    }

    private func run(_ time: LambdaTime) async -> LambdaOutcome {
        do {
            let session = try session()
            // Two seconds more: Lambda ends the process for certain, and not at once.
            session.shared?.ends(at: .now + .seconds(time.left + 2))
            let work = RunWork(session: session, options: options, apply: apply)
            let outcome: LambdaOutcome
            do {
                let done = try await work.run(try await work.connect(), showsProgress: false)
                RunCommand.tell(done.result, session)
                outcome = .answered(RunCommand.status(of: done.result, failOn: nil))
            } catch { outcome = await Self.outcome(of: error) }
            // Called off or not, it is stored.
            do { try await Task { try await session.shared?.finish() }.value } catch { return Self.failure(error) }
            if Task.isCancelled, case .answered = outcome { return Self.calledOff }
            return outcome
        } catch { return Self.failure(error) }
    }

    private static let calledOff = LambdaOutcome.failed(
        "costguard.CalledOff",
        "Called off, for the function's time was nearly over; what was seen is kept. Give it more time")

    private static func outcome(of error: any Error) async -> LambdaOutcome {
        if error is CancellationError || error is CalledOff { return calledOff }
        if let held = error as? StorageError, held.code == .lockHeld {
            Terminal(quiet: false).complain("costguard: \(held)")
            return .answered(.refused)
        }
        return failure(error)
    }

    static func failure(_ error: any Error) -> LambdaOutcome {
        ErrorMessages.tell(error)
        let line = "\(error)".split(whereSeparator: \.isNewline).joined(separator: "; ")
        return .failed("costguard.Failed", line)
    }

    /// Of two that may speak, the first is heard.
    private final class FirstWord: Sendable {
        private let continuation: Mutex<CheckedContinuation<LambdaOutcome, Never>?>

        init(_ continuation: CheckedContinuation<LambdaOutcome, Never>) { self.continuation = Mutex(continuation) }

        func say(_ outcome: LambdaOutcome) {
            let waiting = continuation.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            waiting?.resume(returning: outcome)
        }
    }
}
