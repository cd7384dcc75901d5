// How a command ends: one table for the code, every --help and the documentation.

import ArgumentParser

/// The exit status of a command as a whole. The first that applies, in the order of `allCases`.
enum ExitStatus: Int32, CaseIterable {
    case usage = 64
    case interrupted = 130
    case terminated = 143
    case failed = 1
    case refused = 4
    case incomplete = 3
    case findings = 2
    case done = 0

    var meaning: String {
        switch self {
        case .usage: "the command line is wrong"
        case .interrupted: "called off by Ctrl-C: what was seen is kept, a change in hand was ended"
        case .terminated: "called off by SIGTERM, likewise"
        case .failed: "failed"
        case .refused: "refused: lock held, drift, wrong account, wrong confirmation, a file that is not yours alone"
        case .incomplete: "incomplete: something that an enabled rule needs was not seen"
        case .findings: "findings at or over --fail-on (only when asked for)"
        case .done: "done"
        }
    }

    /// The end of every `--help`.
    static let table: String = {
        let rows = allCases.map { status in
            let code = String(status.rawValue)
            return "  " + String(repeating: " ", count: 3 - code.count) + code + "  " + folded(status.meaning)
        }
        return (["EXIT STATUS"] + rows).joined(separator: "\n")
    }()

    /// Further lines of a meaning stand below its first, within the 80 columns that a help has.
    private static func folded(_ meaning: String) -> String {
        var lines = [""]
        for word in meaning.split(separator: " ") {
            if let last = lines.last, last.isEmpty || last.count + word.count < 72 {
                lines[lines.count - 1] += last.isEmpty ? word : " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n       ")
    }

    /// For commands that end well or incomplete.
    func exit() throws {
        if self != .done { throw ExitCode(rawValue) }
    }
}

extension CommandConfiguration {
    /// A verb: its one-line abstract, what it does in a few lines, and the exit table.
    static func verb(
        _ name: String, _ abstract: String, _ discussion: String = "", subcommands: [any ParsableCommand.Type] = [],
        defaultSubcommand: (any ParsableCommand.Type)? = nil
    ) -> CommandConfiguration {
        CommandConfiguration(
            commandName: name, abstract: abstract,
            discussion: discussion.isEmpty ? ExitStatus.table : discussion + "\n\n" + ExitStatus.table,
            subcommands: subcommands, defaultSubcommand: defaultSubcommand)
    }
}
