// Kinds of resources that files describe: listed, shown and checked. Understanding the files is Kinds' matter.

import ArgumentParser
import CostModel
import Foundation
import Kinds
import Reporting
import YAML

/// `costguard kinds`: what files say of kinds of resources.
struct KindsCommand: ParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "kinds", "List, show and check kinds of resources beyond EC2: a kind is a file.",
        """
        Your own kinds stand in 'kinds.d' beside the configuration. A kind's file says how AWS lists it and what it costs;
        it can name neither hosts nor operations that change anything.
        """,
        subcommands: [List.self, Show.self, Check.self, Schema.self])

    /// A line of each kind.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "list", "List the kinds that files describe, yours among them.")

        @OptionGroup var common: CommonOptions

        func run() throws {
            let catalog = try KindFiles.catalog(beside: common.paths)
            try common.terminal.write(KindReport.list(catalog.specs), to: nil)
            try KindFiles.complain(catalog, common.terminal)
        }
    }

    /// All that a file says of a kind.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "show", "Show a kind: its calls, columns, price, and the commands for what you may do by hand.")

        @OptionGroup var common: CommonOptions

        @Flag(help: "Print the file itself, to begin one of your own from.")
        var file = false

        @Argument(help: ArgumentHelp("Name of a kind, such as databases.", valueName: "kind"))
        var kind: String

        func run() throws {
            let files = try KindFiles.all(beside: common.paths)
            let catalog = KindFiles.catalog(of: files)
            guard let spec = catalog.spec(kind) else {
                try KindFiles.complain(catalog, common.terminal)
                throw CommandError(
                    "There is no kind '\(kind)'",
                    hint: NearestName.hint(for: kind, among: catalog.specs.map(\.view))
                        ?? "'costguard kinds list' lists them")
            }
            let text = file ? files.first { $0.origin == spec.origin }?.text : nil
            try common.terminal.write(text ?? KindReport.page(spec), to: nil)
        }
    }

    /// Every fault of every file.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "check", "Find every fault in files of kinds: form, names, calls that no kind may make.",
            "Without a path, the shipped kinds and those of 'kinds.d' are checked.")

        @OptionGroup var common: CommonOptions

        @Argument(help: ArgumentHelp("Files of kinds or directories.", valueName: "path"))
        var paths: [String] = []

        func run() throws {
            // A file given by name may be one of those that are in force: it is checked beside the shipped ones alone.
            let given = try paths.isEmpty ? KindFiles.own(beside: common.paths) : YAMLFiles.kinds.read(paths)
            let catalog = KindFiles.catalog(of: KindFiles.shipped(without: given) + given)
            try KindFiles.complain(catalog, common.terminal)
            let count = paths.isEmpty ? Assets.kinds.count + given.count : given.count
            common.terminal.say("\(CountText.text(count, "file")) of kinds checked, no faults")
        }
    }

    /// JSON Schema of a kind's file.
    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "schema", "Print the JSON Schema of files of kinds, for editors.")

        @OptionGroup var common: CommonOptions

        func run() throws { try common.terminal.write(KindSchema.json, to: nil) }
    }
}
