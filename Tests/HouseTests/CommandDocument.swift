// docs/commands.md, from what the program says of itself and what it prints when it is called.

import Foundation
import Testing

@testable import costguard

struct CommandDocument {
    let commands: [(name: String, face: CommandFace)]
    /// The blocks of each command: what was typed, and what was answered.
    let shown: [String: (note: String, blocks: [[String]])]
    private static let everywhere = ["--version", "-h, --help"]
    private var shared: [CommandFace.Argument] { CommandFace.shared(by: commands) }

    var text: String {
        var lines = [
            "# Commands",
            "",
            "Each command at work, on the simulated account of `costguard demo`: what is shown was printed by the program when",
            "this page was made. `(…)` stands for lines that are left out, `… s` for a time that differs from run to run. Data goes",
            "to standard output, talk to standard error; here both stand together. `costguard COMMAND --help` says the rest.",
            "",
        ]
        lines += contents + ["", "## Options of many commands", ""] + table(shared)
        for (name, face) in verbs { lines += section(name, face) }
        lines += ["", "## Exit status", "", "Of the command as a whole: the first line that applies.", ""]
        lines += ["| status | meaning |", "|---|---|"]
        lines += costguard.ExitStatus.allCases.map { "| \($0.rawValue) | \(cell($0.meaning)) |" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Those that do something; `credits` does what `credits show` does.
    private var verbs: [(name: String, face: CommandFace)] {
        commands.filter { $0.name != "help" && ($0.face.subcommands ?? []).isEmpty }
    }

    /// A line for each family of commands.
    private var contents: [String] {
        let groups = Dictionary(grouping: verbs.map(\.name)) { $0.components(separatedBy: " ")[0] }
        let first = commands.filter { $0.name != "help" && !$0.name.contains(" ") }
        return ["| command | for |", "|---|---|"]
            + first.map { name, face in
                let links = groups[name, default: []].map {
                    "[`\($0)`](#\($0.replacingOccurrences(of: " ", with: "-")))"
                }
                return "| \(links.joined(separator: ", ")) | \(cell(face.abstract ?? "")) |"
            }
    }

    private func section(_ name: String, _ face: CommandFace) -> [String] {
        let arguments = (face.arguments ?? []).filter { !Self.everywhere.contains($0.title) }
        let told = Set(shared.map(\.key))
        let scene = shown[name]
        var lines = ["", "## \(name)", "", scene?.note ?? "Not shown."]
        for block in scene?.blocks ?? [] { lines += ["", "```console"] + block + ["```"] }
        let own = arguments.filter { !told.contains($0.key) }
        if !own.isEmpty { lines += [""] + table(own) }
        let also = arguments.filter { told.contains($0.key) }.map { "`\($0.spelled)`" }
        if !also.isEmpty { lines += ["", "Also: \(also.joined(separator: ", "))."] }
        return lines
    }

    private func table(_ arguments: [CommandFace.Argument]) -> [String] {
        let positional = arguments.filter { $0.kind == "positional" }
        let rows = positional + arguments.filter { $0.kind != "positional" && !isInversion($0, among: arguments) }
        return ["| argument | meaning |", "|---|---|"]
            + rows.map { argument in
                let inversion = arguments.first { $0.spelled == "--no-\(argument.spelled.dropFirst(2))" }
                let titles = [argument.title] + (inversion.map { [$0.title] } ?? [])
                return "| \(titles.map { "`\($0)`" }.joined(separator: ", ")) | \(cell(argument.meaning)) |"
            }
    }

    /// `--no-apply` beside `--apply`: one line tells both.
    private func isInversion(_ argument: CommandFace.Argument, among all: [CommandFace.Argument]) -> Bool {
        guard argument.spelled.hasPrefix("--no-") else { return false }
        return all.contains { "--no-\($0.spelled.dropFirst(2))" == argument.spelled }
    }

    private func cell(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }
}
