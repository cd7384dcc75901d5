// Shows a plan of the last scan and keeps it. Making it is PlanStage's, the page PlanReport's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
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
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var failOn: FailOnOption

    func run() async throws {
        let session = try Session(common)
        let database = try session.openForReading()
        try await session.heedAge(of: database)
        let stage = PlanStage(session.local(database), settings: session.planSettings)
        let result = try await stage.run(account: account.scan(in: database)?.account)
        await keep(result.plan, session: session)
        try PlanOutput.write(result, session: session, output: output)
        try PlanOutput.status(of: result.plan, failOn: failOn.failOn).exit()
    }
}

extension PlanCommand {
    /// Keeps the plan for `apply`. That it cannot be kept now is no reason not to show it.
    private func keep(_ plan: Plan, session: Session) async {
        do {
            let (database, lock) = try session.openForWriting()
            defer { lock.release() }
            try await PlanStage(session.local(database), settings: session.planSettings).save(plan)
            try PlanFile.write(plan, below: session.paths.plans)
        } catch {
            session.terminal.complain("The plan is not kept, and cannot be applied by its id: \(error)")
        }
    }
}
