// A value of a request or an answer of any service, before it is known in which protocol it stands on the wire.

import CostModel
import Foundation

/// A value with its parts.
package indirect enum Document: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case real(Double)
    case flag(Bool)
    case list([Document])
    case map([String: Document])

    /// As XML and forms have it; nil for what has parts.
    var plain: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list, .map: nil
        }
    }

    /// A member of a map; nil where there is none.
    subscript(name: String) -> Document? { if case .map(let members) = self { members[name] } else { nil } }

    /// What stands at the end of a way; of a list, in its first item.
    func value(at path: KindPath) -> Document? {
        path.parts.reduce(self as Document?) { found, part in
            guard let next = found?[part.name], part.isList else { return found?[part.name] }
            return if case .list(let items) = next { items.first } else { nil }
        }
    }

    /// The same in JSON.
    var json: Data {
        // Texts, finite numbers and their lists always encode; an empty answer would be seen to be none.
        (try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .fragmentsAllowed])) ?? Data()
    }

    private var object: Any {
        switch self {
        case .text(let text): text
        case .integer(let number): number
        case .real(let number): number
        case .flag(let flag): flag
        case .list(let items): items.map(\.object)
        case .map(let members): members.mapValues(\.object)
        }
    }
}

extension Document: Decodable {
    /// Reads any JSON; null is an empty text.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .text("")
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? value.decode(Double.self) {
            self = .real(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let items = try? value.decode([Document].self) {
            self = .list(items)
        } else {
            self = .map(try value.decode([String: Document].self))
        }
    }

    /// Nil for what is no JSON.
    init?(json: some Sequence<UInt8>) {
        guard let read = try? JSONDecoder().decode(Document.self, from: Data(json)) else { return nil }
        self = read
    }
}

extension XMLWriter {
    /// The members of a map, sorted by name.
    mutating func members(of document: Document, item: String) {
        guard case .map(let members) = document else { return }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { element(name, value, item: item) }
    }

    /// One element; the items of a list are its children.
    private mutating func element(_ name: String, _ value: Document, item: String) {
        switch value {
        case .map: node(name) { $0.members(of: value, item: item) }
        case .list(let items): node(name) { xml in for value in items { xml.element(item, value, item: item) } }
        case .text, .integer, .real, .flag: leaf(name, value.plain)
        }
    }
}

/// An answer while values are put into it.
struct Draft {
    private var value: Document?
    private var members: [String: Draft] = [:]
    private var items: [Draft]?

    /// What was put there; nil where nothing was.
    func value(at path: KindPath, item: Int = 0) -> Document? { self[path.parts[...], item]?.value }

    private subscript(parts: ArraySlice<KindPath.Part>, item: Int) -> Draft? {
        guard let part = parts.first else { return self }
        let rest = parts.dropFirst()
        guard part.isList else { return members[part.name]?[rest, item] }
        let position = rest.contains(where: \.isList) ? 0 : item
        guard let items = members[part.name]?.items, items.indices.contains(position) else { return nil }
        return items[position][rest, item]
    }

    /// Puts a value at the end of a way; of the last list on it into one item, of the others into the first.
    mutating func put(_ new: Document, at path: KindPath, item: Int = 0) { put(new, at: path.parts[...], item) }

    private mutating func put(_ new: Document, at parts: ArraySlice<KindPath.Part>, _ item: Int) {
        guard let part = parts.first else {
            value = new
            return
        }
        let rest = parts.dropFirst()
        var draft = members[part.name] ?? Draft()
        if part.isList {
            let position = rest.contains(where: \.isList) ? 0 : item
            draft.grow(to: position + 1)
            draft.items?[position].put(new, at: rest, item)
        } else {
            draft.put(new, at: rest, item)
        }
        members[part.name] = draft
    }

    /// Makes what stands there a list of at least so many items.
    mutating func grow(to count: Int, at path: KindPath) { grow(to: count, path.parts[...]) }

    private mutating func grow(to count: Int, _ parts: ArraySlice<KindPath.Part>) {
        guard let part = parts.first else { return grow(to: count) }
        let rest = parts.dropFirst()
        var draft = members[part.name] ?? Draft()
        if part.isList {
            draft.grow(to: 1)
            draft.items?[0].grow(to: count, rest)
        } else {
            draft.grow(to: count, rest)
        }
        members[part.name] = draft
    }

    private mutating func grow(to count: Int) {
        let items = self.items ?? []
        self.items = items + Array(repeating: Draft(), count: max(0, count - items.count))
    }

    /// As it stands in the answer. Items of which nothing is known have a text, where no other has parts.
    var document: Document {
        if let value { return value }
        guard let items else { return .map(members.mapValues(\.document)) }
        let isOfMaps = items.contains { !$0.members.isEmpty }
        return .list(
            items.enumerated().map { place, item in
                item.value == nil && item.members.isEmpty && !isOfMaps ? .text("part-\(place + 1)") : item.document
            })
    }
}
