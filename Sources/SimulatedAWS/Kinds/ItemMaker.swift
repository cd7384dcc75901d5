// What an answer must say so that a kind's columns come out as they were given: the way of a kind's file, backwards.

import CostModel
import Foundation

/// How answers write what AWS's services write in different ways.
package struct Dialect: Sendable {
    /// How tags are written.
    package enum Tags: CaseIterable, Sendable {
        /// A list of `Key` and `Value`.
        case large
        /// A list of `key` and `value`.
        case small
        /// A list of `TagKey` and `TagValue`.
        case long
        /// A map, in JSON alone.
        case map
    }

    /// Nil: as most services of the protocol do.
    package var tags: Tags?
    /// Whether JSON has times as texts, not as seconds.
    package var hasTextTimes = false
    /// Whether JSON has numbers as texts.
    package var hasTextNumbers = false
    /// Whether JSON leaves out lists that are empty.
    package var hidesEmptyLists = false

    /// As most services do.
    package init() {}
}

/// An item of an answer, or several, while a thing's values are put into it.
///
/// What is made of several values says little about each: a sum is divided, beside the greatest stands a smaller one, and
/// a count makes as many items.
struct ItemMaker {
    private let dialect: Dialect
    private let isXML: Bool
    private var draft = Draft()
    /// How many items a list must have, by its way.
    private var counts: [String: Int] = [:]
    /// Columns whose value contradicts what stands in its place already, or does not fit its type.
    private(set) var conflicts: [String] = []

    init(_ dialect: Dialect, isXML: Bool) {
        self.dialect = dialect
        self.isXML = isXML
    }

    /// What was made.
    var document: Document { draft.document }

    /// Puts a text where nothing stands, or the same.
    mutating func put(_ text: String?, at path: KindPath?, for name: String) {
        guard let text, let path else { return }
        put(.text(text), at: path, item: 0, for: name)
    }

    /// Whether something stands there.
    func has(_ path: KindPath) -> Bool { draft.value(at: path) != nil }

    /// Puts the values of columns; of columns that stand in one place first the one that says most.
    mutating func put(_ columns: [KindColumn], _ values: [String: FactValue]) {
        let given = columns.compactMap { column in
            values[column.name].flatMap { $0 == .null ? nil : (column: column, value: $0) }
        }
        for (column, value) in given where column.value.fold == .count { putCount(value, column) }
        for (column, value) in given where column.value.fold == nil && column.value.after == nil {
            putOne(value, column)
        }
        for (column, value) in given where column.value.fold == nil && column.value.after != nil {
            putEnd(value, column)
        }
        for (column, value) in given where column.value.fold == .sum { putSum(value, column) }
        for (column, value) in given where [.least, .greatest].contains(column.value.fold) {
            putBound(value, column)
        }
    }

    private mutating func put(_ new: Document, at path: KindPath, item: Int, for name: String) {
        if let old = draft.value(at: path, item: item), old.plain != new.plain || old.plain == nil, old != new {
            conflicts.append(name)
        } else {
            draft.put(new, at: path, item: item)
        }
    }

    private mutating func putOne(_ value: FactValue, _ column: KindColumn) {
        guard let document = document(of: value, column.value.type) else { return conflicts.append(column.name) }
        if case .list(let items) = document, column.value.path.isMany {
            for (place, item) in items.enumerated() { put(item, at: column.value.path, item: place, for: column.name) }
        } else {
            put(document, at: column.value.path, item: 0, for: column.name)
        }
    }

    /// What stands behind a mark: the whole, where another column says it, must end so.
    private mutating func putEnd(_ value: FactValue, _ column: KindColumn) {
        let path = column.value.path
        guard let mark = column.value.after, let end = document(of: value, column.value.type)?.plain else {
            return conflicts.append(column.name)
        }
        if let whole = draft.value(at: path)?.plain {
            guard let found = whole.range(of: mark), whole[found.upperBound...] == end[...] else {
                return conflicts.append(column.name)
            }
        } else {
            put(.text("arn:aws:simulated:::\(mark)\(end)"), at: path, item: 0, for: column.name)
        }
    }

    private mutating func putCount(_ value: FactValue, _ column: KindColumn) {
        guard case .integer(let number) = value, (0...100_000).contains(number) else {
            return conflicts.append(column.name)
        }
        let path = column.value.path
        let list = path.list
        if let before = counts[list.description], before != Int(number) { return conflicts.append(column.name) }
        counts[list.description] = Int(number)
        draft.grow(to: Int(number), at: list)
        guard path.isMany else { return }
        for place in 0..<Int(number) { put(.text("part-\(place + 1)"), at: path, item: place, for: column.name) }
    }

    private mutating func putSum(_ value: FactValue, _ column: KindColumn) {
        let path = column.value.path
        let most = path.isMany ? counts[path.list.description] ?? 2 : 1
        if most == 0, value.number == 0 { return }
        guard most > 0, let whole = document(of: value, column.value.type) else {
            return conflicts.append(column.name)
        }
        guard most > 1, case .integer(let number) = value, number > 1 else {
            return put(whole, at: path, item: 0, for: column.name)
        }
        put(written(number / 2), at: path, item: 0, for: column.name)
        put(written(number - number / 2), at: path, item: 1, for: column.name)
    }

    private mutating func putBound(_ value: FactValue, _ column: KindColumn) {
        let path = column.value.path
        let most = path.isMany ? counts[path.list.description] ?? 2 : 1
        guard most > 0, let bound = document(of: value, column.value.type) else {
            return conflicts.append(column.name)
        }
        guard most > 1, case .integer(let number) = value else {
            return put(bound, at: path, item: 0, for: column.name)
        }
        let other = column.value.fold == .least ? number + 60 : number - 60
        if let beside = document(of: .integer(other), column.value.type) {
            put(beside, at: path, item: 0, for: column.name)
        }
        put(bound, at: path, item: 1, for: column.name)
    }

    /// A value as its type stands on the wire; nil where it is none of the type.
    private func document(of value: FactValue, _ type: KindValue.ValueType) -> Document? {
        switch (type, value) {
        case (.text, .text(let text)): .text(text)
        case (.text, .integer(let number)): .text(String(number))
        case (.text, .real(let number)): .text(String(number))
        case (.json, .text(let text)): Document(json: text.utf8)
        case (.integer, .integer(let number)): written(number)
        case (.real, .integer(let number)): written(number)
        case (.real, .real(let number)): dialect.hasTextNumbers || isXML ? .text(String(number)) : .real(number)
        case (.boolean, .integer(let number)): .flag(number != 0)
        case (.milliseconds, .integer(let seconds)): written(seconds * 1_000)
        case (.time, .integer(let seconds)):
            isXML || dialect.hasTextTimes
                ? .text(Timestamp.iso(Date(timeIntervalSince1970: Double(seconds)))) : .integer(seconds)
        default: nil
        }
    }

    private func written(_ number: Int64) -> Document {
        dialect.hasTextNumbers || isXML ? .text(String(number)) : .integer(number)
    }

    /// Tags, as the service writes them where their place is called so.
    static func tags(_ tags: [String: String], called name: String, _ dialect: Dialect, _ wire: KindService.Wire)
        -> Document
    {
        let isSmall = name.first?.isLowercase ?? false
        var style = dialect.tags ?? (isSmall ? (wire == .restJSON ? .map : .small) : .large)
        if wire.isXML, style == .map { style = .large }
        let names =
            switch style {
            case .map: ("", "")
            case .large: ("Key", "Value")
            case .small: ("key", "value")
            case .long: ("TagKey", "TagValue")
            }
        if style == .map { return .map(tags.mapValues { .text($0) }) }
        return .list(
            tags.sorted { $0.key < $1.key }.map { .map([names.0: .text($0.key), names.1: .text($0.value)]) })
    }

    /// Puts tags.
    mutating func put(_ tags: [String: String], at path: KindPath?, _ wire: KindService.Wire) {
        guard let path, let name = path.parts.last?.name, !tags.isEmpty else { return }
        put(Self.tags(tags, called: name, dialect, wire), at: path, item: 0, for: "tags")
    }
}

extension KindPath {
    /// The way to the list that it goes through last, or, where it goes through none, ends at.
    fileprivate var list: KindPath {
        let end = parts.lastIndex(where: \.isList) ?? parts.endIndex - 1
        guard let last = parts.indices.contains(end) ? parts[end] : nil else { return self }
        return KindPath(parts: parts[..<end] + [Part(name: last.name, isList: false)])
    }
}

extension KindService.Wire {
    /// Whether answers are XML.
    var isXML: Bool {
        switch self {
        case .ec2, .query, .restXML: true
        case .json, .restJSON: false
        }
    }
}
