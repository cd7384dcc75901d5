// Shows the main job without an account. The stage and the story are Demo's and SimulatedAWS's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import SimulatedAWS

/// `costguard demo`: the main job on a simulated account.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "demo", "Show what costguard does, on a simulated account on this machine. Uses no AWS keys.",
        """
        Starts a small AWS on 127.0.0.1 with a student's account in it, scans it a few times as cron would, and
        shows the plan and the mail. The true client, database and rules do the work; your credentials,
        configuration and database are never read.
        """)

    @Option(help: ArgumentHelp("text, json, csv, or html for the page of 'costguard report'.", valueName: "format"))
    var format: OutputOptions.Format = .text

    @Flag(help: "Say less: only what must be heard.")
    var quiet = false

    func run() async throws {
        let terminal = Terminal(quiet: quiet)
        let demo = try await Demo.start(terminal: terminal)
        do {
            let text = try await demo.play(format: format)
            try await demo.end()
            try terminal.write(text, to: nil)
        } catch {
            try? await demo.end()
            throw error
        }
    }
}
