// How a command ends: one table of statuses for the code, every --help and the documentation; and how an error is said.

import AWSAPI
import ArgumentParser
import Pipeline
import RuleEngine
import Storage
import Synchronization
import YAML

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

/// A failure with its exit status, said as every other: what, on which thing, then a hint.
struct CommandError: Error, CustomStringConvertible {
    let status: ExitStatus
    let message: String
    let hint: String
    /// What was said by whoever refused, for `--verbose`; nil: nothing more.
    let detail: String?

    init(_ message: String, hint: String, status: ExitStatus = .failed, detail: String? = nil) {
        self.message = message
        self.hint = hint
        self.status = status
        self.detail = detail
    }

    var description: String { "\(message)\nhint: \(hint)" }
}

extension ExitStatus {
    /// That of an error from any room; nil for ArgumentParser's own, which it prints itself.
    static func of(_ error: any Error) -> ExitStatus? {
        switch error {
        case let error as CommandError: error.status
        case let error as PipelineError: error.code == .refused ? .refused : .failed
        case let error as StorageError: error.code == .lockHeld ? .refused : .failed
        case is ValidationError, is CleanExit: nil
        default: String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") ? nil : .failed
        }
    }
}

/// How the error that ends the program is said: each fault of a file in lines of its own.
enum ErrorMessages {
    static func tell(_ error: any Error) {
        let terminal = Terminal(quiet: false)
        if let faults = (error as? Diagnostics)?.list {
            for fault in faults { terminal.complain("\(fault)") }
            return
        }
        terminal.complain("costguard: \(error)")
        guard CommonOptions.isVerbose.load(ordering: .relaxed) else { return }
        if let detail = (error as? AWSError)?.detail ?? (error as? CommandError)?.detail {
            terminal.warn("AWS said: \(detail)")
        }
    }
}
