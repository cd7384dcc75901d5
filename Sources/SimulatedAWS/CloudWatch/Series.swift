// One metric with its dimensions: which samples it has, computed from the load and from nothing else.

import Foundation

/// What a metric's name and dimensions stand for.
enum Series {
    /// A metric that EC2 itself publishes.
    case instance(Instance, metric: String)
    /// A metric that an agent on the instance publishes.
    case agent(Instance, AgentMetric)
    /// EstimatedCharges of the account, or of one service.
    case charges(Billing, service: String?)
    /// Nobody ever published it: no data, and no error either.
    case nothing

    /// The metrics that EC2 publishes for every instance.
    static let instanceMetrics = [
        "CPUUtilization", "EBSReadBytes", "EBSWriteBytes", "NetworkIn", "NetworkOut", "NetworkPacketsIn",
        "NetworkPacketsOut", "StatusCheckFailed",
    ]

    init(_ metric: MetricName, in region: String, of world: World) {
        let dimensions = metric.dimensionsByName
        if metric.namespace == "AWS/Billing", metric.name == "EstimatedCharges" {
            let isThere = region == "us-east-1" && world.billing.billingAlertsEnabled && dimensions["Currency"] == "USD"
            let service = dimensions["ServiceName"]
            let isWhole = dimensions.count == (service == nil ? 1 : 2)
            self = isThere && isWhole ? .charges(world.billing, service: service) : .nothing
            return
        }
        guard let id = dimensions["InstanceId"], let instance = world.regions[region]?[instance: id] else {
            self = .nothing
            return
        }
        let others = dimensions.filter { $0.key != "InstanceId" }
        if metric.namespace == "AWS/EC2", others.isEmpty, Series.instanceMetrics.contains(metric.name) {
            self = .instance(instance, metric: metric.name)
        } else if let agent = instance.load.agentMetrics.first(where: {
            $0.namespace == metric.namespace && $0.name == metric.name && $0.dimensions == others
        }) {
            self = .agent(instance, agent)
        } else {
            self = .nothing
        }
    }

    var unit: String {
        switch self {
        case .instance(_, "CPUUtilization"): "Percent"
        case .instance(_, let metric) where metric.hasSuffix("Bytes"): "Bytes"
        case .instance(_, "NetworkIn"), .instance(_, "NetworkOut"): "Bytes"
        case .instance: "Count"
        case .agent, .charges, .nothing: "None"
        }
    }

    /// The sample of the bucket that begins `bucket` × 300 s after 1970; nil where there is none.
    func sample(_ bucket: Int) -> Sample? {
        let start = Date(timeIntervalSince1970: Double(bucket * Sample.seconds))
        switch self {
        case .instance(let instance, let metric):
            guard instance.ran(in: start..<start.addingTimeInterval(Double(Sample.seconds))) else { return nil }
            return instance.sample(metric, bucket, at: start)
        case .agent(let instance, let agent):
            guard instance.ran(in: start..<start.addingTimeInterval(Double(Sample.seconds))) else { return nil }
            return Sample(single: agent.value * (0.9 + 0.2 * noise(instance.id, agent.name, bucket)))
        case .charges(let billing, let service):
            // Published every six hours: month to date, so it drops when the month turns.
            guard bucket % 72 == 0, let month = Timestamp.calendar.dateInterval(of: .month, for: start) else {
                return nil
            }
            let gross = billing.gross(from: month.start, to: start)
            guard let service else { return Sample(single: Double(gross.values.reduce(0, +)) / 1e9) }
            return gross[service].map { Sample(single: Double($0) / 1e9) }
        case .nothing: return nil
        }
    }
}

extension Instance {
    fileprivate func sample(_ metric: String, _ bucket: Int, at time: Date) -> Sample {
        let level = load.level(at: time)
        let wave = noise(id, metric, bucket)
        switch metric {
        case "CPUUtilization": return processorSample(level.cpuPercent * (0.9 + 0.2 * wave), bucket)
        case "NetworkIn": return volumeSample(level.bytesInPerHour, wave)
        case "NetworkOut": return volumeSample(level.bytesOutPerHour, wave)
        case "NetworkPacketsIn": return volumeSample(level.bytesInPerHour / 400, wave)
        case "NetworkPacketsOut": return volumeSample(level.bytesOutPerHour / 400, wave)
        case "EBSReadBytes": return volumeSample(level.diskBytesPerHour / 4, wave)
        case "EBSWriteBytes": return volumeSample(level.diskBytesPerHour, wave)
        default: return Sample(single: 0)
        }
    }

    /// Five readings of a minute each; now and then one of them is a spike.
    private func processorSample(_ mean: Double, _ bucket: Int) -> Sample {
        let mean = min(mean, 100)
        var sample = Sample(count: 5, sum: mean * 5, minimum: mean * 0.8, maximum: min(mean * 1.2, 100))
        if let spike = load.spikePercent, noise(id, "spike", bucket) < 1.0 / 30, spike > sample.maximum {
            sample.sum += spike - mean
            sample.maximum = spike
        }
        return sample
    }

    /// Five readings whose sum is what went through in the bucket, between half and one and a half of the mean.
    private func volumeSample(_ perHour: Double, _ wave: Double) -> Sample {
        let sum = (perHour / 12 * (0.5 + wave)).rounded()
        return Sample(count: 5, sum: sum, minimum: sum / 10, maximum: sum / 3)
    }
}
