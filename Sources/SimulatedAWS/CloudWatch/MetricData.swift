// GetMetricData: many series in one call, in pages by datapoints.

import Foundation

extension CloudWatch {
    /// The most queries of a call and the most datapoints of a page. Source: CloudWatch API reference, GetMetricData.
    static let queryLimit = 500
    static let datapointLimit = 100_800

    static func getMetricData(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(MetricDataInput.self, decoder: JSONDecoder())
        try check(input, now: call.now)
        // A token is the position of a query and the count of its points that earlier pages gave, in one number.
        let token = try input.nextToken.map(call.position) ?? 0
        var position = token / datapointLimit
        var skipped = token % datapointLimit
        // A page by items would hold a point: here the bound is one of queries, by their points of a day.
        let largest = call.largestPage < datapointLimit / 24 ? call.largestPage * 24 : datapointLimit
        var room = min(input.maxDatapoints ?? datapointLimit, largest)
        var output = MetricDataOutput()
        while position < input.metricDataQueries.count, room > 0 {
            let query = input.metricDataQueries[position]
            let points = try points(of: query, input, world, call).dropFirst(skipped)
            let part = points.prefix(room)
            let isWhole = part.count == points.count
            try output.add(
                id: query.id, label: query.label ?? query.metricStat?.metric.name ?? query.id, points: part,
                isWhole: isWhole)
            room -= part.count
            (position, skipped) = isWhole ? (position + 1, 0) : (position, skipped + part.count)
        }
        let isMore = position < input.metricDataQueries.count
        return output.ended(nextToken: isMore ? call.token(position * datapointLimit + skipped) : nil)
    }

    private static func points(
        of query: MetricDataInput.Query, _ input: MetricDataInput, _ world: World, _ call: Call
    ) throws -> [(time: Int, value: Double)] {
        guard let wanted = query.metricStat else { return [] }
        let range = range(input, wanted, now: call.now)
        let series = Series(wanted.metric, in: call.region, of: world)
        let points = range.points(of: series).compactMap { point in
            point.sample.value(wanted.stat).map { (time: point.time, value: $0) }
        }
        return input.scanBy == "TimestampAscending" ? points : points.reversed()
    }

    private static func range(
        _ input: MetricDataInput, _ wanted: MetricDataInput.Query.Statistic, now: Date
    ) -> MetricRange {
        MetricRange(
            start: Date(timeIntervalSince1970: input.startTime), end: Date(timeIntervalSince1970: input.endTime),
            period: wanted.period, now: now)
    }

    private static func check(_ input: MetricDataInput, now: Date) throws {
        func refusal(_ message: String) -> AWSFailure { AWSFailure("ValidationError", message) }
        let queries = input.metricDataQueries
        guard (1...queryLimit).contains(queries.count) else {
            throw refusal("The collection MetricDataQueries must have 1 to 500 members, got \(queries.count).")
        }
        guard Set(queries.map(\.id)).count == queries.count else {
            throw refusal("The values for parameter id in MetricDataQueries are not unique.")
        }
        for query in queries {
            guard isProper(query.id) else {
                throw refusal("The value \(query.id) for parameter MetricDataQueries.member.1.Id is not matching.")
            }
            guard let wanted = query.metricStat, statistics.contains(wanted.stat) else {
                throw refusal("Query \(query.id): expressions and percentiles are not simulated.")
            }
            do {
                try range(input, wanted, now: now).check()
            } catch let error as AWSFailure {
                throw refusal(error.message)
            }
        }
    }

    /// Whether an id matches `[a-z][a-zA-Z0-9_]*`.
    private static func isProper(_ id: String) -> Bool {
        guard let first = id.utf8.first, (97...122).contains(first) else { return false }
        return id.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 95: true
            default: false
            }
        }
    }
}
