// List prices by region, and what a type of instance is made of. Dated; parsed from text that others hand in.

/// What a type of instance is.
package struct InstanceType: Hashable, Sendable {
    /// Virtual processors.
    package let vcpus: Int
    /// Accelerators of any make.
    package let gpus: Int
    /// Scratch disks in GB, lost at a stop; 0: none.
    package let instanceStoreGB: Int
    /// A type's make.
    package init(vcpus: Int, gpus: Int, instanceStoreGB: Int) {
        self.vcpus = vcpus
        self.gpus = gpus
        self.instanceStoreGB = instanceStoreGB
    }
}

/// On-demand list prices. What it does not hold is not known: nil, never 0.
package struct PriceList: Sendable {
    /// The day on which the prices were read, `YYYY-MM-DD`.
    package let date: String
    /// By type, such as `t3.micro`.
    package let types: [String: InstanceType]
    /// Per hour in us-east-1: Linux, shared tenancy.
    package let perHour: [String: Money]
    /// By region and family; the family `default` serves those that are not named. In millionths.
    package let factors: [Region: [String: Int64]]
    /// Per GB-month (or what the item says) by item and region. Items: `gp3`, `gp2`, `io1`, `io2`, `st1`, `sc1`,
    /// `standard`, `snapshot`, `snapshot-archive`, `gp3-iops`, `gp3-throughput`, `io1-iops`, `io2-iops` (the first
    /// 32,000), `io2-iops-tier2` (to 64,000), `io2-iops-tier3`.
    package let storage: [String: [Region: Money]]
    /// A public IPv4 address per hour, in every region. Since 2024-02-01.
    package let publicIPv4PerHour: Money
    /// Per million of what a service counts, by item and a region's code or `*`.
    package var usage: [String: [String: Money]] = [:]

    /// A list from its parts; `init(date:types:factors:storage:)` reads the files.
    package init(
        date: String, types: [String: InstanceType], perHour: [String: Money], factors: [Region: [String: Int64]],
        storage: [String: [Region: Money]], publicIPv4PerHour: Money
    ) {
        self.date = date
        self.types = types
        self.perHour = perHour
        self.factors = factors
        self.storage = storage
        self.publicIPv4PerHour = publicIPv4PerHour
    }

    /// A running instance's price per hour.
    package func instance(_ type: String, in region: Region) -> Money? {
        guard let base = perHour[type], let families = factors[region] else { return nil }
        let family = type.split(separator: ".").first.map(String.init) ?? type
        guard let factor = families[family] ?? families["default"] else { return nil }
        return base.scaled(by: factor, over: 1_000_000)
    }
}
