// Times as AWS writes them on the wire and into reasons. What a date or a time is, is CostModel's to say.

import CostModel
import Foundation

enum AWSTime {
    /// `2026-11-20T01:02:03.000Z`, with or without a fraction, always UTC. Nil for anything else.
    static func parse(_ text: String) -> Date? {
        guard text.utf8.count >= 20, text.hasSuffix("Z"), Array(text.utf8)[10] == UInt8(ascii: "T") else { return nil }
        return UTCTime.date(text)
    }

    /// The time that stands in a reason such as `User initiated (2026-11-20 23:52:04 GMT)`. Nil where none does.
    static func inReason(_ reason: String) -> Date? {
        guard let open = reason.lastIndex(of: "("), let close = reason[open...].firstIndex(of: ")") else { return nil }
        let words = reason[reason.index(after: open)..<close].split(separator: " ")
        guard words.count == 3, words[2] == "GMT" || words[2] == "UTC" else { return nil }
        return UTCTime.date(words.joined(separator: " "))
    }

    /// Seconds since 1970, as JSON answers write times. Nil for what no calendar of ours holds: such a time would trap
    /// wherever it becomes a whole number.
    static func parse(seconds: Double) -> Date? {
        (0..<253_402_300_800).contains(seconds) ? Date(timeIntervalSince1970: seconds) : nil
    }

    /// `2026-11-20T01:02:03Z`.
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }

    /// `2026-11-20`, in UTC.
    static func day(_ date: Date) -> String { String(text(date).prefix(10)) }
}
