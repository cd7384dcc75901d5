// Makes of any text what SNS accepts: it refuses a mail for one wrong character, and an alarm that is refused
// is an alarm that nobody hears.

enum SNSText {
    /// SNS takes fewer than 100 characters.
    static let longestSubject = 99
    /// Bytes of UTF-8.
    static let longestBody = 262_144

    /// One line of printable ASCII that does not begin with a blank.
    static func subject(_ text: String) -> String {
        let plain = text.unicodeScalars.map { scalar -> Character in
            switch scalar.value {
            case 0x20...0x7E: Character(scalar)
            case 0x09...0x0D, 0x85, 0xA0, 0x2028, 0x2029: " "
            default: "?"
            }
        }
        let line = String(plain.drop { $0 == " " }.prefix(longestSubject))
        return line.isEmpty ? "costguard" : line
    }

    /// The text, cut at the end of a character where it is too long, with a line that says so.
    static func body(_ text: String) -> String {
        guard !text.isEmpty else { return "-" }
        guard text.utf8.count > longestBody else { return text }
        let note = "\n(the rest does not fit into a mail)\n"
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: longestBody - note.utf8.count)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + note
    }
}
