// Lays out what is said beside the data: messages, hints and advice, folded at the terminal's width. A command is never
// broken: it is there to be copied. Reports are TextLines' matter.

/// Lines of messages.
package enum MessageText {
    /// Columns where nobody tells the terminal's.
    package static let usualWidth = 80

    /// One line of a message, folded under itself where it is too long; what was indented stays so. A line that is a command
    /// stays whole.
    package static func lines(_ text: String, width: Int) -> [String] {
        let clean = Sanitizer.terminal(text)
        let indent = clean.prefix { $0 == " " }.count
        guard clean.columns > width, !isCommand(clean.dropFirst(indent)) else { return [clean] }
        let blank = String(repeating: " ", count: indent)
        return fold(String(clean.dropFirst(indent)), head: blank, hang: indent + 2, width: width)
    }

    /// The next step: its label, then the text under itself.
    package static func hint(_ text: String, width: Int, indent: Int = 0) -> [String] {
        let head = String(repeating: " ", count: indent) + "hint: "
        let clean = Sanitizer.terminal(text)
        return isCommand(clean) ? [head + clean] : fold(clean, head: head, hang: head.count, width: width)
    }

    /// Text behind a head, and under itself from the column `hang` on.
    package static func fold(_ text: String, head: String, hang: Int, width: Int) -> [String] {
        let room = max(20, width - max(head.columns, hang))
        return text.wrapped(to: room).enumerated().map { index, line in
            (index == 0 ? head : String(repeating: " ", count: hang)) + line
        }
    }

    /// Whether a line, or what stands in quotes, is something to type.
    static func isCommand(_ text: some StringProtocol) -> Bool {
        guard let end = text.firstIndex(of: " ") else { return false }
        return programs.contains(String(text[..<end]))
    }

    private static let programs: Set<String> = [
        "costguard", "aws", "sudo", "chmod", "chown", "rm", "mv", "crontab", "systemctl", "loginctl", "timedatectl",
        "setfacl", "date",
    ]
}

extension [String] {
    /// Words, with those of a command in quotes joined to one: `'costguard scan'` is no place for a line's end.
    var withCommandsWhole: [String] {
        var out: [String] = []
        var index = 0
        while index < count {
            let end = commandEnd(from: index) ?? index
            out.append(self[index...end].joined(separator: " "))
            index = end + 1
        }
        return out
    }

    /// Where the command ends that a word begins; nil where it begins none, or none that ends.
    private func commandEnd(from index: Int) -> Int? {
        // Behind a colon a command goes on to the end.
        if ["costguard", "chmod", "rm"].contains(self[index]), index > 0, self[index - 1].hasSuffix(":") {
            return count - 1
        }
        let word = self[index].drop { $0 == "(" }
        guard let quote = word.first, quote == "'" || quote == "`",
            MessageText.isCommand(String(word.dropFirst()) + " ")
        else { return nil }
        return (index..<count).first { at in
            let closing = self[at].reversed().drop { ",.;:)?".contains($0) }
            return closing.first == quote && (at > index || self[at].count(where: { $0 == quote }) > 1)
        }
    }
}
