// CloudWatch: GetMetricStatistics and ListMetrics, and the points that answer one query.

package import Foundation

/// Reading CloudWatch.
package enum CloudWatch {
    static let actions: [String: JSONAction] = [
        "GetMetricStatistics": getMetricStatistics,
        "ListMetrics": listMetrics,
    ]

    /// The statistics that are simulated.
    package static let statistics: Set = ["Average", "Sum", "Minimum", "Maximum", "SampleCount"]

    /// A body whose members begin with a capital.
    package static func encoded(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .custom { AWSKey($0, upper: true) }
        return try encoder.encode(value)
    }

    private struct StatisticsInput: Decodable {
        var startTime: Double
        var endTime: Double
        var period: Int
        var statistics: [String]?
    }

    private struct StatisticsOutput: Encodable {
        var label: String
        var datapoints: [[String: JSONScalar]]
    }

    static func getMetricStatistics(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(StatisticsInput.self)
        let metric = try call.input(MetricName.self)
        let wanted = input.statistics ?? []
        guard !wanted.isEmpty, statistics.isSuperset(of: wanted) else {
            throw AWSFailure(
                "InvalidParameterCombinationException", "At least one of the parameters Statistics must be specified.")
        }
        let range = MetricRange(
            start: Date(timeIntervalSince1970: input.startTime), end: Date(timeIntervalSince1970: input.endTime),
            period: input.period, now: call.now)
        try range.check()
        guard range.pointLimit <= 1_440 else {
            throw AWSFailure(
                "InvalidParameterCombinationException",
                "You have requested up to \(range.pointLimit) datapoints, which exceeds the limit of 1,440. You may "
                    + "reduce the datapoints requested by increasing Period, or decreasing the time range.")
        }
        let series = Series(metric, in: call.region, of: world)
        // AWS promises no order; a client that relies on one shall fail here.
        let order = NoiseSource("order", "")
        let points = range.points(of: series).sorted { order.value($0.time) < order.value($1.time) }
        let unit = series.unit
        let output = StatisticsOutput(
            label: metric.name,
            datapoints: points.map { point in
                var entry: [String: JSONScalar] = ["Timestamp": .number(Double(point.time)), "Unit": .text(unit)]
                for name in wanted { entry[name] = point.sample.value(name).map { .number($0) } }
                return entry
            })
        return try encoded(output)
    }

    private typealias Dimension = MetricName.Dimension

    private struct ListInput: Decodable {
        var namespace: String?
        var metricName: String?
        var dimensions: [Dimension]?
        var nextToken: String?
        var recentlyActive: String?
    }

    private struct ListOutput: Encodable {
        var metrics: [MetricName]
        var nextToken: String?
    }

    static func listMetrics(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(ListInput.self)
        let tokens = TokenUse.names(
            world.tokens.filter { $0.region == call.region }, recently: input.recentlyActive != nil, at: call.now)
        let things = world.kinds.metrics(in: call.region, account: world.account, at: call.now)
        let known = (names(in: world[call.region], input.namespace, at: call.now) + tokens + things).filter { metric in
            let dimensions = metric.dimensionsByName
            return (input.namespace ?? metric.namespace) == metric.namespace
                && (input.metricName ?? metric.name) == metric.name
                && (input.dimensions ?? []).allSatisfy { wanted in
                    dimensions[wanted.name].map { wanted.value == nil || wanted.value == $0 } ?? false
                }
        }
        let start = try input.nextToken.map(call.position) ?? 0
        let output = ListOutput(
            metrics: Array(known.dropFirst(start).prefix(500)),
            nextToken: known.count > start + 500 ? call.token(start + 500) : nil)
        return try encoded(output)
    }

    /// Every metric that got data in the last two weeks; those of EC2 only where they are asked for, as they are many.
    private static func names(in region: RegionContents, _ namespace: String?, at now: Date) -> [MetricName] {
        let recently = now.addingTimeInterval(-14 * 86_400)..<now
        return region.instances.filter { $0.createdAt < now && $0.ran(in: recently) }.flatMap { instance in
            let own = MetricName.Dimension(name: "InstanceId", value: instance.id)
            let published =
                (namespace ?? "AWS/EC2") == "AWS/EC2" ? InstanceSeries.Metric.published(by: instance.type) : []
            let ec2 = published.map { MetricName(namespace: "AWS/EC2", name: $0.rawValue, dimensions: [own]) }
            let agent = instance.load.agentMetrics.map { metric in
                let others = metric.dimensions.sorted { $0.key < $1.key }.map {
                    MetricName.Dimension(name: $0.key, value: $0.value)
                }
                return MetricName(namespace: metric.namespace, name: metric.name, dimensions: [own] + others)
            }
            return ec2 + agent
        }
    }
}

/// A number or a text in a JSON answer.
enum JSONScalar: Encodable {
    case number(Double)
    case text(String)

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}

/// A metric.
package struct MetricName: Codable {
    /// A name with its value, or any value.
    package struct Dimension: Codable, Hashable {
        /// Such as `InstanceId`.
        package var name: String
        /// nil: any.
        package var value: String?

        /// A dimension.
        package init(name: String, value: String?) {
            self.name = name
            self.value = value
        }
    }

    /// Such as `AWS/EC2`.
    package var namespace: String
    /// Such as `CPUUtilization`.
    package var name: String
    /// What it is measured of.
    package var dimensions: [Dimension]?

    /// A metric.
    package init(namespace: String, name: String, dimensions: [Dimension]?) {
        self.namespace = namespace
        self.name = name
        self.dimensions = dimensions
    }

    enum CodingKeys: String, CodingKey {
        case namespace
        case name = "metricName"
        case dimensions
    }

    var dimensionsByName: [String: String] {
        Dictionary((dimensions ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
    }
}

/// A range of time in buckets of a period.
package struct MetricRange {
    let start: Date
    let end: Date
    /// Seconds.
    let period: Int
    let now: Date

    /// A half-open range as it is seen now.
    package init(start: Date, end: Date, period: Int, now: Date) {
        self.start = start
        self.end = end
        self.period = period
        self.now = now
    }

    /// The points of a series, oldest first: buckets begin at multiples of the period, and hold the samples of the
    /// range that have ended. Older than 63 days only hours are kept, older than 455 days nothing.
    package func points(of series: Series) -> [(time: Int, sample: Sample)] {
        let oldest = now.addingTimeInterval(-86_400 * (period % 3_600 == 0 ? 455 : 63))
        let first = Int((max(start, oldest).timeIntervalSince1970 / 300).rounded(.down))
        let last = Int((min(end, now).timeIntervalSince1970 / 300).rounded(.down))
        guard first < last else { return [] }
        var points: [(time: Int, sample: Sample)] = []
        for bucket in first..<last {
            guard let sample = series.sample(bucket) else { continue }
            let time = bucket * Sample.seconds / period * period
            if points.last?.time == time {
                points[points.count - 1].sample.add(sample)
            } else {
                points.append((time, sample))
            }
        }
        return points
    }

    /// How many points it may give at most.
    var pointLimit: Int { Int((end.timeIntervalSince(start) / Double(period)).rounded(.up)) }

    /// - Throws: what is wrong with the period or the times.
    package func check() throws {
        guard period >= 60, period % 60 == 0 else {
            throw AWSFailure(
                "InvalidParameterValueException", "The parameter Period must be a value that is a multiple of 60.")
        }
        guard start < end else {
            throw AWSFailure(
                "InvalidParameterValueException",
                "The parameter StartTime must be less than the parameter EndTime.")
        }
    }
}
