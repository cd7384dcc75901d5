// A person keeps a thing, or takes that back: a word in our own database, and the keep tag where AWS allows it.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard keep`: no rule touches or lists a thing for a while.
struct KeepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "keep", "Leave a thing alone for a while, whatever the rules say of it. Without a name: what is kept.",
        """
        For a day, unless --for or --until says otherwise. It ends by itself, and a mail tells of it before. The word
        holds in this database at once; where the keys may tag, the thing also gets the tag costguard:keep, so that
        everybody sees it, and every other costguard too.

          costguard keep hw3-gpu
          costguard keep hw3-gpu --for 3d --because 'thesis run'
          costguard keep i-0a1b2c3d4e5f60718 --until 2026-12-04
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var end: EndOptions
    @OptionGroup var insists: OnlyHereOption

    @Option(help: ArgumentHelp("Why, for who reads it later.", valueName: "text"))
    var because: String?

    @Argument(help: ArgumentHelp("Id or name; the beginning of an id.", valueName: "resource"))
    var resource: String?

    func validate() throws {
        try output.allow(.text, .json, of: "what is kept")
        if resource == nil, because != nil || end.span != nil || end.until != nil {
            throw ValidationError("say what is to be kept: costguard keep NAME")
        }
    }

    func run() async throws {
        let session = try Session(common, aws)
        guard let resource else { return try await list(session) }
        let (database, lock) = try await session.openForWriting()
        defer { lock.release() }
        let connection = try? session.connection(aws)
        _ = await connection?.tellTime()
        let key = try await named(resource, session, connection, database)
        let now = session.clock()
        let until = try end.end(after: now, in: session.settings.timeZone) ?? now.addingTimeInterval(KeepCommand.usual)
        try await OtherGuard(session: session, common: common, database: database, connection: connection).heed(
            "costguard keep \(ShellWord.text(resource))", in: [key.account], insists: insists)
        let keep = Keep(
            resource: key, name: try await database.face(of: key)?.name, since: now, until: until, because: because,
            who: session.user)
        // Before AWS is asked: the word holds whatever becomes of the tag.
        try await database.record(keep)
        if try await database.endOrder(on: key, outcome: "kept by \(session.user)", at: now) {
            session.terminal.say("The order to stop it later is taken back.")
        }
        try write([keep], text: KeepText.kept(keep, session.bareContext(file: output.output)), session)
        let hand = KeepTagging(session: session, connection: connection, database: database)
        await hand.write(keep)
    }

    /// What was made since the last scan can be kept too, where there are keys to look with.
    private func named(
        _ name: String, _ session: Session, _ connection: AWSConnection?, _ database: CostDatabase
    ) async throws -> ResourceKey {
        if let connection, (try? await connection.credentials.credentials()) != nil {
            return try await FreshLook(
                session: session, connection: connection, database: database, account: account.account
            ).one(name)
        }
        let thing = NamedThing(text: name, session: session, account: account.account)
        do { return try await thing.one(in: database) } catch let error as CommandError {
            throw FreshLook.refused(error)
        }
    }

    /// How long a thing is kept where nobody says, in seconds.
    private static let usual: TimeInterval = 24 * .hour

    private func list(_ session: Session) async throws {
        let database = try await session.openForReading()
        try await session.heedAge(of: database)
        var keeps: [Keep] = []
        for scan in try await database.lastScans() where scan.account == account.account ?? scan.account {
            keeps += try await database.keeps(account: scan.account).filter { $0.holds(at: session.clock()) }
        }
        try write(keeps, text: KeepText.list(keeps, session.bareContext(file: output.output)), session)
    }

    private func write(_ keeps: [Keep], text: String, _ session: Session) throws {
        try session.terminal.write(output.format == .json ? KeepText.json(keeps) : text, to: output.output)
    }
}

/// `costguard unkeep`: the rules' word holds again.
struct UnkeepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "unkeep", "Take back that a thing is kept: the rules judge it again, from the next scan on.",
        """
        Also takes away the tag that 'costguard keep' wrote, where the keys may; one of somebody else stays, unless --tag
        says otherwise. How long a rule has held is counted anew, so nothing is stopped at once.

          costguard unkeep hw3-gpu
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var insists: OnlyHereOption

    @Flag(name: .customLong("tag"), help: "Take a keep tag away that somebody else wrote.")
    var takesTag = false

    @Argument(help: ArgumentHelp("Id or name; the beginning of an id.", valueName: "resource"))
    var resource: String

    func run() async throws {
        let session = try Session(common, aws)
        let (database, lock) = try await session.openForWriting()
        defer { lock.release() }
        let connection = try? session.connection(aws)
        _ = await connection?.tellTime()
        let thing = NamedThing(text: resource, session: session, account: account.account)
        let key: ResourceKey
        do { key = try await thing.one(in: database) } catch let error as CommandError {
            throw FreshLook.refused(error)
        }
        try await OtherGuard(session: session, common: common, database: database, connection: connection).heed(
            "costguard unkeep \(ShellWord.text(resource))\(takesTag ? " --tag" : "")", in: [key.account],
            insists: insists)
        let face = try await database.face(of: key)
        let name = face?.name ?? key.id
        let word = try await database.keeps(account: key.account).first { $0.resource == key }
        let tag = KeepTag.value(in: face?.tags ?? [:])
        // What somebody else wrote is somebody else's word; what we wrote just now no scan has seen yet.
        let isOurs =
            if let tag { tag == word?.until.map { UTCTime.text($0) } } else { try await wroteTag(for: word, database) }
        let wasKept = try await database.endKeep(of: key, at: session.clock())
        if wasKept { session.terminal.say("\(name) is not kept any more by a word of yours.") }
        guard tag != nil || isOurs else {
            guard wasKept else {
                throw CommandError(
                    "'\(resource)' is not kept", hint: "'costguard keep' lists what is kept", status: .refused)
            }
            return
        }
        guard isOurs || takesTag else {
            throw CommandError(
                "The tag \(KeepTag.key) = '\(tag ?? "")' of '\(name)' is somebody else's, and keeps it still",
                hint: "'costguard unkeep \(ShellWord.text(resource)) --tag' takes that away too", status: .refused)
        }
        let hand = KeepTagging(session: session, connection: connection, database: database)
        try await hand.takeAway(from: key, name: face?.name)
    }

    /// Whether the last that was done about the tag since a thing is kept is that we wrote it.
    private func wroteTag(for keep: Keep?, _ database: CostDatabase) async throws -> Bool {
        guard let keep else { return false }
        return try await database.entries(account: keep.resource.account, since: keep.since).first {
            $0.intent.resource == keep.resource && [.keep, .unkeep].contains($0.intent.action) && $0.outcome == .done
        }?.intent.action == .keep
    }
}
