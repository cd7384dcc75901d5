// Lays out lines of text: labels, wrapping, columns. Everything that enters is sanitised here, once.

import CostModel

/// What is said of a thing under a label; nil where it is not known, and the label is left out.
typealias Fact = (label: String, text: String?)

/// Lines of a report, at most `width` columns wide where words allow it.
struct TextLines {
    private(set) var lines: [String] = []
    /// Of sentences: longer lines are hard to read.
    let width: Int
    /// Of tables, and of lines that name one thing each.
    let tableWidth: Int
    let palette: Palette
    private let options: String

    init(_ context: TextContext) {
        options = context.commandOptions
        tableWidth = max(40, context.width)
        width = min(tableWidth, TextLines.widestProse)
        palette = context.palette
    }

    private static let widestProse = 120

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// A section's first line, with something at the right end where it fits.
    mutating func heading(_ left: String, right: String = "") {
        let left = Sanitizer.terminal(left)
        let right = Sanitizer.terminal(right)
        let room = width - left.columns - right.columns
        guard !right.isEmpty else { return add(left, style: palette.heading) }
        guard room >= 2 else {
            add(left, style: palette.heading)
            let blank = String(repeating: " ", count: max(0, width - right.columns))
            lines.append(blank + palette.faint(right))
            return
        }
        lines.append(palette.heading(left) + String(repeating: " ", count: room) + palette.faint(right))
    }

    /// Where the words of a section begin, and of the fields under a credit.
    static let titleColumns = 15

    /// A section's first line: its title, what it counts, and something at the right end where it fits.
    mutating func section(_ title: String, _ text: String, right: String = "") {
        heading(title.padded(to: TextLines.titleColumns) + text, right: right)
    }

    /// Text after a label of a fixed width, wrapped under itself.
    mutating func field(
        _ label: String, _ text: String, indent: Int = 2, label columns: Int = 13,
        style: (String) -> String = { $0 }
    ) {
        let head = String(repeating: " ", count: indent) + Sanitizer.terminal(label).padded(to: columns)
        add(text, head: head, style: style)
    }

    /// What is known of these, a field each.
    mutating func facts(_ facts: [Fact]) {
        for case (let label, let text?) in facts { field(label, text) }
    }

    /// Columns of a name at the start of a line.
    static let nameColumns = 15

    /// A line on one resource. An id is never cut: it is there to be copied.
    mutating func item(_ key: ResourceKey, _ name: String?, _ text: String, among titles: Titles) {
        let (name, id) = titles.column(key, name)
        field(name, id.map { "\($0)  \(text)" } ?? text, label: TextLines.nameColumns)
    }

    /// Text, wrapped under itself behind a head that is already laid out and clean.
    ///
    /// - Parameter headColumns: where the head bears colour, which takes no room; nil: counted.
    mutating func add(
        _ text: String, head: String = "", headColumns: Int? = nil, style: (String) -> String = { $0 }
    ) {
        let columns = headColumns ?? head.columns
        let blank = String(repeating: " ", count: columns)
        for (index, line) in Sanitizer.terminal(text).wrapped(to: max(20, width - columns)).enumerated() {
            lines.append((index == 0 ? head : blank) + style(line))
        }
    }

    /// A line of a table, already laid out and clean.
    mutating func line(_ text: String) { lines.append(text) }

    /// A line that must not be broken: a command or an address to copy.
    mutating func verbatim(_ text: String) { lines.append(Sanitizer.terminal(text)) }

    /// How many things a section names that a person need not act on.
    static let longest = 20

    /// A section's lines, cut off where nobody reads on; JSON has them all.
    mutating func some<Item>(_ items: [Item], _ line: (Item, inout TextLines) -> Void) {
        for item in items.prefix(TextLines.longest) { line(item, &self) }
        let more = items.count - TextLines.longest
        if more > 0 { add("and \(more) more: see --format json", head: "  ") }
    }

    /// The last line: what to type next. Commands that do not fit in one line get one each, for copying.
    mutating func next(_ commands: [String]) {
        guard !commands.isEmpty else { return }
        let commands = commands.map { isOurs($0) ? $0 + options : $0 }
        let line = "Next: " + commands.joined(separator: " | ")
        guard line.columns > width else { return verbatim(line) }
        for (index, command) in commands.enumerated() { verbatim((index == 0 ? "Next: " : "      ") + command) }
    }

    /// Whether it is a command of ours that names no database yet.
    private func isOurs(_ command: String) -> Bool {
        command.hasPrefix("costguard ") && !command.contains(" --database ")
    }

    mutating func blank() { lines.append("") }
}

extension String {
    /// Columns on a terminal: East Asian wide and emoji take two, combining marks none.
    var columns: Int {
        reduce(0) { sum, character in
            guard let scalar = character.unicodeScalars.first else { return sum }
            return sum + (String.isWide(scalar) ? 2 : 1)
        }
    }

    /// Blanks up to a width, and always one at least.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - columns)) }

    /// Blanks up to a width, and none beyond.
    func filled(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }

    /// Blanks before it up to a width: figures stand below each other.
    func aligned(to width: Int) -> String { String(repeating: " ", count: max(0, width - columns)) + self }

    /// At most `width` columns, `…` for the rest.
    func cut(to width: Int) -> String {
        guard columns > width else { return self }
        var out = ""
        var used = 0
        for character in self {
            let next = String(character).columns
            guard used + next < width else { break }
            out.append(character)
            used += next
        }
        return out + "…"
    }

    /// At most `width` columns, `…` in the place of the middle: names that begin alike often end otherwise.
    func shortened(to width: Int) -> String {
        guard columns > width else { return self }
        let end = String(String(reversed()).fitting(max(0, (width - 1) / 2)).reversed())
        return fitting(max(0, width - 1 - end.columns)) + "…" + end
    }

    /// As many characters from its beginning as take no more than `width` columns.
    private func fitting(_ width: Int) -> String {
        var used = 0
        return String(
            prefix { character in
                used += String(character).columns
                return used <= width
            })
    }

    /// Lines of at most `width` columns, broken at blanks; a longer word stands alone, and a number keeps its unit.
    /// Blanks before the first word go: indenting is the head's.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in wordsWithUnits.withCommandsWhole {
            if line.isEmpty, lines.isEmpty || !word.isEmpty {
                line = word
            } else if line.columns + 1 + word.columns <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = word
            }
        }
        return lines + [line]
    }

    /// Words between blanks; `3 h` and `0.53 USD/h` are one.
    var wordsWithUnits: [String] {
        var words: [String] = []
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            let unit = word.prefix { $0.isLetter || $0 == "%" || $0 == "/" }
            if String.units.contains(String(unit)), let last = words.last, last.last?.isNumber == true {
                words[words.count - 1] = "\(last) \(word)"
            } else {
                words.append(String(word))
            }
        }
        return words
    }

    private static let units: Set<String> = [
        "%", "s", "min", "h", "d", "day", "days", "UTC", "weeks", "bytes", "KB", "MB", "GB", "TB", "GiB", "USD",
        "USD/h",
    ]

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
