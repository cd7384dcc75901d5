// Turns the YAML parser's errors into faults with a place and a next step.

import Yams

enum YAMLSyntax {
    static func report(_ error: any Error, of file: RuleFile, into log: DiagnosticLog) {
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

    private static func hint(for place: Position, in file: RuleFile) -> String? {
        let lines = file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard place.line <= lines.count else { return nil }
        let line = lines[place.line - 1]
        if line.prefix(while: \.isWhitespace).contains("\t") { return "YAML is indented by blanks, not by tabs" }
        if line.contains(": ") { return "quote a text that holds ': ' or begins with a special character" }
        return nil
    }

    /// The second line, from the map's first on, that begins with the key.
    private static func second(_ key: String, after first: Int, in file: RuleFile) -> Position {
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
