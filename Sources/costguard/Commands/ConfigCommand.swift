// Shows what is configured. Reading it is SettingsFile's.

import ArgumentParser
import Foundation

/// `costguard config`: what is configured.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "config", "Show the configuration.", subcommands: [Show.self])

    /// `costguard config show`: each value and where it came from.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration.verb(
            "show", "Print each value, and where it came from.",
            "An option beats the environment, the environment beats the file, the file beats the default.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var aws: AWSOptions
        @OptionGroup var regions: RegionOptions

        func run() throws {
            let session = try Session(common, aws, regions: regions)
            let rows = SettingKey.all.map { key in
                (key.name, key.value(session.settings), session.settings.sources[key.name] ?? "default")
            }
            let width = rows.map(\.0.count).max() ?? 0
            var lines = [
                "configuration  \(session.paths.configuration)", "database       \(session.paths.database)",
            ]
            lines += session.rulePaths.map { "own rules      \($0)" } + [""]
            lines += rows.map { name, value, source in
                name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + value + "  (" + source + ")"
            }
            try session.terminal.write(lines.joined(separator: "\n"), to: nil)
        }
    }
}
