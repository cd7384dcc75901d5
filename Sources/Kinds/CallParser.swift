// The calls of a kind: those that list it, and those that are asked beside the list. Only operations of the list inside the
// program can be named: all of them read.

package import CostModel
import YAML

struct CallParser {
    /// Of the kind's service, by their names.
    let operations: [String: KindOperation]
    /// For messages.
    let service: String
    let log: DiagnosticLog

    /// A list of a list of a list: more calls nobody wants to pay for.
    private static let mostSteps = 3
    private static let keys = ["call", "input", "items", "batch"]

    func steps(_ root: YAMLMap) -> [KindStep] {
        _ = root.required("list")
        guard let items = root.list("list") else { return [] }
        if items.isEmpty || items.count > Self.mostSteps {
            log.add(
                "'list': got \(items.count) calls expected 1 to \(Self.mostSteps), each about the items of the one before",
                at: root.position(of: "list"))
        }
        return items.enumerated().compactMap { index, item in
            guard let map = item.map() else { return nil }
            map.allow(Self.keys)
            let names: PlaceNames = index == 0 ? .none : index == 1 ? .ofItems : .ofItemsAndParents
            let step = step(map, names: names)
            if index == 0, step?.batch != nil {
                log.add("'batch': the first call has no items before it", at: map.position(of: "batch"))
            }
            return step
        }
    }

    /// - Parameter names: columns that a call can be given.
    func asks(_ root: YAMLMap, names: Set<String>, _ values: ValueParser) -> [KindAsk] {
        (root.list("ask") ?? []).compactMap { item in
            guard let map = item.map() else { return nil }
            map.allow(Self.keys + ["key", "gives"])
            guard let step = step(map, names: .ofColumns(names)) else { return nil }
            let gives = map.required("gives")?.map()
            let tags = gives.flatMap { values.path($0, "tags") }
            let others = gives?.without("tags")
            let ask = KindAsk(
                step: step, key: values.path(map, "key"), gives: values.columns(others), tags: tags)
            if step.batch != nil, ask.key == nil || ask.keyColumn == nil {
                log.add(
                    "a call about several things needs a 'key', and a list of one place such as ['{arn}'] in its input",
                    at: map.position(of: "batch"))
            }
            if step.batch == nil, map["key"] != nil {
                log.add("'key' is for calls about several things: with 'batch'", at: map.position(of: "key"))
            }
            return ask
        }
    }

    private func step(_ map: YAMLMap, names: PlaceNames) -> KindStep? {
        let operation = operation(map)
        let batch = map.integer("batch")
        if let batch, !(2...1000).contains(batch) {
            log.add("'batch': got \(batch) expected 2 to 1000", at: map.position(of: "batch"))
        }
        let input = fields(map.map("input"), names: names)
        if batch != nil, !Self.holdsBatch(input) {
            log.add(
                "'batch' needs an input that is a list of one place, such as names: ['{item}']",
                at: map.position(of: "batch"))
        }
        guard let items = map.required("items")?.scalar() else { return nil }
        guard let path = KindPath(items.text) else {
            log.add(
                "'items': got '\(items.text)' expected a way such as DBInstances, or . for the answer",
                at: items.position)
            return nil
        }
        guard let operation else { return nil }
        checkRoute(operation, input, at: map.position(of: "call"))
        return KindStep(operation: operation, input: input, items: path, batch: batch)
    }

    private func operation(_ map: YAMLMap) -> KindOperation? {
        guard let scalar = map.required("call")?.scalar() else { return nil }
        if let operation = operations[scalar.text] { return operation }
        log.add(
            "'\(scalar.text)' of '\(service)' is no operation that a kind may call", at: scalar.position,
            hint: NearestName.hint(for: scalar.text, among: operations.keys.sorted())
                ?? "kinds call what lists and describes, and nothing that changes or tells secrets")
        return nil
    }

    /// What stands in the path must be given.
    private func checkRoute(_ operation: KindOperation, _ input: [KindField], at place: Position) {
        for name in operation.route?.places ?? [] where !input.contains(where: { $0.name == name }) {
            log.add("'\(operation.name)' lacks the input '\(name)', which stands in its path", at: place)
        }
    }

    private static func holdsBatch(_ input: [KindField]) -> Bool {
        input.contains { field in
            guard case .list(let items) = field.value, items.count == 1, case .text(let text) = items[0] else {
                return false
            }
            return text.onlySource != nil
        }
    }
}

extension CallParser {
    func fields(_ map: YAMLMap?, names: PlaceNames) -> [KindField] {
        (map?.entries ?? []).compactMap { entry in
            guard entry.key.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]*/) != nil else {
                log.add("'\(entry.key)' is no name of an input", at: entry.keyPosition)
                return nil
            }
            return input(entry.value, names: names).map { KindField(name: entry.key, value: $0) }
        }
    }

    private func input(_ value: YAMLValue, names: PlaceNames) -> KindInput? {
        if value.isMap { return .map(fields(value.map(), names: names)) }
        if value.isList { return .list((value.list() ?? []).compactMap { input($0, names: names) }) }
        guard let scalar = value.scalar() else { return nil }
        if let flag = scalar.bool { return .flag(flag) }
        if let number = scalar.integer { return .integer(Int64(number)) }
        return text(scalar, names: names).map { .text($0) }
    }

    /// A text with places in braces.
    func text(_ scalar: YAMLScalar, names: PlaceNames) -> KindText? {
        var pieces: [KindText.Piece] = []
        var rest = scalar.text[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else {
                log.add("'\(scalar.text)': a brace is not closed", at: scalar.position)
                return nil
            }
            var name = rest[rest.index(after: open)..<close]
            let isOptional = name.hasSuffix("?")
            if isOptional { name = name.dropLast() }
            guard let source = names.source(name) else {
                log.add(
                    "'{\(name)}' names nothing that is known here", at: scalar.position,
                    hint: NearestName.hint(for: String(name), among: names.known) ?? names.hint)
                return nil
            }
            pieces.append(.place(source, isOptional: isOptional))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty || pieces.isEmpty { pieces.append(.literal(String(rest))) }
        return KindText(pieces: pieces, description: scalar.text)
    }
}

/// What can be put into places.
enum PlaceNames {
    case none
    case ofItems
    case ofItemsAndParents
    case ofColumns(Set<String>)
    /// Of a change: `{was.x}` too.
    case ofChange(Set<String>)

    func source(_ name: Substring) -> KindText.Source? {
        let parts = name.split(separator: ".", maxSplits: 1)
        let head = parts.first ?? ""
        let path = parts.count == 2 ? KindPath(String(parts[1])) : .whole
        switch self {
        case .ofItems where head == "item", .ofItemsAndParents where head == "item": return path.map { .item($0) }
        case .ofItemsAndParents where head == "parent": return path.map { .parent($0) }
        case .ofColumns(let names), .ofChange(let names):
            if names.contains(String(name)) { return .column(String(name)) }
            guard case .ofChange = self, head == "was", parts.count == 2, names.contains(String(parts[1])) else {
                return nil
            }
            return .was(String(parts[1]))
        default: return nil
        }
    }

    var known: [String] {
        switch self {
        case .none: []
        case .ofItems: ["item"]
        case .ofItemsAndParents: ["item", "parent"]
        case .ofColumns(let names), .ofChange(let names): names.sorted()
        }
    }

    var hint: String {
        switch self {
        case .none: "the first call of a list is given constants alone"
        case .ofItems, .ofItemsAndParents: "write {item} or {item.name}"
        case .ofColumns, .ofChange: "columns, 'id', 'arn' and 'name' are known here, where the file has them"
        }
    }
}

extension KindOperation.Route {
    /// The names of the inputs that stand in the path.
    package var places: [String] {
        path.matches(of: /\{([^}+]+)\+?\}/).map { String($0.output.1) }
    }
}
