// Reads a condition before SQLite does: it must be one balanced expression, tag_age_hours gets its identity, and which
// tags it reads is noted.
// Leaves the meaning to SQLite's own compiler.

/// What is wrong with an expression, and at which character.
struct SQLFault: Error, Hashable {
    let offset: Int
    let message: String
    let hint: String?
    init(_ offset: Int, _ message: String, hint: String? = nil) {
        self.offset = offset
        self.message = message
        self.hint = hint
    }
}

/// An expression as written, and as handed to SQLite.
struct SQLText: Sendable, Hashable {
    let written: String
    let rewritten: String
    /// Texts between single quotes, for trying a rule out.
    let literals: [String]
    /// What it asks of the judged row's tags.
    let tagCalls: [TagCall]
    /// Whether it asks for the hour of the scan, which is no column.
    let asksForHour: Bool
    /// Bytes put in, by the byte of `rewritten` at which they begin.
    private let insertions: [Insertion]

    private struct Insertion: Hashable { let at, count: Int }

    /// - Parameter view: the name that the judged row bears.
    init(_ text: String, view: String) throws(SQLFault) {
        let tokens = try SQLToken.read(text)
        try SQLText.checkShape(tokens)
        written = text
        literals = tokens.filter { $0.kind == .string }.map(\.literal)
        var output = ""
        var insertions: [Insertion] = []
        var tagCalls: [TagCall] = []
        let words = tokens.filter { $0.kind != .space }
        asksForHour = try HourFunctions.check(words)
        var wordIndex = 0
        for token in tokens {
            output += token.text
            guard token.kind != .space else { continue }
            defer { wordIndex += 1 }
            guard token.text == "(", let call = try TagCall.read(words, at: wordIndex, view: view) else { continue }
            tagCalls.append(call)
            guard call.function == .age else { continue }
            let identity = "\(view).region, \(view).id, "
            insertions.append(Insertion(at: output.utf8.count, count: identity.utf8.count))
            output += identity
        }
        rewritten = output
        self.insertions = insertions
        self.tagCalls = tagCalls
    }

    /// The character of `written` that a byte of `rewritten` stands for.
    func writtenOffset(ofByte byte: Int) -> Int {
        var original = byte
        for insertion in insertions where insertion.at < byte {
            original -= min(insertion.count, byte - insertion.at)
        }
        let prefix = written.utf8.prefix(max(0, original))
        return written.distance(from: written.startIndex, to: prefix.endIndex)
    }

    private static func checkShape(_ tokens: [SQLToken]) throws(SQLFault) {
        var open: [SQLToken] = []
        for token in tokens {
            switch token.text {
            case "(": open.append(token)
            case ")":
                if open.popLast() == nil { throw SQLFault(token.offset, "')' without '('") }
            case ";":
                throw SQLFault(token.offset, "';' ends a statement: a condition is one expression")
            default: break
            }
        }
        if let last = open.last { throw SQLFault(last.offset, "'(' without ')'") }
        guard let first = tokens.first(where: { $0.kind != .space }) else {
            throw SQLFault(0, "the expression is empty")
        }
        if first.text.lowercased() == "select" {
            throw SQLFault(first.offset, "a condition is an expression, not a statement", hint: "write (select …)")
        }
    }
}

/// A call of a tag function over the tags of the judged row.
struct TagCall: Sendable, Hashable {
    enum Function: String { case text = "tag", number = "tag_number", percent = "tag_percent", age = "tag_age_hours" }
    let function: Function
    /// Nil where it is no plain text.
    let key: String?

    /// - Parameter open: the place of a parenthesis among words without blanks.
    /// - Returns: nil where the parenthesis is no such call's.
    /// - Throws: for a call of tag_age_hours that is not about the judged row: such an age is not known.
    fileprivate static func read(_ words: [SQLToken], at open: Int, view: String) throws(SQLFault) -> TagCall? {
        guard open > 0, let function = Function(rawValue: words[open - 1].text.lowercased()) else { return nil }
        let rest = words.dropFirst(open + 1).prefix(4).map { $0.text.lowercased() }
        let plain = rest.starts(with: ["tags", ","])
        guard plain || rest.starts(with: [view, ".", "tags", ","]) else {
            guard function == .age else { return nil }
            throw SQLFault(
                words[open - 1].offset, "tag_age_hours reads the judged row's tags only",
                hint: "write tag_age_hours(tags, 'key')")
        }
        if function == .age, words.prefix(open).contains(where: { $0.text.lowercased() == "select" }) {
            throw SQLFault(words[open - 1].offset, "tag_age_hours cannot stand in or after a subquery")
        }
        let key = words.dropFirst(open + (plain ? 3 : 5)).prefix(2)
        let isPlain = key.first?.kind == .string && key.last?.text == ")"
        return TagCall(function: function, key: isPlain ? key.first?.literal : nil)
    }
}

extension SQLToken {
    /// What a text between single quotes says.
    var literal: String { String(text.dropFirst().dropLast()).replacing("''", with: "'") }
}
