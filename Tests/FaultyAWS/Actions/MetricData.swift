// GetMetricData: many series in one call, in pages by datapoints. 500 queries come and 12,000 points go in a call, so
// keys are spelled out and numbers are written by hand.

import Foundation
import SimulatedAWS

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

/// A metric's name under the wire's own keys.
private struct WireMetric: Decodable {
    let name: MetricName

    private enum CodingKeys: String, CodingKey {
        case namespace = "Namespace"
        case metricName = "MetricName"
        case dimensions = "Dimensions"
    }

    private struct Dimension: Decodable {
        let name: String
        let value: String?

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case value = "Value"
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let dimensions = try container.decodeIfPresent([Dimension].self, forKey: .dimensions)
        name = MetricName(
            namespace: try container.decode(String.self, forKey: .namespace),
            name: try container.decode(String.self, forKey: .metricName),
            dimensions: dimensions?.map { .init(name: $0.name, value: $0.value) })
    }
}

/// GetMetricData's input.
struct MetricDataInput: Decodable {
    struct Query: Decodable {
        struct Statistic: Decodable {
            var metric: MetricName
            var period: Int
            var stat: String

            private enum CodingKeys: String, CodingKey {
                case metric = "Metric"
                case period = "Period"
                case stat = "Stat"
            }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                metric = try container.decode(WireMetric.self, forKey: .metric).name
                period = try container.decode(Int.self, forKey: .period)
                stat = try container.decode(String.self, forKey: .stat)
            }
        }

        var id: String
        var metricStat: Statistic?
        var label: String?

        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case metricStat = "MetricStat"
            case label = "Label"
        }
    }

    var metricDataQueries: [Query]
    var startTime: Double
    var endTime: Double
    var nextToken: String?
    var scanBy: String?
    var maxDatapoints: Int?

    private enum CodingKeys: String, CodingKey {
        case metricDataQueries = "MetricDataQueries"
        case startTime = "StartTime"
        case endTime = "EndTime"
        case nextToken = "NextToken"
        case scanBy = "ScanBy"
        case maxDatapoints = "MaxDatapoints"
    }
}

/// GetMetricData's output, written query by query.
struct MetricDataOutput {
    private var json = Array("{\"MetricDataResults\":[".utf8)
    private var isEmpty = true
    /// As JSON writes them; the same few come again and again.
    private var labels: [String: Data] = [:]

    /// Adds what a query found, or a part of it.
    mutating func add(
        id: String, label: String, points: some Collection<(time: Int, value: Double)>, isWhole: Bool
    ) throws {
        if !isEmpty { json.append(UInt8(ascii: ",")) }
        isEmpty = false
        write("{\"Id\":\"\(id)\",\"Label\":")
        let written = try labels[label] ?? JSONEncoder().encode(label)
        labels[label] = written
        json.append(contentsOf: written)
        write(",\"StatusCode\":\"\(isWhole ? "Complete" : "PartialData")\",\"Timestamps\":[")
        list(points) { String($0.time) }
        write("],\"Values\":[")
        // A Double's own text is what JSON takes, as long as it is finite; the samples are.
        list(points) { $0.value.description }
        write("]}")
    }

    /// The whole answer.
    func ended(nextToken: String?) -> Data {
        let token = nextToken.map { ",\"NextToken\":\"\($0)\"" } ?? ""
        return Data(json + Array("],\"Messages\":[]\(token)}".utf8))
    }

    private mutating func write(_ text: String) { json.append(contentsOf: text.utf8) }

    private mutating func list<Element>(_ elements: some Collection<Element>, _ text: (Element) -> String) {
        var isFirst = true
        for element in elements {
            if !isFirst { json.append(UInt8(ascii: ",")) }
            isFirst = false
            write(text(element))
        }
    }
}
