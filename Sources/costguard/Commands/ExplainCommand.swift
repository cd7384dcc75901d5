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
        Reads the last scan from the database. With --case it prints what one rule saw as a case for 'costguard rules
        test', ids replaced and the verdict left blank: so a wrong verdict becomes a test, and a report to the authors.

          costguard explain hw3-gpu
          costguard explain hw3-gpu -v       each condition as the rule's file has it
          costguard explain hw3-gpu --case
          costguard explain i-0a1b2c3d4e5f60718 --format json
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "Only in this account, 12 digits. Default: in every account of the database.", valueName: "account"))
    var account: AccountID?

    @Flag(name: .customLong("case"), help: "Print what was seen as a case of the rule that decided.")
    var isCase = false

    @Option(help: ArgumentHelp("With --case: of this rule.", valueName: "name"))
    var rule: String?

    @Argument(help: ArgumentHelp("Id or name; the beginning of an id.", valueName: "resource"))
    var resource: String

    func validate() throws {
        try output.allow(.text, .json, of: "an explanation")
        if rule != nil, !isCase { throw ValidationError("--rule goes with --case") }
    }

    func run() async throws {
        let session = try Session(common)
        let database = try await session.openForReading()
        try await session.heedAge(of: database)
        let keys = try await NamedThing(text: resource, session: session, account: account).all(in: database)
        let stage = PlanStage(session.local(database), settings: session.planSettings)
        var texts: [String] = []
        var judgements: [Judgement] = []
        var findings: [Finding] = []
        var judgedAt = session.clock()
        for account in Set(keys.map(\.account)).sorted() {
            let only = Set(keys.filter { $0.account == account })
            let result = try await stage.run(account: account, only: only)
            let context = session.textContext(result, file: output.output)
            let here = (result.plan.findings.map(\.judgement) + result.clear).filter { only.contains($0.resource) }
            texts.append(ExplainReport.text(here, findings: result.plan.findings, context))
            judgements += here
            findings += result.plan.findings
            judgedAt = result.scan.at
        }
        if isCase { return try writeCase(judgements, findings, at: judgedAt, session) }
        let text =
            output.format == .json
            ? ExplainReport.json(judgements, findings: findings) : texts.joined(separator: "\n")
        try session.terminal.write(text, to: output.output)
    }

    /// The case of the named rule; else of the one whose finding is strongest, else of the first that judged.
    private func writeCase(
        _ judgements: [Judgement], _ findings: [Finding], at judgedAt: Date, _ session: Session
    ) throws {
        let names = judgements.map(\.rule.name)
        let chosen = rule ?? findings.first { $0.verdict != .clear }?.rule.name ?? names.first
        guard let chosen, let judgement = judgements.first(where: { $0.rule.name == chosen }) else {
            throw CommandError(
                "The rule '\(rule ?? "")' did not judge '\(resource)'",
                hint: NearestName.hint(for: rule ?? "", among: Array(Set(names)).sorted())
                    ?? "'costguard rules list' lists the rules")
        }
        let finding = findings.first { $0.rule.name == chosen && $0.resource == judgement.resource }
        var text = CaseText(judgement, heldSeconds: finding?.heldSeconds ?? 0, now: judgedAt)
        try session.terminal.write(
            text.yaml(others: Array(Set(names).subtracting([chosen])).sorted()), to: output.output)
    }
}
