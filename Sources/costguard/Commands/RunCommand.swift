// What cron calls: one run, what it says, and the status that it earns. The order of work is RunStage's.

import AWSAPI
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
    @OptionGroup var regions: RegionOptions
    @OptionGroup var free: FreeOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var failOn: FailOnOption

    @Flag(help: "Do what is due and allowed.")
    var apply = false

    func run() async throws {
        let session = try Session(common, aws, regions: regions, free: free)
        let work = RunWork(session: session, options: aws, apply: apply)
        let connection: AWSConnection
        let ended: Interruption.Outcome<RunWork.Done>
        do {
            connection = try await work.connect()
            ended = try await Interruption.calling(session.terminal) {
                try await work.run(connection, showsProgress: true)
            }
        } catch { throw await work.lapse.left(of: error) }
        let result = ended.value.result
        if let lapse = await work.lapse.left(of: result.scan) { throw lapse }
        if common.verbose { ScanMessages.tellCalls(connection, result.scan, session) }
        // What was changed first: that the plan cannot be written must not silence it.
        Self.tell(result, session)
        if !common.quiet || output.output != nil || output.format != .text {
            try PlanOutput.write(result.plan, session: session, output: output, isChanged: !result.applied.isEmpty)
        }
        // What was left undone because the time came into doubt was refused.
        if apply, session.time.reading.doubt != nil { try ExitStatus.refused.exit() }
        try (ended.status ?? Self.status(of: result, failOn: failOn.failOn)).exit()
    }

    /// What was not seen, settled, changed and not mailed.
    static func tell(_ result: RunResult, _ session: Session) {
        ScanMessages.tell(result.scan, to: session.terminal)
        SettledMessages.tell(settled: result.settled, to: session.terminal)
        for failure in result.mailFailures { session.terminal.complain(failure) }
        RunMessages.tell(result, session: session)
        RunMessages.tellBrake(result, session: session)
    }

    static func status(of result: RunResult, failOn: Severity?) -> ExitStatus {
        if result.applied.contains(where: { $0.outcome.isFailure }) || !result.mailFailures.isEmpty { return .failed }
        let scanned = result.scan.summary.gaps.isEmpty && result.scan.ruleFaults.isEmpty
        return scanned ? PlanOutput.status(of: result.plan.plan, failOn: failOn) : .incomplete
    }
}
