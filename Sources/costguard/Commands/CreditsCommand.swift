// Shows what is left of each credit. Figures come from the last scan; asking AWS is the scan's. Typing a balance in is
// CreditsSetCommand's.

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
        subcommands: [CreditsShowCommand.self, CreditsSetCommand.self, CreditsRemoveCommand.self],
        defaultSubcommand: CreditsShowCommand.self)
}

/// `costguard credits show`, which may be left out.
struct CreditsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "show", "Show what is left of each credit; the same as 'costguard credits' alone.",
        """
        Reads the database. Credits come from AWS's own list, from 'credits:' in the configuration, and from 'costguard
        credits set'; one name is one credit. The best source of a balance holds: AWS's list of credits, the Free Tier
        plan, gross spend since the grant, a balance typed in. What is spent is drawn from the credit that expires
        first.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try Session(common)
        let database = try session.openForReading()
        try await session.heedAge(of: database)
        let scan = try await account.scan(in: database)
        let text = try await session.creditsText(output, scan, database)
        try session.terminal.write(text, to: output.output)
    }
}

extension Session {
    /// The report on credits, as of now.
    ///
    /// - Throws: where no scan was ever made and nothing was typed in.
    func creditsText(_ output: OutputOptions, _ scan: ScanSummary?, _ database: CostDatabase) async throws -> String {
        let now = clock()
        let balances = try await balances(scan, database, at: now)
        var spend: SpendFigures?
        var bill: BillingFigures?
        if let scan {
            bill = try await database.latestFigures(account: scan.account)
            spend = try await SpendStage(local(database)).figures(of: scan.account, in: settings.timeZone, at: now)
        }
        switch output.format {
        case .json: return CreditsReport.json(balances, spend: spend, figures: bill, at: now)
        case .csv: return CreditsReport.csv(balances, at: now)
        case .text, .html:
            var context = bareContext(file: output.output)
            context.scan = scan
            context.balances = balances
            context.spend = spend
            context.figures = bill
            guard output.format == .html else { return CreditsReport.text(context) }
            var figures = ReportFigures()
            if let scan { figures.history = try await database.balanceHistory(account: scan.account) }
            return CreditsReport.html(context, figures)
        }
    }

    private func balances(_ scan: ScanSummary?, _ database: CostDatabase, at now: Date) async throws -> [CreditBalance]
    {
        if let scan { return try await database.balances(account: scan.account) }
        let entered = try await database.enteredCredits(account: nil)
        guard !entered.isEmpty else {
            throw CommandError("There is no scan yet", hint: "run 'costguard scan' first")
        }
        return BalanceReckoning.unscanned(
            grants: settings.credits, entered: entered, edits: try await database.alertEdits(account: nil), at: now)
    }
}
