// The brake on a credit: how it stands, what it would do, and a person's word that it may. What a run does of it is the
// Pipeline's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard brake`.
struct BrakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "brake", "The hard stop when a credit is about to end: mails, then what is idle, then everything.",
        """
        Off until somebody says 'costguard brake arm'. It goes by what AWS or the meter says is spent, never by a forecast
        or a typed balance. It stops what runs, knows no limits, and never deletes. What is kept runs on.

          costguard brake preview
          costguard brake arm
        """,
        subcommands: [
            BrakeStatusCommand.self, BrakePreviewCommand.self, BrakeArmCommand.self, BrakeDisarmCommand.self,
        ],
        defaultSubcommand: BrakeStatusCommand.self)
}

/// The brake of an account in an open database.
private struct BrakeDesk {
    let session: Session
    let database: CostDatabase
    let account: AccountID
    let stage: BrakeStage

    /// - Throws: `refused` where no scan has seen an account.
    init(_ session: Session, _ database: CostDatabase, _ option: AccountOption) async throws {
        try await session.heedAge(of: database)
        guard let scan = try await option.scan(in: database) else { throw BrakeDesk.noScan }
        self.session = session
        self.database = database
        account = scan.account
        stage = BrakeStage(
            session.local(database), settings: session.planSettings, credits: session.settings.credits,
            tools: try session.brakeTools(database))
    }

    /// The same for reading; without a database nothing was scanned.
    static func reading(_ session: Session, _ option: AccountOption) async throws -> BrakeDesk {
        guard try await session.hasDatabase() else { throw noScan }
        return try await BrakeDesk(session, try await session.openForReading(), option)
    }

    static let noScan = CommandError(
        "No scan has seen an account, so there is no credit that the brake could be on",
        hint: "run 'costguard scan' first", status: .refused)

    func write(_ view: BrakeView, _ output: OutputOptions) throws {
        let context = session.bareContext(file: output.output)
        try session.terminal.write(
            output.format == .json ? BrakeReport.json(view, context) : BrakeReport.text(view, context),
            to: output.output)
    }
}

/// `costguard brake status`, which may be left out.
struct BrakeStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "status", "Show whether it is armed and by whom, what has fired, what holds it, and what comes next.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions

    func validate() throws { try output.allow(.text, .json, of: "the brake") }

    func run() async throws {
        let desk = try await BrakeDesk.reading(try Session(common), account)
        try desk.write(try await desk.stage.view(account: desk.account), output)
    }
}

/// `costguard brake preview`.
struct BrakePreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "preview", "Show what each rung would stop now, when at today's burn, and what a day costs without it.",
        "Reads the database alone, as the last scan left it. Nothing is changed, armed or not.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions

    func validate() throws { try output.allow(.text, .json, of: "a preview") }

    func run() async throws {
        let desk = try await BrakeDesk.reading(try Session(common), account)
        let preview = try await desk.stage.preview(account: desk.account)
        let context = desk.session.bareContext(file: output.output)
        try desk.session.terminal.write(
            output.format == .json ? BrakeReport.json(preview, context) : BrakeReport.text(preview, context),
            to: output.output)
    }
}

/// `costguard brake arm`.
struct BrakeArmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "arm", "Let the brake act on a credit, after you have seen what it would stop.",
        """
        Shows the preview and asks. Armed again, what had fired is forgotten, and the source that tells the balance now is
        believed. It stops something only by 'costguard run --apply', and where the configuration lets cron stop.

          costguard brake arm
          costguard brake arm --yes
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption

    @Option(help: ArgumentHelp("The credit that it is on, where there are several.", valueName: "name"))
    var credit: String?

    @Flag(help: "Do not ask.")
    var yes = false

    func run() async throws {
        let session = try Session(common)
        try session.checkFiles()
        let (database, lock) = try await session.openForWriting()
        defer { lock.release() }
        let first = try await BrakeDesk(session, database, account)
        let name = try await self.name(first)
        var tools = session.settings.brake
        tools.credit = name
        let stage = BrakeStage(
            session.local(database), settings: session.planSettings, credits: session.settings.credits,
            tools: try session.brakeTools(database, tools))
        try await check(tools, name, first)
        let preview = try await stage.preview(account: first.account)
        for line in BrakeReport.text(preview, isAsked: true, session.bareContext(file: nil)).split(separator: "\n") {
            session.terminal.say(String(line))
        }
        if preview.view.judgement.rungs.contains(where: { $0.state == .due && $0.rung.action.stops }) {
            session.terminal.warn("Armed now, it fires at the next run.")
        }
        let command = "costguard brake arm" + (credit.map { " --credit \(ShellWord.text($0))" } ?? "")
        try Confirmation(word: "yes", yes: yes, typed: nil, command: command, verb: "brake arm")
            .obtain(session.terminal)
        try await database.arm(
            BrakeArming(
                account: first.account, credit: name, since: session.clock(), who: session.user, rungs: tools.rungsText)
        )
        try first.write(try await stage.view(account: first.account), OutputOptions.parse([]))
        try await session.tellOthers(of: first.account, database)
    }

    /// Which credit is meant.
    ///
    /// - Throws: `refused` where there is none, or one of several would have to be guessed.
    private func name(_ desk: BrakeDesk) async throws -> String {
        let names = try await desk.database.balances(account: desk.account).map(\.name)
        guard !names.isEmpty else {
            throw CommandError(
                "There is no credit that the brake could be on; nothing was armed",
                hint: "name one under 'credits:' in the configuration, or say 'costguard credits set'; then "
                    + "'costguard scan'", status: .refused)
        }
        let wanted = credit ?? desk.session.settings.brake.credit ?? (names.count == 1 ? names.first : nil)
        let known = names.map { "'\($0)'" }.joined(separator: ", ")
        guard let wanted else {
            throw CommandError(
                "There are several credits: \(known); nothing was armed",
                hint: "say which: costguard brake arm --credit NAME", status: .refused)
        }
        guard names.contains(wanted) else {
            throw CommandError(
                "There is no credit '\(wanted)'; nothing was armed", hint: "the credits are \(known)", status: .refused)
        }
        return wanted
    }

    /// - Throws: `refused` where the rungs do not fit the credit.
    private func check(_ brake: BrakeSettings, _ name: String, _ desk: BrakeDesk) async throws {
        guard
            let granted = try await desk.database.balances(account: desk.account).first(where: { $0.name == name })?
                .granted
        else { return }
        for (index, rung) in brake.rungs.enumerated() {
            let isFirstDay = rung.spent(of: granted) <= .zero
            let fault =
                isFirstDay
                ? "'\(rung.mark.text)' is reached on the first day: the credit is worth \(granted) USD"
                : brake.fault(at: index, granted: granted)
            guard let fault else { continue }
            throw CommandError(
                "The brake's rungs do not fit the credit '\(name)': \(fault); nothing was armed",
                hint: "change brake.rungs in the configuration", status: .refused)
        }
    }
}

/// `costguard brake disarm`.
struct BrakeDisarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "disarm", "Switch the brake off. What it stopped stays stopped until you start it.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption

    func run() async throws {
        let session = try Session(common)
        let (database, lock) = try await session.openForWriting()
        defer { lock.release() }
        let desk = try await BrakeDesk(session, database, account)
        guard try await database.disarm(account: desk.account, who: session.user, at: session.clock()) else {
            return session.terminal.say("The brake is off already.")
        }
        try session.terminal.write(
            "The brake is off. What it stopped stays stopped.\nNext: costguard start NAME | costguard history\n",
            to: nil)
    }
}
