// One file of a kind: its keys in order, each fault with its place. Calls are CallParser's, values ValueParser's, prices and
// conditions have parsers of their own.

import CostModel
import YAML

/// Reads one file. What is wrong goes to the log; nil where no kind comes of it.
struct KindParser {
    static let keys = [
        "form", "kind", "view", "title", "service", "scope", "list", "id", "arn", "name", "created", "tags", "columns",
        "ask", "metrics", "price", "permissions", "stop", "start", "delete", "lost",
    ]
    /// The form of files that this program reads.
    static let form = 1

    let file: YAMLFile
    let log: DiagnosticLog
    let operations: OperationTable

    func parse(beside others: [KindSpec]) -> KindSpec? {
        guard let root = YAMLMap.parse(file, into: log) else { return nil }
        guard isOfThisForm(root) else { return nil }
        let kind = word(root, "kind", NamePattern.column, "a singular such as database")
        if let kind { log.prefix = "kind '\(kind)': " }
        root.allow(Self.keys)
        let view = word(root, "view", NamePattern.column, "a plural such as databases")
        checkNames(root, kind, view, beside: others)
        let title = root.required("title")?.string()
        let scope = scope(root)
        guard let entry = service(root) else { return nil }
        let calls = CallParser(operations: entry.operations, service: entry.service.name, log: log)
        let steps = calls.steps(root)
        let values = ValueParser(log: log)
        let columns = values.columns(root.map("columns"))
        var names = Set(columns.map(\.name)).union(["id"])
        for key in ["arn", "name"] where root[key] != nil { names.insert(key) }
        let asks = calls.asks(root, names: names, values)
        names.formUnion(asks.flatMap(\.gives).map(\.name))
        let facts = FactParser(names: names, log: log)
        return KindSpec(
            kind: ResourceKind(rawValue: kind ?? ""), view: view ?? "", title: title ?? "", service: entry.service,
            scope: scope, steps: steps, id: id(root, calls), arn: values.path(root, "arn"),
            name: values.path(root, "name"), created: values.time(root, "created"), tags: values.path(root, "tags"),
            columns: columns, asks: asks, metrics: facts.metrics(root), prices: facts.prices(root),
            permissions: permissions(root), stop: facts.action(root, "stop"), start: facts.action(root, "start"),
            delete: facts.action(root, "delete"), lost: root["lost"]?.string(), origin: file.origin)
    }

    /// A later form may mean other things by the same keys: nothing of it is guessed at.
    private func isOfThisForm(_ root: YAMLMap) -> Bool {
        guard let value = root["form"] else { return true }
        guard let form = value.integer() else { return false }
        guard form != Self.form else { return true }
        value.report(
            "'form': got \(form) expected \(Self.form)",
            hint: form > Self.form ? "this file is for a later costguard: install that" : "write 'form: \(Self.form)'")
        return false
    }

    private func word(_ root: YAMLMap, _ key: String, _ pattern: NamePattern, _ expected: String) -> String? {
        guard let scalar = root.required(key)?.scalar() else { return nil }
        guard pattern.fits(scalar.text) else {
            log.add("'\(key)': got '\(scalar.text)' expected \(expected)", at: scalar.position)
            return nil
        }
        return scalar.text
    }

    /// No two kinds are called the same, nor as what costguard sees by itself.
    private func checkNames(_ root: YAMLMap, _ kind: String?, _ view: String?, beside others: [KindSpec]) {
        let own = ViewSchema.all.flatMap { [$0.name, $0.kind.rawValue] }
        for (key, name) in [("kind", kind), ("view", view)] {
            guard let name else { continue }
            if own.contains(name) || ["launch_template", "launch_configuration"].contains(name) {
                log.add("'\(key)': '\(name)' is a kind that costguard sees by itself", at: root.position(of: key))
            } else if let other = others.first(where: { $0.kind.rawValue == name || $0.view == name }) {
                log.add("'\(key)': '\(name)' stands in \(other.origin) already", at: root.position(of: key))
            }
        }
        if let kind, kind == view {
            log.add("'view' is the plural of 'kind', and differs", at: root.position(of: "view"))
        }
    }

    private func scope(_ root: YAMLMap) -> KindSpec.Scope {
        guard let scalar = root["scope"]?.scalar() else { return .regional }
        if let region = Region(scalar.text), region != .global { return .one(region) }
        log.add("'scope': got '\(scalar.text)' expected the code of the one region that lists all", at: scalar.position)
        return .regional
    }

    private func service(_ root: YAMLMap) -> (service: KindService, operations: [String: KindOperation])? {
        guard let scalar = root.required("service")?.scalar() else { return nil }
        if let entry = operations.service(scalar.text) { return entry }
        log.add(
            "unknown service '\(scalar.text)'", at: scalar.position,
            hint: NearestName.hint(for: scalar.text, among: operations.services)
                ?? "services are called as on AWS's command line, such as rds or elbv2")
        return nil
    }

    private func id(_ root: YAMLMap, _ calls: CallParser) -> KindText {
        let none = KindText(pieces: [], description: "")
        guard let scalar = root.required("id")?.scalar() else { return none }
        if scalar.text.contains("{") { return calls.text(scalar, names: .ofItems) ?? none }
        guard let path = KindPath(scalar.text) else {
            log.add("'id': got '\(scalar.text)' expected a way such as DBInstanceIdentifier", at: scalar.position)
            return none
        }
        return KindText(pieces: [.place(.item(path), isOptional: false)], description: scalar.text)
    }

    private func permissions(_ root: YAMLMap) -> [String] {
        _ = root.required("permissions")
        return (root.list("permissions") ?? []).compactMap { value in
            guard let scalar = value.scalar() else { return nil }
            if scalar.text.wholeMatch(of: /[a-z0-9-]+:(?:List|Describe|Get|BatchGet)[A-Za-z0-9]+/) != nil {
                return scalar.text
            }
            log.add(
                "'permissions': got '\(scalar.text)' expected a reading IAM action such as rds:DescribeDBInstances",
                at: scalar.position)
            return nil
        }
    }
}

/// What a name may look like.
enum NamePattern {
    /// Of a column, a view, a kind.
    case column

    func fits(_ text: String) -> Bool { text.wholeMatch(of: /[a-z][a-z0-9_]{0,39}/) != nil }
}
