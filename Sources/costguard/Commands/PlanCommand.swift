// Shows a plan of the last scan and keeps it. Making it is PlanStage's, the page PlanReport's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Planning
import Reporting
import Storage

/// `costguard plan`: what would be done, and why. Reads the database only.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "plan", "Show what would be stopped, what is flagged, what is left alone, and why.",
        """
        Reads the last scan from the database; asks AWS nothing and changes nothing. The plan is kept under its
        id, for 'costguard apply ID'.

          costguard plan
          costguard plan -v                  every step with what it loses, and the whole of every list
          costguard plan --format json --output plan.json
          costguard plan --fail-on high      exit status 2 if a finding is high or critical
          costguard plan --commands --output clean.sh
                                             a script that deletes what is flagged, to read and to run yourself
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var failOn: FailOnOption

    @Flag(
        help: """
            Print a shell script of AWS commands that delete what is flagged, each guarded. It does nothing unless you run \
            it with RUN=yes; costguard itself never deletes.
            """)
    var commands = false

    func validate() throws {
        guard commands, output.format != .text else { return }
        throw ValidationError("--commands prints a shell script: leave --format \(output.format.rawValue) away")
    }

    func run() async throws {
        let session = try Session(common)
        let database = try await session.openForReading()
        try await session.heedAge(of: database)
        let stage = PlanStage(session.local(database), settings: session.planSettings)
        let result = try await stage.run(account: account.scan(in: database)?.account)
        await keep(result.plan, session: session)
        if commands {
            let script = try await script(for: result.plan, of: database, session: session)
            try session.terminal.write(script, to: output.output)
        } else {
            try PlanOutput.write(result, session: session, output: output)
        }
        try PlanOutput.status(of: result.plan, failOn: failOn.failOn).exit()
    }
}

extension PlanCommand {
    private func script(for plan: Plan, of database: CostDatabase, session: Session) async throws -> String {
        let images = plan.sections.flagged.map(\.resource).filter { $0.kind == .image }
        let handover = Handover(
            of: plan, mapped: try await database.mappedSnapshots(by: images),
            keeps: try await database.keepsByResource(of: plan.account),
            harmless: session.planSettings.guardrails.harmlessTags)
        return CommandScript(
            handover, of: plan, snapshotPrices: try await database.snapshotPrices(),
            profile: session.settings.profile, file: output.output
        ).text
    }

    /// Keeps the plan for `apply`. That it cannot be kept now is no reason not to show it.
    private func keep(_ plan: Plan, session: Session) async {
        do {
            let (database, lock) = try await session.openForWriting()
            defer { lock.release() }
            try await PlanStage(session.local(database), settings: session.planSettings).save(plan)
            try PlanFile.write(plan, below: session.paths.plans)
        } catch {
            session.terminal.complain("The plan is not kept, and cannot be applied by its id: \(error)")
        }
    }
}
