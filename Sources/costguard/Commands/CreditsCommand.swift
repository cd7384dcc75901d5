// Shows what is left of each credit, types it in and takes it back. Figures come from the last scan; what typed words
// mean is CreditArguments', and balances are reckoned by the pipeline.

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
        let database = try await session.openForReading()
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

/// `costguard credits set`: enters a credit or its balance.
struct CreditsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "set", "Enter a credit, or what AWS's page shows of it; from then on its balance is metered onward.",
        """
        Needs neither a configuration nor a scan. What is not said again stays; a new balance replaces the old one,
        which is kept as history. For a credit that the configuration names too, the configuration's terms hold, and
        only the balance is entered. Without --used, --remaining and --granted what is left is not known.

          costguard credits set 100 --used 37 --expires 2027-06-30 --alert 50%,80%,95%
          costguard credits set lab 50 --remaining 41.30 --renews monthly
          costguard credits set lab --used 8.70
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption

    @Argument(help: ArgumentHelp("The credit's amount in USD, its name, or both.", valueName: "amount-or-name"))
    var words: [String] = []

    @Option(help: ArgumentHelp("The credit's name. Default: credit.", valueName: "name"))
    var name: String?

    // A value that begins with a dash is told as a wrong amount, not as a missing one.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Used up so far, USD, as AWS's page shows it now.", valueName: "usd"))
    var used: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("What is left, USD, as AWS's page shows it now.", valueName: "usd"))
    var remaining: String?

    @Option(help: ArgumentHelp("First day, YYYY-MM-DD, UTC.", valueName: "day"))
    var granted: String?

    @Option(help: ArgumentHelp("Last day, YYYY-MM-DD, UTC.", valueName: "day"))
    var expires: String?

    @Option(
        help: ArgumentHelp(
            "It comes anew: 'monthly', on the day of the month of --granted, or on the first.", valueName: "how"))
    var renews: String?

    @Option(
        help: ArgumentHelp(
            "Marks at which a mail is sent, such as 50%,80%,'20 USD left'. Repeatable.", valueName: "marks"))
    var alert: [String] = []

    func run() async throws {
        let session = try Session(common)
        let words = try CreditArguments(self)
        let (database, lock) = try await session.openForWriting()
        defer { withExtendedLifetime(lock) {} }
        try await session.heedAge(of: database)
        let scan = try await account.scan(in: database)
        let known = try await database.enteredCredits(account: scan?.account)
        let credit = try words.credit(
            before: known.first { $0.name == words.name }, session.settings.credits.first { $0.name == words.name },
            file: session.paths.configuration, at: session.clock())
        try await database.enter(credit, account: scan?.account)
        // Marks that are named anew hold, though they were taken away before.
        for edit in try await database.alertEdits(account: scan?.account)
        where edit.credit == credit.name && !edit.isAdded && words.named.contains(edit.level) {
            try await database.record(
                AlertEdit(credit: credit.name, level: edit.level, isAdded: true, at: session.clock()),
                account: scan?.account)
        }
        try await session.reckon(scan, database)
        session.tellAge(of: scan)
        try session.terminal.write(try await session.creditsText(OutputOptions.parse([]), scan, database), to: nil)
    }
}

/// `costguard credits remove`: takes back what was typed.
struct CreditsRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "remove", "Take back what was entered of a credit. What AWS or the configuration say of it stays.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption

    @Argument(help: ArgumentHelp("The credit's name.", valueName: "name"))
    var name = CreditArguments.usualName

    func run() async throws {
        let session = try Session(common)
        let (database, lock) = try await session.openForWriting()
        defer { withExtendedLifetime(lock) {} }
        try await session.heedAge(of: database)
        let scan = try await account.scan(in: database)
        let known = try await database.enteredCredits(account: scan?.account).map(\.name)
        guard try await database.withdrawCredit(name, account: scan?.account, at: session.clock()) else {
            throw CommandError("Nothing was entered of a credit '\(name)'", hint: hint(known, session))
        }
        try await session.reckon(scan, database)
        session.terminal.say("Removed what was entered of '\(name)'.")
    }

    private func hint(_ known: [String], _ session: Session) -> String {
        if session.settings.credits.contains(where: { $0.name == name }) {
            return "it stands in the configuration: remove it from '\(session.paths.configuration)'"
        }
        return known.isEmpty
            ? "'costguard credits' shows what is known" : "entered are \(known.joined(separator: ", "))"
    }
}

extension Session {
    /// Balances follow at once, without asking AWS.
    func reckon(_ scan: ScanSummary?, _ database: CostDatabase) async throws {
        guard let scan else { return }
        try await BalanceReckoning(local(database)).reckon(
            grants: settings.credits, account: scan.account, at: clock())
    }

    /// A balance may be newer than what is known of what burns it.
    fileprivate func tellAge(of scan: ScanSummary?) {
        guard let scan else { return terminal.say("No scan yet: what burns it is known after 'costguard scan'.") }
        let minutes = Int(clock().timeIntervalSince(scan.at) / 60)
        guard minutes >= 120 else { return }
        terminal.warn(
            "The last scan is \(minutes / 60) h older than this balance: run 'costguard scan' for what burns now")
    }
}
