// What a person says of a credit: in the configuration, or by `costguard credits set`.

package import Foundation

/// A credit as somebody typed it, at one time. Nil is what they did not say.
package struct EnteredCredit: Hashable, Sendable {
    /// As in the configuration, where both speak of the same.
    package let name: String
    /// When it was typed; the balance is as old as that.
    package let at: Date
    /// What it was worth on its first day.
    package let amount: Money
    /// Used up at `at`, as AWS's page showed it; nil: nobody said.
    package let used: Money?
    /// Start of its first day, UTC.
    package let granted: Date?
    /// First instant at which it is worth nothing: the end of its last day, UTC.
    package let expires: Date?
    /// Whether it comes anew.
    package let renews: Renewal?
    /// The marks at which a mail is sent; nil: the usual ones.
    package let levels: [AlertLevel]?

    /// A credit as typed.
    package init(
        name: String, at: Date, amount: Money, used: Money?, granted: Date?, expires: Date?, renews: Renewal?,
        levels: [AlertLevel]?
    ) {
        self.name = name
        self.at = at
        self.amount = amount
        self.used = used
        self.granted = granted
        self.expires = expires
        self.renews = renews
        self.levels = levels
    }
}

/// A credit as the user described it.
package struct CreditGrant: Hashable, Sendable {
    /// Unique in the configuration.
    package var name: String
    /// What it was worth on its first day.
    package var amount: Money
    /// Start of its first day, UTC.
    package var granted: Date?
    /// First instant at which it is worth nothing: the end of its last day, UTC.
    package var expires: Date?
    /// Whether it comes anew.
    package var renews: Renewal?
    /// The marks at which a mail is sent.
    package var levels: [AlertLevel]
    /// Whether the user named the marks, which then hold whatever is typed; false: they are the usual ones.
    package var namesMarks = false
    /// A credit, all its parts given.
    package init(
        name: String, amount: Money, granted: Date?, expires: Date?, renews: Renewal? = nil, levels: [AlertLevel]
    ) {
        self.name = name
        self.amount = amount
        self.granted = granted
        self.expires = expires
        self.renews = renews
        self.levels = levels
    }
}

/// How a credit comes anew.
package enum Renewal: String, Hashable, Sendable, CaseIterable {
    /// Whole again on the same day of every month, UTC; in a month without that day on its last.
    case monthly

    /// The newest renewal at or before an instant: the start of a day, UTC.
    ///
    /// - Parameter granted: its day of the month is the day of renewal; nil: the first.
    package func latest(before now: Date, granted: Date?) -> Date {
        let day = granted.map { UTCCalendar.startOfDay($0).timeIntervalSince(UTCCalendar.startOfMonth($0)) } ?? 0
        func renewal(inMonthOf date: Date) -> Date {
            let last = UTCCalendar.startOfNextMonth(date).addingTimeInterval(-.day)
            return min(last, UTCCalendar.startOfMonth(date).addingTimeInterval(day))
        }
        let here = renewal(inMonthOf: now)
        return here <= now ? here : renewal(inMonthOf: UTCCalendar.startOfMonth(now).addingTimeInterval(-1))
    }
}
