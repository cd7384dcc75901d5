// Leaves costguard running on this machine, and ends that again. What is made is shown first, and asked.

import ArgumentParser
import CostModel
import Foundation

/// `costguard install`.
struct InstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "install", "Leave costguard running: by systemd, by cron, or on AWS Lambda.",
        """
        systemd and cron guard while this machine is on, Lambda always. What would be
        made is shown first, and asked; with --print it is only shown.

          costguard install systemd
          costguard install cron --every 1h
        """, subcommands: [InstallSystemdCommand.self, InstallCronCommand.self, InstallLambdaCommand.self])
}

/// How often, and whether to ask.
struct InstallOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Time between two runs.", valueName: "time"), transform: { try Cadence(typed: $0) })
    var every = Cadence.usual

    @Flag(help: "Only print what would be made.")
    var print = false

    @OptionGroup var agreement: Agreement
}

/// Whether what is shown is taken as agreed.
struct Agreement: ParsableArguments {
    @Flag(help: "Take what is shown as agreed.")
    var yes = false

    /// A yes to what a verb has shown.
    ///
    /// - Parameter verb: such as `install cron`.
    func confirmation(_ verb: String) -> Confirmation {
        Confirmation(word: "yes", yes: yes, typed: nil, command: "costguard \(verb)", verb: verb)
    }
}

/// Which of systemd's managers runs it.
struct ManagerOption: ParsableArguments {
    @Flag(help: "As root, for the system's manager: it runs whoever is logged in.")
    var system = false

    func validate() throws {
        if system, getuid() != 0 {
            throw ValidationError("--system writes to /etc/systemd/system, which root alone may: say it behind sudo")
        }
    }
}

/// `costguard install systemd`.
struct InstallSystemdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "systemd", "Have systemd run costguard: a timer of your own, or the system's.",
        """
        Writes costguard.service and costguard.timer where the manager looks for them, starts the timer, and lets it go on
        while you are not logged in. Called again, it brings them up to date.

          costguard install systemd
          sudo costguard install systemd --system --config /etc/costguard/config.yaml
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var options: InstallOptions
    @OptionGroup var manager: ManagerOption

    func run() async throws {
        let session = try Session(common, aws)
        let run = InstalledRun(session: session, rules: common.rules)
        let units = TimerUnits(options.every, run.words)
        if options.print {
            let text = units.files.map { "# \($0.name)\n\($0.text)" }.joined(separator: "\n")
            return try session.terminal.write(text, to: nil)
        }
        try SystemdInstall(session: session, isSystem: manager.system).install(
            units, run.notes, confirmation: options.agreement.confirmation("install systemd"))
    }
}

/// `costguard install cron`.
struct InstallCronCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "cron", "Have cron run costguard: a line in your own table.",
        """
        Every other line of the table stays as it is. Called again, it brings its own line up to date.

          costguard install cron
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var options: InstallOptions

    func run() async throws {
        let session = try Session(common, aws)
        let run = InstalledRun(session: session, rules: common.rules)
        let line = CronTable.line(options.every, run.words)
        if options.print { return try session.terminal.write(line, to: nil) }
        try CronInstall(session: session).install(
            line, run.notes, confirmation: options.agreement.confirmation("install cron"))
    }
}

/// `costguard uninstall`.
struct UninstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "uninstall", "End what 'costguard install' has made. Configuration and database stay.",
        """
          costguard uninstall systemd
        """, subcommands: [UninstallSystemdCommand.self, UninstallCronCommand.self, UninstallLambdaCommand.self])
}

/// `costguard uninstall systemd`.
struct UninstallSystemdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "systemd", "Stop the timer, and take its two files away.", "Lingering stays as it is: other units may need it.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var manager: ManagerOption

    @OptionGroup var agreement: Agreement

    func run() async throws {
        try SystemdInstall(session: try Session(common), isSystem: manager.system).uninstall(
            confirmation: agreement.confirmation("uninstall systemd"))
    }
}

/// `costguard uninstall cron`.
struct UninstallCronCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "cron", "Take costguard's line out of your table of cron.", "Every other line stays as it is.")

    @OptionGroup var common: CommonOptions

    @OptionGroup var agreement: Agreement

    func run() async throws {
        try CronInstall(session: try Session(common)).uninstall(confirmation: agreement.confirmation("uninstall cron"))
    }
}
