// The text of an element: entities, comments and line ends.

enum XMLText {
    /// The text that escaped content stands for. Entities were checked when the document was read.
    static func decode(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            switch raw[index] {
            case UInt8(ascii: "&"):
                guard let (scalar, next) = entity(in: raw, at: index) else {
                    text.append(raw[index])
                    index += 1
                    continue
                }
                text += Array(String(scalar).utf8)
                index = next
            case UInt8(ascii: "<"):
                // Only a comment can stand here; whole ones were checked by the reader.
                index = endOfComment(in: raw, from: index) ?? raw.endIndex
            case 0x0D:
                // XML 1.0, 2.11: a carriage return, alone or before a line feed, is a line feed.
                text.append(0x0A)
                index += 1
                if index < raw.endIndex, raw[index] == 0x0A { index += 1 }
            default:
                text.append(raw[index])
                index += 1
            }
        }
        return text
    }

    /// The scalar of the entity at `start`, and where it ends; nil when it is none we know.
    static func entity(in bytes: ArraySlice<UInt8>, at start: Int) -> (scalar: Unicode.Scalar, end: Int)? {
        guard let semicolon = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let body = String(decoding: bytes[(start + 1)..<semicolon], as: UTF8.self)
        let scalar: Unicode.Scalar? =
            switch body {
            case "lt": "<"
            case "gt": ">"
            case "amp": "&"
            case "quot": "\""
            case "apos": "'"
            default: numeric(body)
            }
        return scalar.map { ($0, semicolon + 1) }
    }

    private static func numeric(_ body: String) -> Unicode.Scalar? {
        guard body.hasPrefix("#") else { return nil }
        let digits = body.dropFirst()
        let isHex = digits.hasPrefix("x")
        let number = isHex ? digits.dropFirst() : digits
        // Int's initialiser takes a sign; XML does not.
        guard number.allSatisfy(\.isHexDigit), let value = UInt32(number, radix: isHex ? 16 : 10) else { return nil }
        guard let scalar = Unicode.Scalar(value), isCharacter(value) else {
            // XML 1.1 lets a document name these. One such tag must not hide its whole region from us, and nobody
            // needs the character itself.
            return (1..<0x20).contains(value) ? "\u{FFFD}" : nil
        }
        return scalar
    }

    /// XML 1.0, 2.2: the characters a document may hold.
    private static func isCharacter(_ value: UInt32) -> Bool {
        switch value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Where the comment that begins at `start` ends; nil when it does not.
    static func endOfComment(in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        var index = start + 4
        while index + 2 < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-") {
                return bytes[index + 2] == UInt8(ascii: ">") ? index + 3 : nil
            }
            index += 1
        }
        return nil
    }
}
