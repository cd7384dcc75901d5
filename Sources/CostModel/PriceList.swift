// List prices by region, and what a type of instance is made of. Dated; parsed from text that others hand in.

/// What a type of instance is.
public struct InstanceType: Hashable, Sendable {
    /// Virtual processors.
    public let vcpus: Int
    /// Accelerators of any make.
    public let gpus: Int
    /// Scratch disks in GB, lost at a stop; 0: none.
    public let instanceStoreGB: Int
    /// A type's make.
    public init(vcpus: Int, gpus: Int, instanceStoreGB: Int) {
        (self.vcpus, self.gpus, self.instanceStoreGB) = (vcpus, gpus, instanceStoreGB)
    }
}

/// On-demand list prices. What it does not hold is not known: nil, never 0.
public struct PriceList: Sendable {
    /// The day on which the prices were read, `YYYY-MM-DD`.
    public let date: String
    /// By type, such as `t3.micro`.
    public let types: [String: InstanceType]
    /// Per hour in us-east-1: Linux, shared tenancy.
    public let perHour: [String: Money]
    /// By region and family; the family `default` serves those that are not named. In millionths.
    public let factors: [Region: [String: Int64]]
    /// Per GB-month (or what the item says) by item and region. Items: `gp3`, `gp2`, `io1`, `io2`, `st1`, `sc1`,
    /// `standard`, `snapshot`, `snapshot-archive`, `gp3-iops`, `gp3-throughput`, `io1-iops`, `io2-iops` (the first
    /// 32,000), `io2-iops-tier2` (to 64,000), `io2-iops-tier3`.
    public let storage: [String: [Region: Money]]
    /// A public IPv4 address per hour, in every region. Since 2024-02-01.
    public let publicIPv4PerHour: Money

    /// A list from its parts; `init(date:types:factors:storage:)` reads the files.
    public init(
        date: String, types: [String: InstanceType], perHour: [String: Money], factors: [Region: [String: Int64]],
        storage: [String: [Region: Money]], publicIPv4PerHour: Money
    ) {
        (self.date, self.types, self.perHour) = (date, types, perHour)
        (self.factors, self.storage, self.publicIPv4PerHour) = (factors, storage, publicIPv4PerHour)
    }

    /// A running instance's price per hour.
    public func instance(_ type: String, in region: Region) -> Money? {
        guard let base = perHour[type], let families = factors[region] else { return nil }
        let family = type.split(separator: ".").first.map(String.init) ?? type
        guard let factor = families[family] ?? families["default"] else { return nil }
        return base.scaled(by: factor, over: 1_000_000)
    }
}
