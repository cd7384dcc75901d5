// Lists, adds and removes marks. What a mark is stands in AlertLevel, where it comes from in AlertSources.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard alerts`.
struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "alerts", "Show the marks at which a mail is sent, add and remove them, and try whether mail arrives.",
        subcommands: [
            AlertsListCommand.self, AlertsAddCommand.self, AlertsRemoveCommand.self, AlertsTestCommand.self,
        ],
        defaultSubcommand: AlertsListCommand.self)
}

/// `costguard alerts list`, which may be left out.
struct AlertsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "list", "Show what is armed on each credit, what was told and when, and what is next.",
        "Reads the configuration and the database. Works before the first scan.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions

    func validate() throws { try output.allow(.text, .json, .csv, of: "the alerts") }

    func run() async throws {
        let session = try Session(common)
        let database = try await session.hasDatabase() ? try await session.openForReading() : nil
        if let database { try await session.heedAge(of: database) }
        let scan = try await database.asyncMap { try await account.scan(in: $0) } ?? nil
        try session.terminal.write(try await session.alertsText(output, scan, database), to: output.output)
    }
}

/// `costguard alerts add`.
struct AlertsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "add", "Arm a mark, on one credit or on every one. Needs neither configuration nor scan.",
        """
        Kept in the database, beside the marks of the configuration. A mark that is passed already is told by the next
        run, unless one that says more was told before.

          costguard alerts add 60%
          costguard alerts add 'burn 10%/day' --credit class
          costguard alerts add 'ends before 2027-01-15'
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption

    @Argument(help: ArgumentHelp("Such as 80%, '20 USD left', '24h left' or 'expires in 30d'.", valueName: "mark"))
    var mark: String

    @Option(help: ArgumentHelp("The credit's name. Default: every credit.", valueName: "name"))
    var credit: String?

    func run() async throws {
        let level = try AlertMark.parse(mark)
        let session = try Session(common)
        let desk = try await AlertDesk(session, account)
        let sources = desk.sources
        let credits = try AlertMark.credits(credit, in: sources)
        let isArmed = { (balance: CreditBalance) in sources.marks(of: balance).contains { $0.level == level } }
        if !credits.isEmpty, credits.allSatisfy(isArmed) {
            session.terminal.say("The mark '\(level.text)' is armed already.")
        } else {
            try AlertMark.check(level, on: credits.filter { !isArmed($0) }, session)
            // A word on every credit must not be beaten by an older one on a single credit.
            let others = credits.filter { credit == nil && sources.hasOwnEdit(on: level, of: $0.name) }.map(\.name)
            try await desk.say(level, isAdded: true, on: [credit] + others)
        }
        try await desk.show()
    }
}

/// `costguard alerts remove`.
struct AlertsRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "remove", "Take a mark away, of one credit or of every one.",
        "A mark that the configuration names is taken away there. Usual marks can be taken away here.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption

    @Argument(help: ArgumentHelp("The mark, as 'costguard alerts' shows it.", valueName: "mark"))
    var mark: String

    @Option(help: ArgumentHelp("The credit's name. Default: every credit.", valueName: "name"))
    var credit: String?

    func run() async throws {
        let level = try AlertMark.parse(mark)
        let session = try Session(common)
        let desk = try await AlertDesk(session, account)
        let sources = desk.sources
        let credits = try AlertMark.credits(credit, in: sources)
        let armed = credits.filter { sources.marks(of: $0).contains { $0.level == level } }
        let fixed = armed.filter { sources.line(of: level, on: $0.name) != nil }
        if let first = fixed.first, let line = sources.line(of: level, on: first.name) {
            throw CommandError(
                "The mark '\(level.text)' of the credit '\(first.name)' stands in the configuration",
                hint: "edit \(line)", status: .refused)
        }
        guard !armed.isEmpty else {
            throw CommandError(
                "No mark '\(level.text)' is armed\(credit.map { " on the credit '\($0)'" } ?? "")",
                hint: "'costguard alerts' shows those that are")
        }
        let names =
            credit.map { [$0] } ?? [nil] + armed.filter { sources.hasOwnEdit(on: level, of: $0.name) }.map(\.name)
        try await desk.say(level, isAdded: false, on: names)
        session.terminal.say("Removed the mark '\(level.text)'.")
        try await desk.show()
    }
}

/// Where marks are changed: the database, held by the writer's lock, and what is armed in it.
private struct AlertDesk {
    let sources: AlertSources
    private let session: Session
    private let database: CostDatabase
    private let lock: DatabaseHold
    private let scan: ScanSummary?

    init(_ session: Session, _ account: AccountOption) async throws {
        self.session = session
        (database, lock) = try await session.openForWriting()
        try await session.heedAge(of: database)
        scan = try await account.scan(in: database)
        sources = try await AlertSources(session, database, scan)
    }

    /// Keeps an edit of a mark of each of these credits (nil: every credit), and reckons the balances anew.
    func say(_ level: AlertLevel, isAdded: Bool, on credits: [String?]) async throws {
        for credit in credits {
            try await database.record(
                AlertEdit(credit: credit, level: level, isAdded: isAdded, at: session.clock()), account: scan?.account)
        }
        try await session.reckon(scan, database)
    }

    /// What is armed now; the lock is held to here.
    func show() async throws {
        let text = try await session.alertsText(OutputOptions.parse([]), scan, database)
        try session.terminal.write(text, to: nil)
        withExtendedLifetime(lock) {}
    }
}

/// What the verbs make of their words.
private enum AlertMark {
    static func parse(_ text: String) throws -> AlertLevel {
        if let level = AlertLevel(text) { return level }
        throw ValidationError("\(AlertMarkText.fault(text)): \(AlertMarkText.forms)")
    }

    /// The credits that are meant. None is known before the first scan where nothing is configured or typed.
    static func credits(_ name: String?, in sources: AlertSources) throws -> [CreditBalance] {
        guard let name else { return sources.credits }
        let found = sources.credits.filter { $0.name == name }
        guard found.isEmpty else { return found }
        let known = sources.credits.map(\.name).joined(separator: ", ")
        throw CommandError(
            "There is no credit '\(name)'",
            hint: known.isEmpty ? "enter one: costguard credits set '\(name)' 100" : "known are \(known)")
    }

    /// Refuses what says nothing of any credit; warns of what says nothing of some.
    static func check(_ level: AlertLevel, on credits: [CreditBalance], _ session: Session) throws {
        let faults = credits.compactMap { credit in
            level.fault(amount: credit.granted, expires: credit.expiresAt, at: session.clock()).map {
                (credit.name, $0)
            }
        }
        if let first = faults.first, faults.count == credits.count {
            throw ValidationError("The mark '\(level.text)' says nothing of the credit '\(first.0)': \(first.1)")
        }
        if credits.isEmpty, let fault = level.fault(amount: Money(nanoUSD: .max), expires: nil, at: session.clock()) {
            throw ValidationError("The mark '\(level.text)' says nothing: \(fault)")
        }
        for (name, fault) in faults {
            session.terminal.warn("The mark '\(level.text)' says nothing of the credit '\(name)': \(fault)")
        }
        guard case .expiresWithin = level else { return }
        for credit in credits where credit.expiresAt == nil {
            session.terminal.warn(
                "No expiry of the credit '\(credit.name)' is known: the mark waits until it is. To enter it: "
                    + "costguard credits set '\(credit.name)' --expires YYYY-MM-DD")
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
