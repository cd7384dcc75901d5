// GetMetricData on the wire: 500 queries come and 12,000 points go in a call, so keys are spelled out and numbers are
// written by hand.

import Foundation

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
