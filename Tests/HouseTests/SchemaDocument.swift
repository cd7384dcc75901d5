// docs/schemas, from the types of the documents: what a type asks for while it is decoded is what stands in its JSON.

import CostModel
import Foundation

@testable import Reporting

/// A JSON schema, its members in order.
indirect enum Schema: Encodable, Equatable {
    struct Member: Equatable {
        let name: String
        let value: Schema
    }
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    case object([Member])
    case list([Schema])
    case text(String)
    case number(Int)
    case null

    static func object(_ members: KeyValuePairs<String, Schema>) -> Schema {
        .object(members.map { Member(name: $0.key, value: $0.value) })
    }
    static func type(_ name: String) -> Schema { .object(["type": .text(name)]) }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .object(let members):
            var object = encoder.container(keyedBy: Name.self)
            for member in members { try object.encode(member.value, forKey: Name(stringValue: member.name)) }
        case .list(let items): try value.encode(items)
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        case .null: try value.encodeNil()
        }
    }

    /// The same, or null.
    var orNull: Schema {
        guard case .object(let members) = self, members.count == 1, let only = members.first else {
            return .object(["anyOf": .list([self, .type("null")])])
        }
        switch (only.name, only.value) {
        case ("type", .text): return .object(["type": .list([only.value, .text("null")])])
        case ("enum", .list(let words)): return .object(["enum": .list(words + [.null])])
        default: return .object(["anyOf": .list([self, .type("null")])])
        }
    }
}

/// The documents that have a schema, each with the name of its golden file.
enum SchemaDocument {
    struct Ambiguous: Error { let name: String }

    static var all: [(name: String, command: String, type: any Decodable.Type)] {
        [
            ("accounts", "report --table", AccountsDocument.self), ("alerts", "alerts list", AlertsDocument.self),
            ("owners", "owners list", OwnersDocument.self),
            ("apply", "apply", ApplyDocument.self), ("backtest", "backtest", BackTestDocument.self),
            ("brake", "brake status", BrakeDocument.self),
            ("brake-preview", "brake preview", BrakePreviewDocument.self),
            ("credits", "credits", CreditsDocument.self),
            ("explain", "explain", ExplainDocument.self), ("history", "history", HistoryDocument.self),
            ("keeps", "keep", KeepsDocument.self),
            ("orders", "stop NAME --at", OrdersDocument.self),
            ("plan", "plan", PlanDocument.self), ("price-refresh", "prices refresh", PriceRefreshDocument.self),
            ("prices", "prices list, and of prices show", PricesDocument.self),
            ("report", "report", ReportDocument.self), ("schedule", "schedule show", ScheduleDocument.self),
        ]
    }

    static func text(of type: any Decodable.Type, command: String) throws -> String {
        let parts = SchemaParts()
        let recorder = SchemaRecorder(parts)
        _ = try type.init(from: recorder)
        guard case .object(let members) = recorder.schema else { return "" }
        let head: [Schema.Member] = [
            .init(name: "$schema", value: .text("https://json-schema.org/draft/2020-12/schema")),
            .init(name: "title", value: .text("costguard \(command) --format json")),
        ]
        let parted = Schema.Member(name: "$defs", value: .object(parts.all.sorted { $0.name < $1.name }))
        return JSONText.document(Schema.object(head + members + [parted]))
    }
}

/// The objects inside a document, by the names of their types.
private final class SchemaParts {
    private(set) var all: [Schema.Member] = []

    func refer(to name: String, _ schema: Schema) throws -> Schema {
        if let other = all.first(where: { $0.name == name }) {
            guard other.value == schema else { throw SchemaDocument.Ambiguous(name: name) }
        } else {
            all.append(.init(name: name, value: schema))
        }
        return .object(["$ref": .text("#/$defs/\(name)")])
    }
}

/// A type that marks a member that may be absent.
private protocol Leaving {}
extension LeftOut: Leaving {}

/// Decodes a value out of nothing, and notes what was asked for.
private final class SchemaRecorder: Decoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private let parts: SchemaParts
    fileprivate var word: Schema?
    fileprivate var items: Schema?
    fileprivate var members: [Schema.Member]?
    fileprivate var required: [Schema] = []
    fileprivate var others: Schema?

    init(_ parts: SchemaParts) { self.parts = parts }

    var schema: Schema {
        if let others { return .object(["type": .text("object"), "additionalProperties": others]) }
        if let members {
            return .object([
                "type": .text("object"), "properties": .object(members), "required": .list(required),
            ])
        }
        return items.map { .object(["type": .text("array"), "items": $0]) } ?? word ?? .object([])
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        members = members ?? []
        return KeyedDecodingContainer(AskedMembers<Key>(recorder: self))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { AskedItems(recorder: self) }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { AskedWord(recorder: self) }

    private static var words: [(type: any Any.Type, schema: Schema, example: Any)] {
        [
            (String.self, .type("string"), ""), (Bool.self, .type("boolean"), false), (Int.self, .type("integer"), 0),
            (Double.self, .type("number"), 0.0), (Money.self, .type("number"), Money.zero),
            (Date.self, .object(["type": .text("string"), "format": .text("date-time")]), Date.distantPast),
            (Region.self, .type("string"), Region.global),
            (
                AccountID.self, .object(["type": .text("string"), "pattern": .text("^[0-9]{12}$")]),
                AccountID("123456789012") as Any
            ),
            (
                FactValue.self, .object(["type": .list([.text("null"), .text("number"), .text("string")])]),
                FactValue.null
            ),
        ]
    }

    func record<Value: Decodable>(_ type: Value.Type) throws -> (schema: Schema, value: Value) {
        if let word = Self.words.first(where: { $0.type == type }), let value = word.example as? Value {
            return (word.schema, value)
        }
        if let cases = type as? any (CaseIterable & RawRepresentable).Type, let first = Self.first(cases) as? Value {
            return (.object(["enum": .list(Self.words(cases))]), first)
        }
        let inner = SchemaRecorder(parts)
        let value = try Value(from: inner)
        guard inner.members != nil else { return (inner.schema, value) }
        let names = String(describing: type).split(whereSeparator: { !$0.isLetter }).drop {
            ["Joined", "LeftOut"].contains($0)
        }
        let name = names.joined().replacing("Entry", with: "")
        return (try parts.refer(to: name, inner.schema), value)
    }

    private static func first<Cases: CaseIterable>(_ cases: Cases.Type) -> Any? { cases.allCases.first }
    private static func words<Cases: CaseIterable & RawRepresentable>(_ cases: Cases.Type) -> [Schema] {
        cases.allCases.map { ($0.rawValue as? Int).map(Schema.number) ?? .text("\($0.rawValue)") }
    }
}

private struct AskedWord: SingleValueDecodingContainer {
    let recorder: SchemaRecorder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = try recorder.record(type)
        recorder.word = schema
        return value
    }
}

/// One item, whose like all are.
private struct AskedItems: UnkeyedDecodingContainer {
    let recorder: SchemaRecorder
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    init(recorder: SchemaRecorder) { self.recorder = recorder }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = try recorder.record(type)
        recorder.items = schema
        currentIndex += 1
        return value
    }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try recorder.container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try recorder.unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { recorder }
}

private final class AskedMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let recorder: SchemaRecorder
    private var mayBeNull: String?
    var codingPath: [any CodingKey] { [] }

    init(recorder: SchemaRecorder) { self.recorder = recorder }

    /// Any name: only what has members of any name asks for all.
    var allKeys: [Key] { [Key(stringValue: "*")].compactMap { $0 } }
    func contains(_ key: Key) -> Bool { true }

    /// Asked of members that may be null, before they are decoded.
    func decodeNil(forKey key: Key) throws -> Bool {
        mayBeNull = key.stringValue
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (schema, value) = try recorder.record(type)
        if key.stringValue == "*" {
            recorder.others = schema
        } else {
            let told = mayBeNull == key.stringValue ? schema.orNull : schema
            recorder.members?.append(.init(name: key.stringValue, value: told))
            if !(type is any Leaving.Type) { recorder.required.append(.text(key.stringValue)) }
        }
        return value
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try recorder.container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try recorder.unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { recorder }
    func superDecoder(forKey key: Key) throws -> any Decoder { recorder }
}
