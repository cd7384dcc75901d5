// Shows what is left of each credit. Figures come from the last scan; asking AWS is the scan's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard credits`: what is left of each credit.
struct CreditsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "credits", "Show what is left of each credit, how fast it burns, when it ends, and where the figure is from.",
        "Reads the last scan from the database. Credits are listed in the configuration under 'credits:'.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try Session(common)
        let database = try session.openForReading()
        guard let scan = try await account.scan(in: database) else {
            throw CommandError("There is no scan yet", hint: "run 'costguard scan' first")
        }
        let balances = try await database.balances(account: scan.account)
        let spend = try await MeterStage(session.local(database)).figures(
            of: scan.account, in: session.settings.timeZone, at: session.clock())
        let text =
            switch output.format {
            case .json: CreditsReport.json(balances, spend: spend, at: scan.at)
            case .csv: CreditsReport.csv(balances, at: scan.at)
            case .text:
                CreditsReport.text(try await context(scan, balances, spend, database, session))
            }
        try session.terminal.write(text, to: output.output)
    }

    private func context(
        _ scan: ScanSummary, _ balances: [CreditBalance], _ spend: SpendFigures?, _ database: CostDatabase,
        _ session: Session
    ) async throws -> TextContext {
        var context = session.bareContext(file: output.output)
        (context.scan, context.balances, context.spend) = (scan, balances, spend)
        context.figures = try await database.latestFigures(account: scan.account)
        return context
    }
}
