// The forms of time that AWS and HTTP have beside ISO 8601. Each is brought to the form that UTCTime reads, so that what a
// date or a time is stands in one place.

package import Foundation

extension UTCTime {
    /// `2026-11-20T01:02:03.000Z`, with or without a fraction, as AWS's XML writes times: always with seconds, always UTC.
    /// Nil for anything else.
    package static func aws(_ text: String) -> Date? {
        guard text.utf8.count >= 20, text.hasSuffix("Z"), text.utf8.dropFirst(10).first == UInt8(ascii: "T") else {
            return nil
        }
        return date(text)
    }

    /// Seconds since 1970, as AWS's JSON writes times. Nil for what no calendar of ours holds: such a time would trap
    /// wherever it becomes a whole number.
    package static func aws(seconds: Double) -> Date? {
        (0..<253_402_300_800).contains(seconds) ? Date(timeIntervalSince1970: seconds) : nil
    }

    /// The time that stands in EC2's reason for a state, such as `User initiated (2026-11-20 23:52:04 GMT)`. Nil where
    /// none does.
    package static func inReason(_ reason: String) -> Date? {
        guard let open = reason.lastIndex(of: "("), let close = reason[open...].firstIndex(of: ")") else { return nil }
        let words = reason[reason.index(after: open)..<close].split(separator: " ")
        guard words.count == 3, words[2] == "GMT" || words[2] == "UTC" else { return nil }
        return date(words.joined(separator: " "))
    }

    /// `Tue, 24 Nov 2026 09:00:00 GMT`, HTTP's `Date` (RFC 9110, 5.6.7). Nil for anything else, and for years before
    /// 2000: those are of a clock that was never set.
    package static func http(_ text: String) -> Date? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[4].utf8.count == 8, words[5] == "GMT",
            let month = UTCCalendar.monthNames.firstIndex(where: { $0.prefix(3) == words[2] })
        else { return nil }
        let day = words[1].utf8.count == 1 ? "0\(words[1])" : String(words[1])
        let read = date("\(words[3])-\(padded(Int64(month) + 1, 2))-\(day) \(words[4]) GMT")
        return read.flatMap { $0 >= firstOfHTTP ? $0 : nil }
    }

    private static let firstOfHTTP = Date(seconds: 946_684_800)

    /// `20150830T123600Z`, as signatures bear it.
    package static func signed(_ date: Date) -> String {
        text(date).filter { $0 != "-" && $0 != ":" }
    }
}
