// JSON of documents: the members of a value in the order of their declaration, so that golden files and people see the
// same thing each time. What stands in a document is its type's to say; docs/schemas is read from the same types.

import CostModel
import Foundation

/// The form of all documents, of which there is one so far. It changes where a member goes or means something else.
enum SchemaVersion: Int, CaseIterable, Codable { case one = 1 }

/// Writes documents. What is nil is not known and is written as null, but for what is `LeftOut`.
enum JSONText {
    /// A document: two blanks a level, a line end last.
    static func document(_ value: some Encodable) -> String {
        let node = JSONNode()
        // No container of the node throws, and no value of a document does by itself.
        try? node.write(value)
        return node.rendered("") + "\n"
    }
}

/// A member that is left out where there is nothing to tell: null would say that it is not known.
@propertyWrapper struct LeftOut<Value: Codable>: Codable {
    let wrappedValue: Value?

    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }
    init(from decoder: any Decoder) throws { wrappedValue = try decoder.singleValueContainer().decode(Value.self) }
    func encode(to encoder: any Encoder) throws { try wrappedValue?.encode(to: encoder) }
}

/// Two values whose members stand in one object.
struct Joined<First: Codable, Second: Codable>: Codable {
    let first: First
    let second: Second

    init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    init(from decoder: any Decoder) throws {
        first = try First(from: decoder)
        second = try Second(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try first.encode(to: encoder)
        try second.encode(to: encoder)
    }
}

/// A value as it is being written: a word, or items, or members in their order; or nothing at all.
private final class JSONNode: Encoder {
    private var word: String?
    private var items: [JSONNode]?
    private var members: [(name: String, value: JSONNode)]?
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    var isWritten: Bool { word != nil || items != nil || members != nil }
    var count: Int { items?.count ?? 0 }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        members = members ?? []
        return KeyedEncodingContainer(Members<Key>(node: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        items = items ?? []
        return Items(node: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Word(node: self) }

    func member(_ key: some CodingKey) -> JSONNode {
        let node = JSONNode()
        members?.append((key.stringValue, node))
        return node
    }

    func item() -> JSONNode {
        let node = JSONNode()
        items?.append(node)
        return node
    }

    func writeNull() { word = "null" }

    /// Money never passes through a Double. A number that is not finite is null: JSON has no word for it.
    func write(_ value: some Encodable) throws {
        switch value {
        case let text as String: word = JSONNode.quoted(text)
        case let flag as Bool: word = flag ? "true" : "false"
        case let money as Money: word = money.description
        case let date as Date: word = JSONNode.quoted(UTCTime.text(date))
        case let region as Region: word = JSONNode.quoted(region.code)
        case let account as AccountID: word = JSONNode.quoted(account.digits)
        case let number as any BinaryInteger: word = "\(number)"
        case let number as any BinaryFloatingPoint:
            let number = Double(number)
            word = number.isFinite ? Int64(exactly: number).map { "\($0)" } ?? "\(number)" : "null"
        default: try value.encode(to: self)
        }
    }

    func rendered(_ indent: String) -> String {
        let deeper = indent + "  "
        func lines(_ lines: [String], _ brackets: (String, String)) -> String {
            guard !lines.isEmpty else { return brackets.0 + brackets.1 }
            return brackets.0 + "\n" + lines.map { deeper + $0 }.joined(separator: ",\n") + "\n\(indent)" + brackets.1
        }
        if let members {
            let told = members.filter(\.value.isWritten)
            return lines(told.map { "\(JSONNode.quoted($0.name)): \($0.value.rendered(deeper))" }, ("{", "}"))
        }
        return items.map { lines($0.map { $0.rendered(deeper) }, ("[", "]")) } ?? word ?? "null"
    }

    /// Escapes what a terminal would obey too: JSON is often read on one. Nothing is lost by it.
    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where mustEscape(scalar):
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

private struct Word: SingleValueEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { node.writeNull() }
    func encode<Value: Encodable>(_ value: Value) throws { try node.write(value) }
}

private struct Items: UnkeyedEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.item().writeNull() }
    func encode<Value: Encodable>(_ value: Value) throws { try node.item().write(value) }
    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.item().container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { node.item().unkeyedContainer() }
    func superEncoder() -> any Encoder { node.item() }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { node.member(key).writeNull() }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try node.member(key).write(value) }

    // Those of the protocol leave nil out, and it has one for each of these.
    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encode(value, forKey: key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encode(value, forKey: key) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<
        Nested
    > { node.member(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { node.member(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { node }
    func superEncoder(forKey key: Key) -> any Encoder { node.member(key) }
}
