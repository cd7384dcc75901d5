// What an item of the price list is: its unit, what a person calls it, and what must be known to read its price.

/// By what a list price is reckoned.
package enum PriceUnit: String, CaseIterable, Sendable, Codable {
    /// An instance or an address, an hour.
    case hour
    /// A GB (AWS means a GiB) of storage, a month.
    case gbMonth = "GB-month"
    /// An operation a second, a month.
    case iopsMonth = "IOPS-month"
    /// A MiB a second, a month.
    case throughputMonth = "MiB/s-month"
    /// A million of what a service counts, such as tokens.
    case million
}

/// Facts of items by their name: `ec2:t3.micro`, `gp3`, `io2-iops-tier2`, `ipv4`.
package enum PriceItem {
    /// What the items of instance types begin with.
    package static let instancePrefix = "ec2:"
    /// The region of a price that holds in every region.
    package static let everywhere = "*"

    /// By what its price is.
    package static func unit(of item: String) -> PriceUnit {
        if UsageItem.isPerHour(item) { return .hour }
        if UsageService.of(item) != nil { return .million }
        if item.hasSuffix("-throughput") { return .throughputMonth }
        return item.contains("-iops") ? .iopsMonth : .gbMonth
    }

    /// As people call it: `t3.micro`.
    package static func name(of item: String) -> String {
        item.hasPrefix(instancePrefix) ? String(item.dropFirst(instancePrefix.count)) : item
    }

    /// What its price is of, and what it leaves out; nil: nothing to add.
    package static func note(of item: String) -> String? {
        if UsageService.of(item) != nil {
            return "about: batch, tiers and long contexts are billed otherwise, and are not told apart"
        }
        return item.hasPrefix(instancePrefix) ? "Linux, on demand, shared tenancy, without a licence" : notes[item]
    }

    private static let notes = [
        "ipv4": "a public IPv4 address, in use or idle",
        "snapshot": "of the blocks that are kept: a volume's size is an upper bound",
        "snapshot-archive": "AWS bills 90 days at least, though it is deleted sooner; restoring costs extra",
        "gp3-iops": "above the 3,000 that are included", "gp3-throughput": "above the 125 that are included",
        "io1-iops": "each of them", "io2-iops": "each of the first 32,000",
        "io2-iops-tier2": "from 32,001 to 64,000", "io2-iops-tier3": "above 64,000",
    ]

    /// No list price of AWS comes near this: what is dearer is no price but a fault.
    static func ceiling(of item: String) -> Money {
        Money(nanoUSD: item.hasPrefix(instancePrefix) ? 10_000_000_000_000 : 10_000_000_000)
    }
}
