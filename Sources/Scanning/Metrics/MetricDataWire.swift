// GetMetricData on the wire: 500 series go out and 12,000 points come back in a call, so keys are spelled out.

import CostModel

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
