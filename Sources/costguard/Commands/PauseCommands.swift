// A person pauses the guard, and lets it go on.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard pause`: cron changes nothing for a while.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "pause", "Change nothing by itself for a while: scans, plans and mails go on.",
        """
        For a day, unless --for or --until says otherwise; it ends by itself. Every verb and mail says so meanwhile. A
        person's 'costguard apply' is not held up.

          costguard pause
          costguard pause --until 18:00 --because 'exam in the lab'
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var end: EndOptions

    @Option(help: ArgumentHelp("Why, for who reads it later.", valueName: "text"))
    var because: String?

    func run() async throws {
        let session = try Session(common)
        let (database, lock) = try session.openForWriting()
        defer { lock.release() }
        try await session.heedAge(of: database)
        let now = session.clock()
        let until = try end.end(after: now, in: session.settings.timeZone) ?? now.addingTimeInterval(PauseCommand.usual)
        let pause = Pause(since: now, until: until, because: because, who: session.user)
        try await database.record(pause)
        try session.terminal.write(KeepText.pauseLine(pause, session.bareContext(file: nil)) + ".\n", to: nil)
        for scan in try await database.lastScans() { try await session.tellOthers(of: scan.account, database) }
    }

    /// How long it lasts where nobody says, in seconds.
    private static let usual: TimeInterval = 24 * .hour
}

/// `costguard resume`: cron acts again as the configuration says.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "resume", "End a pause: what is due and allowed is done again, by the next run.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let session = try Session(common)
        let (database, lock) = try session.openForWriting()
        defer { lock.release() }
        try await session.heedAge(of: database)
        guard try await database.endPause(at: session.clock()) else {
            return session.terminal.say("costguard is not paused.")
        }
        try session.terminal.write("The pause has ended: the next 'costguard run' acts again.\n", to: nil)
    }
}
