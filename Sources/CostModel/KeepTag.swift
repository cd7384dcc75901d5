// The tag by which people say: leave this alone.

import Foundation

/// The tag `costguard:keep`. Any value holds; a date or a time ends it. Case and blanks are forgiven.
public enum KeepTag {
    /// The key as we write it.
    public static let key = "costguard:keep"

    /// What the keep tag says among these tags.
    public enum Reading: Hashable, Sendable {
        case absent
        /// Holds, to the end given; nil: for ever.
        case holds(until: Date?)
        case ended(Date)
    }

    /// Reads the tag at a time. Several spellings of the key at once: the one that holds longest.
    public static func read(_ tags: [String: String], at now: Date) -> Reading {
        var ended: Date?
        var until: Date?
        for (key, value) in tags where isKey(key) {
            guard let end = end(of: value) else { return .holds(until: nil) }
            if end > now { until = max(until ?? end, end) } else { ended = max(ended ?? end, end) }
        }
        if let until { return .holds(until: until) }
        return ended.map(Reading.ended) ?? .absent
    }

    /// When a value ends: a bare date when it is over everywhere on Earth (12:00 UTC of the next day), a time at
    /// that time (UTC unless it says otherwise); nil where the value is neither.
    static func end(of value: String) -> Date? {
        let text = value.filter { !$0.isWhitespace || $0 == " " }.split(separator: " ").joined(separator: "T")
        if let day = try? Date(text, strategy: .iso8601.year().month().day()), text.utf8.count == 10 {
            return day.addingTimeInterval(36 * 3600)
        }
        // A time without a zone is UTC.
        for candidate in [withSeconds(text), withSeconds(text) + "Z"] {
            if let time = try? Date(candidate, strategy: .iso8601) { return time }
            let fraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            if let time = try? Date(candidate, strategy: fraction) { return time }
        }
        return nil
    }

    /// `10:00` with or without a zone as people write it; the parser insists on seconds.
    private static func withSeconds(_ text: String) -> String {
        guard let separator = text.firstIndex(of: "T"),
            let end = text.index(separator, offsetBy: 6, limitedBy: text.endIndex),
            end == text.endIndex || text[end] != ":"
        else { return text }
        return text[..<end] + ":00" + text[end...]
    }

    /// Whether a tag of this name is meant.
    public static func isKey(_ name: String) -> Bool {
        // Most tags are shorter, and no shorter one can be it.
        name.utf8.count >= key.utf8.count && name.lowercased().filter { !$0.isWhitespace } == key
    }
}
