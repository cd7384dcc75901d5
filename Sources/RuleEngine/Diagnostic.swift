// A fault in a file that a person wrote, with its place and the next step; and where such faults are gathered.

/// A place in a text file: lines and columns count from 1, columns in characters.
public struct Position: Sendable, Hashable, Comparable {
    /// From 1.
    public let line: Int
    /// From 1.
    public let column: Int
    /// A place.
    public init(line: Int, column: Int) { (self.line, self.column) = (line, column) }
    /// In reading order.
    public static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// One fault of one file.
public struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    /// Where the file came from.
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1.
    public let column: Int
    /// What is wrong, with what was found and what was expected.
    public let message: String
    /// What to do next; nil where the message says it all.
    public let hint: String?

    /// A fault at a place.
    public init(file: String, at position: Position, _ message: String, hint: String? = nil) {
        (self.file, self.line, self.column) = (file, position.line, position.column)
        (self.message, self.hint) = (message, hint)
    }

    /// `rules/x.yaml:12:5: rule 'x': unknown column 'cpu_percnt'`, then the hint on a line of its own.
    public var description: String {
        "\(file):\(line):\(column): \(message)" + (hint.map { "\nhint: \($0)" } ?? "")
    }
}

/// All faults of one or more files; never empty when thrown.
public struct Diagnostics: Error, Sendable, CustomStringConvertible {
    /// In the order of files and lines.
    public let list: [Diagnostic]
    /// All that was found.
    public init(_ list: [Diagnostic]) { self.list = list }
    /// One after the other, each with its hint.
    public var description: String { list.map(\.description).joined(separator: "\n") }
}

/// Gathers the faults of one file while it is read, so that a person sees them all at once.
public final class DiagnosticLog {
    /// Stands at the head of each fault.
    public let file: String
    private var found: [Diagnostic] = []
    /// Stands before each message, such as `rule 'x': `.
    public var prefix = ""

    /// An empty log of one file.
    public init(file: String) { self.file = file }

    /// What was found, in the order of the file, each fault once.
    public var list: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return found.filter { seen.insert($0).inserted }
            .enumerated()
            .sorted {
                ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
            }
            .map(\.element)
    }
    /// Whether nothing was found so far.
    public var isEmpty: Bool { found.isEmpty }

    /// Notes a fault.
    public func add(_ message: String, at position: Position, hint: String? = nil) {
        found.append(Diagnostic(file: file, at: position, prefix + message, hint: hint))
    }
}
