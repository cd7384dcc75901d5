// GetMetricData: up to 500 series a call, which costs 0.01 USD per 1,000 series.

import AWSAPI
import CostModel

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
            try await client.jsonPages(.cloudWatch, operation, region: call.span.region) { token in
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
