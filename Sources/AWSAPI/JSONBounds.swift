// How deep a JSON text nests, before a recursive decoder sees it.
import Foundation

enum JSONBounds {
    static let maximumDepth = 64

    /// True when no more than `maximumDepth` arrays and objects stand inside each other.
    static func isShallow(_ json: Data) -> Bool { json.withUnsafeBytes { isShallow($0) } }

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
