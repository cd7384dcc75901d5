// What a rule saw of one resource, as a case of that rule: so a verdict that was wrong becomes a test, and a report to
// others that names no machine.

package import CostModel
package import Foundation

/// A case file of one judgement, with the expected verdict left blank.
package struct CaseText {
    private let judgement: Judgement
    private let heldSeconds: Int
    private let now: Date
    private var names = StandInNames()

    /// - Parameters:
    ///   - heldSeconds: for how long the rule has held.
    ///   - now: the time that the rule judged by.
    package init(_ judgement: Judgement, heldSeconds: Int, now: Date) {
        self.judgement = judgement
        self.heldSeconds = heldSeconds
        self.now = now
    }

    /// YAML for `rules test`, which refuses it until a verdict stands at its end. Ids and addresses are replaced, the
    /// account and the name left out; of tags the keys and values stay, `Name` excepted.
    ///
    /// - Parameter others: names of further rules that judged the resource.
    package mutating func yaml(others: [String]) -> String {
        let view = ViewSchema.named(judgement.rule.view)
        let row = judgement.row.byColumn
        let id = names.standIn(for: judgement.resource.id)
        let columns = (view?.columns.map(\.name) ?? []).filter { !["account", "id", "name", "unknown"].contains($0) }
        var lines = others.isEmpty ? [] : ["# Other rules: --rule \(others.joined(separator: ", --rule "))"]
        lines += [
            "rule: \(judgement.rule.name)", "now: \(UTCTime.text(now))", "cases:",
            "  - case: what was seen on \(UTCTime.text(now).prefix(10))", "    given:", "      \(judgement.rule.view):",
            "        - id: \(id)",
        ]
        for column in columns {
            guard !judgement.unknownColumns.contains(column), let value = row[column], value != .null else { continue }
            lines.append("          \(column): \(scalar(value, column))")
        }
        let unknown = columns.filter(judgement.unknownColumns.contains)
        if !unknown.isEmpty { lines.append("          unknown: [\(unknown.joined(separator: ", "))]") }
        lines += metrics(row, id)
        if heldSeconds >= 60 { lines.append("    held: \(heldSeconds / 60)m") }
        lines += [
            "    # The verdict that would be right: clear, spared, unknown, flagged, refused, pending or due.",
            "    expect: { \(id): }",
        ]
        return lines.map { Sanitizer.terminal($0) + "\n" }.joined()
    }

    /// What was reduced to one number stands for every bucket of its window.
    private func metrics(_ row: [String: FactValue], _ id: String) -> [String] {
        let names = row.keys.filter { row["\($0)_coverage"] != nil }.sorted()
        guard !names.isEmpty else { return [] }
        return ["    metrics:", "      \(id):"]
            + names.map { name in
                // Where nothing was there, what stands in the column is the rule's word for that.
                let isSeen = (row["\(name)_coverage"]?.number ?? 0) > 0
                let isKnown = isSeen && !judgement.unknownColumns.contains(name)
                return "        \(name): \(isKnown ? row[name]?.number.map { "\($0)" } ?? "none" : "none")"
            }
    }

    private mutating func scalar(_ value: FactValue, _ column: String) -> String {
        switch value {
        case .null: "~"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text):
            column == "tags" ? tags(text) : CaseText.quoted(names.replacing(in: text))
        }
    }

    private mutating func tags(_ json: String) -> String {
        let read = (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
        let pairs = read.filter { $0.key != "Name" }.sorted { $0.key < $1.key }.map { key, value in
            "\(CaseText.quoted(key)): \(CaseText.quoted(names.replacing(in: value)))"
        }
        return pairs.isEmpty ? "{}" : "{ \(pairs.joined(separator: ", ")) }"
    }

    private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
}

/// One stand-in for each id and address, the same wherever it comes again.
private struct StandInNames {
    private var given: [String: String] = [:]

    /// `i-1` for the first id that begins with `i-`.
    mutating func standIn(for id: String) -> String {
        if let known = given[id] { return known }
        let kind = id.prefix { $0.isASCII && $0.isLetter }
        let stem = kind.isEmpty ? "r" : String(kind)
        let number = given.values.count { $0.hasPrefix(stem + "-") } + 1
        given[id] = "\(stem)-\(number)"
        return "\(stem)-\(number)"
    }

    mutating func replacing(in text: String) -> String {
        // Ids as AWS makes them, account numbers, addresses.
        let pattern = /[a-z]+-[0-9a-f]{8,17}\b|\b[0-9]{12}\b|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b/
        var result = ""
        var rest = text[...]
        while let match = rest.firstMatch(of: pattern) {
            result += rest[..<match.range.lowerBound] + standIn(for: String(match.output))
            rest = rest[match.range.upperBound...]
        }
        return result + rest
    }
}
