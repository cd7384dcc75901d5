// Changes single places of a YAML text and leaves every other byte as it is: comments, order, quotes, line ends. Each
// change is read back before it is taken.

import CostModel
import Yams

/// A value to be written.
package enum YAMLWriting: Sendable {
    /// A word or a number as it stands, such as `stop` or `4h`.
    case plain(String)
    /// A text in double quotes: what a person typed must not become structure.
    case quoted(String)
    /// Items in brackets.
    case list([YAMLWriting])
    /// Keys in braces.
    case map([(key: String, value: YAMLWriting)])

    /// In one line.
    package var text: String {
        switch self {
        case .plain(let word): word
        case .quoted(let text): YAMLWriting.quote(text)
        case .list(let items): "[\(items.map(\.text).joined(separator: ", "))]"
        case .map(let entries): "{ \(entries.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")) }"
        }
    }

    /// A double-quoted scalar; signs that no line holds become blanks.
    private static func quote(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            default: scalar.value < 0x20 || scalar.value == 0x7F || YAMLPlaces.isBreak(scalar) ? " " : String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}

/// A step from a map or a list to what is in it.
package enum YAMLStep: Sendable, CustomStringConvertible {
    /// The value of a key.
    case key(String)
    /// The item of a list whose key `name` has this value.
    case named(String)

    /// As people name the place: `credits.'class'.amount`.
    package var description: String {
        switch self {
        case .key(let key): key
        case .named(let name): "'\(name)'"
        }
    }
}

/// A text that is changed place by place.
package struct YAMLEditor: Sendable {
    /// As it stands now.
    package private(set) var text: String
    /// The places that were changed, in order.
    package private(set) var changed: [String] = []

    /// A text that can be read as YAML, or holds comments alone.
    package init(_ text: String) { self.text = text }

    /// Why a place cannot be changed.
    package struct Fault: Error, CustomStringConvertible {
        /// The place, such as `unattended.actions`.
        package let place: String
        /// What was to stand there.
        package let wanted: String
        /// In words.
        package var description: String { "the file is written so that '\(place)' cannot be changed in it for certain" }
    }

    /// Sets the value of a place; maps and items on the way are made where they are missing. What says so already stays.
    ///
    /// - Throws: where the text reads otherwise afterwards than with this one change; then it is as it was.
    package mutating func set(_ path: [YAMLStep], to value: YAMLWriting) throws(Fault) {
        let place = path.map(\.description).joined(separator: ".")
        guard let new = try? compose(yaml: SettingColon.hide(value.text)),
            let before = try? Self.read(text), let wanted = YAMLTree.setting(path[...], in: before, to: new)
        else { throw Fault(place: place, wanted: value.text) }
        if YAMLTree.isSame(before, wanted) { return }
        for candidate in YAMLChange(text, root: before).candidates(path[...], value) {
            guard let after = try? Self.read(candidate), YAMLTree.isSame(after, wanted) else { continue }
            text = candidate
            changed = changed + [place]
            return
        }
        throw Fault(place: place, wanted: value.text)
    }

    /// Whether a place is there.
    package func has(_ path: [YAMLStep]) -> Bool {
        (try? Self.read(text)).flatMap { YAMLTree.node(at: path[...], in: $0) } != nil
    }

    /// Takes over what another text says and this one does not.
    package mutating func adopt(_ other: String) throws(Fault) {
        guard let root = try? Self.read(other) else { return }
        for (path, value) in YAMLTree.leaves(of: root) where !has(path) { try set(path, to: value) }
    }

    /// A text of comments alone is an empty map.
    private static func read(_ text: String) throws -> Node {
        try compose(yaml: SettingColon.hide(text)) ?? .mapping(.init([], .implicit, .block))
    }
}

/// Changes and comparisons of what was read, without regard to how it is written.
enum YAMLTree {
    static func node(at path: ArraySlice<YAMLStep>, in node: Node) -> Node? {
        guard let step = path.first else { return node }
        return child(step, of: node).flatMap { Self.node(at: path.dropFirst(), in: $0) }
    }

    static func child(_ step: YAMLStep, of node: Node) -> Node? {
        switch step {
        case .key(let key): node.mapping?.first { isKey($0.key, key) }?.value
        case .named(let name): node.sequence?.first { child(.key("name"), of: $0)?.scalar?.string == name }
        }
    }

    /// The key itself, with its place; nil of an item.
    static func key(_ step: YAMLStep, of node: Node) -> Node? {
        guard case .key(let key) = step else { return nil }
        return node.mapping?.first { isKey($0.key, key) }?.key
    }

    static func isKey(_ node: Node, _ key: String) -> Bool { node.scalar?.string == key }

    /// Whether nothing stands there.
    static func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return YAMLScalar.form(of: scalar.string) == .null
    }

    /// The tree with a place set; nil where something else stands on the way.
    static func setting(_ path: ArraySlice<YAMLStep>, in node: Node?, to value: Node) -> Node? {
        guard let step = path.first else { return value }
        let node = node.flatMap { isNull($0) ? nil : $0 }
        let rest = path.dropFirst()
        switch step {
        case .key(let key):
            guard node == nil || node?.mapping != nil else { return nil }
            var pairs = node?.mapping.map { $0.map { ($0.key, $0.value) } } ?? []
            let index = pairs.firstIndex { isKey($0.0, key) }
            guard let child = setting(rest, in: index.map { pairs[$0].1 }, to: value) else { return nil }
            if let index { pairs[index].1 = child } else { pairs.append((Node(key), child)) }
            return .mapping(.init(pairs))
        case .named(let name):
            guard node == nil || node?.sequence != nil else { return nil }
            var items = node?.sequence.map { Array($0) } ?? []
            let index = items.firstIndex { child(.key("name"), of: $0)?.scalar?.string == name }
            let fresh = Node.mapping(.init([(Node("name"), .scalar(.init(name, .implicit, .doubleQuoted)))]))
            guard let item = setting(rest, in: index.map { items[$0] } ?? fresh, to: value) else { return nil }
            if let index { items[index] = item } else { items.append(item) }
            return .sequence(.init(items))
        }
    }

    /// Every value that is no map with something in it, and no list of named maps, with its place.
    static func leaves(of node: Node, below path: [YAMLStep] = []) -> [(path: [YAMLStep], value: YAMLWriting)] {
        if let mapping = node.mapping, !mapping.isEmpty || path.isEmpty {
            return mapping.flatMap { pair in
                leaves(of: pair.value, below: path + [.key(pair.key.scalar?.string ?? "")])
            }
        }
        let names = node.sequence?.compactMap { child(.key("name"), of: $0)?.scalar?.string } ?? []
        if let sequence = node.sequence, !names.isEmpty, names.count == sequence.count {
            return zip(sequence, names).flatMap { item, name in
                // The name is what the item is found by.
                leaves(of: item, below: path + [.named(name)]).filter { leaf in
                    leaf.path.count != path.count + 2 || leaf.path.last?.description != "name"
                }
            }
        }
        return [(path, writing(of: node))]
    }

    private static func writing(of node: Node) -> YAMLWriting {
        if let mapping = node.mapping {
            return .map(mapping.map { ($0.key.scalar?.string ?? "", writing(of: $0.value)) })
        }
        if let sequence = node.sequence { return .list(sequence.map(writing)) }
        let text = node.scalar?.string ?? ""
        return node.scalar?.style == .plain && !text.isEmpty ? .plain(text) : .quoted(text)
    }

    /// Whether two trees say the same. The order of keys says nothing.
    static func isSame(_ left: Node, _ right: Node) -> Bool {
        if isNull(left), isNull(right) { return true }
        if let left = left.mapping, let right = right.mapping {
            return left.count == right.count
                && left.allSatisfy { pair in
                    right.contains { isSame($0.key, pair.key) && isSame($0.value, pair.value) }
                }
        }
        if let left = left.sequence, let right = right.sequence {
            return left.count == right.count && zip(left, right).allSatisfy(isSame)
        }
        guard let left = left.scalar, let right = right.scalar else { return false }
        // In quotes a number is a text, and `null` a word.
        func form(_ scalar: Node.Scalar) -> YAMLScalar.Form {
            scalar.style == .plain || scalar.style == .any ? YAMLScalar.form(of: scalar.string) : .text
        }
        return left.string == right.string && form(left) == form(right)
    }
}
