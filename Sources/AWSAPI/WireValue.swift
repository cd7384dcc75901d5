// What an operation is given, before it is known how its service writes it: as a form, as JSON, or in a path.

import Foundation

/// A value of a request, by the names on the wire.
package indirect enum WireValue: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case flag(Bool)
    case list([WireValue])
    case map([WireField])

    /// As it stands in a form, a path or a query; nil for what has parts.
    var plain: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list, .map: nil
        }
    }

    /// As JSON's library takes it.
    var object: Any {
        switch self {
        case .text(let text): text
        case .integer(let number): number
        case .flag(let flag): flag
        case .list(let items): items.map(\.object)
        case .map(let fields): fields.object
        }
    }

    /// Its lines of a form: `Name.1.Part`, or `Name.member.1.Part`.
    fileprivate func write(as name: String, flat: Bool, into form: inout Parameters) {
        switch self {
        case .text, .integer, .flag: form.set(name, plain ?? "")
        case .list(let items):
            for (index, item) in items.enumerated() {
                item.write(as: "\(name).\(flat ? "" : "member.")\(index + 1)", flat: flat, into: &form)
            }
        case .map(let fields): fields.write(below: name + ".", flat: flat, into: &form)
        }
    }
}

/// A named value of a request.
package struct WireField: Hashable, Sendable {
    /// As on the wire.
    package let name: String
    /// What it is given.
    package let value: WireValue

    /// A field.
    package init(_ name: String, _ value: WireValue) {
        self.name = name
        self.value = value
    }
}

extension [WireField] {
    fileprivate var object: [String: Any] {
        Dictionary(map { ($0.name, $0.value.object) }, uniquingKeysWith: { _, last in last })
    }

    fileprivate func write(below prefix: String, flat: Bool, into form: inout Parameters) {
        for field in self { field.value.write(as: prefix + field.name, flat: flat, into: &form) }
    }

    /// As a form.
    /// - Parameter flat: whether lists have no `member` in their names, as EC2's have not.
    func form(flat: Bool) -> Parameters {
        var form = Parameters()
        write(below: "", flat: flat, into: &form)
        return form
    }

    /// As a JSON text, its keys sorted.
    func json() throws -> Data { try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]) }

    /// What is put into a path, what stands behind it, and what is left for the body.
    ///
    /// - Parameters:
    ///   - template: such as `/clusters/{name}`; `{key+}` keeps its slashes.
    ///   - isQuery: whether what is not in the path stands behind it.
    /// - Returns: nil where a place of the path is given nothing: the path would name another thing.
    func path(_ template: String, isQuery: Bool) -> (path: String, rest: [WireField])? {
        var path = ""
        var used: Set<String> = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let isWhole = rest[..<close].hasSuffix("+")
            let name = String(rest[rest.index(after: open)..<close].prefix { $0 != "+" })
            guard let value = first(where: { $0.name == name })?.value.plain, !value.isEmpty else { return nil }
            path += rest[..<open] + PercentEncoding.encode(value.utf8, keepingSlash: isWhole)
            used.insert(name)
            rest = rest[rest.index(after: close)...]
        }
        path += rest
        let others = filter { !used.contains($0.name) }
        guard isQuery else { return (path, others) }
        let pairs = others.flatMap { field -> [String] in
            let values = if case .list(let items) = field.value { items } else { [field.value] }
            return values.compactMap(\.plain).map { value in
                "\(PercentEncoding.encode(field.name.utf8))=\(PercentEncoding.encode(value.utf8))"
            }
        }
        guard !pairs.isEmpty else { return (path, []) }
        return (path + (path.contains("?") ? "&" : "?") + pairs.joined(separator: "&"), [])
    }
}
