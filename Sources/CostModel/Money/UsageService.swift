// Services that bill by what is used, and of which CloudWatch tells how much: tokens, bytes, requests. One more of them is
// an entry in `all` and its prices in prices/usage.csv.

package import Foundation

/// A service whose use is read from CloudWatch and priced by the million.
package struct UsageService: Hashable, Sendable {
    /// One metric and what it counts.
    package struct Metric: Hashable, Sendable {
        /// As CloudWatch calls it.
        package let name: String
        /// As the price list and people call it, such as `output`.
        package let counts: String
    }

    /// As `kinds` in the configuration names it; the items of its usage begin with it.
    package let name: String
    /// For people: whose use.
    package let title: String
    /// For people: what is counted.
    package let unit: String
    /// As CloudWatch has it.
    package let namespace: String
    /// The one dimension by which what is used is told apart.
    package let dimension: String
    /// What is summed. The first is published whenever the service is used: by it is found what is in use.
    package let metrics: [Metric]
    /// So much an hour without a known price is worth a mail, whatever it costs.
    package let manyAnHour: Int64

    /// What is called through another endpoint of the service, by batch or at another tier is not told apart there.
    package static let bedrock = UsageService(
        name: "bedrock", title: "Bedrock", unit: "tokens", namespace: "AWS/Bedrock", dimension: "ModelId",
        metrics: [
            Metric(name: "InputTokenCount", counts: "input"), Metric(name: "OutputTokenCount", counts: "output"),
            Metric(name: "CacheReadInputTokenCount", counts: "cache-read"),
            Metric(name: "CacheWriteInputTokenCount", counts: "cache-write"),
        ], manyAnHour: 2_000_000)

    /// Every one that is known.
    package static let all = [bedrock]

    /// The seconds of a bucket that is asked for.
    package static let period = 300
    /// A price is of so many of what is counted.
    static let pricedBy: Int64 = 1_000_000
    /// What burns now is what was used in so many seconds before the last look; and no longer is it taken to go on.
    package static let present: Int64 = .hour
    /// A look that is older than this says nothing of now, in seconds.
    package static let patience: Int64 = 3 * .hour

    /// The kind under which a thing of the service stands in a resource's key.
    package var kind: ResourceKind { ResourceKind(rawValue: name) }

    /// The item of usage, such as `bedrock:amazon.nova-pro-v1:0/output`.
    package func item(_ id: String, _ metric: Metric) -> String { "\(name):\(id)/\(metric.counts)" }

    /// The service of an item; nil: it is of none.
    package static func of(_ item: String) -> UsageService? { all.first { item.hasPrefix($0.name + ":") } }

    /// `amazon.nova-pro-v1:0 output tokens`: an item as people call it.
    package func words(of item: String) -> String {
        let rest = item.dropFirst(name.count + 1)
        guard let slash = rest.lastIndex(of: "/") else { return String(rest) }
        return "\(rest[..<slash]) \(rest[rest.index(after: slash)...]) \(unit)"
    }

    /// What is used by the id that CloudWatch gives: of the ARN of a model or of an inference profile its own id. An
    /// application's own profile says nothing of its model, and keeps its ARN.
    package static func id(_ value: String) -> String {
        guard value.hasPrefix("arn:"), let slash = value.lastIndex(of: "/") else { return value }
        let kind = value[..<slash].split(separator: ":").last ?? ""
        let isTelling = kind == "foundation-model" || kind == "inference-profile"
        return isTelling ? String(value[value.index(after: slash)...]) : value
    }
}

/// That so much of an item was used in a half-open span of seconds.
package struct ServiceUse: Hashable, Sendable {
    /// Which: its kind is the service, its id the model.
    package let key: ResourceKey
    /// Under which item it is kept.
    package let item: String
    /// First second.
    package let from: Int64
    /// The second after the last.
    package let until: Int64
    /// How much an hour, so that a second has a 3,600th; above 0.
    package let perHour: Int64

    /// Nil for what is no number that can be, and for nothing.
    package init?(key: ResourceKey, item: String, from: Int, period: Int, used: Double) {
        guard used.isFinite, used > 0, used < 1e12, period > 0 else { return nil }
        perHour = Int64((used * 3600 / Double(period)).rounded())
        guard perHour > 0 else { return nil }
        self.key = key
        self.item = item
        self.from = Int64(from)
        until = Int64(from + period)
    }
}

/// From when to when the use of a service in a region is known without a hole.
package struct ServiceMark: Hashable, Sendable {
    /// The service's name.
    package let service: String
    /// Where.
    package let region: Region
    /// First instant.
    package let since: Date
    /// The instant after the last.
    package let until: Date
    /// A mark, all its parts given.
    package init(service: String, region: Region, since: Date, until: Date) {
        self.service = service
        self.region = region
        self.since = since
        self.until = until
    }

    /// Whether it says what is used now.
    package func isFresh(at now: Date) -> Bool { now.seconds - until.seconds <= UsageService.patience }
}
