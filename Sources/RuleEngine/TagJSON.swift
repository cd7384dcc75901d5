// The `tags` column: a JSON object whose values are texts. Storage writes it without blanks; it is read so often that
// such a text is read byte by byte, and JSONDecoder sees only the others.

import Foundation

package enum TagJSON {
    /// Throws where the text is no JSON object of texts.
    package static func read(_ text: String) throws -> [String: String] {
        var tags: [String: String] = [:]
        var count = 0
        let isPlain = scan(text) { bytes, key, value in
            tags[String(decoding: bytes[key], as: UTF8.self)] = String(decoding: bytes[value], as: UTF8.self)
            count += 1
        }
        return isPlain && count == tags.count ? tags : try decoded(text)
    }

    /// Nil where there is no such key. Throws as `read`.
    package static func value(of key: String, in text: String) throws -> String? {
        var found: [String] = []
        let isPlain = scan(text) { bytes, range, value in
            if bytes[range].elementsEqual(key.utf8) { found.append(String(decoding: bytes[value], as: UTF8.self)) }
        }
        return isPlain && found.count < 2 && key.utf8.allSatisfy { $0 < 128 } ? found.first : try decoded(text)[key]
    }

    /// Whether the text is such an object, written plainly, and has no such key; an answer of false means nothing.
    static func isPlain(_ text: UnsafeBufferPointer<UInt8>, without key: UnsafeBufferPointer<UInt8>) -> Bool {
        var isThere = !key.allSatisfy { $0 < 128 }
        let isPlain = scan(text) { bytes, range, _ in
            if bytes[range].elementsEqual(key) {
                isThere = true
            }
        }
        return isPlain && !isThere
    }

    private static func decoded(_ text: String) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }

    private typealias Pair = (_ bytes: UnsafeBufferPointer<UInt8>, _ key: Range<Int>, _ value: Range<Int>) -> Void

    /// Calls `body` with each pair. False where the text holds an escape, a blank between, or anything but texts:
    /// then what was called so far means nothing.
    private static func scan(_ text: String, _ body: Pair) -> Bool {
        var text = text
        return text.withUTF8 { scan($0, body) }
    }

    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ body: Pair) -> Bool {
        var place = 0
        func take(_ sign: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: sign) else { return false }
            place += 1
            return true
        }
        func takeText() -> Range<Int>? {
            guard take("\"") else { return nil }
            let start = place
            while place < bytes.count, bytes[place] >= 32, bytes[place] != UInt8(ascii: "\\") {
                if take("\"") { return start..<place - 1 }
                place += 1
            }
            return nil
        }
        guard take("{") else { return false }
        if take("}") { return place == bytes.count }
        repeat {
            guard let key = takeText(), take(":"), let value = takeText() else { return false }
            body(bytes, key, value)
        } while take(",")
        return take("}") && place == bytes.count
    }
}
