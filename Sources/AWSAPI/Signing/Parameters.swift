// The parameters of a form request, in order, and their encoding; percent encoding as AWS signs it.
// Which names an action wants is the caller's knowledge.

/// Ordered name and value pairs of one request in the query protocols.
package struct Parameters: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One parameter.
    package struct Pair: Hashable, Sendable {
        /// Name on the wire, such as `Filter.1.Name`.
        package let name: String
        /// Value, not yet encoded.
        package let value: String
    }

    /// The parameters in the order they were set.
    package private(set) var pairs: [Pair] = []

    /// No parameters.
    package init() {}

    /// The given parameters, in order. Of two with one name the last stays.
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { set(name, value) }
    }

    /// Sets one parameter; an earlier value of that name goes, its place stays.
    package mutating func set(_ name: String, _ value: String) {
        if let index = pairs.firstIndex(where: { $0.name == name }) {
            pairs[index] = Pair(name: name, value: value)
        } else {
            pairs.append(Pair(name: name, value: value))
        }
    }

    /// Sets a Boolean as `true` or `false`.
    package mutating func set(_ name: String, _ value: Bool) {
        set(name, value ? "true" : "false")
    }

    /// Sets an integer in decimal.
    package mutating func set(_ name: String, _ value: Int) {
        set(name, String(value))
    }

    /// Appends a list as `Name.1`, `Name.2`, … behind members already there under that name.
    /// EC2 takes `InstanceId`; the query protocol takes `Statistics.member`.
    package mutating func append(list: [String], as name: String) {
        var number = pairs.count { isMember($0.name, of: name) }
        for value in list {
            number += 1
            pairs.append(Pair(name: "\(name).\(number)", value: value))
        }
    }

    /// Appends an EC2 filter as `Filter.N.Name` and `Filter.N.Value.M`.
    package mutating func append(filter name: String, values: [String]) {
        let number = pairs.count { $0.name.hasPrefix("Filter.") && $0.name.hasSuffix(".Name") } + 1
        pairs.append(Pair(name: "Filter.\(number).Name", value: name))
        append(list: values, as: "Filter.\(number).Value")
    }

    /// The value of a parameter, or nil.
    package subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// Whether a listing is asked for by filter, by ids, or by pages.
    var isBounded: Bool {
        pairs.contains { $0.name == "MaxResults" || $0.name.hasPrefix("Filter.") || $0.name.contains("Id.") }
    }

    /// The form body: unreserved characters as they are, a space as `+`, all else as `%XX`.
    var formEncoded: String {
        pairs.map { "\(PercentEncoding.form($0.name))=\(PercentEncoding.form($0.value))" }.joined(separator: "&")
    }

    private func isMember(_ candidate: String, of name: String) -> Bool {
        guard candidate.hasPrefix(name + ".") else { return false }
        return candidate.dropFirst(name.count + 1).allSatisfy(\.isNumber)
    }
}

/// Only `A-Z a-z 0-9 - . _ ~` stay as they are.
enum PercentEncoding {
    /// Encodes for a path or query; `keepingSlash` leaves `/` alone.
    static func encode(_ text: some Sequence<UInt8>, keepingSlash: Bool = false) -> String {
        var bytes: [UInt8] = []
        for byte in text { append(byte, keepingSlash: keepingSlash, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Encodes for a form body. A space becomes `+`: AWS takes both forms, but servers that re-encode
    /// the body to check its signature expect what the official clients send.
    static func form(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: " ") { bytes.append(UInt8(ascii: "+")) } else { append(byte, to: &bytes) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes behind `%XX`; a broken escape stays as it stands.
    static func decode(_ text: some StringProtocol) -> [UInt8] {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = hexValue(source[index + 1]), let low = hexValue(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return bytes
    }

    private static func append(_ byte: UInt8, keepingSlash: Bool = false, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            bytes.append(byte)
        case UInt8(ascii: "/") where keepingSlash:
            bytes.append(byte)
        default:
            let digits = Array("0123456789ABCDEF".utf8)
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
