// Shows what is configured. Reading it is SettingsFile's.

import ArgumentParser
import Foundation
import Reporting

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
            let file = session.paths.configuration
            var lines = ["configuration  \(file)", "database       \(session.paths.database)"]
            lines += session.rulePaths.map { "own rules      \($0)" } + [""]
            for (name, value, source) in rows {
                // The file is named above.
                let place = source.hasPrefix(file + ":") ? "line \(source.dropFirst(file.count + 1))" : source
                lines += MessageText.fold(
                    "\(value)  (\(place))", head: name.padding(toLength: width + 2, withPad: " ", startingAt: 0),
                    hang: width + 2, width: Terminal.width(of: 1))
            }
            try session.terminal.write(lines.joined(separator: "\n"), to: nil)
        }
    }
}
