// Whom mails reach, and the time of day at which the digest is due.

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
