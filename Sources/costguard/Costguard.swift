// The command line: its verbs, and what is said to a first word that is none.

import AWSAPI
import ArgumentParser
import CHeap
import CProcess
import CostModel
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
        version: Version.text, subcommands: commands, defaultSubcommand: StatusCommand.self)

    /// The registry of commands, in the order of `--help`. A new one is a file in `Commands` and a line here.
    private static let commands: [any ParsableCommand.Type] = [
        StatusCommand.self,
        DemoCommand.self,
        InitCommand.self,
        DoctorCommand.self,
        ScanCommand.self,
        PlanCommand.self,
        ApplyCommand.self,
        StopCommand.self,
        StartCommand.self,
        UndoCommand.self,
        KeepCommand.self,
        UnkeepCommand.self,
        OwnersCommand.self,
        PauseCommand.self,
        ResumeCommand.self,
        ScheduleCommand.self,
        BrakeCommand.self,
        RunCommand.self,
        WatchCommand.self,
        InstallCommand.self,
        UninstallCommand.self,
        LambdaCommand.self,
        ExplainCommand.self,
        CreditsCommand.self,
        AlertsCommand.self,
        ReportCommand.self,
        PricesCommand.self,
        RulesCommand.self,
        KindsCommand.self,
        BackTestCommand.self,
        IAMPolicyCommand.self,
        HistoryCommand.self,
        ConfigCommand.self,
        VersionCommand.self,
    ]

    static func main() async {
        // Keys are in memory from here on.
        dump_no_core()
        // A scan's answers come and go on many threads: with a heap for each, a fifth more memory is held.
        heap_limit(2)
        // A reader that has gone (`| head`) is no reason to die half-way through a change.
        signal(SIGPIPE, SIG_IGN)
        Terminal.reserveStreams()
        let failure = await failureOfCommand()
        // What was to be kept in S3 is kept now, whatever the command said; where it is not, that outweighs a good end.
        let unstored = await SharedDatabase.finishAll()
        if let unstored { ErrorMessages.tell(unstored) }
        end(failure, orWith: unstored)
        if let unstored { Foundation.exit((ExitStatus.of(unstored) ?? .failed).rawValue) }
    }

    private static func failureOfCommand() async -> (any Error)? {
        do {
            if let error = unknownVerb { throw error }
            var command = try parseAsRoot()
            if var async = command as? any AsyncParsableCommand {
                try await async.run()
            } else {
                try command.run()
            }
            return nil
        } catch { return error }
    }

    /// Says what failed, and ends the program with its status; returns where nothing did.
    private static func end(_ failure: (any Error)?, orWith unstored: (any Error)?) {
        switch failure {
        case nil: return
        case let error as ExitCode:
            if let unstored,
                [ExitStatus.incomplete, .findings, .done].contains(where: { $0.rawValue == error.rawValue })
            {
                Foundation.exit((ExitStatus.of(unstored) ?? .failed).rawValue)
            }
            Foundation.exit(error.rawValue)
        case let error?:
            if let status = ExitStatus.of(error) {
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

enum Version {
    static let text = "0.2.0"
}

/// Called before the command line is parsed: the parser would take such a word for an argument of `status`.
struct UnknownVerb {
    /// The words that the user typed, without the program's name.
    let words: [String]
    /// Every verb of the program.
    let verbs: [String]

    /// Nil where the first word is a verb, an option, or missing.
    var error: CommandError? {
        guard let word = words.first, !word.hasPrefix("-"), !verbs.contains(word) else { return nil }
        let subject = words.dropFirst().first { !$0.hasPrefix("-") }
        if let hint = Self.meant(by: word, subject ?? "NAME") {
            return CommandError("There is no verb '\(word)'", hint: hint, status: .usage)
        }
        let typed = word.lowercased()
        let near = verbs.contains(typed) ? typed : NearestName.nearest(to: typed, among: verbs)
        return CommandError(
            "There is no verb '\(word)'",
            hint: near.map { "did you mean 'costguard \($0)'?" } ?? "'costguard --help' lists them", status: .usage)
    }

    /// What people try first, and what does it here.
    private static func meant(by word: String, _ subject: String) -> String? {
        switch word.lowercased() {
        case "kill", "halt", "terminate", "shutdown", "poweroff", "off":
            "'costguard stop \(subject)' stops it; costguard terminates and deletes nothing"
        case "boot", "up", "on", "resurrect": "'costguard start \(subject)' starts it"
        case "revert", "rollback", "restore", "unstop": "'costguard undo' starts again what costguard stopped last"
        case "ignore", "exclude", "snooze", "protect": "'costguard keep \(subject)' leaves it alone for a day"
        case "list", "ls", "show":
            "'costguard status' shows what runs, 'costguard explain \(subject)' why it is let run"
        case "log", "logs", "journal": "'costguard history' shows what was changed"
        case "setup", "configure", "login": "'costguard init' writes the configuration, 'costguard doctor' checks it"
        default: nil
        }
    }
}
