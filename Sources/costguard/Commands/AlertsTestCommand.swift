// Sends a mail that only shows that mail arrives. It goes past the outbox: nobody wants it later.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting

/// `costguard alerts test`.
struct AlertsTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "test", "Send a real test mail, and say whom it reaches.",
        """
        Asks the topic who has confirmed, then sends one mail through it. Ends with 1 where the topic is gone or nobody
        has confirmed: then no alarm would arrive either.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions

    @Flag(help: "Print the mail, and send nothing.")
    var dryRun = false

    func run() async throws {
        let session = try Session(common, aws)
        await session.tellPause()
        guard let topic = session.settings.topic else {
            throw CommandError(
                "No topic is named, so nobody is told of anything",
                hint: "run 'costguard init --email ADDRESS', or set notify.sns in '\(session.paths.configuration)'")
        }
        let now = session.clock()
        let id = "test-\(Int(now.timeIntervalSince1970))"
        let text = MailText.test(
            destination: topic, mailID: id, TextContext(timeZone: session.settings.timeZone, now: now))
        let mail = Mail(id: id, subject: text.subject, body: text.body, createdAt: now)
        if dryRun {
            return try session.terminal.write("To: \(topic)\nSubject: \(mail.subject)\n\n\(mail.body)", to: nil)
        }
        let ports = try await session.connectionWithKeys(aws).ports(topic: topic)
        guard let notifier = ports.notifier else { return }
        try await send(mail, notifier, session)
    }

    private func send(_ mail: Mail, _ notifier: any Notifier, _ session: Session) async throws {
        let destination = notifier.destination
        var confirmed: Int?
        do {
            let (count, waiting) = try await notifier.recipients()
            let reach = MailReach.told(confirmed: count, waiting: waiting)
            if let line = MailReachText.line(reach, destination: destination, owed: 0) { session.terminal.warn(line) }
            guard count > 0 else {
                throw CommandError(
                    "No test mail was sent: nobody at \(destination) has confirmed",
                    hint: waiting.isEmpty
                        ? "subscribe an address to the topic in the console of SNS"
                        : "open the link in AWS's mail to \(waiting.joined(separator: ", ")), then try again")
            }
            confirmed = count
        } catch let error as CommandError {
            throw error
        } catch  where !MailReachText.isGone(.untold("\(error)")) {
            session.terminal.warn("Who has confirmed is not known: \(error)")
        }
        let message = try await notifier.send(mail)
        let count = confirmed.map { $0 == 1 ? "1 recipient has" : "\($0) recipients have" }
        try session.terminal.write(
            """
            Sent to \(destination): \(count.map { "\($0) confirmed" } ?? "who receives it is not known").
            Message \(message). If it is not there in a few minutes, look into the folder for spam.

            """, to: nil)
    }
}
