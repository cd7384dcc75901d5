// What CloudWatch knows of the things of kinds, by the kinds' files: under which namespace and dimensions it got which figure.

import CostModel
import Foundation

extension KindWorld {
    /// The figure of a metric, and since when it comes; nil where no thing of the region has it.
    func level(of metric: MetricName, in region: String, account: String) -> (value: Double, since: Date)? {
        guard metric.namespace != "AWS/EC2" else { return nil }
        for spec in specs where spec.metrics.contains(where: { $0.names.contains(metric.name) }) {
            for thing in things(of: spec.kind, in: region) {
                guard let value = thing.metrics[metric.name],
                    spec.dimensions(of: metric.name, in: metric.namespace, for: thing.seen(as: spec, region, account))
                        == metric.dimensionsByName
                else { continue }
                return (value, thing.createdAt ?? .distantPast)
            }
        }
        return nil
    }

    /// Every metric that a thing of the region has at a time: a new one is listed after a quarter of an hour.
    func metrics(in region: String, account: String, at now: Date) -> [MetricName] {
        specs.flatMap { spec in
            things(of: spec.kind, in: region).filter { ($0.createdAt ?? .distantPast) <= now - 900 }.flatMap { thing in
                thing.metrics.keys.sorted().flatMap { name in
                    spec.namespaces(of: name).compactMap { namespace in
                        spec.dimensions(of: name, in: namespace, for: thing.seen(as: spec, region, account)).map {
                            all in
                            let sorted = all.sorted { $0.key < $1.key }
                            return MetricName(
                                namespace: namespace, name: name,
                                dimensions: sorted.map { MetricName.Dimension(name: $0.key, value: $0.value) })
                        }
                    }
                }
            }
        }
    }
}

extension KindSpec {
    /// Those that a metric may stand under.
    fileprivate func namespaces(of name: String) -> [String] {
        Set(metrics.filter { $0.names.contains(name) }.flatMap(\.namespace.all)).sorted()
    }
}

extension Thing {
    /// As a scanner reads it.
    fileprivate func seen(as spec: KindSpec, _ region: String, _ account: String) -> Resource {
        let key = ResourceKey(
            kind: spec.kind, account: AccountID(account) ?? AccountID("000000000000")!,
            region: Region(region) ?? .global,
            id: id ?? "")
        return Resource(key, name: name, tags: tags, createdAt: createdAt, facts: values, unknown: [])
    }
}
