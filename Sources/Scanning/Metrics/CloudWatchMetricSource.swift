// Answers metric queries from CloudWatch, by whichever of its two operations costs less.
// Leaves which buckets are still missing to Storage, and what the values mean to the rules.

package import AWSAPI
package import CostModel

/// Reads metrics of instances and volumes.
package struct CloudWatchMetricSource: MetricSource {
    /// Which operation is used.
    package enum Operation: Sendable {
        /// GetMetricStatistics for few series, else GetMetricData.
        case automatic
        /// One call a series, free up to a million calls a month.
        case statistics
        /// One call for 500 series, 0.01 USD per 1,000 series.
        case data
    }

    /// Up to so many hourly series, each asked once an hour, GetMetricStatistics makes under 500,000 calls a month: half
    /// of what AWS gives away, for the account may have other readers. One of short buckets, which is asked every 15
    /// minutes, counts for four.
    package static let mostSeriesByStatistics = 680

    /// The IAM actions of every operation that may be chosen.
    package static let permissions = [
        "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics",
    ]

    let client: AWSClient
    private let operation: Operation
    private let usage: APIUsage

    /// - Parameter usage: where metrics that cost money are counted.
    package init(client: AWSClient, usage: APIUsage, operation: Operation = .automatic) {
        self.client = client
        self.usage = usage
        self.operation = operation
    }

    /// One answer per query. A series without any data has no points; one that was not answered has a gap.
    package func points(
        _ queries: [MetricQuery], within allowance: MetricAllowance,
        noting note: @Sendable (MetricRequests) async throws -> Void
    ) async throws -> (answers: [MetricAnswer], use: MetricUse) {
        let (series, gaps) = await MetricDimensions(client: client).series(of: queries)
        let choice = MetricChoice(series, operation, within: allowance)
        var use = choice.use
        try await note(use.requests)
        let before = usage.metricsRequested
        var results = await MetricStatisticsCall.answers(to: choice.byStatistics, client)
        results += await MetricDataCall.answers(to: choice.byData, client, usage)
        // A further page asks for its metrics once more.
        let again = MetricRequests(metrics: usage.metricsRequested - before - use.requests.metrics)
        if again.metrics > 0 {
            try await note(again)
            use.requests = use.requests + again
        }
        return (merged(queries, results + choice.refused, gaps), use)
    }

    /// Several series of one query, such as one per GPU, become one: see `combine`.
    private func merged(_ queries: [MetricQuery], _ results: [SeriesResult], _ gaps: [MetricQuery: Gap])
        -> [MetricAnswer]
    {
        let byQuery = Dictionary(grouping: results, by: \.series.query)
        return queries.map { query in
            let results = byQuery[query] ?? []
            if let gap = gaps[query] ?? results.lazy.compactMap(\.gap).first { return MetricAnswer(query, gap: gap) }
            let values = results.flatMap(\.points).reduce(into: [Int: Double]()) { values, point in
                // Stand-ins begin their buckets at the request's start or at the first value.
                let start = point.start - point.start % query.period
                guard point.value.isFinite, (query.start..<query.end).contains(start) else { return }
                values[start] = values[start].map { combine($0, point.value, query.statistic) } ?? point.value
            }
            return MetricAnswer(
                query, points: values.map { MetricPoint(start: $0, value: $1) }.sorted { $0.start < $1.start })
        }
    }

    /// Amounts add up; of all else the greater counts, so that one busy GPU keeps an instance from being idle.
    private func combine(_ left: Double, _ right: Double, _ statistic: MetricSpec.Statistic) -> Double {
        statistic == .sum || statistic == .sampleCount ? left + right : max(left, right)
    }
}

/// One series of CloudWatch: a query with the dimensions that name it.
struct CloudWatchSeries: Hashable, Sendable {
    struct Dimension: Hashable, Sendable, Codable {
        let name: String
        let value: String
    }
    let query: MetricQuery
    let dimensions: [Dimension]
}

/// What became of one series.
struct SeriesResult: Sendable {
    let series: CloudWatchSeries
    var points: [MetricPoint] = []
    var gap: Gap?
}

extension Gap {
    init(_ error: any Error, _ query: MetricQuery, operation: String) {
        self.init(
            error, account: query.resource.account, region: query.resource.region, service: .cloudWatch,
            operation: operation)
    }
}
