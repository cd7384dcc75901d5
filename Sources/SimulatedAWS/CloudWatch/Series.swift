// One metric with its dimensions: which samples it has, computed from the load and from nothing else.

import Foundation

/// What a metric's name and dimensions stand for.
enum Series {
    /// A metric that EC2 itself publishes.
    case instance(InstanceSeries)
    /// A metric that an agent on the instance publishes.
    case agent(AgentMetric, runs: [Range<Double>], noise: NoiseSource)
    /// EstimatedCharges of the account, or of one service.
    case charges(Billing, service: String?)
    /// Nobody ever published it: no data, and no error either.
    case nothing

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
        case .nothing: return nil
        }
    }
}
