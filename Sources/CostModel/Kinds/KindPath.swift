// Where a value stands in an answer of AWS, and what is made of it.

/// A way through an answer, by the names on the wire: `a.b[].c`. Without parts it is the thing itself.
package struct KindPath: Hashable, Sendable, CustomStringConvertible {
    /// One step down.
    package struct Part: Hashable, Sendable {
        /// As on the wire.
        package let name: String
        /// Whether the way goes on in each item of a list.
        package let isList: Bool
        /// A step, all its parts given.
        package init(name: String, isList: Bool) {
            self.name = name
            self.isList = isList
        }
    }
    /// From the outside in.
    package let parts: [Part]

    /// A way, step by step.
    package init(parts: [Part]) { self.parts = parts }

    /// The thing itself, written `.`.
    package static let whole = KindPath(parts: [])

    /// Nil where the text is no way: names of letters, digits, `-` and `_`, with points between them.
    package init?(_ text: String) {
        if text == "." {
            self = .whole
            return
        }
        var parts: [Part] = []
        for piece in text.split(separator: ".", omittingEmptySubsequences: false) {
            let isList = piece.hasSuffix("[]")
            let name = isList ? piece.dropLast(2) : piece
            let isName = name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            }
            guard !name.isEmpty, isName else { return nil }
            parts.append(Part(name: String(name), isList: isList))
        }
        self.parts = parts
    }

    /// As it is written.
    package var description: String {
        parts.isEmpty ? "." : parts.map { $0.name + ($0.isList ? "[]" : "") }.joined(separator: ".")
    }

    /// Whether it may lead to several values.
    package var isMany: Bool { parts.contains(where: \.isList) }
}

/// A value of a thing: where it stands, what is made of all that stands there, and what it is read as.
package struct KindValue: Hashable, Sendable {
    /// What is made of several values.
    package enum Fold: String, CaseIterable, Hashable, Sendable {
        case count = "#"
        case sum = "+"
        case least = "<"
        case greatest = ">"
    }
    /// What a value is read as.
    package enum ValueType: String, CaseIterable, Hashable, Sendable {
        case text, integer, real, boolean
        /// A time, kept in seconds since 1970: of JSON a number of seconds, else as ISO 8601.
        case time
        /// The same from a number of milliseconds.
        case milliseconds = "ms"
        /// What stands there, as JSON.
        case json
    }
    /// Where it stands.
    package let path: KindPath
    /// Nil: there is one value.
    package let fold: Fold?
    /// Of a text what stands behind this; nil: all.
    package let after: String?
    /// What it is read as.
    package let type: ValueType

    /// A value, all its parts given.
    package init(path: KindPath, fold: Fold? = nil, after: String? = nil, type: ValueType) {
        self.path = path
        self.fold = fold
        self.after = after
        self.type = type
    }
}
