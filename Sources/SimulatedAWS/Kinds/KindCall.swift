// A request for an operation that a kind's file names: which it is, and what it was given, whatever the protocol.

package import CostModel
import Foundation

/// An operation that is asked for, with what it is given.
package struct KindCall: Sendable {
    /// Whose operation.
    package let service: KindService
    /// Which.
    package let operation: KindOperation
    /// What it was given but for the page.
    let fields: CallFields
    /// The token of a further page; nil for a first one.
    package let token: String?
    /// The most items that a page shall have; nil: not said.
    let size: Int?

    init(_ service: KindService, _ operation: KindOperation, _ fields: CallFields) {
        self.service = service
        self.operation = operation
        var fields = fields
        token = operation.paging.flatMap { fields.take($0.sent) }
        size = operation.size.flatMap { fields.take($0.name) }.flatMap { Int($0) }
        self.fields = fields
    }
}

/// What a call is given: names with points between them, and under each the texts of all values that have it. Where in a
/// list a value stands is lost, so that forms, JSON and paths come out alike.
struct CallFields: Equatable, Sendable {
    private(set) var values: [String: [String]] = [:]

    var names: [String] { values.keys.sorted() }

    subscript(name: String) -> [String] { values[name] ?? [] }

    mutating func add(_ value: String, as name: String) { values[name, default: []].append(value) }

    /// The value of a name, taken out; an empty one is none.
    mutating func take(_ name: String) -> String? {
        values.removeValue(forKey: name)?.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    mutating func add(_ document: Document, as name: String = "") {
        switch document {
        case .map(let members):
            for (key, value) in members { add(value, as: name.isEmpty ? key : "\(name).\(key)") }
        case .list(let items): for item in items { add(item, as: name) }
        case .text, .integer, .real, .flag: add(document.plain ?? "", as: name)
        }
    }

    /// Adds what a file gives a call.
    /// - Returns: Whether every place that must be filled was.
    mutating func add(_ fields: [KindField], below name: String = "", _ fill: (KindText.Source) -> String?) -> Bool {
        fields.allSatisfy { add($0.value, as: name.isEmpty ? $0.name : "\(name).\($0.name)", fill) }
    }

    private mutating func add(_ input: KindInput, as name: String, _ fill: (KindText.Source) -> String?) -> Bool {
        switch input {
        case .integer(let number): add(String(number), as: name)
        case .flag(let flag): add(flag ? "true" : "false", as: name)
        case .list(let items): return items.allSatisfy { add($0, as: name, fill) }
        case .map(let inner): return add(inner, below: name, fill)
        case .text(let text):
            var filled = ""
            for piece in text.pieces {
                switch piece {
                case .literal(let literal): filled += literal
                case .place(let source, let isOptional):
                    guard let value = fill(source), !value.isEmpty else { return isOptional }
                    filled += value
                }
            }
            add(filled, as: name)
        }
        return true
    }

    /// Whether another call is given the same; of a call about several things, whether it is about these among others.
    func isAsked(by other: CallFields, batch: String?) -> Bool {
        guard Set(names) == Set(other.names) else { return false }
        return names.allSatisfy { name in
            name == batch ? Set(self[name]).isSubset(of: other[name]) : self[name].sorted() == other[name].sorted()
        }
    }
}

extension KindStep {
    /// The input that is a list of things; nil where the call is about one.
    var batchName: String? {
        guard batch != nil else { return nil }
        return input.first { field in
            guard case .list(let items) = field.value, case .text(let text)? = items.first else { return false }
            return text.onlySource != nil
        }?.name
    }
}

extension KindService {
    /// What a request to this service asks for; nil where it is none of these operations.
    func call(_ request: WireRequest, _ form: Form, among operations: [KindOperation]) -> KindCall? {
        switch wire {
        case .ec2(let version), .query(let version):
            guard form["Version"] == version, let operation = operations.first(where: { $0.name == form["Action"] })
            else { return nil }
            return KindCall(self, operation, form.callFields)
        case .json(let target, _):
            let named = request.header("x-amz-target")
            guard let operation = operations.first(where: { "\(target).\($0.name)" == named }) else { return nil }
            var fields = CallFields()
            if let document = Document(json: request.body) { fields.add(document) }
            return KindCall(self, operation, fields)
        case .restJSON, .restXML:
            for operation in operations {
                guard let route = operation.route, var fields = route.fields(of: request) else { continue }
                if let document = Document(json: request.body) { fields.add(document) }
                return KindCall(self, operation, fields)
            }
            return nil
        }
    }
}

extension Form {
    /// Its values without the numbers of lists.
    fileprivate var callFields: CallFields {
        var fields = CallFields()
        for (name, value) in all.sorted(by: { $0.key < $1.key }) where !["Action", "Version"].contains(name) {
            let parts = name.split(separator: ".").filter { $0 != "member" && Int($0) == nil }
            fields.add(value, as: parts.joined(separator: "."))
        }
        return fields
    }
}

extension KindOperation.Route {
    /// What a request to this route has in its path and behind it; nil where it goes elsewhere.
    fileprivate func fields(of request: WireRequest) -> CallFields? {
        guard request.method == method else { return nil }
        let template = path.split(separator: "?", maxSplits: 1)
        let target = request.target.split(separator: "?", maxSplits: 1)
        let places = (template.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        let parts = (target.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard places.count == parts.count || places.last?.hasSuffix("+}") == true, parts.count >= places.count else {
            return nil
        }
        var fields = CallFields()
        for (position, place) in places.enumerated() {
            let isWhole = place.hasSuffix("+}")
            let part = isWhole ? parts[position...].joined(separator: "/")[...] : parts[position]
            guard place.hasPrefix("{") else {
                guard place == part else { return nil }
                continue
            }
            guard !part.isEmpty else { return nil }
            fields.add(Form.decoded(part.utf8), as: String(place.dropFirst().dropLast(isWhole ? 2 : 1)))
        }
        let needed = template.count > 1 ? Set(template[1].split(separator: "&")) : []
        let pairs = target.count > 1 ? target[1].split(separator: "&") : []
        guard needed.isSubset(of: pairs) else { return nil }
        for pair in pairs where !needed.contains(pair) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields.add(halves.count > 1 ? Form.decoded(halves[1].utf8) : "", as: Form.decoded(halves[0].utf8))
        }
        return fields
    }
}
