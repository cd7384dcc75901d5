// Sends what is owed, within a bound of time: a service of mail that is silent must not hold up what is to be done.

import CostModel
import Foundation

/// What came of a try to send what is owed.
package struct Delivery: Sendable {
    /// Whom mails reach; nil where there is no topic.
    package let reach: MailReach?
    /// One line each; what could not be sent is tried again next time.
    package let failures: [String]
}

extension NotifyStage {
    /// How long mail may take before stops that are due, in all: to ask whom it reaches, and to send.
    package static let beforeStops = Duration.seconds(10)
    /// How long it may take where nothing waits for it.
    package static let atLeisure = Duration.seconds(30)

    /// Asks whom mails reach, free of charge, and sends what is owed, the most urgent first. Where it is known that mail
    /// reaches nobody, everything stays owed: SNS would take it, and deliver it to no one.
    ///
    /// - Parameter limit: then it ends, whatever is left. A mail that was on its way may go out twice.
    package func deliver(within limit: Duration) async throws -> Delivery {
        guard let notifier = aws.notifier else { return Delivery(reach: nil, failures: []) }
        let delivery = try await ended(within: limit) {
            let reach = try await reach(notifier)
            return Delivery(
                reach: reach, failures: reach.reachesNobody ? [] : try await flush(through: notifier))
        }
        if let delivery { return delivery }
        let silence = "SNS did not answer within \(limit.components.seconds) s"
        let owed = try await local.outbox.unsent().count
        let mails = owed == 1 ? "1 mail is owed" : "\(owed) mails are owed"
        return Delivery(
            reach: .untold(silence), failures: owed == 0 ? [] : ["\(mails), and will be tried again: \(silence)"])
    }

    private func reach(_ notifier: any Notifier) async throws -> MailReach {
        do {
            let (confirmed, waiting) = try await notifier.recipients()
            return .told(confirmed: confirmed, waiting: waiting)
        } catch let error as CancellationError {
            throw error
        } catch {
            return .untold("\(error)")
        }
    }

    /// Ends at the first mail for which the service could not be reached: the next would fare no better, and wait as
    /// long. A mail that is refused costs itself alone.
    private func flush(through notifier: any Notifier) async throws -> [String] {
        var failures: [String] = []
        let owed = try await local.outbox.unsent()
        for (index, mail) in owed.enumerated() {
            try await local.outbox.recordAttempt(mail.id, at: local.clock())
            do {
                let messageID = try await notifier.send(mail)
                try await local.outbox.recordSent(mail.id, messageID: messageID, at: local.clock())
            } catch let error as CancellationError {
                throw error
            } catch let error as NotifierUnreachable {
                let others = owed.count - index - 1
                let more = others == 0 ? "" : others == 1 ? ", nor 1 more" : ", nor \(others) more"
                return failures + [
                    "Mail '\(mail.subject)' was not sent\(more), and will be tried again: \(error)"
                ]
            } catch {
                failures.append("Mail '\(mail.subject)' was not sent, and will be tried again: \(error)")
            }
        }
        return failures
    }

    /// What the work gave; nil where its time was over first, and it was cancelled.
    func ended<Value: Sendable>(
        within limit: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask { [sleep] in
                try await sleep(limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
