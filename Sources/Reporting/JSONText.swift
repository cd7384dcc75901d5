// JSON with keys in the order written, so that golden files and people see the same thing each time.

import CostModel
import Foundation

/// A JSON value that keeps its order.
indirect enum JSONText {
    case object([(String, JSONText)])
    case array([JSONText])
    case string(String)
    /// Digits as they shall stand: money never passes through a Double.
    case number(String)
    case bool(Bool)
    case null

    static func optional(_ text: String?) -> JSONText { text.map(JSONText.string) ?? .null }
    static func money(_ money: Money?) -> JSONText { money.map { .number($0.description) } ?? .null }
    static func integer(_ number: Int) -> JSONText { .number(String(number)) }
    static func time(_ date: Date?) -> JSONText { date.map { .string(Moment.utc($0)) } ?? .null }

    /// Null where the number is not finite: JSON has no word for it.
    static func real(_ number: Double?) -> JSONText {
        guard let number, number.isFinite else { return .null }
        return .number(Int64(exactly: number).map { String($0) } ?? String(number))
    }

    static func fact(_ value: FactValue) -> JSONText {
        switch value {
        case .null: .null
        case .integer(let number): .number(String(number))
        case .real(let number): real(number)
        case .text(let text): .string(text)
        }
    }

    /// A document: two blanks a level, a line end last.
    var document: String { rendered("") + "\n" }

    private func rendered(_ indent: String) -> String {
        let deeper = indent + "  "
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let digits): return digits
        case .string(let text): return JSONText.quoted(text)
        case .array(let items):
            guard !items.isEmpty else { return "[]" }
            return "[\n" + items.map { deeper + $0.rendered(deeper) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map { "\(deeper)\(JSONText.quoted($0.0)): \($0.1.rendered(deeper))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    /// Escapes what a terminal would obey too: JSON is often read on one. Nothing is lost by it.
    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where mustEscape(scalar):
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
