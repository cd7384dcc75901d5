// Conditions of a kind's file: maps of columns to what they are compared with. There is no SQL in them.

import CostModel
import YAML

struct ConditionParser {
    let names: Set<String>
    let log: DiagnosticLog

    /// A map, or a list of maps of which any may hold.
    func condition(_ value: YAMLValue) -> KindCondition? {
        let maps = value.isList ? (value.list() ?? []).compactMap { $0.map() } : [value.map()].compactMap { $0 }
        let alternatives = maps.map(tests)
        guard !alternatives.isEmpty, alternatives.allSatisfy({ !$0.isEmpty }) else {
            if log.isEmpty { value.report("got no test, expected such as {state: available}") }
            return nil
        }
        return KindCondition(
            alternatives: alternatives.map { $0.map(\.test) },
            text: alternatives.map { $0.map(\.text).joined(separator: " and ") }.joined(separator: ", or "))
    }

    private func tests(_ map: YAMLMap) -> [(test: KindCondition.Test, text: String)] {
        map.entries.compactMap { entry in
            guard names.contains(entry.key) else {
                log.add(
                    "unknown column '\(entry.key)'", at: entry.keyPosition,
                    hint: NearestName.hint(for: entry.key, among: names.sorted()))
                return nil
            }
            return test(entry)
        }
    }

    private func test(_ entry: YAMLMap.Entry) -> (test: KindCondition.Test, text: String)? {
        let name = entry.key.replacing("_", with: " ")
        if entry.value.isList {
            let scalars = (entry.value.list() ?? []).compactMap { $0.scalar() }
            let values = scalars.map(Self.value)
            let text = "\(name) is \(scalars.map(\.text).joined(separator: " or "))"
            return (.init(column: entry.key, wanted: .among(values), isNegated: false), text)
        }
        guard var scalar = entry.value.scalar() else { return nil }
        let isNegated = scalar.text.hasPrefix("not ")
        if isNegated {
            scalar = YAMLScalar(text: String(scalar.text.dropFirst(4)), form: .text, position: scalar.position)
        }
        let wanted = Self.wanted(scalar)
        return (
            .init(column: entry.key, wanted: wanted, isNegated: isNegated),
            "\(name) \(Self.words(wanted, isNegated: isNegated))"
        )
    }

    private static func wanted(_ scalar: YAMLScalar) -> KindCondition.Wanted {
        let text = scalar.text
        if text == "none" { return .none }
        if text == "some" { return .some }
        if text.hasPrefix("> "), let bound = Double(text.dropFirst(2)) { return .above(bound) }
        if text.hasPrefix("< "), let bound = Double(text.dropFirst(2)) { return .below(bound) }
        if text.hasSuffix("*") { return .prefix(String(text.dropLast())) }
        return .among([value(scalar)])
    }

    private static func value(_ scalar: YAMLScalar) -> FactValue {
        if let flag = scalar.bool { return .flag(flag) }
        if let number = scalar.integer { return .integer(Int64(number)) }
        return scalar.number.map { .real($0) } ?? .text(scalar.text)
    }

    private static func words(_ wanted: KindCondition.Wanted, isNegated: Bool) -> String {
        let verb = isNegated ? "is not" : "is"
        return switch wanted {
        case .among(let values): "\(verb) \(values.map(shown).joined(separator: " or "))"
        case .prefix(let start): isNegated ? "does not begin with \(start)" : "begins with \(start)"
        case .none: isNegated ? "is some" : "is none"
        case .some: isNegated ? "is none" : "is some"
        case .above(let bound): "\(verb) above \(shown(.real(bound)))"
        case .below(let bound): "\(verb) below \(shown(.real(bound)))"
        }
    }

    private static func shown(_ value: FactValue) -> String {
        switch value {
        case .null: "none"
        case .integer(let number): String(number)
        case .real(let number): Int64(exactly: number).map { String($0) } ?? String(number)
        case .text(let text): text
        }
    }
}
