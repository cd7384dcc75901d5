// Says why one thing is or is not touched. Judging is PlanStage's, the words are ExplainReport's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard explain`: why one resource is, or is not, touched.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "explain", "Say why one resource would, or would not, be touched: every rule, every condition, every value.",
        """
        Reads the last scan from the database.

          costguard explain hw3-gpu
          costguard explain i-0a1b2c3d4e5f60718 --format json
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "Only in this account, 12 digits. Default: in every account of the database.", valueName: "account"))
    var account: AccountID?

    @Argument(help: ArgumentHelp("Id or name.", valueName: "resource"))
    var resource: String

    func validate() throws {
        try output.allow(.text, .json, of: "an explanation")
    }

    func run() async throws {
        let session = try Session(common)
        let database = try session.openForReading()
        try await session.heedAge(of: database)
        let keys = try await database.find(resource).filter { account == nil || $0.account == account }
        guard !keys.isEmpty else {
            throw CommandError(
                "No scan has seen '\(resource)'\(account.map { " in the account \($0)" } ?? "")",
                hint: "give an id or a name as 'costguard plan' shows them, or scan again")
        }
        let stage = PlanStage(session.local(database), settings: session.planSettings)
        var texts: [String] = []
        var judgements: [Judgement] = []
        var findings: [Finding] = []
        for account in Set(keys.map(\.account)).sorted() {
            let only = Set(keys.filter { $0.account == account })
            let result = try await stage.run(account: account, only: only)
            let context = session.textContext(result, file: output.output)
            let here = (result.plan.findings.map(\.judgement) + result.clear).filter { only.contains($0.resource) }
            texts.append(ExplainReport.text(here, findings: result.plan.findings, context))
            judgements += here
            findings += result.plan.findings
        }
        let text =
            output.format == .json
            ? ExplainReport.json(judgements, findings: findings) : texts.joined(separator: "\n")
        try session.terminal.write(text, to: output.output)
    }
}
