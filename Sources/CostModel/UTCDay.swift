// Days as people write them: YYYY-MM-DD, UTC.

import Foundation

/// Reads and writes days.
public enum UTCDay {
    private static let style = Date.ISO8601FormatStyle().year().month().day()

    /// The first instant of a day from `YYYY-MM-DD`; nil for anything else, and for days that do not exist.
    public static func date(_ text: some StringProtocol) -> Date? {
        // A parser that takes 30 February for 2 March would move a credit's end.
        guard text.utf8.count == 10, let date = try? Date(String(text), strategy: style), self.text(date) == text else {
            return nil
        }
        return date
    }

    /// The day that holds an instant.
    public static func text(_ date: Date) -> String { date.formatted(style) }
}
