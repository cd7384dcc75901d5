// A value of a YAML file that reports a wrong type with its place.

import CostModel
import Yams

/// A value and its place. Reading it as the wrong type notes a fault in the log and gives nil.
package struct YAMLValue {
    let node: Node
    let source: [Substring]
    /// How messages name it, such as `'for'`.
    let label: String
    /// Where faults go.
    package let log: DiagnosticLog

    /// Where it begins.
    package var position: Position {
        Position(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
    /// Whether nothing stands there.
    package var isNull: Bool { anyScalar?.form == .null }
    /// Whether it has keys.
    package var isMap: Bool { node.mapping != nil }
    /// Whether it has items.
    package var isList: Bool { node.sequence != nil }

    /// Without a fault: nil where it is a map or a list.
    package var anyScalar: YAMLScalar? {
        guard case .scalar(let scalar) = node else { return nil }
        return YAMLScalar(scalar, at: position, source: source)
    }

    /// Any scalar that is not null: numbers count as their text.
    package func scalar() -> YAMLScalar? {
        guard let scalar = anyScalar, scalar.form != .null else { return wrong("a text") }
        return scalar
    }
    /// The text; numbers count as theirs.
    package func string() -> String? { scalar()?.text }
    /// The number.
    package func number() -> Double? { anyScalar?.number ?? wrong("a number") }
    /// The whole number.
    package func integer() -> Int? { anyScalar?.integer ?? wrong("a whole number") }
    /// True or false.
    package func bool() -> Bool? { anyScalar?.bool ?? wrong("true or false") }

    /// Seconds of a span such as `24h`.
    package func duration() -> Int? {
        anyScalar.flatMap { DurationText.seconds($0.text) }
            ?? wrong("a span of time", hint: "write such as 30m, 24h or 7d")
    }

    /// The map.
    package func map() -> YAMLMap? {
        guard let mapping = node.mapping else { return wrong("a map") }
        return YAMLMap(mapping, position: position, source: source, label: label, log: log)
    }

    /// The items of a list.
    package func list() -> [YAMLValue]? {
        guard let sequence = node.sequence else { return wrong("a list") }
        return sequence.enumerated().map { index, item in
            YAMLValue(node: item, source: source, label: "item \(index + 1) of \(label)", log: log)
        }
    }

    /// Notes a fault at this value.
    package func report(_ message: String, hint: String? = nil) { log.add(message, at: position, hint: hint) }

    private var got: String {
        switch node {
        case .mapping: "a map"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "'\(SettingColon.show(scalar.string).prefix(40))'"
        }
    }

    private func wrong<T>(_ expected: String, hint: String? = nil) -> T? {
        log.add("\(label): got \(got) expected \(expected)", at: position, hint: hint)
        return nil
    }
}
