// Days and months, UTC, as AWS bills them.

import CostModel
import Foundation

enum Day {
    /// `YYYY-MM-DD`.
    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle().year().month().day())
    }

    /// The first instant of the date's month, UTC.
    static func startOfMonth(_ date: Date) -> Date {
        UTCDay.date("\(text(date).prefix(7))-01") ?? date
    }

    /// The first instant of the month after the date's, UTC.
    static func startOfNextMonth(_ date: Date) -> Date {
        startOfMonth(startOfMonth(date).addingTimeInterval(32 * 86_400))
    }

    /// Cost Explorer keeps 13 months. Where a grant is older, whole months are asked: what it told of earlier ones
    /// stays in the store, while a start in the middle of a month would cut off more of that month every day.
    static func limit(_ now: Date) -> Date { now.addingTimeInterval(-395 * 86_400) }
}
