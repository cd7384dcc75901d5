// The service behind `watch`: what it is told by signals, and what it tells the service manager and its readers.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Glibc
import Pipeline
import Reporting
import Storage
import Synchronization

/// One service, from its start to its end.
final class Watch: Sendable {
    /// How long the run in hand may take to end when the service is to end, in seconds. A step that was cut short is
    /// settled by the next run.
    private static let grace: UInt32 = 60

    private struct State {
        var session: Session
        /// When the run in hand began; nil between runs.
        var running: ContinuousClock.Instant?
        /// The loop, once it has begun.
        var service: Task<Void, Never>?
        var hasSeen = false
        /// Whether a lab's session ended before anything was seen.
        var sawNothing = false
    }
    private let state: Mutex<State>
    private let options: AWSOptions
    private let apply: Bool
    private let every: TimeInterval
    private let reload: @Sendable () throws -> Session
    private let manager: ServiceManager
    private let terminal: Terminal
    /// Whether somebody started it in a terminal, rather than a service manager.
    private let hasTerminal = Terminal.isControlled
    /// Ticks come by a clock that nobody corrects.
    private let ticks = AWSClock.ofThisMachine()

    /// - Parameter reload: reads configuration and rules anew.
    init(
        _ session: Session, options: AWSOptions, apply: Bool, every: TimeInterval,
        reload: @escaping @Sendable () throws -> Session
    ) {
        state = Mutex(State(session: session, running: nil))
        self.options = options
        self.apply = apply
        self.every = every
        self.reload = reload
        manager = ServiceManager(environment: session.environment)
        terminal = session.terminal
    }

    private var session: Session { state.withLock { $0.session } }

    /// Returns when a signal, or the end of a lab's session, has ended the service.
    ///
    /// - Throws: `failed` where the session was over before anything was seen.
    func run() async throws {
        let stage = WatchStage(every: every, clock: { [ticks] in ticks.machine }) {
            try await Task.sleep(for: .seconds($0))
        }
        let service = Task { await stage.run { await self.runOnce(next: $0) } }
        let hasEnded = state.withLock { state in
            state.service = service
            return state.sawNothing
        }
        if hasEnded { service.cancel() }
        Signals.receive(once: [SIGINT, SIGTERM], always: [SIGHUP]) { signal in
            let isToReadAgain = signal == SIGHUP && !(self.hasTerminal && !Terminal.isControlled)
            if isToReadAgain { self.readAgain() } else { self.stop(service) }
        }
        let signsOfLife = Task { await self.giveSignsOfLife() }
        manager.ready()
        await service.value
        signsOfLife.cancel()
        terminal.say("The watch has ended")
        if state.withLock({ $0.sawNothing }) { try ExitStatus.failed.exit() }
    }

    private func runOnce(next: Date) async {
        let session = state.withLock { state in
            state.running = .now
            return state.session
        }
        defer { state.withLock { $0.running = nil } }
        await tick(session, next: next)
        do { try await session.shared?.finish() } catch {
            tell("What this run saw is not kept: \(Self.line(error))", mustBeHeard: true)
        }
    }

    private func tick(_ session: Session, next: Date) async {
        manager.status("a run is at work")
        let zone = session.settings.timeZone
        // AWS's time is known later than this.
        var now: Date { session.clock() }
        var nextRun: String { WatchText.nextRun(inAWSTime(next, session), zone, now) }
        let work = RunWork(session: session, options: options, apply: apply)
        do {
            let result = try await work.run(try await work.connect(), showsProgress: false).result
            if work.lapse.isSessionsEnd(result.scan) { return endSession() }
            state.withLock { $0.hasSeen = true }
            tell(
                WatchText.line(
                    result.scan.summary, result.plan.plan.findings, applied: result.applied.map(\.outcome),
                    unsent: result.mailFailures.count, next: inAWSTime(next, session), timeZone: zone, now: now),
                mustBeHeard: result.applied.contains { $0.outcome == .done || $0.outcome.isFailure })
            RunMessages.tellBrake(result, session: session)
        } catch is CancellationError {
            tell("The run was called off")
        } catch is CalledOff {
            tell("The run was called off; what was seen is kept")
        } catch let error as StorageError where error.code == .lockHeld {
            tell("\(Self.line(error)); \(nextRun)", mustBeHeard: true)
        } catch {
            if await work.lapse.isSessionsEnd(error) { return endSession() }
            // Keys that have ended are told once.
            let left = await work.lapse.left(of: error)
            let isTold = left is ExitCode
            tell(
                isTold ? "The keys have ended; \(nextRun)" : "The run failed: \(Self.line(left)); \(nextRun)",
                mustBeHeard: !isTold)
        }
    }

    /// A lab's session is over: that is no failure, and there is nothing more to watch.
    private func endSession() {
        tell(LearnerLab.sessionEnded, mustBeHeard: true)
        let service = state.withLock { state in
            state.sawNothing = !state.hasSeen
            return state.service
        }
        service?.cancel()
    }

    private func inAWSTime(_ tick: Date, _ session: Session) -> Date {
        session.clock().addingTimeInterval(tick.timeIntervalSince(ticks.machine))
    }

    private func tell(_ line: String, mustBeHeard: Bool = false) {
        if mustBeHeard || !terminal.quiet { terminal.record(line) }
        manager.status(line)
    }

    /// An error in one line.
    private static func line(_ error: any Error) -> String {
        "\(error)".split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    private func readAgain() {
        manager.reloading()
        do {
            let fresh = try reload()
            state.withLock { $0.session = fresh }
            terminal.say("Configuration and rules were read again")
        } catch {
            terminal.record("Configuration and rules stay as they were: \(Self.line(error))")
        }
        manager.ready()
    }

    private func stop(_ service: Task<Void, Never>) {
        manager.stopping()
        service.cancel()
        Thread.detachNewThread { [terminal] in
            sleep(Watch.grace)
            terminal.warn("The run did not end within \(Watch.grace) s; the next one settles what it leaves open")
            _exit(ExitStatus.terminated.rawValue)
        }
    }

    /// As long as the manager waits for signs of life, and no run hangs.
    private func giveSignsOfLife() async {
        guard let every = manager.signOfLifeEvery else { return }
        let longest = max(.hour, 2 * self.every)
        repeat {
            if state.withLock({ $0.running.map { ContinuousClock.now - $0 < .seconds(longest) } ?? true }) {
                manager.isAlive()
            }
        } while (try? await Task.sleep(for: .seconds(every))) != nil
    }
}
