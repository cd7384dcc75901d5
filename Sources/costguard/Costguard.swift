// The command line: its verbs, and how errors leave.

import AWSAPI
import ArgumentParser
import CHeap
import CProcess
import Foundation
import Pipeline
import RuleEngine
import Storage
import Synchronization

@main
struct Costguard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "costguard",
        abstract: "A brake for AWS bills: shows and stops what burns your credit while nobody uses it.",
        discussion: """
            Try it without an account:   costguard demo
            Look at your own account:    costguard init, then costguard scan, then costguard plan
            Nothing is ever changed before you say 'costguard apply' or allow it in the configuration.

            """ + ExitStatus.table,
        version: Version.text,
        subcommands: [
            StatusCommand.self, DemoCommand.self, InitCommand.self, DoctorCommand.self, ScanCommand.self,
            PlanCommand.self, ApplyCommand.self, RunCommand.self, WatchCommand.self, ExplainCommand.self,
            CreditsCommand.self, AlertsCommand.self, ReportCommand.self, PricesCommand.self,
            RulesCommand.self, IAMPolicyCommand.self, HistoryCommand.self, ConfigCommand.self,
        ],
        defaultSubcommand: StatusCommand.self)

    static func main() async {
        // Keys are in memory from here on.
        dump_no_core()
        // A scan's answers come and go on many threads: with a heap for each, a fifth more memory is held.
        heap_limit(2)
        // A reader that has gone (`| head`) is no reason to die half-way through a change.
        signal(SIGPIPE, SIG_IGN)
        Terminal.reserveStreams()
        do {
            if let error = unknownVerb { throw error }
            var command = try parseAsRoot()
            if var async = command as? any AsyncParsableCommand {
                try await async.run()
            } else {
                try command.run()
            }
        } catch let error as ExitCode {
            Foundation.exit(error.rawValue)
        } catch {
            if let status = ErrorStatus.of(error) {
                ErrorMessages.tell(error)
                Foundation.exit(status.rawValue)
            }
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            ErrorMessages.tell(CommandError(message(for: error), hint: usageHint, status: .usage))
            Foundation.exit(ExitStatus.usage.rawValue)
        }
    }
}

extension Costguard {
    /// What is wrong with the first word of this process, if anything is. `help` is the parser's own.
    private static var unknownVerb: CommandError? {
        let verbs = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        return UnknownVerb(words: Array(CommandLine.arguments.dropFirst()), verbs: verbs).error
    }
}

extension Costguard {
    /// Where it stands what the verb of this process takes.
    private static var usageHint: String {
        var path = [String]()
        var verbs = configuration.subcommands
        for word in CommandLine.arguments.dropFirst() {
            guard let verb = verbs.first(where: { $0.configuration.commandName == word }) else { break }
            path.append(word)
            verbs = verb.configuration.subcommands
        }
        return "'\((["costguard"] + path + ["--help"]).joined(separator: " "))' shows what it takes"
    }
}

/// The exit status of an error from any room; nil for ArgumentParser's own, which it prints itself.
enum ErrorStatus {
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

enum Version {
    static let text = "0.1.0"
}
