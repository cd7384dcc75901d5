// The functions on texts that SQLite runs in more than linear time, or for as long as a number in them says: in linear
// time, or within limits. A rule may call dozens of them on its longest texts between two looks at the clock.

import CostModel
import Foundation
import GRDBSQLite
import SQLite

enum TextFunctions {
    static func register(on connection: RuleConnection) throws(SQLError) {
        for (name, ends) in [("trim", [.start, .end]), ("ltrim", .start), ("rtrim", .end)] as [(String, TextEnds)] {
            for count in [1, 2] as [Int32] {
                try connection.addFunction(name, arguments: count) { _, values in
                    guard let text = values.text(0), let strip = count == 1 ? " " : values.text(1) else { return .null }
                    return .text(trimmed(text, of: strip, at: ends))
                }
            }
        }
        try connection.addFunction("instr", arguments: 2) { _, values in
            guard let text = values.text(0), let part = values.text(1) else { return .null }
            guard let match = matches(of: part, in: text, atMost: 1).first else {
                return .integer(part.isEmpty ? 1 : 0)
            }
            let before =
                values.isBlob(0) && values.isBlob(1)
                ? match : String(decoding: Array(text.utf8)[..<match], as: UTF8.self).unicodeScalars.count
            return .integer(Int64(before + 1))
        }
        try connection.addFunction("replace", arguments: 3) { _, values in
            guard let text = values.text(0), let part = values.text(1) else { return .null }
            guard !part.isEmpty else { return values[0] }
            return try values.text(2).map { .text(try replaced(part, in: text, by: $0)) } ?? .null
        }
        let calculator = try SQLCalculator()
        for name in ["printf", "format"] {
            try connection.addFunction(name, arguments: -1) { _, values in
                if !values.all.isEmpty, let format = values.text(0) { try checkWidths(format, of: name) }
                return try calculator.call(name, values.all)
            }
        }
    }

    private struct TextEnds: OptionSet {
        let rawValue: Int
        static let start = TextEnds(rawValue: 1)
        static let end = TextEnds(rawValue: 2)
    }

    private static func trimmed(_ text: String, of strip: String, at ends: TextEnds) -> String {
        let signs = Set(strip.unicodeScalars)
        var rest = Substring(text).unicodeScalars
        if ends.contains(.start) { rest = rest.drop { signs.contains($0) } }
        if ends.contains(.end) { while let last = rest.last, signs.contains(last) { rest.removeLast() } }
        return String(rest)
    }

    private static func replaced(_ part: String, in text: String, by other: String) throws -> String {
        let bytes = Array(text.utf8)
        let filling = Array(other.utf8)
        let matches = matches(of: part, in: text, atMost: .max)
        guard bytes.count + matches.count * (filling.count - part.utf8.count) <= SQLCage.longest else {
            throw TagFunctions.Fault(message: "string or blob too big")
        }
        var result = [UInt8]()
        var rest = 0
        for match in matches {
            result += bytes[rest..<match] + filling
            rest = match + part.utf8.count
        }
        return String(decoding: result + bytes[rest...], as: UTF8.self)
    }

    /// The bytes at which a text that is not empty stands in another, without overlap: by Knuth, Morris and Pratt, who
    /// look at no byte again.
    private static func matches(of part: String, in text: String, atMost limit: Int) -> [Int] {
        let part = Array(part.utf8)
        let text = Array(text.utf8)
        guard !part.isEmpty, part.count <= text.count else { return [] }
        var places = [Int]()
        var matched = 0
        /// By how much of the part stands: how much of it stands still, where the next byte does not fit.
        var shorter = [0, 0]
        func extended(_ matched: Int, by byte: UInt8) -> Int {
            var matched = matched
            while matched > 0, part[matched] != byte { matched = shorter[matched] }
            return part[matched] == byte ? matched + 1 : 0
        }
        for byte in part.dropFirst() { shorter.append(extended(shorter[shorter.count - 1], by: byte)) }
        for (place, byte) in text.enumerated() {
            matched = extended(matched, by: byte)
            guard matched == part.count else { continue }
            places.append(place + 1 - part.count)
            matched = 0
            if places.count == limit { break }
        }
        return places
    }

    /// A width or a precision costs as much as it says, however short the format is.
    private static func checkWidths(_ format: String, of name: String) throws {
        var rest = format.utf8[...]
        while let sign = rest.firstIndex(of: UInt8(ascii: "%")) {
            let head = rest[sign...].dropFirst().prefix { "-+ !#,.*0123456789".utf8.contains($0) }
            rest = rest[head.endIndex...].dropFirst()
            guard !head.contains(UInt8(ascii: "*")) else {
                throw TagFunctions.Fault(message: "\(name)(): a width is written as a number, not as '*'")
            }
            let numbers = head.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard numbers.allSatisfy({ $0.count <= 3 }) else {
                throw TagFunctions.Fault(message: "\(name)(): a width or a precision is at most 999")
            }
        }
    }
}
