// A reader over a YAML map that gathers every fault with its place, those of the parser included. Rules, their cases and
// the configuration share it.

import CostModel
import Yams

/// A map of a YAML file. Absent optional keys give nil without a fault.
package struct YAMLMap {
    /// A key with its value.
    package struct Entry {
        /// As written.
        package let key: String
        /// Where the key stands.
        package let keyPosition: Position
        /// What follows the colon.
        package let value: YAMLValue
    }
    /// In the order of the file.
    package let entries: [Entry]
    /// Where the map begins.
    package let position: Position
    /// Where faults go.
    package let log: DiagnosticLog

    init(_ mapping: Node.Mapping, position: Position, source: [Substring], label: String, log: DiagnosticLog) {
        self.position = position
        self.log = log
        entries = mapping.compactMap { key, value in
            let place = Position(line: key.mark?.line ?? position.line, column: key.mark?.column ?? position.column)
            guard case .scalar(let name) = key else {
                log.add("a key of \(label) is no text", at: place)
                return nil
            }
            // Quoted it is a key like others.
            guard name.string != "<<" || name.style != .plain else {
                log.add(
                    "merge key '<<' in \(label.isEmpty ? "the file" : label) is not read", at: place,
                    hint: "write the keys of the other map out; an alias for a whole value works: 'key: *name'")
                return nil
            }
            let key = SettingColon.show(name.string)
            let full = label.isEmpty ? "'\(key)'" : "\(label.dropLast(label.hasSuffix("'") ? 1 : 0)).\(key)'"
            let child = YAMLValue(node: value, source: source, label: full, log: log)
            return Entry(key: key, keyPosition: place, value: child)
        }
    }

    private init(entries: [Entry], position: Position, log: DiagnosticLog) {
        self.entries = entries
        self.position = position
        self.log = log
    }

    /// The same map but for one key.
    package func without(_ key: String) -> YAMLMap {
        YAMLMap(entries: entries.filter { $0.key != key }, position: position, log: log)
    }

    /// Reads a whole file; its root must be a map. Syntax errors go to the log, and the result is nil.
    package static func parse(_ file: YAMLFile, into log: DiagnosticLog) -> YAMLMap? {
        let start = Position(line: 1, column: 1)
        guard file.text.utf8.count <= 1 << 20 else {
            log.add("the file is larger than 1 MiB", at: start)
            return nil
        }
        do {
            guard let root = try compose(yaml: SettingColon.hide(file.text)) else {
                log.add("the file is empty", at: start)
                return nil
            }
            let source = file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            guard let mapping = root.mapping else {
                log.add("the file is no map of 'key: value' lines", at: start)
                return nil
            }
            return YAMLMap(mapping, position: start, source: source, label: "", log: log)
        } catch {
            YAMLSyntax.report(error, of: file, into: log)
            return nil
        }
    }

    /// The value of a key; nil where it is absent.
    package subscript(key: String) -> YAMLValue? { entries.first { $0.key == key }?.value }

    /// Where a key stands; the map's own place where it is absent.
    package func position(of key: String) -> Position { entries.first { $0.key == key }?.keyPosition ?? position }

    /// Notes every key that is not among these, with the nearest of them.
    package func allow(_ known: [String]) {
        for entry in entries where !known.contains(entry.key) {
            log.add(
                "unknown key '\(entry.key)'", at: entry.keyPosition,
                hint: NearestName.hint(for: entry.key, among: known))
        }
    }

    /// The value of a key that must be there.
    package func required(_ key: String) -> YAMLValue? {
        if let value = self[key] { return value }
        log.add("'\(key)' is missing", at: position)
        return nil
    }

    /// The text of a key.
    package func string(_ key: String) -> String? { self[key]?.string() }
    /// The number of a key.
    package func number(_ key: String) -> Double? { self[key]?.number() }
    /// The whole number of a key.
    package func integer(_ key: String) -> Int? { self[key]?.integer() }
    /// True or false of a key.
    package func bool(_ key: String) -> Bool? { self[key]?.bool() }
    /// The span of a key, in seconds.
    package func duration(_ key: String) -> Int? { self[key]?.duration() }
    /// A notice's length, in seconds.
    package func notice(_ key: String) -> Int? {
        guard let value = self[key], let seconds = value.duration() else { return nil }
        if (Notice.shortest...Notice.longest).contains(seconds) { return seconds }
        value.report(
            "'\(key)': got \(DurationText.text(seconds)) expected 15m to 7d",
            hint: "who is told has to have time to answer")
        return nil
    }
    /// The map of a key.
    package func map(_ key: String) -> YAMLMap? { self[key]?.map() }
    /// The items of a key's list.
    package func list(_ key: String) -> [YAMLValue]? { self[key]?.list() }

    /// One word of a fixed set.
    package func choice<Word: RawRepresentable & CaseIterable>(_ key: String, of type: Word.Type) -> Word?
    where Word.RawValue == String {
        choice(key, of: Array(type.allCases))
    }

    /// The same, of some words of a type.
    package func choice<Word: RawRepresentable>(_ key: String, of words: [Word]) -> Word?
    where Word.RawValue == String {
        guard let scalar = self[key]?.scalar() else { return nil }
        let known = words.map(\.rawValue)
        if known.contains(scalar.text), let word = Word(rawValue: scalar.text) { return word }
        let near = NearestName.hint(for: scalar.text, among: known)
        log.add(
            "'\(key)': got '\(scalar.text)' expected \(known.joined(separator: ", "))", at: scalar.position, hint: near)
        return nil
    }
}

enum YAMLSyntax {
    static func report(_ error: any Error, of file: YAMLFile, into log: DiagnosticLog) {
        let start = Position(line: 1, column: 1)
        guard let error = error as? YamlError else { return log.add("cannot read YAML: \(error)", at: start) }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let place = Position(line: mark.line, column: mark.column)
            log.add("not YAML: \(problem)", at: place, hint: hint(for: place, in: file))
        case .duplicatedKeysInMapping(let keys, let context):
            for key in keys {
                log.add("key '\(key)' stands here twice", at: second(key, after: context.mark.line, in: file))
            }
        case .reader(let problem, _, _, _):
            log.add("not YAML: \(problem)", at: start, hint: "the file must be UTF-8 text without control characters")
        default:
            log.add("cannot read YAML: \(error)", at: start)
        }
    }

    private static func hint(for place: Position, in file: YAMLFile) -> String? {
        let lines = file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard place.line <= lines.count else { return nil }
        let line = lines[place.line - 1]
        if line.prefix(while: \.isWhitespace).contains("\t") { return "YAML is indented by blanks, not by tabs" }
        if line.contains(": ") { return "quote a text that holds ': ' or begins with a special character" }
        return nil
    }

    /// The second line, from the map's first on, that begins with the key.
    private static func second(_ key: String, after first: Int, in file: YAMLFile) -> Position {
        let lines = file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .dropFirst(first - 1)
        let hits = lines.filter { line in
            let trimmed = line.element.drop { $0 == " " || $0 == "{" || $0 == "-" }
            return trimmed.hasPrefix(key) && trimmed.dropFirst(key.count).drop { $0 == " " }.first == ":"
        }
        guard let hit = hits.dropFirst().first ?? hits.first else { return Position(line: first, column: 1) }
        return Position(line: hit.offset + 1, column: hit.element.prefix { $0 == " " }.count + 1)
    }
}
