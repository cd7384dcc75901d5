// Sends what is owed, within a bound of time: a service of mail that is silent must not hold up what is to be done. And
// whom mails reach.

import CostModel
import Foundation

/// What the topic says of its readers.
package enum MailReach: Hashable, Sendable {
    /// How many have confirmed, and who has not: they receive nothing.
    case told(confirmed: Int, waiting: [String])
    /// Why it is not known: the topic is gone, or it may not be asked.
    case untold(String)

    /// Whether it is known that nobody receives anything. What is not known is tried.
    package var reachesNobody: Bool {
        if case .told(0, _) = self { true } else { false }
    }
}

/// A time of day, in the reader's time zone.
package struct DigestTime: Hashable, Sendable {
    /// 0 to 23.
    package let hour: Int
    /// 0 to 59.
    package let minute: Int

    /// `08:00`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count <= 2, parts[1].count == 2,
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// As written in the configuration.
    package var text: String { "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)" }

    /// The newest day on which this time has come, `YYYY-MM-DD` of the reader: a run that comes late, or a day later,
    /// catches up with that one alone.
    func latest(before now: Date, in zone: TimeZone) -> String? {
        let calendar = Calendar.gregorian(in: zone)
        let clock = calendar.dateComponents([.hour, .minute], from: now)
        let hasCome = ((clock.hour ?? 0), (clock.minute ?? 0)) >= (hour, minute)
        guard let day = hasCome ? now : calendar.date(byAdding: .day, value: -1, to: now) else { return nil }
        return UTCTime.dayText(day.addingTimeInterval(TimeInterval(zone.secondsFromGMT(for: day))))
    }
}

/// What came of a try to send what is owed.
package struct Delivery: Sendable {
    /// Whom mails reach; nil where there is no topic.
    package let reach: MailReach?
    /// One line each; what could not be sent is tried again next time.
    package let failures: [String]
    /// Why it is not known who reads what, where that was asked; nil: it is, or nobody asked.
    package var readersUntold: String?
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
            if reach.reachesNobody { return Delivery(reach: reach, failures: []) }
            let readers = try await readers(notifier)
            return Delivery(
                reach: reach, failures: try await flush(through: notifier, to: readers.value),
                readersUntold: readers.untold)
        }
        if let delivery { return delivery }
        let silence = "SNS did not answer within \(limit.components.seconds) s"
        let owed = try await local.outbox.unsent().count
        let mails = owed == 1 ? "1 mail is owed" : "\(owed) mails are owed"
        return Delivery(
            reach: .untold(silence), failures: owed == 0 ? [] : ["\(mails), and will be tried again: \(silence)"])
    }

    /// Who reads what, where a mail is owed that only goes out to somebody who is sure to read it; else nobody is asked.
    private func readers(_ notifier: any Notifier) async throws -> (value: [MailReader], untold: String?) {
        guard try await local.outbox.unsent().contains(where: \.wantsReader) else { return ([], nil) }
        do {
            return (try await notifier.readers(), nil)
        } catch let error as CancellationError {
            throw error
        } catch {
            return ([], "\(error)")
        }
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
    private func flush(through notifier: any Notifier, to readers: [MailReader]) async throws -> [String] {
        var failures: [String] = []
        let owed = try await local.outbox.unsent().filter { mail in
            !mail.wantsReader || readers.contains { $0.isReached(by: mail.addressee) }
        }
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
