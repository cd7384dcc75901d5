// JSON as AWS's services write it: keys begin with a capital, in our types with a small letter unless they are
// spelled out. And how deep a JSON text may nest, before a recursive decoder sees it.
package import Foundation

/// A type whose coding keys are AWS's own, as are those of all that it holds: where there are many thousand keys,
/// changing each costs more than reading it.
package protocol SpelledOut {}

/// Writes requests and reads answers.
package enum AWSJSON {
    /// The body of a request, its keys sorted.
    package static func encode<Request: Encodable>(_ request: Request) throws -> Data {
        let encoder = JSONEncoder()
        if !(Request.self is any SpelledOut.Type) {
            encoder.keyEncodingStrategy = .custom { Key($0.last, changingFirst: { $0.uppercased() }) }
        }
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(request)
    }

    /// What an answer holds.
    /// - Parameter operation: names the answer in the error.
    /// - Throws: `JSONAnswerError`, without the answer's text: a decoder's own words quote it.
    package static func decode<Answer: Decodable>(
        _ data: Data, of operation: String
    ) throws(JSONAnswerError) -> Answer {
        let decoder = JSONDecoder()
        if !(Answer.self is any SpelledOut.Type) {
            decoder.keyDecodingStrategy = .custom { Key($0.last, changingFirst: { $0.lowercased() }) }
        }
        do {
            return try decoder.decode(Answer.self, from: data)
        } catch {
            throw JSONAnswerError(
                "The answer of '\(operation)' cannot be read: got \(data.count) bytes of another form")
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int?

        init(_ key: (any CodingKey)?, changingFirst change: (Substring) -> String) {
            let text = key?.stringValue ?? ""
            stringValue = change(text.prefix(1)) + text.dropFirst()
            intValue = key?.intValue
        }
        init(stringValue: String) {
            self.stringValue = stringValue
            intValue = nil
        }
        init(intValue: Int) {
            stringValue = String(intValue)
            self.intValue = intValue
        }
    }
}

/// An answer in JSON that cannot be understood, or a list of them that does not end.
package struct JSONAnswerError: Error, Sendable, CustomStringConvertible {
    /// Which answer, and what was got.
    package let description: String

    init(_ description: String) { self.description = description }
}

enum JSONBounds {
    static let maximumDepth = 64

    /// True when no more than `maximumDepth` arrays and objects stand inside each other.
    static func isShallow(_ json: Data) -> Bool { json.withUnsafeBytes { isShallow($0) } }

    /// What a text holds; nil where it is no such JSON, or nests too deep. Keys are as the type spells them.
    static func decoded<Value: Decodable>(_ type: Value.Type, from json: Data) -> Value? {
        isShallow(json) ? try? JSONDecoder().decode(type, from: json) : nil
    }

    private static func isShallow(_ json: UnsafeRawBufferPointer) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in json {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > maximumDepth { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            default: break
            }
        }
        return true
    }
}
