// One page on an account, or one table of many. Gathering is ReportStage's, the words are Reporting's.

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
        first in front. A database that cannot be read has a line too, and the exit status is then 3. One in S3 is
        named as s3://BUCKET/KEY.

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
        let database = try await session.openForReading()
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

struct AccountsTable {
    private let session: Session

    /// All of them are told as of one instant, however long the reading takes.
    init(session: Session) {
        let now = session.clock()
        var session = session
        session.clock = { now }
        self.session = session
    }

    func report(_ paths: [String], file: String?) async -> AccountsReport {
        var rows: [AccountRow] = []
        for (path, name) in zip(paths, Self.names(paths)) {
            do { rows += try await self.rows(of: path, called: name) } catch {
                let line = "\(error)".split(whereSeparator: \.isNewline).joined(separator: "; ")
                rows.append(AccountRow(name: name, file: path, problem: line))
            }
        }
        return AccountsReport(AccountRow.eachAccountOnce(rows), session.bareContext(file: file))
    }

    /// One for each account; a database without a scan has one too.
    private func rows(of path: String, called name: String) async throws -> [AccountRow] {
        let database =
            if let shared = try SharedDatabase.named(path) { try await shared.openForReading(session) } else {
                try CostDatabase.openReadOnly(at: path)
            }
        let scans = try await database.lastScans()
        guard !scans.isEmpty else {
            let entered = try await database.enteredCredits(account: nil)
            let now = session.clock()
            return [
                AccountRow(
                    name: name, file: path,
                    balances: BalanceReckoning.unscanned(grants: [], entered: entered, at: now),
                    problem: "no scan yet", at: now)
            ]
        }
        let stage = PlanStage(session.local(database), settings: session.planSettings)
        var rows: [AccountRow] = []
        for scan in scans {
            let result = try await stage.run(account: scan.account)
            let name = scans.count == 1 ? name : "\(name) \(scan.account)"
            rows.append(
                AccountRow(name: name, file: path, plan: result.plan, context: session.textContext(result, file: nil)))
        }
        return rows
    }

    /// `alice` for `class/alice.sqlite` and for `alice/costguard.sqlite`; where several of the paths would be called
    /// alike, as many directories in front as tell them apart.
    static func names(_ paths: [String]) -> [String] {
        let words = paths.map(words)
        return words.indices.map { index in
            let own = words[index]
            let others = words.indices.filter { paths[$0] != paths[index] }.map { words[$0] }
            let needed = (1...max(1, own.count)).first { count in
                !others.contains { $0.suffix(count) == own.suffix(count) }
            }
            return own.suffix(needed ?? own.count).joined(separator: "/")
        }
    }

    /// The directories of a path and the file's name without its ending; that of a file called like every other is
    /// left out.
    private static func words(_ path: String) -> [String] {
        let directories = (path as NSString).deletingLastPathComponent.split(separator: "/").map(String.init)
        let file = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        return file == "costguard" && !directories.isEmpty ? directories : directories + [file]
    }
}
