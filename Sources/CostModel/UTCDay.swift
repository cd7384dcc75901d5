// Days as people write them: YYYY-MM-DD, UTC.

import Foundation

/// Reads and writes days.
package enum UTCDay {
    private static let style = Date.ISO8601FormatStyle().year().month().day()

    /// The first instant of a day from `YYYY-MM-DD`, years 1970 to 9999; nil for anything else, and for days that do
    /// not exist: a reader that takes 30 February for 2 March would move a credit's end.
    package static func date(_ text: some StringProtocol) -> Date? {
        var reader = DateReader(text)
        guard let seconds = reader.day(), reader.isAtEnd else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(seconds))
    }

    /// The day that holds an instant.
    package static func text(_ date: Date) -> String { date.formatted(style) }
}
