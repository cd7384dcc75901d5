// What bare `costguard` shows, or a welcome where nothing was scanned. The page is StatusReport's.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// Bare `costguard`: one screen of how things stand.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "status", "One screen: the credit, what burns it, the last scan, the next step. The same as bare costguard.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption

    func run() async throws {
        let session = try Session(common)
        await tellKeys(session)
        guard try await session.hasDatabase() else {
            return try session.terminal.write(StatusCommand.welcome, to: nil)
        }
        let database = try await session.openForReading()
        try await session.heedAge(of: database)
        let local = session.local(database)
        guard let scan = try await account.scan(in: database) else {
            return try session.terminal.write(StatusCommand.welcome, to: nil)
        }
        let result = try await PlanStage(local, settings: session.planSettings).run(account: scan.account)
        let recent = try await database.entries(
            account: result.plan.account, since: session.clock().addingTimeInterval(-7 * .day))
        let text = StatusReport.text(
            session.textContext(result, file: nil),
            plan: try await database.latestPlan(account: result.plan.account), findings: result.plan.findings,
            journal: recent,
            health: try await database.health(of: session.deadMan.profile), clock: try await database.lastReading())
        try session.terminal.write(text, to: nil)
        for line in try await OtherDatabases(database: database, account: scan.account).lines(at: session.clock()) {
            session.terminal.warn(line.text)
        }
        try PlanOutput.status(of: result.plan, failOn: nil).exit()
    }

    /// Pasted keys are told of before they end; files alone are read, and no service is asked for keys.
    private func tellKeys(_ session: Session) async {
        guard let options = try? AWSOptions.parse([]), let connection = try? session.connection(options) else { return }
        guard case .never = connection.credentials.renewal else { return }
        let lasting = session.settings.pastedKeysLast
        guard let warning = try? await connection.outlook(at: session.clock(), lasting: lasting).warning else { return }
        session.terminal.warn(warning)
    }

    static let welcome = """
        costguard has not looked at an account yet.

          costguard demo      see what it does, on a simulated account; no AWS keys used
          costguard init      set it up for your account; changes nothing there but a mail topic
          costguard scan      look at your account now; reads only

        It guards while it runs: on a machine that stays on. 'costguard install systemd' lets it run there.
        """
}
