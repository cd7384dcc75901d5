// One metric with its dimensions: which samples it has, computed from the load and from nothing else.

package import Foundation

/// What a metric's name and dimensions stand for.
package enum Series {
    /// A metric that EC2 itself publishes.
    case instance(InstanceSeries)
    /// A metric that an agent on the instance publishes.
    case agent(AgentMetric, runs: [Range<Double>], noise: NoiseSource)
    /// EstimatedCharges of the account, or of one service.
    case charges(Billing, service: String?)
    /// Tokens of one model.
    case tokens([TokenUse], metric: String)
    /// One figure, again and again since a thing was made.
    case level(Double, since: Date)
    /// Nobody ever published it: no data, and no error either.
    case nothing

    /// The series of a metric in a region.
    package init(_ metric: MetricName, in region: String, of world: World) {
        let dimensions = metric.dimensionsByName
        if metric.namespace == "AWS/Billing", metric.name == "EstimatedCharges" {
            let isThere = region == "us-east-1" && world.billing.billingAlertsEnabled && dimensions["Currency"] == "USD"
            let service = dimensions["ServiceName"]
            let isWhole = dimensions.count == (service == nil ? 1 : 2)
            self = isThere && isWhole ? .charges(world.billing, service: service) : .nothing
            return
        }
        if metric.namespace == TokenUse.namespace, dimensions.count == 1, let model = dimensions["ModelId"] {
            let uses = world.tokens.filter { $0.region == region && $0.model == model }
            self = uses.isEmpty ? .nothing : .tokens(uses, metric: metric.name)
            return
        }
        if let level = world.kinds.level(of: metric, in: region, account: world.account) {
            self = .level(level.value, since: level.since)
            return
        }
        guard let id = dimensions["InstanceId"], let instance = world.regions[region]?[instance: id] else {
            self = .nothing
            return
        }
        let others = dimensions.filter { $0.key != "InstanceId" }
        if metric.namespace == "AWS/EC2", others.isEmpty,
            let known = InstanceSeries.Metric(rawValue: metric.name),
            InstanceSeries.Metric.published(by: instance.type).contains(known)
        {
            self = .instance(InstanceSeries(instance, known))
        } else if let agent = instance.load.agentMetrics.first(where: {
            $0.namespace == metric.namespace && $0.name == metric.name && $0.dimensions == others
        }) {
            self = .agent(agent, runs: instance.runs, noise: NoiseSource(id, agent.name))
        } else {
            self = .nothing
        }
    }

    var unit: String {
        guard case .instance(let series) = self else { return "None" }
        return series.metric.unit
    }

    /// The sample of the bucket that begins `bucket` × 300 s after 1970; nil where there is none.
    func sample(_ bucket: Int) -> Sample? {
        switch self {
        case .instance(let series): return series.sample(bucket)
        case .agent(let agent, let runs, let noise):
            guard Sample.isRead(bucket, of: runs) else { return nil }
            return Sample(single: agent.value * (0.9 + 0.2 * noise.value(bucket)))
        case .charges(let billing, let service):
            // Published every six hours: month to date, so it drops when the month turns.
            let start = Date(timeIntervalSince1970: Double(bucket * Sample.seconds))
            guard bucket % 72 == 0, let month = Timestamp.calendar.dateInterval(of: .month, for: start) else {
                return nil
            }
            let gross = billing.gross(from: month.start, to: start)
            guard let service else { return Sample(single: Double(gross.values.reduce(0, +)) / 1e9) }
            return gross[service].map { Sample(single: Double($0) / 1e9) }
        case .tokens(let uses, let metric):
            let sum = uses.reduce(0) { $0 + $1.used(metric, from: bucket * Sample.seconds, seconds: Sample.seconds) }
            return sum > 0 ? Sample(single: sum) : nil
        case .level(let value, let since):
            return Double(bucket * Sample.seconds) >= since.timeIntervalSince1970 ? Sample(single: value) : nil
        case .nothing: return nil
        }
    }
}

/// A class, as it is asked for each of many thousand buckets, and a copy of an instance costs more than a sample.
package final class InstanceSeries {
    /// The metrics that EC2 publishes for every instance, and those for burstable ones.
    enum Metric: String, CaseIterable {
        case processor = "CPUUtilization"
        case diskRead = "EBSReadBytes"
        case diskWrite = "EBSWriteBytes"
        case networkIn = "NetworkIn"
        case networkOut = "NetworkOut"
        case packetsIn = "NetworkPacketsIn"
        case packetsOut = "NetworkPacketsOut"
        case statusCheck = "StatusCheckFailed"
        case surplusCharged = "CPUSurplusCreditsCharged"

        /// Those of a type: T3 and its like tell of their CPU credits, T2 where it is unlimited.
        static func published(by type: String) -> [Metric] {
            let bursts = ["t3.", "t3a.", "t4g."].contains { type.hasPrefix($0) }
            return allCases.filter { $0 != .surplusCharged || bursts }
        }

        var unit: String {
            switch self {
            case .processor: "Percent"
            case .diskRead, .diskWrite, .networkIn, .networkOut: "Bytes"
            case .packetsIn, .packetsOut, .statusCheck, .surplusCharged: "Count"
            }
        }
    }

    let metric: Metric
    private let load: LoadProfile
    private let runs: [Range<Double>]
    private let wave: NoiseSource
    private let spikes: NoiseSource

    init(_ instance: Instance, _ metric: Metric) {
        self.metric = metric
        load = instance.load
        runs = instance.runs
        wave = NoiseSource(instance.id, metric.rawValue)
        spikes = NoiseSource(instance.id, "spike")
    }

    /// The sample of the bucket that begins `bucket` × 300 s after 1970; nil where the instance did not run in it.
    func sample(_ bucket: Int) -> Sample? {
        guard Sample.isRead(bucket, of: runs) else { return nil }
        let level = load.level(minute: bucket * (Sample.seconds / 60))
        let wave = wave.value(bucket)
        switch metric {
        case .processor: return processor(level.cpuPercent * (0.9 + 0.2 * wave), bucket)
        case .networkIn: return volume(level.bytesInPerHour, wave)
        case .networkOut: return volume(level.bytesOutPerHour, wave)
        case .packetsIn: return volume(level.bytesInPerHour / 400, wave)
        case .packetsOut: return volume(level.bytesOutPerHour / 400, wave)
        case .diskRead: return volume(level.diskBytesPerHour / 4, wave)
        case .diskWrite: return volume(level.diskBytesPerHour, wave)
        case .statusCheck: return Sample(single: 0)
        case .surplusCharged: return Sample(single: load.surplusCreditsPerHour / 12)
        }
    }

    /// Five readings of a minute each; now and then one of them is a spike.
    private func processor(_ mean: Double, _ bucket: Int) -> Sample {
        let mean = min(mean, 100)
        var sample = Sample(count: 5, sum: mean * 5, minimum: mean * 0.8, maximum: min(mean * 1.2, 100))
        if let spike = load.spikePercent, spikes.value(bucket) < 1.0 / 30, spike > sample.maximum {
            sample.sum += spike - mean
            sample.maximum = spike
        }
        return sample
    }

    /// Five readings whose sum is what went through in the bucket, between half and one and a half of the mean.
    private func volume(_ perHour: Double, _ wave: Double) -> Sample {
        let sum = (perHour / 12 * (0.5 + wave)).rounded()
        return Sample(count: 5, sum: sum, minimum: sum / 10, maximum: sum / 3)
    }
}

/// A statistic set: what is left of the readings in a bucket.
package struct Sample: Equatable {
    var count: Double
    var sum: Double
    var minimum: Double
    var maximum: Double

    /// Seconds of a bucket under basic monitoring.
    static let seconds = 300

    /// Whether an instance that ran at these times, in seconds since 1970, has a sample of this bucket.
    static func isRead(_ bucket: Int, of runs: [Range<Double>]) -> Bool {
        let start = Double(bucket * seconds)
        let end = Double((bucket + 1) * seconds)
        return runs.contains { start < $0.upperBound && end > $0.lowerBound }
    }

    /// The one figure that was read in this bucket.
    init(single value: Double) {
        count = 1
        sum = value
        minimum = value
        maximum = value
    }

    init(count: Double, sum: Double, minimum: Double, maximum: Double) {
        self.count = count
        self.sum = sum
        self.minimum = minimum
        self.maximum = maximum
    }

    mutating func add(_ other: Sample) {
        count += other.count
        sum += other.sum
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
    }

    /// A statistic by its CloudWatch name; nil for percentiles, which a statistic set cannot give.
    package func value(_ statistic: String) -> Double? {
        switch statistic {
        case "Average": sum / count
        case "Sum": sum
        case "Minimum": minimum
        case "Maximum": maximum
        case "SampleCount": count
        default: nil
        }
    }
}
