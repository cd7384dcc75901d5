// Lists the journal; the stages of Pipeline that change something write it.

import ArgumentParser
import CostModel
import Foundation
import Reporting
import Storage

/// `costguard history`: what was changed, when, by which rule.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "history", "List what costguard changed: when, by which rule, with which outcome.",
        """
        Reads the journal in the database: each change is written there before and after. Under what is stopped still stands
        the command that starts it again. As text, JSON or CSV (--format); there is no HTML of it.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("How far back.", valueName: "number"))
    var days: Int = 30

    func validate() throws {
        try output.allow(.text, .json, .csv, of: "the history")
        guard (1...36_500).contains(days) else {
            throw ValidationError("--days takes a number from 1 to 36500, got \(days)")
        }
    }

    func run() async throws {
        let session = try Session(common)
        let database = try await session.openForReading()
        try await session.heedAge(of: database)
        let since = session.clock().addingTimeInterval(-Double(days) * .day)
        var entries = [JournalEntry]()
        var brake = [BrakeWord]()
        var context = session.bareContext(file: output.output)
        for scan in try await database.lastScans() {
            entries += try await database.entries(account: scan.account, since: since)
            brake += try await database.brakeWords(account: scan.account, since: since)
            context.running += try await database.running(in: scan.account)
        }
        let text =
            switch output.format {
            case .json: HistoryReport.json(entries, brake: brake, running: context.running)
            case .csv: HistoryReport.csv(entries, brake: brake, running: context.running)
            case .text, .html: HistoryReport.text(entries, brake: brake, days: days, context)
            }
        try session.terminal.write(text, to: output.output)
    }
}
