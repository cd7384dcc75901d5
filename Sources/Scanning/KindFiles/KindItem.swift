// Reads the values of one thing out of an answer, by the ways of its kind's file. What cannot be read costs the fact that
// rests on it, and is told; what AWS leaves out is none.

import AWSAPI
import CostModel
import Foundation

extension AnswerNode {
    /// Everything at the end of a way.
    func found(at path: KindPath) -> [AnswerNode] {
        path.parts.reduce([self]) { nodes, part in
            let next = nodes.compactMap { $0[part.name] }
            return part.isList ? next.flatMap(\.items) : next
        }
    }

    /// The text at the end of a way; nil where there is none.
    func text(at path: KindPath) -> String? { found(at: path).lazy.compactMap(\.text).first { !$0.isEmpty } }

    /// Tags as AWS's services write them: a map, or a list of keys and values.
    func tags() -> [String: String] {
        let pairs = items.compactMap { item -> (String, String)? in
            let key = item["Key"] ?? item["key"] ?? item["TagKey"]
            let value = item["Value"] ?? item["value"] ?? item["TagValue"]
            return key?.text.map { ($0, value?.text ?? "") }
        }
        if !pairs.isEmpty || isList { return Dictionary(pairs, uniquingKeysWith: { _, last in last }) }
        let plain = members.compactMap { member in member.value.text.map { (member.name, $0) } }
        return Dictionary(plain, uniquingKeysWith: { _, last in last })
    }

    /// As a JSON text.
    var jsonText: String {
        let object = json
        let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .fragmentsAllowed])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    private var json: Any {
        if isList { return items.map(\.json) }
        if let text { return text }
        let members = members
        // Of XML a list is an element whose children have one name.
        if case .xml = self, let first = members.first, members.allSatisfy({ $0.name == first.name }) {
            return members.map(\.value.json)
        }
        return Dictionary(members.map { ($0.name, $0.value.json) }, uniquingKeysWith: { first, _ in first })
    }
}

/// The values of one thing, and what was wrong with them.
struct KindReading {
    private(set) var facts: [String: FactValue] = [:]
    private(set) var unknown: Set<String> = []
    private(set) var faults: [String] = []

    /// Reads columns of what stands in some items: of a list one, of a question all that it was answered with.
    /// - Parameter isList: whether JSON is a list though there be one item.
    mutating func read(_ columns: [KindColumn], of items: [AnswerNode], isList: Bool = false) {
        for column in columns {
            do {
                facts[column.name] = try Self.value(column.value, of: items, isList: isList)
            } catch {
                unknown.insert(column.name)
                faults.append((error as? ScanError)?.fault ?? String(describing: error))
            }
        }
    }

    /// A fact that is none of the kind's own, taken out.
    mutating func take(_ name: String) -> FactValue? { facts.removeValue(forKey: name) }

    /// Notes that this was told after all.
    mutating func know(_ column: String) { unknown.remove(column) }

    /// Notes that nobody told these.
    mutating func leaveUnknown(_ columns: [String]) { unknown.formUnion(columns) }

    private static func value(_ value: KindValue, of items: [AnswerNode], isList: Bool) throws -> FactValue {
        let found = items.flatMap { $0.found(at: value.path) }
        switch value.fold {
        // A list that AWS leaves out is an empty one.
        case .count: return .integer(Int64(found.reduce(0) { $0 + count($1) }))
        case .sum: return try sum(found, value)
        case .least, .greatest:
            let values = try found.map { try single($0, value) }.filter { $0 != .null }
            let ordered = values.sorted { ($0.number ?? 0) < ($1.number ?? 0) }
            return (value.fold == .least ? ordered.first : ordered.last) ?? .null
        case nil:
            if value.type == .json { return json(found, isMany: value.path.isMany || isList) }
            return try found.first.map { try single($0, value) } ?? .null
        }
    }

    /// Of a list its items; of anything else that is there, one.
    private static func count(_ node: AnswerNode) -> Int {
        if node.isList { return node.items.count }
        if node.text != nil { return 1 }
        return node.items.count
    }

    private static func json(_ found: [AnswerNode], isMany: Bool) -> FactValue {
        guard let first = found.first else { return .null }
        return .text(isMany ? "[" + found.map(\.jsonText).joined(separator: ",") + "]" : first.jsonText)
    }

    private static func sum(_ found: [AnswerNode], _ value: KindValue) throws -> FactValue {
        let numbers = try found.compactMap { try single($0, value).number }
        let sum = numbers.reduce(0, +)
        guard value.type == .integer else { return .real(sum) }
        guard let whole = Int64(exactly: sum) else { throw ScanError("got the sum \(sum), expected a whole number") }
        return .integer(whole)
    }

    private static func single(_ node: AnswerNode, _ value: KindValue) throws -> FactValue {
        guard var text = node.text, !text.isEmpty else { return .null }
        if let after = value.after {
            guard let mark = text.range(of: after) else { return .null }
            text = String(text[mark.upperBound...])
        }
        func wrong(_ expected: String) -> ScanError {
            ScanError("got '\(text.prefix(40))' for '\(value.path)', expected \(expected)")
        }
        switch value.type {
        case .text, .json: return .text(text)
        case .integer:
            guard let number = Int64(text) ?? Double(text).flatMap({ Int64(exactly: $0) }) else {
                throw wrong("a whole number")
            }
            return .integer(number)
        case .real:
            guard let number = Double(text), number.isFinite else { throw wrong("a number") }
            return .real(number)
        case .boolean:
            switch text.lowercased() {
            case "true": return .flag(true)
            case "false": return .flag(false)
            default: throw wrong("true or false")
            }
        case .time, .milliseconds:
            let scale = value.type == .milliseconds ? 1000.0 : 1
            let date =
                Double(text).flatMap { UTCTime.aws(seconds: $0 / scale) } ?? UTCTime.aws(text) ?? UTCTime.date(text)
            guard let date else { throw wrong("a time such as 2026-11-20T01:02:03Z") }
            return .time(date)
        }
    }
}
