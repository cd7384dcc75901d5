// Whose machines run and whom a notice would reach; subscribes owners to their own mails, and tests that.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Notifying
import Pipeline
import Reporting
import Storage

/// `costguard owners`: whom a notice would reach.
struct OwnersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "owners", "Show whose machines run, and whom a notice before a stop would reach.",
        """
        A machine's tag 'owner' says whose it is. Its notice and the mail after its stop are addressed to that person:
        a subscription that 'owners add' makes gets these alone, and whoever reads everything gets them too. Where a
        notice is owed and reaches nobody, the machine is not stopped.

          costguard owners
          costguard owners add ada ada@example.org
          costguard owners test ada
        """, subcommands: [OwnersListCommand.self, OwnersAddCommand.self, OwnersTestCommand.self],
        defaultSubcommand: OwnersListCommand.self)
}

/// `costguard owners list`.
struct OwnersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "list", "Whose machines run, and whom a notice would reach. As text or JSON.",
        "Names and machines are those of the last scan; who reads the topic is asked of AWS, free of charge.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions

    func validate() throws { try output.allow(.text, .json, of: "the owners") }

    func run() async throws {
        let session = try Session(common, aws)
        let database = try await session.openForReading()
        try await session.heedAge(of: database)
        var machines: [RunningInstance] = []
        var tags: [ResourceKey: [String: String]] = [:]
        for scan in try await database.lastScans() where scan.account == account.account ?? scan.account {
            machines += try await database.running(in: scan.account)
            tags.merge(try await database.faces(of: .instance, in: scan.account).mapValues(\.tags)) { $1 }
        }
        let (readers, untold) = await readers(session)
        let rows = OwnerRow.all(of: machines, tags: tags, owners: session.settings.owners, readers: readers)
        let text =
            output.format == .json
            ? OwnersReport.json(rows, topic: session.settings.topic, untold: untold)
            : OwnersReport.text(rows, untold: untold, session.bareContext(file: output.output))
        try session.terminal.write(text, to: output.output)
    }

    private func readers(_ session: Session) async -> ([MailReader], untold: String?) {
        guard let topic = session.settings.topic else {
            return ([], "no topic is named: 'costguard init --email ADDRESS' makes one")
        }
        do {
            let ports = try await session.connectionWithKeys(aws).ports(topic: topic)
            let readers = try await ports.notifier?.readers() ?? []
            for case .unknown(let why) in readers.filter(\.isConfirmed).map(\.filter) { return (readers, why) }
            return (readers, nil)
        } catch { return ([], "\(error)") }
    }
}

/// `costguard owners add`.
struct OwnersAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "add", "Subscribe an owner's address to the mails about their machines alone.",
        """
        AWS then sends that address a link, which must be opened: nothing else arrives before. The name and the address are
        noted in the configuration under owners.aliases. One that reads everything already needs no subscription.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions

    @Argument(help: ArgumentHelp("What the tag 'owner' says, or an ARN.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("Their mail address.", valueName: "address"))
    var address: String

    func validate() throws {
        guard Owners.isAddress(address) else {
            throw ValidationError("'\(address)' is no mail address: write it as me@example.org")
        }
        guard Owners().addressee(name) != nil else { throw ValidationError("the name is empty") }
    }

    func run() async throws {
        let session = try Session(common, aws)
        try session.checkFiles()
        let topic = try OwnerTopic.arn(session)
        let connection = try await session.connectionWithKeys(aws)
        let readers = try await connection.ports(topic: topic).notifier?.readers() ?? []
        let mine = readers.filter { $0.endpoint.lowercased() == address.lowercased() }
        if mine.contains(where: { $0.filter == .all }) {
            session.terminal.say("\(address) reads everything already, the mails to \(name) too.")
        } else if mine.contains(where: { $0.isReached(by: name) || $0.isReached(by: address) }) {
            session.terminal.say("\(address) gets the mails to \(name) already.")
        } else {
            let names = [Owners().addressee(name), address].compactMap(\.self)
            let isConfirmed = try await SNSTopics(client: connection.client).subscribe(
                email: address, to: topic, owners: names)
            session.terminal.say(
                isConfirmed
                    ? "\(address) gets the mails to \(name)."
                    : "AWS has sent a mail to \(address): its link must be opened within two days. Before that a notice "
                        + "does not reach them.")
        }
        note(session)
    }

    /// So that 'owners' can say whose address it is, and every spelling of the name finds it. The subscription stands
    /// without it.
    private func note(_ session: Session) {
        guard session.settings.owners.address(of: name) != address else { return }
        let path = session.paths.configuration
        do {
            let file = try ConfigurationFile(path)
            var edits = InitEdits(file.text ?? "", path: path)
            try edits.add(owner: name, address: address)
            try file.write(edits.text)
            session.terminal.say("Noted in \(path): owners.aliases")
        } catch {
            session.terminal.warn(
                "It is not noted in the configuration: \(error)\nadd by hand: owners: { aliases: { '\(name)': \(address) } }"
            )
        }
    }
}

/// `costguard owners test`.
struct OwnersTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "test", "Send a test mail addressed to an owner, and say whom it reaches.",
        "Ends with 1 where it reaches nobody: then no notice would either, and no machine of theirs is stopped after one."
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions

    @Argument(help: ArgumentHelp("What the tag 'owner' says, or an ARN.", valueName: "name"))
    var name: String

    func run() async throws {
        let session = try Session(common, aws)
        let topic = try OwnerTopic.arn(session)
        guard let notifier = try await session.connectionWithKeys(aws).ports(topic: topic).notifier,
            let addressee = session.settings.owners.addressee(name)
        else { return }
        let readers = try await notifier.readers()
        let reached = readers.filter { $0.isReached(by: addressee) }.map(\.endpoint).sorted()
        guard !reached.isEmpty else {
            let address = session.settings.owners.address(of: name)
            let isWaiting = readers.contains { !$0.isConfirmed && $0.endpoint == address }
            throw CommandError(
                "No test mail was sent: a mail to '\(addressee)' reaches nobody who has confirmed",
                hint: isWaiting
                    ? "\(address ?? name) must open the link in AWS's mail first"
                    : "costguard owners add \(ShellWord.text(name)) \(address ?? "MAIL")")
        }
        let now = session.clock()
        let id = "test-\(Int(now.timeIntervalSince1970))"
        let text = MailText.test(
            destination: topic, mailID: id, TextContext(timeZone: session.settings.timeZone, now: now))
        let message = try await notifier.send(
            Mail(id: id, subject: text.subject, body: text.body, createdAt: now, addressee: addressee))
        try session.terminal.write(
            """
            Sent to '\(addressee)': it reaches \(reached.joined(separator: ", ")).
            Message \(message). If it is not there in a few minutes, look into the folder for spam.

            """, to: nil)
    }
}

/// The topic that owners are told by.
private enum OwnerTopic {
    static func arn(_ session: Session) throws -> String {
        if let topic = session.settings.topic { return topic }
        throw CommandError(
            "No topic is named, so nobody is told of anything",
            hint: "run 'costguard init --email ADDRESS', or set notify.sns in '\(session.paths.configuration)'")
    }
}
