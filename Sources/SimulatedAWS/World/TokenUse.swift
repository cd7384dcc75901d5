// What somebody uses of Bedrock, and how CloudWatch tells of it: nothing is published while nothing happens.

package import Foundation

/// Tokens of one model in one region, at an even rate.
package struct TokenUse: Sendable {
    static let namespace = "AWS/Bedrock"
    /// A new metric is not listed sooner, in seconds. Source: CloudWatch's ListMetrics.
    private static let listedAfter: TimeInterval = 15 * 60

    /// Where it is called.
    package var region: String
    /// As the dimension `ModelId` has it.
    package var model: String
    /// When it begins.
    package var from: Date
    /// When it ends.
    package var until: Date
    /// Tokens an hour by metric, such as `OutputTokenCount`.
    package var perHour: [String: Double]

    /// A use, all its parts given.
    package init(region: String, model: String, from: Date, until: Date, perHour: [String: Double]) {
        self.region = region
        self.model = model
        self.from = from
        self.until = until
        self.perHour = perHour
    }

    /// Tokens in a span of seconds since 1970.
    func used(_ metric: String, from start: Int, seconds: Int) -> Double {
        let begin = max(Double(start), from.timeIntervalSince1970)
        let end = min(Double(start + seconds), until.timeIntervalSince1970)
        return max(0, end - begin) * (perHour[metric] ?? 0) / 3600
    }

    /// The metrics that ListMetrics knows, each also as the sum of all models, which bears no dimension.
    static func names(_ uses: [TokenUse], recently: Bool, at now: Date) -> [MetricName] {
        let oldest = now.addingTimeInterval(recently ? -3 * 3600 : -14 * 86_400)
        let active = uses.filter { $0.until > oldest && $0.from <= now.addingTimeInterval(-listedAfter) }
        let each = active.flatMap { use in
            use.perHour.keys.sorted().flatMap { metric in
                [[MetricName.Dimension(name: "ModelId", value: use.model)], []].map {
                    MetricName(namespace: namespace, name: metric, dimensions: $0)
                }
            }
        }
        var seen: Set<String> = []
        return each.filter { seen.insert("\($0.name) \($0.dimensionsByName)").inserted }
    }
}
