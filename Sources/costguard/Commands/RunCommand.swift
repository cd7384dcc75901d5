import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard run`: what cron calls.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "run", "Scan, judge, alert and plan; with --apply also do what is due and allowed to cron.",
        """
        Without --apply nothing is changed. With it, only what a rule has held for long enough, what no guardrail
        refuses, and what 'unattended:' in the configuration allows is done; each target is looked at again first.

          */15 * * * *  costguard run --apply --quiet
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var failOn: FailOnOption

    @Flag(help: "Do what is due and allowed.")
    var apply = false

    func run() async throws {
        let session = try Session(common, aws)
        let (database, lock) = try session.openForWriting()
        defer { lock.release() }
        if apply { try FileTrust.check(session) }
        let stage = RunStage(
            session.local(database), try session.aws(aws), scope: session.scope, settings: session.planSettings,
            timeZone: session.settings.timeZone)
        let result = try await stage.run(apply: apply)
        try await database.forget(now: session.clock())
        ScanTalk.tell(result.scan, to: session.terminal)
        ApplyTalk.tell(settled: result.settled, to: session.terminal)
        for failure in result.mailFailures { session.terminal.warn(failure) }
        if !common.quiet || output.output != nil { try PlanOutput.write(result.plan, session: session, output: output) }
        ApplyTalk.tell(result.applied, to: session.terminal)
        try status(of: result).exit()
    }

    private func status(of result: RunResult) -> ExitStatus {
        if result.applied.contains(where: { $0.outcome.isFailure }) || !result.mailFailures.isEmpty { return .failed }
        let scanned = result.scan.summary.gaps.isEmpty && result.scan.judgements.faults.isEmpty
        return scanned ? PlanOutput.status(of: result.plan.plan, failOn: failOn.failOn) : .incomplete
    }
}

extension StepOutcome {
    /// AWS refused, or nobody knows.
    var isFailure: Bool {
        switch self {
        case .failed, .uncertain: true
        case .done, .skipped: false
        }
    }
}
