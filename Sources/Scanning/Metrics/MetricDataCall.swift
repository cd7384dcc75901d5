// GetMetricData: up to 500 series a call, which costs 0.01 USD per 1,000 series. 500 series go out and 12,000 points
// come back in a call, so keys are spelled out.
import AWSAPI
import CostModel
import Synchronization

enum MetricDataCall {
    static let operation = "GetMetricData"
    static let maxSeries = 500
    /// AWS's limit of an answer; beyond it a further page asks, and bills, for all its series again.
    static let maxPoints = 100_800
    private static let maxInFlight = 8

    static func answers(to series: [CloudWatchSeries], _ client: AWSClient, _ usage: APIUsage) async -> [SeriesResult] {
        let groups = Dictionary(grouping: series) { series in
            Span(region: series.query.resource.region, start: series.query.start, end: series.query.end)
        }
        let calls = groups.flatMap { span, series in
            let points = series.map { ($0.query.end - $0.query.start) / max(1, $0.query.period) }.max() ?? 1
            let size = min(maxSeries, max(1, maxPoints / max(1, points)))
            return series.chunked(by: size).map { Call(span: span, series: $0) }
        }
        return await calls.concurrentMap(maxInFlight: maxInFlight) { call in
            await results(of: call, client, usage)
        }.flatMap { $0 }
    }

    private struct Span: Hashable, Sendable {
        let region: Region
        let start: Int
        let end: Int
    }

    private struct Call: Sendable {
        let span: Span
        let series: [CloudWatchSeries]
    }

    private static func results(of call: Call, _ client: AWSClient, _ usage: APIUsage) async -> [SeriesResult] {
        var results = call.series.map { SeriesResult(series: $0) }
        var statuses: [Int: String] = [:]
        do {
            let queries = call.series.enumerated().map { MetricDataRequest.Query($1, index: $0) }
            try await client.jsonPages(.cloudWatch, operation, region: call.span.region.code) { token in
                usage.count(metrics: call.series.count)
                return MetricDataRequest(queries, from: call.span.start, to: call.span.end, nextToken: token)
            } receive: { (answer: MetricDataAnswer) in
                for part in answer.results ?? [] {
                    guard let index = MetricDataRequest.Query.index(of: part.id), results.indices.contains(index)
                    else { continue }
                    results[index].points += zip(part.timestamps ?? [], part.values ?? []).compactMap(MetricPoint.init)
                    statuses[index] = part.statusCode ?? "Complete"
                }
                return answer.nextToken
            }
        } catch {
            return call.series.map { SeriesResult(series: $0, gap: Gap(error, $0.query, operation: operation)) }
        }
        for index in results.indices where statuses[index] != "Complete" {
            // Of a page that is not the last one PartialData is the rule; here it is what the last one said.
            let error = ScanError(
                "AWS did not answer whole: got status '\(statuses[index] ?? "none")' expected 'Complete'")
            results[index].gap = Gap(error, results[index].series.query, operation: operation)
        }
        return results
    }
}

extension MetricPoint {
    /// Nil for a time that is no time.
    init?(_ timestamp: Double, _ value: Double) {
        guard let start = Int(exactly: timestamp.rounded(.down)), start >= 0 else { return nil }
        self.init(start: start, value: value)
    }
}

struct MetricDataRequest: Encodable, SpelledOut {
    struct Dimension: Encodable {
        let name: String
        let value: String

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case value = "Value"
        }
    }

    struct Metric: Encodable {
        let namespace: String
        let name: String
        let dimensions: [Dimension]

        private enum CodingKeys: String, CodingKey {
            case namespace = "Namespace"
            case name = "MetricName"
            case dimensions = "Dimensions"
        }
    }

    struct Statistic: Encodable {
        let metric: Metric
        let period: Int
        let name: String

        private enum CodingKeys: String, CodingKey {
            case metric = "Metric"
            case period = "Period"
            case name = "Stat"
        }
    }

    struct Query: Encodable {
        let id: String
        let statistic: Statistic

        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case statistic = "MetricStat"
        }

        /// An id must begin with a small letter.
        init(_ series: CloudWatchSeries, index: Int) {
            let query = series.query
            let dimensions = series.dimensions
            id = "m\(index)"
            statistic = Statistic(
                metric: Metric(
                    namespace: query.namespace, name: query.metric,
                    dimensions: dimensions.map { Dimension(name: $0.name, value: $0.value) }),
                period: query.period, name: query.statistic.rawValue)
        }

        static func index(of id: String?) -> Int? { id.flatMap { $0.hasPrefix("m") ? Int($0.dropFirst()) : nil } }
    }

    let queries: [Query]
    let startTime: Int
    let endTime: Int
    let nextToken: String?
    private let scanBy = "TimestampAscending"

    init(_ queries: [Query], from start: Int, to end: Int, nextToken: String?) {
        self.queries = queries
        startTime = start
        endTime = end
        self.nextToken = nextToken
    }

    private enum CodingKeys: String, CodingKey {
        case queries = "MetricDataQueries"
        case startTime = "StartTime"
        case endTime = "EndTime"
        case nextToken = "NextToken"
        case scanBy = "ScanBy"
    }
}

struct MetricDataAnswer: Decodable, SpelledOut {
    struct Result: Decodable {
        let id: String?
        let timestamps: [Double]?
        let values: [Double]?
        let statusCode: String?

        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case timestamps = "Timestamps"
            case values = "Values"
            case statusCode = "StatusCode"
        }
    }

    let results: [Result]?
    let nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case results = "MetricDataResults"
        case nextToken = "NextToken"
    }
}

/// Metrics that GetMetricData was asked for; shared between the source of metrics and that of billing.
package final class APIUsage: Sendable {
    private let metrics = Mutex(0)

    /// Nothing counted yet.
    package init() {}

    func count(metrics added: Int) { metrics.withLock { $0 += added } }

    /// So far.
    var metricsRequested: Int { metrics.withLock { $0 } }
}
