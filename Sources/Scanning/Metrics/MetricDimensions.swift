// Finds the series that belong to a resource. AWS's own namespaces have one per resource and metric; an agent's
// have as many as it has disks or GPUs, under dimensions of its choice, so they are looked up.

import AWSAPI
import CostModel
import Foundation

struct MetricDimensions {
    static let operation = "ListMetrics"

    let client: AWSClient

    /// The series of each query, perhaps none, and a gap for each query whose series could not be looked up.
    func series(of queries: [MetricQuery]) async -> (series: [CloudWatchSeries], gaps: [MetricQuery: Gap]) {
        var series: [CloudWatchSeries] = []
        var gaps: [MetricQuery: Gap] = [:]
        var unlisted: [Metric: [MetricQuery]] = [:]
        var seen: Set<MetricQuery> = []
        for query in queries where seen.insert(query).inserted {
            if !query.dimensions.isEmpty {
                let own = query.dimensions.sorted { $0.key < $1.key }.map {
                    CloudWatchSeries.Dimension(name: $0.key, value: $0.value)
                }
                series.append(CloudWatchSeries(query: query, dimensions: own))
                continue
            }
            guard let dimension = MetricDimensions.names[query.resource.kind] else {
                let error = ScanError("nothing knows the metrics of the kind '\(query.resource.kind.rawValue)'")
                gaps[query] = Gap(error, query, operation: MetricDimensions.operation)
                continue
            }
            if query.namespace.hasPrefix("AWS/"), !MetricDimensions.severalOfOne.contains(query.metric) {
                let own = CloudWatchSeries.Dimension(name: dimension, value: query.resource.id)
                series.append(CloudWatchSeries(query: query, dimensions: [own]))
            } else {
                let metric = Metric(
                    account: query.resource.account, region: query.resource.region, namespace: query.namespace,
                    name: query.metric, dimension: dimension)
                unlisted[metric, default: []].append(query)
            }
        }
        for (metric, result) in await listed(Array(unlisted.keys)) {
            for query in unlisted[metric] ?? [] {
                switch result {
                case .success(let sets):
                    series += (sets[query.resource.id] ?? []).map { CloudWatchSeries(query: query, dimensions: $0) }
                case .failure(let error): gaps[query] = Gap(error, query, operation: MetricDimensions.operation)
                }
            }
        }
        return (series, gaps)
    }

    /// AWS's own metrics of which a resource may have several series: in some accounts one for each card (GpuId).
    private static let severalOfOne: Set<String> = ["GPUPowerUtilization"]

    /// The dimension that names a resource, in CloudWatch's spelling.
    private static let names: [ResourceKind: String] = [.instance: "InstanceId", .volume: "VolumeId"]

    private struct Metric: Hashable, Sendable {
        let account: AccountID
        let region: Region
        let namespace: String
        let name: String
        let dimension: String
    }

    /// Dimension sets by the resource that they name.
    private typealias Sets = [String: [[CloudWatchSeries.Dimension]]]

    private func listed(_ metrics: [Metric]) async -> [(Metric, Result<Sets, any Error>)] {
        await metrics.concurrentMap(maxInFlight: 8) { metric in
            do { return (metric, .success(try await sets(of: metric))) } catch { return (metric, .failure(error)) }
        }
    }

    private struct Answer: Decodable {
        struct Metric: Decodable { let dimensions: [CloudWatchSeries.Dimension]? }
        let metrics: [Metric]?
        let nextToken: String?
    }

    private struct Request: Encodable {
        let namespace: String
        let metricName: String
        let nextToken: String?
    }

    private func sets(of metric: Metric) async throws -> Sets {
        var sets: Sets = [:]
        try await client.jsonPages(.cloudWatch, MetricDimensions.operation, region: metric.region.code) { token in
            Request(namespace: metric.namespace, metricName: metric.name, nextToken: token)
        } receive: { (answer: Answer) in
            for dimensions in (answer.metrics ?? []).compactMap(\.dimensions) {
                for dimension in dimensions where dimension.name == metric.dimension {
                    sets[dimension.value, default: []].append(dimensions)
                }
            }
            return answer.nextToken
        }
        return sets
    }
}
