// One row of a case's inventory, and the points of one metric.

import CostModel
import YAML

/// A row of a view. What a case leaves out is the file's default, else none.
struct CaseRow {
    let view: ViewSchema
    /// By column; `unknown` too.
    let values: [String: FactValue]

    init(view: ViewSchema, _ map: YAMLMap, defaults: [String: FactValue]) {
        map.allow(view.columns.map(\.name) + ["unknown"])
        if map["id"] == nil { _ = map.required("id") }
        self.view = view
        values = defaults.merging(Self.values(map)) { _, own in own }
    }

    init(view: ViewSchema, values: [String: FactValue]) {
        self.view = view
        self.values = values
    }

    /// Defaults by view.
    static func read(_ map: YAMLMap, _ views: ViewCatalog) -> [String: [String: FactValue]] {
        var result: [String: [String: FactValue]] = [:]
        for entry in map.entries {
            guard let view = views.named(entry.key) else {
                entry.value.report("unknown view '\(entry.key)'")
                continue
            }
            guard let inner = entry.value.map() else { continue }
            inner.allow(view.columns.map(\.name) + ["unknown"])
            result[entry.key] = values(inner)
        }
        return result
    }

    private static func values(_ map: YAMLMap) -> [String: FactValue] {
        var result: [String: FactValue] = [:]
        for entry in map.entries { result[entry.key] = value(entry) }
        return result
    }

    private static func value(_ entry: YAMLMap.Entry) -> FactValue? {
        if entry.key == "tags", entry.value.isMap {
            let tags = (entry.value.map()?.entries ?? []).map { tag in
                "\(TagJSON.quoted(tag.key)):\(TagJSON.quoted(tag.value.anyScalar?.text ?? ""))"
            }
            return .text("{\(tags.joined(separator: ","))}")
        }
        if entry.key == "unknown", entry.value.isList {
            return .text((entry.value.list() ?? []).compactMap { $0.string() }.joined(separator: ","))
        }
        guard let scalar = entry.value.anyScalar else {
            entry.value.report("'\(entry.key)': expected a single value")
            return nil
        }
        if scalar.form == .null { return .null }
        if entry.key.hasSuffix("_hours"), scalar.number != nil { return entry.value.hours().map { .real($0) } }
        if let bool = scalar.bool { return .flag(bool) }
        if let integer = scalar.integer, entry.key != "id" { return .integer(Int64(integer)) }
        return scalar.number.flatMap { entry.key == "id" ? nil : .real($0) } ?? .text(scalar.text)
    }
}

extension YAMLValue {
    /// A number of hours that any calendar holds: within a century.
    func hours() -> Double? {
        guard let hours = number() else { return nil }
        let century = 876_600.0
        if (-century...century).contains(hours) { return hours }
        report("got \(hours) expected hours, within a century")
        return nil
    }
}

/// What CloudWatch has of one metric of one resource in a case.
enum CasePoints {
    /// In every bucket the same.
    case constant(Double)
    /// The newest last; nil: no point. Fewer than the window holds: the oldest are missing.
    case list([Double?])
    /// CloudWatch did not answer.
    case failed(String)

    /// A number; `none`; a list of numbers, `none` and such as `0.5 x23`; or `{ error: text }`.
    init?(_ value: YAMLValue) {
        if value.isMap {
            guard let error = value.map()?.required("error")?.string() else { return nil }
            self = .failed(error)
        } else if value.isList {
            self = .list((value.list() ?? []).flatMap(CasePoints.points))
        } else if let number = value.anyScalar?.number {
            self = .constant(number)
        } else if value.anyScalar?.text == "none" {
            self = .list([])
        } else {
            value.report("expected a number, a list, 'none' or { error: … }")
            return nil
        }
    }

    private static func points(_ value: YAMLValue) -> [Double?] {
        guard let scalar = value.anyScalar else { return [] }
        if let number = scalar.number { return [number] }
        let parts = scalar.text.split(separator: " ")
        let number = parts.first.flatMap { Double($0) }
        let count = parts.count == 2 && parts[1].first == "x" ? Int(parts[1].dropFirst()) : parts.count == 1 ? 1 : nil
        guard let count, (1...10_000).contains(count), number != nil || parts.first == "none" else {
            value.report("got '\(scalar.text)' expected a number, 'none', or such as '0.5 x23'")
            return []
        }
        return Array(repeating: number, count: count)
    }
}
