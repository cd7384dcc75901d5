// What a file states of a kind beside its list: metrics, prices, and how a person stops, starts or deletes one.

import CostModel
import YAML

struct FactParser {
    /// The columns of the kind, `id`, and `arn` and `name` where it has them.
    let names: Set<String>
    let log: DiagnosticLog

    func metrics(_ root: YAMLMap) -> [KindMetrics] {
        (root.list("metrics") ?? []).compactMap { item in
            guard let map = item.map() else { return nil }
            map.allow(["namespace", "dimensions", "absent", "names"])
            let absent = map["absent"] == nil ? nil : map.choice("absent", of: KindMetrics.Absence.self)
            if map["absent"] == nil {
                log.add(
                    "'absent' is missing: what it means where CloudWatch has no data", at: map.position,
                    hint: "write 'absent: zero' where nothing is published when nothing happens, else 'absent: unknown'"
                )
            }
            var dimensions: [String: KindMetrics.Dimension] = [:]
            for entry in map.required("dimensions")?.map()?.entries ?? [] {
                dimensions[entry.key] = dimension(entry)
            }
            let names = (map.required("names")?.list() ?? []).compactMap { $0.string() }
            guard let namespace = namespace(map), let absent else { return nil }
            return KindMetrics(namespace: namespace, dimensions: dimensions, absent: absent, names: names)
        }
    }

    private func namespace(_ map: YAMLMap) -> KindMetrics.Namespace? {
        guard let value = map.required("namespace") else { return nil }
        guard value.isMap else { return value.string().map { .one($0) } }
        guard let choice = value.map(), let column = column(choice, "by") else { return nil }
        let pairs = choice.entries.filter { $0.key != "by" }.compactMap { entry in
            entry.value.string().map { (entry.key, $0) }
        }
        return .by(column: column, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    private func dimension(_ entry: YAMLMap.Entry) -> KindMetrics.Dimension? {
        guard let scalar = entry.value.scalar() else { return nil }
        if let constant = scalar.text.wholeMatch(of: /'([^']+)'/) { return .constant(String(constant.output.1)) }
        guard names.contains(scalar.text) || scalar.text == "account" else {
            unknownColumn(scalar)
            return nil
        }
        return .column(scalar.text)
    }

    private func unknownColumn(_ scalar: YAMLScalar) {
        log.add(
            "unknown column '\(scalar.text)'", at: scalar.position,
            hint: NearestName.hint(for: scalar.text, among: names.sorted()))
    }

    private func column(_ map: YAMLMap, _ key: String) -> String? {
        guard let scalar = map.required(key)?.scalar() else { return nil }
        guard names.contains(scalar.text) else {
            unknownColumn(scalar)
            return nil
        }
        return scalar.text
    }
}

extension FactParser {
    func prices(_ root: YAMLMap) -> [KindPrice] {
        (root.list("price") ?? []).compactMap { item in
            guard let map = item.map() else { return nil }
            map.allow(["usd", "per", "by", "times", "each", "while", "regions", "on", "source"])
            let unit = map["per"] == nil ? KindPrice.Unit.hour : map.choice("per", of: KindPrice.Unit.self)
            let times = map["times"] == nil ? nil : column(map, "times")
            let each = map["each"] == nil ? 1 : map.integer("each")
            if let each, !(1...1 << 40).contains(each) {
                log.add(
                    "'each': got \(each) expected such as 1073741824 for GB of a column of bytes",
                    at: map.position(of: "each"))
            }
            let regions = (map.required("regions")?.list() ?? []).compactMap { region($0) }
            let condition = map["while"].flatMap { ConditionParser(names: names, log: log).condition($0) }
            let source = map.required("source")?.string()
            let day = map.required("on")?.scalar()
            if let day, UTCTime.day(day.text) == nil {
                log.add("'on': got '\(day.text)' expected the day of the figure such as 2026-09-21", at: day.position)
            }
            guard let unit, let figure = figure(map), let day, let source else { return nil }
            return KindPrice(
                usd: figure, unit: unit, times: times, each: Int64(each ?? 1), condition: condition,
                regions: Set(regions), asOf: day.text,
                source: source)
        }
    }

    private func region(_ value: YAMLValue) -> String? {
        guard let scalar = value.scalar() else { return nil }
        if let region = Region(scalar.text), region != .global { return region.code }
        value.report("'regions': got '\(scalar.text)' expected a region's code")
        return nil
    }

    private func figure(_ map: YAMLMap) -> KindPrice.Figure? {
        guard let value = map.required("usd") else { return nil }
        if !value.isMap {
            if map["by"] != nil {
                value.report("'usd': got one figure, expected one for each value of the column of 'by'")
            }
            return money(value).map { .one($0) }
        }
        guard let column = column(map, "by"), let entries = value.map()?.entries else { return nil }
        let pairs = entries.compactMap { entry in money(entry.value).map { (entry.key, $0) } }
        return .by(column: column, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    private func money(_ value: YAMLValue) -> Money? {
        guard let scalar = value.scalar() else { return nil }
        if let money = Money(scalar.text), money >= .zero { return money }
        value.report("'usd': got '\(scalar.text)' expected USD such as 0.0225")
        return nil
    }

    /// A change, for people to make by hand.
    func action(_ root: YAMLMap, _ key: String) -> KindAction? {
        guard let map = root.map(key) else { return nil }
        map.allow(["call", "input", "when"] + (key == "stop" ? ["rules", "returns"] : []))
        guard let call = map.required("call")?.scalar() else { return nil }
        if call.text.wholeMatch(of: /[A-Z][A-Za-z0-9]+/) == nil {
            log.add("'call': got '\(call.text)' expected an operation such as StopDBInstance", at: call.position)
        }
        let calls = CallParser(operations: [:], service: "", log: log)
        let condition = map["when"].flatMap { ConditionParser(names: names, log: log).condition($0) }
        return KindAction(
            operation: call.text, input: calls.fields(map.map("input"), names: .ofChange(names)), when: condition,
            isForRules: map["rules"] == nil ? false : map.bool("rules") ?? false,
            returnsAfter: map["returns"] == nil ? nil : map.duration("returns"))
    }
}
