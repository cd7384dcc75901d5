// docs/commands.md, from what the program says of itself.

import Foundation
import Testing

@testable import costguard

struct CommandDocument {
    let commands: [(name: String, face: CommandFace)]
    private static let everywhere = ["--version", "-h, --help"]
    /// An option of so many commands is told once.
    private static let many = 5

    var text: String {
        var lines = [
            "# Commands",
            "",
            "Generated from the program; `costguard COMMAND --help` says the same. `costguard` alone is `costguard status`.",
            "Data goes to standard output, talk to standard error.",
            "",
            "## Options of many commands",
            "",
        ]
        lines += table(shared)
        for (name, face) in commands where name != "help" { lines += section(name, face) }
        lines += ["", "## Exit status", "", "Of the command as a whole: the first line that applies.", ""]
        lines += ["| status | meaning |", "|---|---|"]
        lines += costguard.ExitStatus.allCases.map { "| \($0.rawValue) | \(cell($0.meaning)) |" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Options with the same name and help in many commands, in the order in which they first come.
    private var shared: [CommandFace.Argument] {
        var counts: [String: Int] = [:]
        var seen: [CommandFace.Argument] = []
        for argument in commands.flatMap({ $0.face.arguments ?? [] }) where argument.kind != "positional" {
            counts[key(argument), default: 0] += 1
            if counts[key(argument)] == 1 { seen.append(argument) }
        }
        return seen.filter { counts[key($0), default: 0] >= Self.many }
    }

    private func section(_ name: String, _ face: CommandFace) -> [String] {
        let arguments = (face.arguments ?? []).filter { !Self.everywhere.contains($0.title) }
        let told = Set(shared.map(key))
        let positional = arguments.filter { $0.kind == "positional" }
        let usage = (["costguard \(name)"] + positional.map(\.title)).joined(separator: " ")
        var lines = ["", "## \(name)", "", "`\(usage)`", "", face.abstract ?? ""]
        lines += discussion(face)
        let own = arguments.filter { !told.contains(key($0)) }
        if !own.isEmpty { lines += [""] + table(own) }
        let also = arguments.filter { told.contains(key($0)) }.map { "`\($0.spelled)`" }
        if !also.isEmpty { lines += ["", "Also: \(also.joined(separator: ", "))."] }
        return lines
    }

    /// The command's own words, without the table that ends every help; indented lines are examples.
    private func discussion(_ face: CommandFace) -> [String] {
        let words = (face.discussion ?? "").components(separatedBy: costguard.ExitStatus.table)[0]
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !words.isEmpty else { return [] }
        var lines = [""]
        var isExample = false
        for line in words.components(separatedBy: "\n") {
            if line.hasPrefix("  ") != isExample, !line.isEmpty {
                lines.append(isExample ? "```" : "```sh")
                isExample.toggle()
            }
            lines.append(isExample && line.hasPrefix("  ") ? String(line.dropFirst(2)) : line)
        }
        return isExample ? lines + ["```"] : lines
    }

    private func table(_ arguments: [CommandFace.Argument]) -> [String] {
        let positional = arguments.filter { $0.kind == "positional" }
        let rows = positional + arguments.filter { $0.kind != "positional" && !isInversion($0, among: arguments) }
        return ["| argument | meaning |", "|---|---|"]
            + rows.map { argument in
                let inversion = arguments.first { $0.spelled == "--no-\(argument.spelled.dropFirst(2))" }
                let titles = [argument.title] + (inversion.map { [$0.title] } ?? [])
                return "| \(titles.map { "`\($0)`" }.joined(separator: ", ")) | \(cell(meaning(argument))) |"
            }
    }

    /// `--no-apply` beside `--apply`: one line tells both.
    private func isInversion(_ argument: CommandFace.Argument, among all: [CommandFace.Argument]) -> Bool {
        guard argument.spelled.hasPrefix("--no-") else { return false }
        return all.contains { "--no-\($0.spelled.dropFirst(2))" == argument.spelled }
    }

    private func meaning(_ argument: CommandFace.Argument) -> String {
        var meaning = argument.abstract ?? ""
        if let value = argument.defaultValue { meaning += " Default: \(value)." }
        if let values = argument.allValues, !meaning.contains(values[0]) {
            meaning += " One of: \(values.joined(separator: ", "))."
        }
        return meaning
    }

    private func key(_ argument: CommandFace.Argument) -> String { "\(argument.title) \(argument.abstract ?? "")" }

    private func cell(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }
}
