// The format of ~/.aws/config and ~/.aws/credentials: sections, `key = value`, and settings nested by indentation.
// What sections and keys mean is SharedConfiguration's matter.

/// One parsed file.
struct INIFile: Sendable {
    /// A value and where it stands, for error texts.
    struct Setting: Hashable, Sendable {
        let value: String
        /// `file:line`.
        let place: String
    }

    /// Section's name as written, without brackets; keys in lower case, nested ones as `outer.inner`.
    private(set) var sections: [String: [String: Setting]] = [:]

    /// Reads a file's text.
    /// - Throws: `CredentialError` with `file:line` for a line that is no section, setting or comment. Never its text.
    init(_ text: String, file: String) throws(CredentialError) {
        var section: String?
        var outer: String?
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let place = "\(file):\(index + 1)"
            let trimmed = Self.trimmed(line)
            if trimmed.isEmpty || trimmed.hasPrefix("#") || trimmed.hasPrefix(";") { continue }
            if trimmed.hasPrefix("[") {
                section = try Self.sectionName(trimmed, place: place)
                sections[section ?? "", default: [:]] = sections[section ?? ""] ?? [:]
                outer = nil
                continue
            }
            guard let name = section else {
                throw CredentialError("\(place): setting stands before the first section, expected '[default]' above")
            }
            guard let equals = trimmed.firstIndex(of: "=") else {
                throw CredentialError("\(place): line is not readable, expected '[section]' or 'key = value'")
            }
            let key = Self.trimmed(trimmed[..<equals]).lowercased()
            let value = Self.value(Self.trimmed(trimmed[trimmed.index(after: equals)...]), of: key)
            let isNested = line.first?.isWhitespace == true && outer != nil
            if !isNested { outer = value.isEmpty ? key : nil }
            let path = isNested ? "\(outer ?? "").\(key)" : key
            sections[name]?[path] = Setting(value: value, place: place)
        }
    }

    private static func sectionName(_ line: Substring, place: String) throws(CredentialError) -> String {
        guard let end = line.firstIndex(of: "]") else {
            throw CredentialError("\(place): section is not closed, expected ']'")
        }
        let words = line[line.index(after: line.startIndex)..<end].split(whereSeparator: \.isWhitespace)
        return words.joined(separator: " ").replacing("\"", with: "")
    }

    /// The value without a comment behind it. A command may hold such a mark itself, so it is left whole.
    private static func value(_ text: Substring, of key: String) -> String {
        guard key != "credential_process" else { return String(text) }
        var previous: Character = " "
        for index in text.indices {
            if text[index] == "#" || text[index] == ";", previous.isWhitespace {
                return String(trimmed(text[..<index]))
            }
            previous = text[index]
        }
        return String(text)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text
    }
}
