// A file that a person wrote, and its faults: each with its place and the next step; and where faults are gathered. Reading
// disks is left to the command line.

/// One file of rules, of their cases, of a kind of resource, or of configuration.
package struct YAMLFile: Sendable {
    /// A path as the user gave it, or such as `built in: idle-instance.yaml`.
    package let origin: String
    /// The whole file.
    package let text: String
    /// A file that was read.
    package init(origin: String, text: String) {
        self.origin = origin
        self.text = text
    }
}

/// A place in a text file: lines and columns count from 1, columns in characters.
package struct Position: Sendable, Hashable, Comparable {
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int
    /// A place.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
    /// In reading order.
    package static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// One fault of one file.
package struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    /// Where the file came from.
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int
    /// What is wrong, with what was found and what was expected.
    package let message: String
    /// What to do next; nil where the message says it all.
    package let hint: String?

    /// A fault at a place.
    package init(file: String, at position: Position, _ message: String, hint: String? = nil) {
        self.file = file
        self.line = position.line
        self.column = position.column
        self.message = message
        self.hint = hint
    }

    /// `rules/x.yaml:12:5: rule 'x': unknown column 'cpu_percnt'`, then the hint on a line of its own.
    package var description: String {
        "\(file):\(line):\(column): \(message)" + (hint.map { "\nhint: \($0)" } ?? "")
    }
}

/// All faults of one or more files; never empty when thrown.
package struct Diagnostics: Error, Sendable, CustomStringConvertible {
    /// In the order of files and lines.
    package let list: [Diagnostic]
    /// All that was found.
    package init(_ list: [Diagnostic]) { self.list = list }
    /// One after the other, each with its hint.
    package var description: String { list.map(\.description).joined(separator: "\n") }
}

/// Gathers the faults of one file while it is read, so that a person sees them all at once.
package final class DiagnosticLog {
    /// Stands at the head of each fault.
    package let file: String
    private var found: [Diagnostic] = []
    /// Stands before each message, such as `rule 'x': `.
    package var prefix = ""

    /// An empty log of one file.
    package init(file: String) { self.file = file }

    /// What was found, in the order of the file, each fault once.
    package var list: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return found.filter { seen.insert($0).inserted }
            .enumerated()
            .sorted {
                ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
            }
            .map(\.element)
    }
    /// Whether nothing was found so far.
    package var isEmpty: Bool { found.isEmpty }

    /// Notes a fault.
    package func add(_ message: String, at position: Position, hint: String? = nil) {
        found.append(Diagnostic(file: file, at: position, prefix + message, hint: hint))
    }
}
