// `rules` for who writes one: a shipped rule to read, the columns to read from, a file to begin with.

import ArgumentParser
import CostModel
import Foundation
import RuleEngine

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
            let file = files.first { $0.origin == header?.origin }
            guard let file else {
                let known = (session.rules.headers + session.rules.disabled).map(\.name)
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
            guard let view else {
                let width = ViewSchema.all.map(\.name.count).max() ?? 0
                let lines = ViewSchema.all.map { "\(Self.padded($0.name, width))\($0.doc)" }
                return try common.terminal.write(lines.joined(separator: "\n"), to: nil)
            }
            guard let schema = ViewSchema.named(view) else {
                throw CommandError(
                    "There is no view '\(view)'",
                    hint: NearestName.hint(for: view, among: ViewSchema.all.map(\.name))
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
            guard !(session.rules.headers + session.rules.disabled).map(\.name).contains(name) else {
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
