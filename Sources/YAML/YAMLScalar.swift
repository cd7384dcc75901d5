// One scalar of a YAML file: its text, what it looks like, and where each of its lines stands; and how `{ over: :window }`
// becomes YAML, where libyaml takes a colon at the start of a word inside braces for a separator.

import Foundation
import Yams

/// A scalar as written, with its place. Plain words follow YAML 1.2's core schema: `yes` and `on` are text.
package struct YAMLScalar: Sendable, Hashable {
    /// What a scalar looks like; quoted ones are text.
    package enum Form: String, Sendable { case text, integer = "whole number", real = "number", bool, null = "nothing" }
    /// Without quotes and indentation.
    package let text: String
    /// What it looks like.
    package let form: Form
    /// Where it begins.
    package let position: Position
    /// Where each line of the text begins in the file.
    let lines: [Position]

    /// A scalar of one line.
    package init(text: String, form: Form, position: Position) {
        self.text = text
        self.form = form
        self.position = position
        self.lines = [position]
    }

    init(_ scalar: Node.Scalar, at position: Position, source: [Substring]) {
        let text = SettingColon.show(scalar.string)
        self.text = text
        self.position = position
        form = scalar.style == .plain ? YAMLScalar.form(of: text) : .text
        guard scalar.style == .literal else {
            let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
            lines = [Position(line: position.line, column: position.column + (quoted ? 1 : 0))]
            return
        }
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        // A literal block strips the indentation of its first line that is not blank.
        let body = source.dropFirst(position.line)
        let indentation = body.first { !$0.allSatisfy(\.isWhitespace) }?.prefix { $0 == " " }.count ?? 0
        lines = (0..<count).map { Position(line: position.line + 1 + $0, column: indentation + 1) }
    }

    /// The value as a number; nil for text, also for quoted digits.
    package var number: Double? { form == .integer || form == .real ? Double(text) : nil }
    /// The value as a whole number.
    package var integer: Int? { form == .integer ? Int(text) : nil }
    /// The value as true or false.
    package var bool: Bool? { form == .bool ? text.lowercased() == "true" : nil }

    /// Where a character of the text stands.
    package func position(line: Int, offset: Int) -> Position {
        let start = line < lines.count ? lines[line] : position
        return Position(line: start.line, column: start.column + offset)
    }

    /// What a plain word looks like.
    package static func form(of text: String) -> Form {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "false", "False", "FALSE": return .bool
        default: break
        }
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        guard digits.utf8.allSatisfy({ (48...57).contains($0) || "eE.+-".utf8.contains($0) }),
            digits.first?.isNumber == true || digits.first == ".", let number = Double(text), number.isFinite
        else { return .text }
        return Int(text) == nil ? .real : .integer
    }
}

/// Hides the colon of a setting's name from the YAML parser, one character for one, so that places stay right.
enum SettingColon {
    /// A character of the private use area, which YAML allows anywhere.
    static let stand: Character = "\u{E000}"

    static func hide(_ text: String) -> String {
        guard text.contains(":") else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var before: Character = "\n"
        var lastSign: Character = "\n"
        let all = Array(text)
        for (index, character) in all.enumerated() {
            let next = index + 1 < all.count ? all[index + 1] : " "
            let opens = (before == " " && ":,".contains(lastSign)) || "[{".contains(lastSign)
            let isName = next == "_" || (next.isASCII && next.isLetter)
            result.append(character == ":" && isName && opens ? stand : character)
            before = character
            if character != " " { lastSign = character }
        }
        return result
    }

    static func show(_ text: String) -> String {
        text.contains(stand) ? String(text.map { $0 == stand ? ":" : $0 }) : text
    }
}
