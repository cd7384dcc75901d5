// dist/costguard.1, the man page, from what the program says of itself. In the language of man(7).

import Foundation

@testable import costguard

struct ManualDocument {
    let root: CommandFace

    var text: String {
        let head = [
            ".\\\" Written by the tests of HouseTests from the program's own words: do not edit it.",
            ".TH COSTGUARD 1 \"\" \"costguard \(Version.text)\" \"User Commands\"",
            ".SH NAME", "costguard \\- " + Self.plain(abstract(root)),
            ".SH SYNOPSIS", ".B costguard", "\\fIcommand\\fR [\\fIoption\\fR ...]",
            ".SH DESCRIPTION",
        ]
        return (head + Self.asItStands(discussion(root)) + [".SH COMMANDS"] + commands + options + ending)
            .joined(separator: "\n") + "\n"
    }

    private var verbs: [(name: String, face: CommandFace)] {
        root.all().filter { !$0.name.hasPrefix("help") }
    }

    /// Each is told once, at the end.
    private var shared: [CommandFace.Argument] { CommandFace.shared(by: verbs) }

    private var commands: [String] {
        let told = Set(shared.map(\.key))
        return verbs.flatMap { name, face in
            let own = (face.arguments ?? []).filter { !told.contains($0.key) }
            return [".SS " + Self.plain("costguard \(name)"), Self.plain(abstract(face))]
                + Self.asItStands(discussion(face)) + own.flatMap(entry)
        }
    }

    private var options: [String] { [".SH OPTIONS OF MANY COMMANDS"] + shared.flatMap(entry) }

    private var ending: [String] {
        [".SH EXIT STATUS", "Of the command as a whole: the first that applies."]
            + costguard.ExitStatus.allCases.flatMap { [".TP", "\($0.rawValue)", Self.plain($0.meaning)] }
            + [
                ".SH FILES",
                ".TP", "\\fI~/.config/costguard/config.yaml\\fR", "The configuration, which costguard init writes.",
                ".TP", "\\fI~/.local/state/costguard/costguard.sqlite\\fR",
                "What was seen, and the journal of changes.",
            ]
    }

    private func entry(_ argument: CommandFace.Argument) -> [String] {
        [".TP", "\\fB\(Self.plain(argument.title))\\fR", Self.plain(argument.meaning)]
    }

    private func abstract(_ face: CommandFace) -> String {
        let text = face.abstract ?? ""
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    /// Without the table of statuses, which ends every help.
    private func discussion(_ face: CommandFace) -> String {
        (face.discussion ?? "").components(separatedBy: "EXIT STATUS")[0]
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Line by line, as the help has it: examples stand in it.
    private static func asItStands(_ text: String) -> [String] {
        text.isEmpty ? [] : [".PP", ".nf"] + text.components(separatedBy: "\n").map(plain) + [".fi"]
    }

    /// Safe from being read as a request: a backslash, a hyphen that is to be typed, a line that begins with a control.
    private static func plain(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }
}
