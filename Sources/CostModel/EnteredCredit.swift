// What a person typed of a credit: `costguard credits set`.

import Foundation

/// A credit as somebody typed it, at one time. Nil is what they did not say.
public struct EnteredCredit: Hashable, Sendable {
    /// As in the configuration, where both speak of the same.
    public let name: String
    /// When it was typed; the balance is as old as that.
    public let at: Date
    /// What it was worth on its first day.
    public let amount: Money
    /// Used up at `at`, as AWS's page showed it; nil: nobody said.
    public let used: Money?
    /// Start of its first day, UTC.
    public let granted: Date?
    /// First instant at which it is worth nothing: the end of its last day, UTC.
    public let expires: Date?
    /// Whether it comes anew.
    public let renews: Renewal?
    /// The marks at which a mail is sent; nil: the usual ones.
    public let levels: [AlertLevel]?

    /// A credit as typed.
    public init(
        name: String, at: Date, amount: Money, used: Money?, granted: Date?, expires: Date?, renews: Renewal?,
        levels: [AlertLevel]?
    ) {
        (self.name, self.at, self.amount, self.used) = (name, at, amount, used)
        (self.granted, self.expires, self.renews, self.levels) = (granted, expires, renews, levels)
    }
}

/// How a credit comes anew.
public enum Renewal: String, Hashable, Sendable, CaseIterable {
    /// Whole again on the same day of every month, UTC; in a month without that day on its last.
    case monthly

    /// The newest renewal at or before an instant: the start of a day, UTC.
    ///
    /// - Parameter granted: its day of the month is the day of renewal; nil: the first.
    public func latest(before now: Date, granted: Date?) -> Date {
        let calendar = Renewal.calendar
        let day = granted.map { calendar.component(.day, from: $0) } ?? 1
        func renewal(inMonthOf date: Date) -> Date {
            let start = calendar.dateInterval(of: .month, for: date)?.start ?? date
            let length = calendar.range(of: .day, in: .month, for: start)?.count ?? 28
            return start.addingTimeInterval(Double(min(day, length) - 1) * 86_400)
        }
        let here = renewal(inMonthOf: now)
        if here <= now { return here }
        let month = calendar.dateInterval(of: .month, for: now)?.start ?? now
        return renewal(inMonthOf: month.addingTimeInterval(-1))
    }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}
