// Rules listed, shown, begun, checked and tested. Understanding them is RuleEngine's.

import ArgumentParser
import CostModel
import Foundation
import Planning
import RuleEngine
import YAML

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
            lines += session.rules.unlisted.map { rule in
                "\(rule.name)\n    \(rule.title)\n    off: scans look for \(rule.view) where the configuration says "
                    + "'kinds: [\(rule.view)]'"
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
            let found = RuleCheck.check(files, views: try ListedKinds.everyOne(beside: common.paths).views)
            for diagnostic in found { common.terminal.complain("\(diagnostic)") }
            guard found.isEmpty else { throw ExitCode(ExitStatus.failed.rawValue) }
            common.terminal.say("\(CountText.text(files.count, "rule file")) checked, no faults")
        }

        private func inForce() throws -> [YAMLFile] {
            try RuleFiles.files(common.rules, at: RuleFiles.paths(common.rules, besides: try common.paths.ownRules))
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
            let kinds = try ListedKinds.everyOne(beside: common.paths)
            let rules = try RuleSet.load(RuleFiles.read([path]), views: kinds.views, all: true)
            let results = try RuleCases.run(
                caseFiles: RuleFiles.read([path + "/cases"]), rules: rules
            ) { Self.verdict($0, heldSeconds: $1, now: $2, acts: kinds.acts) }
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

        /// What a plan with the default settings would say of one judgement that has held for so long.
        private static func verdict(
            _ judgement: Judgement, heldSeconds: Int, now: Date, acts: [ResourceKind: KindActs]
        ) -> Verdict {
            if judgement.outcome == .clear { return .clear }
            let key = HoldKey(rule: judgement.rule.name, resource: judgement.resource)
            let hold = HoldState(
                heldSeconds: heldSeconds, judgedAt: now, held: true, ruleDigest: judgement.rule.digest,
                launchTime: judgement.rowLaunchTime)
            var request = PlanRequest(
                judgements: JudgementSet(judgements: [judgement]), account: judgement.resource.account, now: now,
                holds: [key: hold], firstAccount: judgement.resource.account)
            request.acts = acts
            let plan = Planner.plan(request)
            return plan.findings.first?.verdict ?? .clear
        }
    }

    /// JSON Schema of a rule file.
    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "schema", "Print the JSON Schema of rule files, for editors.")

        @OptionGroup var common: CommonOptions

        func run() throws {
            try common.terminal.write(RuleSchema.json(ListedKinds.everyOne(beside: common.paths).views), to: nil)
        }
    }
}

extension RulesCommand {
    /// A rule's file.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration.verb("show", "Print the file of a rule that is in force.")

        @OptionGroup var common: CommonOptions

        @Argument(help: ArgumentHelp("Name of a rule, as 'costguard rules list' shows it.", valueName: "name"))
        var name: String

        func run() throws {
            let session = try Session(common)
            let files = try RuleFiles.files(common.rules, at: session.rulePaths)
            let header =
                session.rules.headers.first { $0.name == name } ?? session.rules.disabled.first { $0.name == name }
            let origin = header?.origin ?? session.rules.unlisted.first { $0.name == name }?.origin
            let file = files.first { $0.origin == origin }
            guard let file else {
                let known =
                    (session.rules.headers + session.rules.disabled).map(\.name) + session.rules.unlisted.map(\.name)
                throw CommandError(
                    "No rule in force is named '\(name)'",
                    hint: NearestName.hint(for: name, among: known.sorted())
                        ?? "'costguard rules list' lists them")
            }
            try session.terminal.write(file.text, to: nil)
        }
    }

    /// What conditions can read.
    struct Views: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "views", "List the views that rules judge, or the columns of one.")

        @OptionGroup var common: CommonOptions

        @Argument(help: ArgumentHelp("Name of a view, such as instances.", valueName: "view"))
        var view: String?

        func run() throws {
            let views = try ListedKinds.everyOne(beside: common.paths).views
            guard let view else {
                let width = views.names.map(\.count).max() ?? 0
                let lines = views.all.map { "\(Self.padded($0.name, width))\($0.doc)" }
                return try common.terminal.write(lines.joined(separator: "\n"), to: nil)
            }
            guard let schema = views.named(view) else {
                throw CommandError(
                    "There is no view '\(view)'",
                    hint: NearestName.hint(for: view, among: views.names)
                        ?? "'costguard rules views' lists them")
            }
            let names = schema.columns.map(\.name.count).max() ?? 0
            let lines = schema.columns.map {
                "\(Self.padded($0.name, names))\(Self.padded($0.type.rawValue, 7))\($0.doc)"
            }
            try common.terminal.write(lines.joined(separator: "\n"), to: nil)
        }

        private static func padded(_ text: String, _ width: Int) -> String {
            text.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        }
    }

    /// A rule to begin with.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "new", "Write a commented rule of your own and its case into rules.d, beside the configuration.",
            "Nothing is overwritten. Every command reads the files of rules.d besides the built-in rules.")

        @OptionGroup var common: CommonOptions

        @Argument(help: ArgumentHelp("Its name: lower-case letters, digits and hyphens.", valueName: "name"))
        var name: String

        func validate() throws {
            guard name.wholeMatch(of: /[a-z][a-z0-9-]{0,63}/) != nil else {
                throw ValidationError("'\(name)' is no name of a rule: lower-case letters, digits and hyphens")
            }
        }

        func run() throws {
            let session = try Session(common)
            let taken =
                (session.rules.headers + session.rules.disabled).map(\.name) + session.rules.unlisted.map(\.name)
            guard !taken.contains(name) else {
                throw CommandError(
                    "There is a rule '\(name)' already", hint: "'costguard rules show \(name)' prints it")
            }
            let directory = session.paths.ownRules
            let rule = "\(directory)/\(name).yaml"
            let cases = "\(directory)/cases/\(name).yaml"
            for path in [rule, cases] where FileManager.default.fileExists(atPath: path) {
                throw CommandError("'\(path)' is there already", hint: "edit it, or take another name")
            }
            do {
                try FileManager.default.createDirectory(
                    atPath: directory + "/cases", withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw CommandError(
                    "The directory '\(directory)' could not be made: \(error.localizedDescription)",
                    hint: "it must be yours to write; --config names a configuration elsewhere")
            }
            // The case first: a rule alone would be in force without one.
            try OutputFile.write(RuleTemplate.cases(name), to: cases)
            try OutputFile.write(RuleTemplate.rule(name), to: rule)
            let next = "Next: edit it | costguard rules check | costguard rules test \(directory)"
            try session.terminal.write("\(rule)\n\(cases)\n\(next)", to: nil)
        }
    }
}
