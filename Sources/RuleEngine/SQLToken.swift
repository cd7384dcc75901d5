// The words of an SQL expression, as far as rules may use them.

/// A piece of the text; all pieces together are the text.
struct SQLToken: Hashable {
    enum Kind { case space, word, number, string, parameter, sign }
    let kind: Kind
    let text: String
    /// In characters from the start.
    let offset: Int

    /// Splits a text; throws at the first thing that a rule may not hold.
    static func read(_ text: String) throws(SQLFault) -> [SQLToken] {
        var tokens: [SQLToken] = []
        let all = Array(text)
        guard all.count <= 4000 else { throw SQLFault(0, "the expression is longer than 4000 characters") }
        var index = 0
        while index < all.count {
            let (kind, end) = try next(all, from: index)
            tokens.append(SQLToken(kind: kind, text: String(all[index..<end]), offset: index))
            index = end
        }
        return tokens
    }

    private static func next(_ all: [Character], from start: Int) throws(SQLFault) -> (Kind, Int) {
        func end(while test: (Character) -> Bool) -> Int {
            all[(start + 1)...].firstIndex { !test($0) } ?? all.count
        }
        let first = all[start]
        let second = start + 1 < all.count ? all[start + 1] : " "
        switch first {
        case " ", "\t", "\n", "\r", "\r\n":
            return (.space, end { " \t\r\n".contains($0) || $0 == "\r\n" })
        case "'":
            return (.string, try endOfString(all, from: start))
        case ":" where isWordStart(second):
            return (.parameter, end(while: isWordPart))
        case "-" where second == "-", "/" where second == "*", "#":
            throw SQLFault(start, "comments do not belong in a condition", hint: "put them in the YAML, after '#'")
        case "\"", "`", "[":
            throw SQLFault(
                start, "names and texts are not written in \(first == "[" ? "brackets" : "such quotes")",
                hint: "a text stands in single quotes, a column in none")
        case "?", "@", "$", "{", "}", "\\", ":":
            throw SQLFault(start, "'\(first)' does not belong in a condition", hint: "a setting is written :name")
        default: break
        }
        if isWordStart(first) { return (.word, end(while: isWordPart)) }
        if first.isASCII, first.isNumber { return (.number, end { isWordPart($0) || $0 == "." }) }
        guard let code = first.asciiValue, code > 32, code < 127 else {
            throw SQLFault(start, "the character '\(first.isWhitespace ? "blank" : String(first))' is not ASCII")
        }
        return (.sign, start + 1)
    }

    private static func endOfString(_ all: [Character], from start: Int) throws(SQLFault) -> Int {
        var index = start + 1
        while index < all.count {
            if all[index] == "\0" { throw SQLFault(index, "a text holds a NUL character") }
            if all[index] == "'" {
                guard index + 1 < all.count, all[index + 1] == "'" else { return index + 1 }
                index += 1
            }
            index += 1
        }
        throw SQLFault(start, "the text that begins here does not end", hint: "close it by a single quote")
    }

    static func isWordStart(_ character: Character) -> Bool {
        character == "_" || (character.isASCII && character.isLetter)
    }
    static func isWordPart(_ character: Character) -> Bool {
        isWordStart(character) || (character.isASCII && character.isNumber)
    }
}
