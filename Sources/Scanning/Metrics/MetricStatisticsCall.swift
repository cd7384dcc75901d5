// GetMetricStatistics: one series a call, up to five statistics of it, and free for most accounts.

import AWSAPI
import CostModel

enum MetricStatisticsCall {
    static let operation = "GetMetricStatistics"
    /// AWS's limit of a call.
    static let maxPoints = 1440
    private static let maxInFlight = 16

    static func count(for series: [CloudWatchSeries]) -> Int { calls(for: series).count }

    static func answers(to series: [CloudWatchSeries], _ client: AWSClient) async -> [SeriesResult] {
        let parts = await calls(for: series).concurrentMap(maxInFlight: maxInFlight) { call in
            await results(of: call, client)
        }
        var whole: [CloudWatchSeries: SeriesResult] = [:]
        for part in parts.joined() {
            whole[part.series, default: SeriesResult(series: part.series)].points += part.points
            if let gap = part.gap { whole[part.series]?.gap = gap }
        }
        return Array(whole.values)
    }

    /// Statistics of the same buckets of the same series share a call.
    private struct Call: Sendable {
        let series: [CloudWatchSeries]
        let start: Int
        let end: Int
    }

    private struct Buckets: Hashable {
        let resource: ResourceKey
        let namespace: String
        let metric: String
        let dimensions: [CloudWatchSeries.Dimension]
        let period: Int
        let start: Int
        let end: Int
    }

    private static func calls(for series: [CloudWatchSeries]) -> [Call] {
        let shared = Dictionary(grouping: series) { series in
            let query = series.query
            return Buckets(
                resource: query.resource, namespace: query.namespace, metric: query.metric,
                dimensions: series.dimensions, period: query.period, start: query.start, end: query.end)
        }
        return shared.flatMap { buckets, series in
            stride(from: buckets.start, to: buckets.end, by: buckets.period * maxPoints).map { start in
                Call(series: series, start: start, end: min(start + buckets.period * maxPoints, buckets.end))
            }
        }
    }

    private static func results(of call: Call, _ client: AWSClient) async -> [SeriesResult] {
        guard let first = call.series.first else { return [] }
        do {
            let statistics = Set(call.series.map(\.query.statistic.rawValue)).sorted()
            var points: [Answer.Point] = []
            // AWS does not page this answer, so the first page is the last.
            try await client.jsonPages(.cloudWatch, operation, region: first.query.resource.region.code) { _ in
                Request(
                    namespace: first.query.namespace, metricName: first.query.metric, dimensions: first.dimensions,
                    startTime: call.start, endTime: call.end, period: first.query.period, statistics: statistics)
            } receive: { (answer: Answer) in
                guard let found = answer.datapoints else { throw ScanError("The answer holds no list of points") }
                points = found
                return nil
            }
            return call.series.map { series in
                SeriesResult(series: series, points: points.compactMap { $0.point(series.query.statistic) })
            }
        } catch {
            return call.series.map { SeriesResult(series: $0, gap: Gap(error, $0.query, operation: operation)) }
        }
    }

    struct Request: Encodable {
        let namespace: String
        let metricName: String
        let dimensions: [CloudWatchSeries.Dimension]
        let startTime: Int
        let endTime: Int
        let period: Int
        let statistics: [String]
    }

    struct Answer: Decodable {
        struct Point: Decodable {
            let timestamp: Double
            let average: Double?
            let sum: Double?
            let minimum: Double?
            let maximum: Double?
            let sampleCount: Double?

            func value(_ statistic: MetricSpec.Statistic) -> Double? {
                switch statistic {
                case .average: average
                case .sum: sum
                case .minimum: minimum
                case .maximum: maximum
                case .sampleCount: sampleCount
                }
            }

            func point(_ statistic: MetricSpec.Statistic) -> MetricPoint? {
                value(statistic).flatMap { MetricPoint(timestamp, $0) }
            }
        }
        let datapoints: [Point]?
    }
}
