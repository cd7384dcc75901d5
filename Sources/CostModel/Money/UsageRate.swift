// By what a thing is billed while it stands, read from the facts that a listing gave.
// Leaves when it stood to Meter and what that costs to PriceHistory.

/// So many units of one item of the price list, for as long as a thing stands.
package struct UsageRate: Hashable, Sendable {
    /// As in the price list (`ec2:t3.micro`, `ipv4`, `gp3`, `gp3-iops`, `snapshot`), or one of ``UsageItem``'s own.
    package let item: String
    /// Instances, addresses, GiB, IOPS or MiB/s; above 0.
    package let units: Int64

    /// A rate, its parts given.
    package init(_ item: String, _ units: Int64 = 1) {
        self.item = item
        self.units = units
    }

    /// AWS bills less than the units say: snapshots share blocks with each other, and nobody lists how many.
    package var isUpperBound: Bool { item == "snapshot" || item == "snapshot-archive" }
}

/// What the items that usage is kept under mean for its price.
package enum UsageItem {
    /// A spot instance, kept apart because it pays less than the list price at which it is reckoned.
    static let spot = "spot:"
    /// An instance on hardware of its own: no price is known.
    static let dedicated = "dedicated:"
    /// A thing whose type or size AWS did not tell.
    static let unknown = "unknown:"
    /// What AWS bills on top of another item, at a price that no list here has: a licence.
    static let extra = "extra:"
    /// Things of a kind that a file describes, each at a price of its own.
    static let kind = "kind:"
    /// Bursts of which nobody knows what they are charged.
    package static let unknownSurplus = extra + "surplus CPU credits"

    /// Whether its price is per hour; else it is per month, and a month is the seconds of that very month (UTC):
    /// 31 GB for a day of a 31-day month are one GB-month. Source: re:Post, "How are EBS volumes charged".
    static func isPerHour(_ item: String) -> Bool { priced(item).hasPrefix("ec2:") || item == "ipv4" }

    /// The name under which its price stands in the list.
    static func priced(_ item: String) -> String {
        item.hasPrefix(spot) ? "ec2:" + item.dropFirst(spot.count) : item
    }

    /// What people call the kind of thing that an item is of.
    package static func kind(of item: String) -> String {
        if let view = view(of: item) { return view.prefix(1).uppercased() + view.dropFirst().replacing("_", with: " ") }
        if let service = UsageService.of(item) { return "\(service.title) \(service.unit)" }
        if item == "ipv4" || item == unknown + "address" { return "Public IPv4 addresses" }
        if item.hasPrefix("snapshot") || item == unknown + "snapshot" { return "EBS snapshots" }
        let isOnTop = item.hasPrefix(SurplusCredits.prefix) || item.hasPrefix(extra)
        let isMachine = isPerHour(item) || item.hasPrefix(dedicated) || item == unknown + "instance" || isOnTop
        return isMachine ? "EC2 instances" : "EBS disks"
    }

    /// The view of the kind that a file describes; nil for every other item.
    private static func view(of item: String) -> Substring? {
        let name = item.hasPrefix(unknown) ? item.dropFirst(unknown.count) : item[...]
        return name.hasPrefix(kind) ? name.dropFirst(kind.count) : nil
    }

    /// Whether its units are millionths of a dollar an hour: the price is frozen in the usage.
    static func isPricedByItself(_ item: String) -> Bool { item.hasPrefix(kind) }

    /// Whether it is reckoned at a price that is higher than what is paid.
    package static func isSpot(_ item: String) -> Bool { item.hasPrefix(spot) }
}

extension UsageRate {
    /// What a thing is billed by while it stands or runs; empty for kinds that are not billed by the hour.
    static func rates(of kind: ResourceKind, _ facts: [String: FactValue]) -> [UsageRate] {
        switch kind {
        case .instance: instance(facts)
        case .volume: volume(facts)
        case .snapshot: snapshot(facts)
        case .address: AddressPool.rates(of: facts["pool"]?.text)
        default: []
        }
    }

    /// What a thing of a kind that a file describes costs an hour, in millionths of a dollar: sums over thousands of them and
    /// months of seconds stay within 64 bits. Empty where it costs nothing now, such as what is stopped.
    static func thing(_ view: String, hourly: Money?) -> [UsageRate] {
        guard let hourly else { return [UsageRate(UsageItem.unknown + UsageItem.kind + view)] }
        let micro = (hourly.nanoUSD + 500) / 1000
        return micro > 0 ? [UsageRate(UsageItem.kind + view, micro)] : []
    }

    /// An address that was not allocated by itself is billed as long as its instance runs; an Elastic IP is listed
    /// among the addresses, and billed there. Windows, Red Hat and their like cost Linux's price and a licence: the
    /// first is reckoned, the second told as what has no price. What was paid for up front is not billed by the hour.
    private static func instance(_ facts: [String: FactValue]) -> [UsageRate] {
        let type = facts["instance_type"]?.text
        let isShared = (facts["tenancy"]?.text ?? "default") == "default"
        let prefix = isShared ? (facts["lifecycle"]?.text == "spot" ? UsageItem.spot : "ec2:") : UsageItem.dedicated
        let isPaid = facts["prepaid_by"]?.text.flatMap { Prepaid($0) }?.isPaidUpFront == true
        let machine = isPaid ? nil : UsageRate(type.map { prefix + $0 } ?? UsageItem.unknown + "instance")
        let hasOwnAddress = facts["public_ip"]?.text != nil && facts["public_ip_is_elastic"]?.integer == 0
        let licence = isShared ? facts["platform"]?.text.map { UsageRate("\(UsageItem.extra)\($0) licence") } : nil
        return [machine, licence, hasOwnAddress ? UsageRate("ipv4") : nil].compactMap { $0 }
    }

    /// gp3 has 3,000 operations and 125 MiB/s in its price; io1 and io2 pay for each operation, io2 less for those above
    /// 32,000 and 64,000. Source: EBS pricing, read 2026-11.
    private static func volume(_ facts: [String: FactValue]) -> [UsageRate] {
        guard let type = facts["volume_type"]?.text, let size = facts["size_gib"]?.integer, size > 0 else {
            return [UsageRate(UsageItem.unknown + "volume")]
        }
        let operations = facts["iops"]?.integer ?? 0
        let extra: [UsageRate] =
            switch type {
            case "gp3":
                [
                    UsageRate("gp3-iops", operations - 3000),
                    UsageRate("gp3-throughput", (facts["throughput"]?.integer ?? 0) - 125),
                ]
            case "io1": [UsageRate("io1-iops", operations)]
            case "io2":
                [
                    UsageRate("io2-iops", min(operations, 32_000)),
                    UsageRate("io2-iops-tier2", min(operations, 64_000) - 32_000),
                    UsageRate("io2-iops-tier3", operations - 64_000),
                ]
            default: []
            }
        return [UsageRate(type, size)] + extra.filter { $0.units > 0 }
    }

    private static func snapshot(_ facts: [String: FactValue]) -> [UsageRate] {
        guard let tier = facts["tier"]?.text, let size = facts["size_gib"]?.integer, size > 0 else {
            return [UsageRate(UsageItem.unknown + "snapshot")]
        }
        let item = ["standard": "snapshot", "archive": "snapshot-archive"][tier]
        return [UsageRate(item ?? UsageItem.unknown + "snapshot", size)]
    }
}

/// Where an address comes from, which decides what it costs: AWS bills its own, and not those that customers bring along.
/// Source: AWS's announcement of the charge for public IPv4 addresses, 2024-02-01. Of a carrier's no price is known.
package enum AddressPool {
    /// AWS's own.
    package static let amazon = "amazon"
    /// A mobile carrier's, in a Wavelength Zone.
    package static let carrier = "carrier"
    /// The customer's own, on an Outpost, where AWS does not name the pool.
    package static let customerOwned = "customer-owned"

    /// - Parameter pool: one of the above, or a pool's id: `ipv4pool-ec2-…` and `ipv4pool-coip-…` are the customer's own.
    ///   Nil: seen before pools were told apart.
    static func rates(of pool: String?) -> [UsageRate] {
        guard let pool, pool != amazon else { return [UsageRate("ipv4")] }
        let isOwn = pool == customerOwned || pool.hasPrefix("ipv4pool-")
        return isOwn ? [] : [UsageRate(UsageItem.unknown + "address")]
    }
}
