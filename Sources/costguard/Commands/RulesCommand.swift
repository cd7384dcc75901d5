// Lists, checks and tests rules. Understanding them is RuleEngine's.

import ArgumentParser
import CostModel
import Foundation
import RuleEngine

/// `costguard rules`: list, show, write, check and test them, and the schema for editors.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "rules", "List, show, write, check and test rules; print their schema for editors.",
        """
        Your own rules stand in 'rules.d' beside the configuration and are read by every command besides the built-in
        ones. Cron acts only by those that 'unattended.rules' of the configuration names.
        """,
        subcommands: [
            List.self, Show.self, Views.self, New.self, Check.self, Test.self, Schema.self,
        ])

    /// Rules that are in force.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "list", "List the rules that are in force, and those that are switched off.")

        @OptionGroup var common: CommonOptions

        func run() throws {
            let session = try Session(common)
            var lines = session.rules.headers.map { rule in
                let hold = rule.action.changesAWS ? ", after \(rule.holdSeconds / 60) min" : ""
                return "\(rule.name)\n    \(rule.title)\n    \(rule.view), \(rule.severity.rawValue), "
                    + "\(rule.action.rawValue)\(hold); \(rule.origin)"
            }
            lines += session.rules.disabled.map { rule in
                let isSwitchedOff = session.settings.rules[rule.name]?.enabled == false
                return isSwitchedOff
                    ? "\(rule.name)\n    switched off in the configuration"
                    : "\(rule.name)\n    off unless the configuration says 'rules: { \(rule.name): { enabled: true } }'"
            }
            try session.terminal.write(lines.joined(separator: "\n"), to: nil)
        }
    }

    /// Every fault of every file.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "check", "Find every fault in rule files: form, names, SQL, and rules that would act without data.",
            "Without a path, the rules in force are checked.")

        @OptionGroup var common: CommonOptions

        @Argument(help: ArgumentHelp("Rule files or directories.", valueName: "path"))
        var paths: [String] = []

        func run() throws {
            let files = try paths.isEmpty ? inForce() : RuleFiles.read(paths)
            let found = RuleCheck.check(files)
            for diagnostic in found { common.terminal.complain("\(diagnostic)") }
            guard found.isEmpty else { throw ExitCode(ExitStatus.failed.rawValue) }
            common.terminal.say("\(CountText.text(files.count, "rule file")) checked, no faults")
        }

        private func inForce() throws -> [RuleFile] {
            let paths = try Paths(
                configuration: common.config, database: common.database, environment: common.environment)
            return try RuleFiles.files(
                common.rules, at: RuleFiles.paths(common.rules, besides: paths.ownRules))
        }
    }

    /// The cases beside the rules.
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "test", "Run the cases that stand beside rules: a given inventory, a time, expected verdicts.",
            "PATH is a directory of rules with its cases in 'cases/', as rules/ in the repository.")

        @OptionGroup var common: CommonOptions

        @Argument(help: ArgumentHelp("Directory of rules.", valueName: "path"))
        var path: String

        func run() throws {
            let rules = try RuleSet.load(RuleFiles.read([path]), all: true)
            let results = try RuleCases.run(
                caseFiles: RuleFiles.read([path + "/cases"]), rules: rules, decide: CaseVerdict.decide)
            let failed = results.filter { !$0.passed }
            for result in failed {
                common.terminal.warn("FAILED \(result.rule): \(result.name)")
                common.terminal.warn(
                    "    \(result.resource): expected \(result.expected), got "
                        + "\(result.got.map { "\($0)" } ?? "no verdict"): \(result.detail)")
            }
            common.terminal.say("\(results.count - failed.count) passed, \(failed.count) failed")
            if !failed.isEmpty || results.isEmpty { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }

    /// JSON Schema of a rule file.
    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "schema", "Print the JSON Schema of rule files, for editors.")

        @OptionGroup var common: CommonOptions

        func run() throws { try common.terminal.write(RuleSchema.json, to: nil) }
    }
}
