// An answer of a service whose operations nobody here knows by name: XML and JSON, asked alike. What is asked for is the
// caller's affair.

import Foundation

/// A value in an answer.
package enum AnswerNode: Sendable {
    /// An element.
    case xml(XMLNode)
    /// A value of JSON.
    case json(JSONNode)

    /// What stands under a name; nil where nothing does. Of a flattened list it is the first item.
    package subscript(_ name: String) -> AnswerNode? {
        switch self {
        case .xml(let node): node[name].map { .xml($0) }
        case .json(.map(let members)): members[name].flatMap { $0 == .null ? nil : .json($0) }
        case .json: nil
        }
    }

    /// The items of a list: of XML the element's children, whatever they are called.
    package var items: [AnswerNode] {
        switch self {
        case .xml(let node): node.children.map { .xml($0) }
        case .json(.list(let items)): items.map { .json($0) }
        case .json: []
        }
    }

    /// Whether it is a list as JSON has them. XML does not tell a list from a structure.
    package var isList: Bool { if case .json(.list) = self { true } else { false } }

    /// Text, number or truth as text; nil for what has parts, and for an element without text.
    package var text: String? {
        switch self {
        case .xml(let node): node.text.isEmpty ? nil : node.text
        case .json(.text(let text)): text
        case .json(.integer(let number)): String(number)
        case .json(.real(let number)): String(number)
        case .json(.flag(let flag)): flag ? "true" : "false"
        case .json: nil
        }
    }

    /// The name and value of each member of a map; empty for anything else.
    package var members: [(name: String, value: AnswerNode)] {
        switch self {
        case .xml(let node): node.children.map { ($0.name, .xml($0)) }
        case .json(.map(let members)): members.map { ($0.key, .json($0.value)) }
        case .json: []
        }
    }
}

/// A value of JSON.
package indirect enum JSONNode: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case list([JSONNode])
    case map([String: JSONNode])

    /// Reads a text that nests no deeper than `JSONBounds` allow. An empty one is an empty map.
    init(parsing data: Data) throws {
        guard !data.isEmpty else {
            self = .map([:])
            return
        }
        guard JSONBounds.isShallow(data) else { throw JSONAnswerError("The JSON answer nests too deep") }
        self = try JSONDecoder().decode(JSONNode.self, from: data)
    }
}

extension JSONNode: Decodable {
    /// Reads whatever stands there.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? value.decode(Double.self) {
            self = .real(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let items = try? value.decode([JSONNode].self) {
            self = .list(items)
        } else {
            self = .map(try value.decode([String: JSONNode].self))
        }
    }
}
