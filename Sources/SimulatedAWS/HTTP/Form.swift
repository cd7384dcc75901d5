// The parameters of the query protocols: names and values of a form body, and the numbered lists in them.

/// A decoded form body.
struct Form: Sendable {
    private let values: [String: String]

    init(_ body: [UInt8]) {
        var values: [String: String] = [:]
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            values[Form.decoded(halves[0])] = halves.count > 1 ? Form.decoded(halves[1]) : ""
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }

    /// `InstanceId.1`, `InstanceId.2`, … up to the first gap.
    func list(_ name: String) -> [String] {
        var found: [String] = []
        while let value = values["\(name).\(found.count + 1)"] { found.append(value) }
        return found
    }

    /// `Tag.1.Key` with `Tag.1.Value`, … up to the first gap; a missing value is nil.
    func pairs(_ name: String, _ key: String, _ value: String) -> [(key: String, value: String?)] {
        var found: [(String, String?)] = []
        while let first = values["\(name).\(found.count + 1).\(key)"] {
            found.append((first, values["\(name).\(found.count + 1).\(value)"]))
        }
        return found
    }

    /// `Filter.1.Name` with `Filter.1.Value.1`, ….
    var filters: [(name: String, values: [String])] {
        var found: [(String, [String])] = []
        while let name = values["Filter.\(found.count + 1).Name"] {
            found.append((name, list("Filter.\(found.count + 1).Value")))
        }
        return found
    }

    /// Percent signs and plus signs decoded; broken escapes stay as they are.
    static func decoded(_ bytes: some Collection<UInt8>) -> String {
        var out: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                out.append(32)
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
