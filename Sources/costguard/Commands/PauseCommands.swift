// A person pauses the guard, and lets it go on.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage
import Synchronization

/// `costguard pause`: cron changes nothing for a while.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "pause", "Change nothing by itself for a while: scans, plans and mails go on.",
        """
        For a day, unless --for or --until says otherwise; it ends by itself. Every verb and mail says so meanwhile. A
        person's 'costguard apply' is not held up. Where the brake is armed you are asked whether that is paused too;
        without a terminal it is not, unless --brake-too says so.

          costguard pause
          costguard pause --until 18:00 --because 'exam in the lab'
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var end: EndOptions
    @OptionGroup var insists: OnlyHereOption

    @Option(help: ArgumentHelp("Why, for who reads it later.", valueName: "text"))
    var because: String?

    @Flag(help: "Pause the brake on a credit too: then nothing stops the burn.")
    var brakeToo = false

    func run() async throws {
        let session = try Session(common)
        let (database, lock) = try await session.openForWriting(tellingPause: false)
        defer { lock.release() }
        try await session.heedAge(of: database)
        let accounts = try await database.lastScans().map(\.account)
        try await OtherGuard(session, common, database).heed("costguard pause", in: accounts, insists: insists)
        let now = session.clock()
        let until = try end.end(after: now, in: session.settings.timeZone) ?? now.addingTimeInterval(PauseCommand.usual)
        let isArmed = try await armed(database)
        let pause = Pause(
            since: now, until: until, because: because, who: session.user,
            holdsBrake: brakeToo || isArmed && holdsBrake(session.terminal))
        try await database.record(pause)
        let context = session.bareContext(file: nil)
        let lines = MessageText.lines(KeepText.pauseLine(pause, context) + ".", width: context.width)
        try session.terminal.write(lines.joined(separator: "\n"), to: nil)
        if isArmed, !pause.holdsBrake {
            session.terminal.warn("The brake is armed and not paused: 'costguard pause --brake-too' pauses it too.")
        }
    }

    private func armed(_ database: CostDatabase) async throws -> Bool {
        for scan in try await database.lastScans() {
            if try await database.brakeArming(account: scan.account) != nil { return true }
        }
        return false
    }

    /// Asked where the brake is armed; whoever says nothing leaves it armed.
    private func holdsBrake(_ terminal: Terminal) -> Bool {
        guard Terminal.canAsk else { return false }
        return terminal.ask("The brake is armed. Pause it too? Type yes, or anything else to leave it on:") == "yes"
    }

    /// How long it lasts where nobody says, in seconds.
    private static let usual: TimeInterval = 24 * .hour
}

/// `costguard resume`: cron acts again as the configuration says.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "resume", "End a pause: what is due and allowed is done again, by the next run.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var insists: OnlyHereOption

    func run() async throws {
        let session = try Session(common)
        let (database, lock) = try await session.openForWriting(tellingPause: false)
        defer { lock.release() }
        try await session.heedAge(of: database)
        let accounts = try await database.lastScans().map(\.account)
        try await OtherGuard(session, common, database).heed("costguard resume", in: accounts, insists: insists)
        guard try await database.endPause(at: session.clock()) else {
            return session.terminal.say("costguard is not paused.")
        }
        try session.terminal.write("The pause has ended: the next 'costguard run' acts again.\n", to: nil)
    }
}

/// Which pause was told by this process.
final class PauseTold: Sendable {
    private let last = Mutex<Pause?>(nil)

    /// Whether it is another one than the last that was asked for.
    func isNews(_ pause: Pause) -> Bool {
        last.withLock { last in
            defer { last = pause }
            return last != pause
        }
    }
}
