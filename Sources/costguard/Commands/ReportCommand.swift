// One page on an account, or one table of many. Gathering is ReportStage's and AccountsTable's, the words are
// Reporting's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard report`: how an account stands, for reading, mailing, keeping.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "report",
        "One page on the account: the credit, its end, what burns it, what could be saved, what was not seen.",
        """
        Reads the last scan from the database; asks AWS nothing. With --format html it is one file that needs no
        network, with the credit's curve, for a browser, a phone or paper.

        With several databases, or --table, it is a table instead: an account a line, the one whose credit ends
        first in front. A database that cannot be read has a line too, and the exit status is then 3.

          costguard report
          costguard report --format html --output report.html
          costguard report class/*.sqlite
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions

    @Flag(help: "The table of accounts, even of one database.")
    var table = false

    @Argument(
        help: ArgumentHelp("Databases to read instead of one's own; several make a table.", valueName: "database"))
    var databases: [String] = []

    func validate() throws {
        if common.database != nil, !databases.isEmpty {
            throw ValidationError("name databases by --database or as arguments, not both")
        }
        if account.account != nil, isTable { throw ValidationError("--account is for the page of one account") }
    }

    private var isTable: Bool { table || databases.count > 1 }

    func run() async throws {
        var common = common
        if databases.count == 1 { common.database = databases[0] }
        let session = try Session(common)
        if isTable { return try await writeTable(session) }
        let database = try session.openForReading()
        try await session.heedAge(of: database)
        let scan = try await account.scan(in: database)
        let result = try await PlanStage(session.local(database), settings: session.planSettings)
            .run(account: scan?.account)
        let report = try await session.report(result, database, file: output.output, next: next)
        try write(report, session)
        try PlanOutput.status(of: result.plan, failOn: nil).exit()
    }

    private func write(_ report: some Report, _ session: Session) throws {
        let text =
            switch output.format {
            case .text: report.text
            case .json: report.json
            case .csv: report.csv
            case .html: report.html
            }
        try session.terminal.write(text, to: output.output)
    }

    /// What to type next: of a database that is not one's own, nothing that acts. Empty: the report's own words.
    private var next: [String] {
        guard let path = databases.first else { return [] }
        return ["costguard plan --database \(ShellWord.text(path))"]
    }

    private func writeTable(_ session: Session) async throws {
        let paths = databases.isEmpty ? [session.paths.database] : databases
        let report = await AccountsTable(session: session).report(paths, file: output.output)
        try write(report, session)
        try (report.isComplete ? ExitStatus.done : .incomplete).exit()
    }
}

extension Session {
    /// The report on a plan's account.
    func report(
        _ result: PlanResult, _ database: CostDatabase, file: String?, next: [String]
    ) async throws -> AccountReport {
        let health = try await database.health(of: deadMan.profile)
        var context = textContext(result, file: file)
        context.next = next
        return AccountReport(
            plan: result.plan, context: context,
            figures: try await ReportStage(local(database)).figures(
                of: result.plan.account, bill: result.figures, selfCost: result.selfCost),
            alarm: health.flatMap { HealthText.line($0, timeZone: settings.timeZone, now: clock()) })
    }
}
