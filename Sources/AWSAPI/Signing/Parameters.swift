// The parameters of a form request, in order, and their encoding.
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
