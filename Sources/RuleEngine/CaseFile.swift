// The file beside a rule that says what the rule must do: a given inventory, a time, expected verdicts.

import CostModel
import Foundation
import YAML

/// Cases of one rule, as read.
struct CaseFile {
    struct Case {
        let name: String
        let position: Position
        let rule: String
        let now: Date
        /// What 'localtime' means.
        let timeZone: TimeZone
        let rows: [CaseRow]
        /// By resource id, by the rule's metric name.
        let metrics: [String: [String: CasePoints]]
        /// By resource id and tag: hours since the value was seen first.
        let tagAges: [String: [String: Double]]
        /// By kind: a status other than ok.
        let listings: [String: String]
        let heldSeconds: Int
        let expected: [(id: String, verdict: Verdict, position: Position)]
    }
    static let keys = ["rule", "now", "defaults", "cases"]
    static let caseKeys = ["case", "now", "timezone", "given", "metrics", "tag_ages", "listings", "held", "expect"]
    let cases: [Case]

    /// Nil where something is wrong; the log says what.
    init?(_ file: YAMLFile, rules: RuleSet, log: DiagnosticLog) {
        guard let root = YAMLMap.parse(file, into: log) else { return nil }
        root.allow(Self.keys)
        let rule = root.required("rule")?.scalar()
        let now = Self.time(root.required("now"))
        let known = rules.rules.map(\.header.name) + rules.disabled.map(\.name)
        if let rule, !known.contains(rule.text) {
            log.add(
                "no such rule: '\(rule.text)'", at: rule.position, hint: NearestName.hint(for: rule.text, among: known))
        }
        let defaults = root.map("defaults").map { CaseRow.read($0, rules.views) } ?? [:]
        let items = root.required("cases")?.list() ?? []
        guard let rule, let now else { return nil }
        let metrics = rules.rules.first { $0.header.name == rule.text }?.metrics.map(\.name) ?? []
        let reader = CaseReader(
            rule: rule.text, metrics: metrics, now: now, defaults: defaults, views: rules.views, log: log)
        cases = items.compactMap { $0.map().flatMap(reader.read) }
        if !log.isEmpty { return nil }
    }

    static func time(_ value: YAMLValue?) -> Date? {
        guard let scalar = value?.scalar() else { return nil }
        if let time = UTCTime.date(scalar.text) { return time }
        value?.report("got '\(scalar.text)' expected a time such as 2026-11-20T12:00:00Z")
        return nil
    }

    static func timeZone(_ value: YAMLValue) -> TimeZone? {
        guard let scalar = value.scalar() else { return nil }
        if let zone = TimeZone(identifier: scalar.text) { return zone }
        value.report("got '\(scalar.text)' expected a time zone such as Europe/Berlin")
        return nil
    }
}

/// Reads one case of a file.
struct CaseReader {
    let rule: String
    /// The rule's metrics.
    let metrics: [String]
    let now: Date
    let defaults: [String: [String: FactValue]]
    let views: ViewCatalog
    let log: DiagnosticLog

    func read(_ map: YAMLMap) -> CaseFile.Case? {
        map.allow(CaseFile.caseKeys)
        let name = map.required("case")?.string()
        let rows = rows(map.required("given")?.map())
        let expected = (map.required("expect")?.map()?.entries ?? []).compactMap { entry in
            verdict(entry).map { (id: entry.key, verdict: $0, position: entry.keyPosition) }
        }
        for item in expected where !rows.contains(where: { $0.values["id"] == .text(item.id) }) {
            log.add("'\(item.id)' is expected and not given", at: item.position)
        }
        for entry in map.map("metrics")?.entries ?? [] { entry.value.map()?.allow(self.metrics) }
        let metrics = byID(map.map("metrics")) { CasePoints($0) }
        let ages = byID(map.map("tag_ages")) { $0.hours() }
        var listings: [String: String] = [:]
        for entry in map.map("listings")?.entries ?? [] { listings[entry.key] = entry.value.string() }
        let caseNow = map["now"].flatMap(CaseFile.time) ?? now
        let timeZone = map["timezone"].flatMap(CaseFile.timeZone)
        guard let name else { return nil }
        return CaseFile.Case(
            name: name, position: map.position, rule: rule, now: caseNow, timeZone: timeZone ?? .gmt, rows: rows,
            metrics: metrics,
            tagAges: ages, listings: listings, heldSeconds: map.duration("held") ?? 0, expected: expected)
    }

    private func rows(_ map: YAMLMap?) -> [CaseRow] {
        (map?.entries ?? []).flatMap { entry -> [CaseRow] in
            guard let view = views.named(entry.key) else {
                let hint = NearestName.hint(for: entry.key, among: views.names)
                log.add("unknown view '\(entry.key)'", at: entry.keyPosition, hint: hint)
                return []
            }
            return (entry.value.list() ?? []).compactMap { item in
                item.map().map { CaseRow(view: view, $0, defaults: defaults[view.name] ?? [:]) }
            }
        }
    }

    private func verdict(_ entry: YAMLMap.Entry) -> Verdict? {
        guard let scalar = entry.value.scalar() else { return nil }
        if let verdict = Verdict(rawValue: scalar.text) { return verdict }
        let hint = NearestName.hint(for: scalar.text, among: Verdict.allCases.map(\.rawValue))
        log.add("unknown verdict '\(scalar.text)'", at: scalar.position, hint: hint)
        return nil
    }

    private func byID<Value>(_ map: YAMLMap?, _ read: (YAMLValue) -> Value?) -> [String: [String: Value]] {
        var result: [String: [String: Value]] = [:]
        for entry in map?.entries ?? [] {
            for inner in entry.value.map()?.entries ?? [] {
                result[entry.key, default: [:]][inner.key] = read(inner.value)
            }
        }
        return result
    }
}
