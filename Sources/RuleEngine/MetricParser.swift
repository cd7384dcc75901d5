// The `metrics:` part of a rule file.

import CostModel
import YAML

struct MetricParser {
    static let keys = ["metric", "statistic", "over", "ago", "below", "reduce", "coverage", "namespace", "missing"]
    /// The view's own namespace, where AWS has one.
    static let namespaces: [ResourceKind: String] = [.instance: "AWS/EC2", .volume: "AWS/EBS"]
    let view: ViewSchema?
    let log: DiagnosticLog

    func parse(_ root: YAMLMap) -> [MetricDraft] {
        guard let map = root.map("metrics") else { return [] }
        if view?.kind == .credit { log.add("credits have no metrics", at: root.position(of: "metrics")) }
        return map.entries.compactMap { entry in
            if !RuleParser.isColumnName(entry.key) {
                log.add("name '\(entry.key)': expected lower-case letters, digits and '_'", at: entry.keyPosition)
            }
            return entry.value.map().flatMap { metric(entry, $0) }
        }
    }

    private func metric(_ entry: YAMLMap.Entry, _ map: YAMLMap) -> MetricDraft? {
        map.allow(Self.keys)
        let metric = map.required("metric")?.string()
        let own = metric.flatMap { view?.metric($0, in: map["namespace"]?.anyScalar?.text) }
        let isSilentAtZero = own?.isSilentAtZero ?? false
        let statistic = map.required("statistic") == nil ? nil : map.choice("statistic", of: MetricSpec.Statistic.self)
        let window = span("over", map)
        let ago = map["ago"] == nil ? MetricDraft.Span.seconds(0) : span("ago", map)
        let reduction = map["reduce"] == nil ? MetricReduction.max : map.choice("reduce", of: MetricReduction.self)
        let coverage = map["coverage"] == nil ? 0.9 : map.number("coverage")
        if let coverage, !(0.01...1).contains(coverage) {
            log.add(
                "'coverage': got \(coverage) expected a part of the window, 0.01 to 1", at: map.position(of: "coverage")
            )
        }
        if map["ago"] != nil, map["coverage"] != nil {
            log.add("'coverage' beside 'ago': what is there of the past is enough", at: map.position(of: "coverage"))
        }
        let below = below(map)
        if let reduction, (reduction == .quiet) != (below != nil) {
            log.add("'below' and 'reduce: quiet' stand together or not at all", at: entry.keyPosition)
        }
        let missingIsZero = map["missing"] != nil
        if let value = map["missing"], value.anyScalar?.number != 0 {
            value.report("'missing': expected 0", hint: "leave it out where no data means unknown")
        }
        let namespace = map.string("namespace") ?? own?.namespace ?? view.flatMap { Self.namespaces[$0.kind] }
        if let view, namespace == nil {
            log.add(
                "'namespace' is missing: \(view.name) have none of their own", at: entry.keyPosition,
                hint: metric.flatMap { NearestName.hint(for: $0, among: view.metrics.map(\.name)) })
        }
        guard let metric, let statistic, let window, let ago, let reduction, let coverage, let namespace else {
            return nil
        }
        return MetricDraft(
            name: entry.key, metric: metric, namespace: namespace, statistic: statistic, window: window, ago: ago,
            reduction: reduction, coverage: coverage, missingIsZero: missingIsZero,
            isSilentAtZero: isSilentAtZero, below: below,
            position: entry.keyPosition,
            windowPosition: map["over"]?.position ?? entry.keyPosition,
            agoPosition: map["ago"]?.position ?? entry.keyPosition)
    }

    /// A number, or the name of a setting that is one.
    private func below(_ map: YAMLMap) -> MetricDraft.Limit? {
        guard map["below"] != nil, let scalar = map.required("below")?.scalar() else { return nil }
        if scalar.text.hasPrefix(":") { return .setting(String(scalar.text.dropFirst()), scalar.position) }
        if let number = scalar.number { return .number(number) }
        log.add("'below': got '\(scalar.text)' expected a number or a setting", at: scalar.position)
        return nil
    }

    private func span(_ key: String, _ map: YAMLMap) -> MetricDraft.Span? {
        guard let scalar = map.required(key)?.scalar() else { return nil }
        if scalar.text.hasPrefix(":") { return .setting(String(scalar.text.dropFirst())) }
        if let seconds = DurationText.seconds(scalar.text) { return .seconds(seconds) }
        log.add(
            "'\(key)': got '\(scalar.text)' expected a span of time or a setting", at: scalar.position,
            hint: "write such as 24h or :window")
        return nil
    }
}
