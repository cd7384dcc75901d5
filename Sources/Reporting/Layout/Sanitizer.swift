// Makes text from outside safe where it is shown: on a terminal, in a mail's subject, in the rows of a spreadsheet. Tags,
// names and error texts are written by anybody.

/// Removes what a terminal, a spreadsheet or a mail header would obey.
package enum Sanitizer {
    /// One line without control, escape, bidirectional or invisible characters; line ends and tabs become blanks.
    package static func terminal(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isBreak(scalar) { clean.append(" ") } else if !isActive(scalar) { clean.append(scalar) }
        }
        return String(clean)
    }

    /// A cell of a CSV file: one line, quoted where a comma, a quote or a semicolon stands in it (which is what separates
    /// cells to a spreadsheet in half of Europe), and prefixed with `'` where a spreadsheet would
    /// take it for a formula.
    package static func csvCell(_ text: String) -> String {
        var cell = terminal(text)
        let startsTabbed = text.unicodeScalars.first.map(isBreak) ?? false
        let first = cell.unicodeScalars.first { $0 != " " }
        if startsTabbed || first.map({ "=+-@＝＋－＠".unicodeScalars.contains($0) }) == true { cell = "'" + cell }
        guard cell.contains(where: { ",;\"".contains($0) }) else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// A mail's subject: one line, printable ASCII, at most 99 characters, as SNS wants it.
    package static func subject(_ text: String) -> String {
        let ascii = terminal(text).unicodeScalars.map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" }
        let words = String(ascii).split(separator: " ").joined(separator: " ")
        let line = words.isEmpty ? "costguard" : words
        return line.count <= 99 ? line : String(line.prefix(96)) + "..."
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029].contains(scalar.value)
    }

    /// Control (Cc), format (Cf: bidi, zero width, tags, soft hyphen), and what is no character of any language.
    private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}

/// A table as CSV: comma, double quotes, line feed; the first row names the columns.
struct CSVText {
    /// A cell: words from outside are disarmed, numbers of ours stand as they are.
    enum Cell {
        case text(String?)
        case number(String?)
    }

    private var lines: [String]

    init(_ columns: [String]) { lines = [columns.joined(separator: ",")] }

    mutating func row(_ cells: [Cell]) {
        let row = cells.map { cell in
            switch cell {
            case .text(let text): Sanitizer.csvCell(text ?? "")
            case .number(let digits): digits ?? ""
            }
        }
        lines.append(row.joined(separator: ","))
    }

    var document: String { lines.map { $0 + "\n" }.joined() }
}
