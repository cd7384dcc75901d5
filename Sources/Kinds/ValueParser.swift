// Columns and ways through answers: `state: DBInstanceStatus text, such as available`.

import CostModel
import YAML

struct ValueParser {
    let log: DiagnosticLog

    /// Columns that every view has, or that are told apart from a kind's own.
    private static let reserved: Set<String> = [
        "id", "account", "region", "name", "tags", "age_hours", "hourly_usd", "monthly_usd", "unknown", "arn", "row",
        "kind",
    ]
    /// Words of SQL: a condition could not name such a column.
    private static let keywords: Set<String> = [
        "all", "and", "as", "between", "by", "case", "check", "collate", "create", "default", "delete", "distinct",
        "drop",
        "else", "end", "escape", "except", "exists", "foreign", "from", "glob", "group", "having", "in", "index",
        "insert",
        "intersect", "into", "is", "isnull", "join", "like", "limit", "match", "not", "notnull", "null", "of", "offset",
        "on", "or", "order", "primary", "references", "select", "set", "table", "then", "to", "transaction", "union",
        "unique", "update", "using", "values", "when", "where", "with",
    ]
    /// Parts of names under which AWS answers with what nobody else may see: it would stand in the database.
    private static let secrets = [
        "password", "secret", "token", "credential", "privatekey", "userdata", "variable", "accesskey",
        "connectionstring",
    ]

    func columns(_ map: YAMLMap?) -> [KindColumn] {
        (map?.entries ?? []).compactMap { entry in
            checkName(entry)
            guard let scalar = entry.value.scalar() else { return nil }
            return column(entry.key, scalar)
        }
    }

    private func checkName(_ entry: YAMLMap.Entry) {
        let name = entry.key
        if !NamePattern.column.fits(name) {
            log.add("'\(name)' is no name of a column: small letters, digits and _", at: entry.keyPosition)
        } else if Self.reserved.contains(name) {
            log.add("every view has a column '\(name)' already", at: entry.keyPosition, hint: "take another name")
        } else if Self.keywords.contains(name) {
            log.add(
                "'\(name)' is a word of SQL: no condition could name the column", at: entry.keyPosition,
                hint: "take another name, such as '\(name)_name'")
        }
    }

    private func column(_ name: String, _ scalar: YAMLScalar) -> KindColumn? {
        let parts = scalar.text.split(separator: ", ", maxSplits: 1)
        guard let first = parts.first, let value = value(String(first), of: name, at: scalar.position) else {
            return nil
        }
        return KindColumn(name: name, value: value, doc: parts.count == 2 ? String(parts[1]) : "")
    }

    /// `[after:x] [#+<>]way [type]`.
    private func value(_ text: String, of name: String, at place: Position) -> KindValue? {
        var words = text.split(separator: " ").map(String.init)
        var after: String?
        if words.count > 1, words[0].hasPrefix("after:") { after = String(words.removeFirst().dropFirst(6)) }
        var type = KindValue.ValueType.text
        if words.count > 1, let last = words.last {
            guard let known = KindValue.ValueType(rawValue: last) else {
                let types = KindValue.ValueType.allCases.map(\.rawValue)
                log.add(
                    "column '\(name)': got the type '\(last)' expected \(types.joined(separator: ", "))", at: place,
                    hint: NearestName.hint(for: last, among: types) ?? "a description stands behind a comma")
                return nil
            }
            type = known
            words.removeLast()
        }
        let fold = words.first?.first.flatMap { KindValue.Fold(rawValue: String($0)) }
        let way = String(words.first?.dropFirst(fold == nil ? 0 : 1) ?? "")
        guard words.count == 1, after != "", let path = KindPath(way) else {
            log.add(
                "column '\(name)': got '\(text)' expected a way and a type, such as 'Endpoint.Port integer'", at: place)
            return nil
        }
        checkSecrets(path, of: name, at: place)
        if fold == .count { type = .integer }
        return KindValue(path: path, fold: fold, after: after, type: type)
    }

    private func checkSecrets(_ path: KindPath, of name: String, at place: Position) {
        let parts = path.parts.map { $0.name.lowercased().filter { $0 != "-" && $0 != "_" } }
        guard let word = Self.secrets.first(where: { word in parts.contains { $0.contains(word) } }) else { return }
        log.add("column '\(name)': '\(path)' may hold what is secret ('\(word)'), and is not kept", at: place)
    }

    /// The way of a key; nil where it is absent.
    func path(_ root: YAMLMap, _ key: String) -> KindPath? {
        guard let scalar = root[key]?.scalar() else { return nil }
        if let path = KindPath(scalar.text) {
            checkSecrets(path, of: key, at: scalar.position)
            return path
        }
        log.add("'\(key)': got '\(scalar.text)' expected a way such as Status.State", at: scalar.position)
        return nil
    }

    /// A way to a time: `CreateTime`, or `creationTime ms`.
    func time(_ root: YAMLMap, _ key: String) -> KindValue? {
        guard let scalar = root[key]?.scalar() else { return nil }
        let words = scalar.text.split(separator: " ").map(String.init)
        guard let way = words.first, words.count == 1 || words.dropFirst() == ["ms"], let path = KindPath(way) else {
            log.add(
                "'\(key)': got '\(scalar.text)' expected a way such as CreateTime, or CreateTime ms",
                at: scalar.position)
            return nil
        }
        return KindValue(path: path, type: words.count == 2 ? .milliseconds : .time)
    }
}
