// What is asked of AWS's Price List for one region, and which item each product of the answers prices.
// Field names and values: AWS's own examples of GetProducts and several public readers of it, which agree, read 2026-11.

import CostModel

/// One question: the products of a service that match every filter.
struct PriceQuery {
    /// What a product prices.
    struct Meaning {
        let item: String
        /// As ``PriceProduct/price(units:)`` takes them.
        let units: [String: Int64]
    }

    let service: String
    /// Field and value; a product in the answer must bear them too.
    let filters: [(field: String, value: String)]
    /// Nil: not one of ours.
    let meaning: @Sendable (PriceProduct) -> Meaning?

    /// All questions of a region: the types of instances, about nine pages; disks, snapshots and addresses, a page or two
    /// each.
    static func all(in region: Region) -> [PriceQuery] {
        let here = ("regionCode", region.code)
        let families = ["Storage", "System Operation", "Provisioned Throughput", "Storage Snapshot"]
        return [PriceQuery(service: "AmazonEC2", filters: [here] + onDemand, meaning: instance)]
            + families.map { family in
                // A product's family stands beside its attributes: it is not compared with the answer.
                PriceQuery(service: "AmazonEC2", filters: [here], family: family, meaning: usage)
            } + [PriceQuery(service: "AmazonVPC", filters: [here], meaning: usage)]
    }

    private(set) var family: String?

    init(
        service: String, filters: [(String, String)], family: String? = nil,
        meaning: @escaping @Sendable (PriceProduct) -> Meaning?
    ) {
        self.service = service
        self.filters = filters.map { (field: $0, value: $1) }
        self.meaning = meaning
        self.family = family
    }

    /// Whether a product is what was asked for: a stand-in may not filter.
    func matches(_ product: PriceProduct) -> Bool { filters.allSatisfy { product[$0.field] == $0.value } }

    /// Linux on shared hardware without a licence, in use. Without `capacitystatus` reservations at 0 USD match too,
    /// without `marketoption` capacity blocks.
    private static let onDemand = [
        ("operatingSystem", "Linux"), ("tenancy", "Shared"), ("preInstalledSw", "NA"), ("capacitystatus", "Used"),
        ("licenseModel", "No License required"), ("marketoption", "OnDemand"),
    ]

    @Sendable private static func instance(_ product: PriceProduct) -> Meaning? {
        guard let type = product["instanceType"], isType(type) else { return nil }
        return Meaning(item: PriceItem.instancePrefix + type, units: ["hrs": 1])
    }

    /// `family.size` of lower-case letters, digits and hyphens.
    private static func isType(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 40
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
            }
    }

    @Sendable private static func usage(_ product: PriceProduct) -> Meaning? {
        usages[product.usage].map { Meaning(item: $0.item, units: $0.units) }
    }

    private static let gigabyte: [String: Int64] = ["gb-mo": 1, "gb-month": 1]
    private static let operation: [String: Int64] = ["iops-mo": 1]
    private static let hour: [String: Int64] = ["hrs": 1]

    /// By what is used. AWS prices throughput by the GiB a second and sells it by the MiB.
    private static let usages: [String: (item: String, units: [String: Int64])] = [
        "EBS:VolumeUsage": ("standard", gigabyte), "EBS:VolumeUsage.gp2": ("gp2", gigabyte),
        "EBS:VolumeUsage.gp3": ("gp3", gigabyte), "EBS:VolumeUsage.piops": ("io1", gigabyte),
        "EBS:VolumeUsage.io2": ("io2", gigabyte), "EBS:VolumeUsage.st1": ("st1", gigabyte),
        "EBS:VolumeUsage.sc1": ("sc1", gigabyte), "EBS:VolumeP-IOPS.gp3": ("gp3-iops", operation),
        "EBS:VolumeP-IOPS.piops": ("io1-iops", operation), "EBS:VolumeP-IOPS.io2": ("io2-iops", operation),
        "EBS:VolumeP-IOPS.io2.tier2": ("io2-iops-tier2", operation),
        "EBS:VolumeP-IOPS.io2.tier3": ("io2-iops-tier3", operation),
        "EBS:VolumeP-Throughput.gp3": ("gp3-throughput", ["gibps-mo": 1024, "mibps-mo": 1]),
        "EBS:SnapshotUsage": ("snapshot", gigabyte), "EBS:SnapshotArchiveStorage": ("snapshot-archive", gigabyte),
        // One price for both is what the meter knows: where they differ, neither is taken.
        "PublicIPv4:InUseAddress": ("ipv4", hour), "PublicIPv4:IdleAddress": ("ipv4", hour),
    ]
}
