// Surplus CPU credits of burstable instances (T3, T3a, T4g; T2 where it is unlimited): what CloudWatch tells that AWS
// charges on top of the instance. Pure.

import Foundation

/// Facts and prices of surplus credits.
package enum SurplusCredits {
    /// CloudWatch's metric: credits, of a minute of one processor each, that were charged.
    /// Source: EC2 user guide, "Monitor your CPU credits for burstable instances".
    package static let metric = "CPUSurplusCreditsCharged"
    /// What an item of usage begins with.
    static let prefix = "surplus:"
    /// Usage is kept in millionths of a processor, whole numbers of which a price divides.
    static let unitsPerProcessor: Int64 = 1_000_000
    /// Later than so much after an hour nobody waits for its points any more, in seconds.
    package static let patience: Int64 = 3 * .hour

    /// The families that burst.
    package static let families = ["t2", "t3", "t3a", "t4g"]

    /// The item of usage; nil for a type that does not burst.
    package static func item(type: String, platform: String?) -> String? {
        let family = type.split(separator: ".").first.map(String.init) ?? ""
        guard families.contains(family) else { return nil }
        let isWindows = platform?.lowercased().contains("windows") ?? false
        return prefix + family + (isWindows ? "-windows" : "")
    }

    /// What an hour of one processor costs: alike for all sizes, regions and ways to buy.
    /// Source: EC2 on-demand pricing, "Unlimited mode pricing", 0.04 for T4g since its launch in 2020.
    static func perProcessorHour(_ item: String) -> Money? {
        guard item.hasPrefix(prefix) else { return nil }
        if item.hasSuffix("-windows") { return Money(nanoUSD: 96_000_000) }
        return Money(nanoUSD: item == prefix + "t4g" ? 40_000_000 : 50_000_000)
    }

    /// Units of usage while a bucket lasts in which so many credits were charged; nil for what is no number of them.
    package static func units(credits: Double, over period: Int) -> Int64? {
        guard credits.isFinite, credits >= 0, credits < 1e9, period > 0 else { return nil }
        return Int64((credits * 60 / Double(period) * Double(unitsPerProcessor)).rounded())
    }
}

/// A machine that may be charged for surplus credits, and from when on nobody knows.
package struct BurstingMachine: Hashable, Sendable {
    /// Which.
    package let key: ResourceKey
    /// Under which item its surplus is kept.
    package let item: String
    /// The first second of which nobody knows.
    package let since: Int64
    /// Whether anything is known of it before.
    package let isKnown: Bool
    /// A machine, its parts given.
    package init(key: ResourceKey, item: String, since: Int64, isKnown: Bool) {
        self.key = key
        self.item = item
        self.since = since
        self.isKnown = isKnown
    }

    /// T2 sends the metric only where it is unlimited: no point is no charge. The others always do.
    package var isSilentWhenStandard: Bool { item.hasPrefix(SurplusCredits.prefix + "t2") }
}

/// That a machine was charged at a rate in a half-open span of seconds; 0 units: that it was not.
package struct SurplusSpan: Hashable, Sendable {
    /// Which.
    package let key: ResourceKey
    /// Under which item it is kept.
    package let item: String
    /// First second.
    package let from: Int64
    /// The second after the last.
    package let until: Int64
    /// Millionths of a processor.
    package let units: Int64
    /// A span, its parts given.
    package init(key: ResourceKey, item: String, from: Int64, until: Int64, units: Int64) {
        self.key = key
        self.item = item
        self.from = from
        self.until = until
        self.units = units
    }
}
