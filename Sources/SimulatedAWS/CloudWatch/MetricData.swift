// GetMetricData: many series in one call, in pages by datapoints.

import Foundation

/// GetMetricData's input.
private struct MetricDataInput: Decodable {
    struct Query: Decodable {
        struct Statistic: Decodable {
            var Metric: MetricName
            var Period: Int
            var Stat: String
        }

        var Id: String
        var MetricStat: Statistic?
        var Label: String?
    }

    var MetricDataQueries: [Query]
    var StartTime: Double
    var EndTime: Double
    var NextToken: String?
    var ScanBy: String?
    var MaxDatapoints: Int?
}

/// GetMetricData's output.
private struct MetricDataOutput: Encodable {
    struct Result: Encodable {
        var Id: String
        var Label: String
        var Timestamps: [Int]
        var Values: [Double]
        var StatusCode: String
    }

    var MetricDataResults: [Result] = []
    var Messages: [String] = []
    var NextToken: String?
}

extension CloudWatch {
    /// The most queries of a call and the most datapoints of a page. Source: CloudWatch API reference, GetMetricData.
    static let queryLimit = 500
    static let datapointLimit = 100_800

    static func getMetricData(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(MetricDataInput.self)
        try check(input, now: call.now)
        // A token is the position of a query and the count of its points that earlier pages gave, in one number.
        let token = try input.NextToken.map(call.position) ?? 0
        var (position, skipped) = (token / datapointLimit, token % datapointLimit)
        var room = min(input.MaxDatapoints ?? datapointLimit, datapointLimit)
        var output = MetricDataOutput()
        while position < input.MetricDataQueries.count, room > 0 {
            let query = input.MetricDataQueries[position]
            let points = try points(of: query, input, world, call).dropFirst(skipped)
            let part = points.prefix(room)
            let isWhole = part.count == points.count
            output.MetricDataResults.append(
                MetricDataOutput.Result(
                    Id: query.Id, Label: query.Label ?? query.MetricStat?.Metric.name ?? query.Id,
                    Timestamps: part.map(\.time), Values: part.map(\.value),
                    StatusCode: isWhole ? "Complete" : "PartialData"))
            room -= part.count
            (position, skipped) = isWhole ? (position + 1, 0) : (position, skipped + part.count)
        }
        if position < input.MetricDataQueries.count {
            output.NextToken = call.token(position * datapointLimit + skipped)
        }
        return try encoded(output)
    }

    private static func points(
        of query: MetricDataInput.Query, _ input: MetricDataInput, _ world: World, _ call: Call
    ) throws -> [(time: Int, value: Double)] {
        guard let wanted = query.MetricStat else { return [] }
        let range = range(input, wanted, now: call.now)
        let series = Series(wanted.Metric, in: call.region, of: world)
        let points = range.points(of: series).compactMap { point in
            point.sample.value(wanted.Stat).map { (time: point.time, value: $0) }
        }
        return input.ScanBy == "TimestampAscending" ? points : points.reversed()
    }

    private static func range(
        _ input: MetricDataInput, _ wanted: MetricDataInput.Query.Statistic, now: Date
    ) -> MetricRange {
        MetricRange(
            start: Date(timeIntervalSince1970: input.StartTime), end: Date(timeIntervalSince1970: input.EndTime),
            period: wanted.Period, now: now)
    }

    private static func check(_ input: MetricDataInput, now: Date) throws {
        func refusal(_ message: String) -> AWSFailure { AWSFailure("ValidationError", message) }
        let queries = input.MetricDataQueries
        guard (1...queryLimit).contains(queries.count) else {
            throw refusal("The collection MetricDataQueries must have 1 to 500 members, got \(queries.count).")
        }
        guard Set(queries.map(\.Id)).count == queries.count else {
            throw refusal("The values for parameter id in MetricDataQueries are not unique.")
        }
        for query in queries {
            guard query.Id.wholeMatch(of: /[a-z][a-zA-Z0-9_]*/) != nil else {
                throw refusal("The value \(query.Id) for parameter MetricDataQueries.member.1.Id is not matching.")
            }
            guard let wanted = query.MetricStat, statistics.contains(wanted.Stat) else {
                throw refusal("Query \(query.Id): expressions and percentiles are not simulated.")
            }
            do {
                try range(input, wanted, now: now).check()
            } catch let error as AWSFailure {
                throw refusal(error.message)
            }
        }
    }
}
