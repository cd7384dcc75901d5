// The tag by which people say: leave this alone.

package import Foundation

/// The tag `costguard:keep`. Any value holds; one that is as a whole a date or a time ends it. Case and blanks are
/// forgiven.
package enum KeepTag {
    /// The key as we write it.
    package static let key = "costguard:keep"
    /// By what a judgement is spared that the tag spares. Contract.
    package static let sparing = "keep-tag"

    /// What the keep tag says among these tags.
    package enum Reading: Hashable, Sendable {
        case absent
        /// Holds, to the end given; nil: for ever.
        case holds(until: Date?)
        case ended(Date)
    }

    /// What a value that holds for good may have been meant to say instead.
    package enum Doubt: String, Sendable {
        /// It speaks of a date, but there is more or less in it than one.
        case notADate = "not a date as a whole"
        /// It says no.
        case saysNo = "any value does, only a date ends it"
    }

    /// Reads the tag at a time. Several spellings of the key at once: the one that holds longest.
    package static func read(_ tags: [String: String], at now: Date) -> Reading {
        guard let value = value(in: tags) else { return .absent }
        guard let end = end(of: value) else { return .holds(until: nil) }
        return end > now ? .holds(until: end) : .ended(end)
    }

    /// The value that counts; of several spellings of the key the one that holds longest. Nil: no such tag.
    package static func value(in tags: [String: String]) -> String? {
        let values = tags.filter { isKey($0.key) }.values
        guard values.count > 1 else { return values.first }
        let ends = values.map { (end: end(of: $0) ?? .distantFuture, value: $0) }
        return ends.max { ($0.end, $0.value) < ($1.end, $1.value) }?.value
    }

    /// What may have been meant by a value that holds for good; nil where nothing speaks for it, or where it ends.
    package static func doubt(about value: String) -> Doubt? {
        if end(of: value) != nil { return nil }
        let words = plain(value).lowercased()
        if ["no", "false", "off", "0", "none", "never"].contains(words) { return .saysNo }
        return speaksOfADate(words) ? .notADate : nil
    }

    /// When a value ends: a bare date when it is over everywhere on Earth (12:00 UTC of the next day), a time at
    /// that time (UTC unless it says otherwise); nil where the whole value is neither.
    static func end(of value: String) -> Date? {
        let text = plain(value)
        if let day = UTCTime.day(text) { return day.addingTimeInterval(36 * .hour) }
        return UTCTime.date(text)
    }

    /// Without the blanks around it, and with every blank in it the same: a pasted one looks like any other.
    private static func plain(_ value: String) -> String {
        String(value.map { $0.isWhitespace ? " " : $0 }).trimmingCharacters(in: [" "])
    }

    /// A year, a day of the form 31/12/26 or a time, however they are written, in digits of any script. Only for what
    /// is told: nothing acts on it.
    private static func speaksOfADate(_ text: String) -> Bool {
        let digits = text.map { sign in sign.wholeNumberValue.flatMap { "\($0)".first } ?? sign }
        return String(digits).contains(
            /(?:^|\D)(?:19|20)\d\d(?:\d{4})?(?:\D|$)|\d[^\w\s]\d{1,2}[^\w\s]\d\d|\d:\d\d/)
    }

    /// Whether a tag of this name is meant: case, blanks and signs that nobody sees are forgiven.
    package static func isKey(_ name: String) -> Bool {
        var rest = key.unicodeScalars.makeIterator()
        for sign in name.unicodeScalars where !isUnseen(sign) {
            // Every tag of every resource is asked: most differ at their first letter.
            guard let wanted = rest.next(), sign.properties.lowercaseMapping == String(wanted) else { return false }
        }
        return rest.next() == nil
    }

    /// Blanks, and signs that nobody sees, which come along where a name is pasted.
    private static func isUnseen(_ sign: Unicode.Scalar) -> Bool {
        sign.properties.isWhitespace || sign.properties.isDefaultIgnorableCodePoint
    }
}
