// Rules over the stored past: what they would have stopped. Playing them is BackTestStage's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import RuleEngine
import Storage

/// `costguard backtest`: what the rules would have stopped, saved, and whom it would have hit.
struct BackTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "backtest", "Play the rules over the past: what they would have stopped, saved, and what was used again.",
        """
        Reads the database alone, as every scan since saw the account. With --set or --rules, today's rules stand beside
        the changed ones. What the past does not tell is said.

          costguard backtest
          costguard backtest idle-instance --set idle_percent=10 --set for=2h
          costguard backtest --rules my-rules/ --days 30
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var scope: AccountOption

    @Option(parsing: .unconditional, help: ArgumentHelp("How far back, 63 at most.", valueName: "number"))
    var days: Int = 60

    @Option(
        help: ArgumentHelp(
            "Compare with this setting of the rules, or with 'for', their hold time. Repeatable.",
            valueName: "key=value"))
    var set: [String] = []

    @Argument(help: ArgumentHelp("Only this rule. Default: all that stop.", valueName: "rule"))
    var rule: String?

    func validate() throws {
        try output.allow(.text, .json, of: "a back-test")
        guard (1...63).contains(days) else { throw ValidationError("--days takes a number from 1 to 63, got \(days)") }
        _ = try changes()
    }

    /// What `--set` says, in its order.
    private func changes() throws -> [WhatIf.Change] {
        try set.map { text in
            guard let change = WhatIf.Change(text) else {
                throw ValidationError("--set takes key=value, such as idle_percent=10, got '\(text)'")
            }
            return change
        }
    }

    func run() async throws {
        let session = try Session(common)
        let database = try await session.openForReading()
        try await session.heedAge(of: database)
        guard let scan = try await scope.scan(in: database) else {
            throw CommandError("There is no scan yet", hint: "run 'costguard scan' first")
        }
        let columns = try WhatIf(session: session, options: common.rules, rule: rule, changes: changes()).columns()
        let stage = BackTestStage(session.local(database), past: database, settings: session.planSettings)
        let test = try await stage.run(
            columns.map { PastRules(name: $0.name, judge: session.pastJudge($0.rules, database)) },
            account: scan.account, days: days
        ) { scans in
            if scans > 500 { session.terminal.say("Judging the account as \(scans) scans saw it …") }
        }
        let text =
            output.format == .json
            ? BackTestReport.json(test) : BackTestReport.text(test, session.bareContext(file: output.output))
        try session.terminal.write(text, to: output.output)
    }
}
