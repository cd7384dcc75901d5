// Reads a condition before SQLite does: it must be one balanced expression, and tag_age_hours gets its identity.
// Leaves the meaning to SQLite's own compiler.

/// What is wrong with an expression, and at which character.
struct SQLFault: Error, Hashable {
    let offset: Int
    let message: String
    let hint: String?
    init(_ offset: Int, _ message: String, hint: String? = nil) {
        (self.offset, self.message, self.hint) = (offset, message, hint)
    }
}

/// An expression as written, and as handed to SQLite.
struct SQLText: Sendable, Hashable {
    let written: String
    let rewritten: String
    /// Texts between single quotes, for trying a rule out.
    let literals: [String]
    /// The key of each call of tag_age_hours; nil where it is no plain text.
    let ageKeys: [String?]
    /// Bytes put in, by the byte of `rewritten` at which they begin.
    private let insertions: [Insertion]

    private struct Insertion: Hashable { let at, count: Int }

    /// - Parameter view: the name that the judged row bears.
    init(_ text: String, view: String) throws(SQLFault) {
        let tokens = try SQLToken.read(text)
        try SQLText.checkShape(tokens)
        written = text
        literals = tokens.filter { $0.kind == .string }.map(SQLText.literal)
        var output = ""
        var insertions: [Insertion] = []
        var ageKeys: [String?] = []
        let words = tokens.filter { $0.kind != .space }
        var wordIndex = 0
        for token in tokens {
            output += token.text
            guard token.kind != .space else { continue }
            if token.text == "(", wordIndex > 0, words[wordIndex - 1].text.lowercased() == "tag_age_hours" {
                ageKeys.append(try SQLText.checkTagAge(words, at: wordIndex, view: view))
                let identity = "\(view).region, \(view).id, "
                insertions.append(Insertion(at: output.utf8.count, count: identity.utf8.count))
                output += identity
            }
            wordIndex += 1
        }
        (rewritten, self.insertions, self.ageKeys) = (output, insertions, ageKeys)
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

    private static func literal(_ token: SQLToken) -> String {
        String(token.text.dropFirst().dropLast()).replacing("''", with: "'")
    }

    /// The key that the call asks for; nil where it is no plain text.
    private static func checkTagAge(_ words: [SQLToken], at open: Int, view: String) throws(SQLFault) -> String? {
        let call = words[open - 1]
        let rest = words.dropFirst(open + 1).prefix(4).map { $0.text.lowercased() }
        let plain = rest.starts(with: ["tags", ","])
        guard plain || rest.starts(with: [view, ".", "tags", ","]) else {
            throw SQLFault(
                call.offset, "tag_age_hours reads the judged row's tags only",
                hint: "write tag_age_hours(tags, 'key')")
        }
        if words.prefix(open).contains(where: { $0.text.lowercased() == "select" }) {
            throw SQLFault(call.offset, "tag_age_hours cannot stand in or after a subquery")
        }
        let key = words.dropFirst(open + (plain ? 3 : 5)).prefix(2)
        return key.first?.kind == .string && key.last?.text == ")" ? key.first.map(literal) : nil
    }
}
