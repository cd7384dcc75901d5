// A Price List as AWS writes it: what is asked for, and beside it what must not be taken for it.

import Foundation
package import SimulatedAWS

extension Story {
    /// Fills the Price List of a region with a few types of instances, disks, snapshots and addresses.
    ///
    /// - Parameters:
    ///   - factor: what everything costs over us-east-1.
    ///   - mark: what the region's usage types begin with, such as `EUW2-`; AWS writes none for disks of us-east-1.
    package static func addPrices(_ world: inout World, region: String, mark: String, factor: Double = 1) {
        let list = PriceWriter(region: region, mark: mark, factor: factor)
        world[Extras.self].priceList["AmazonEC2", default: []] += list.machines + list.disks
        world[Extras.self].priceList["AmazonVPC", default: []] += list.addresses
    }

    /// On demand in us-east-1, USD an hour.
    static let machinePrices = ["t3.micro": 0.0104, "m5.large": 0.096, "g5.xlarge": 1.006, "p5.4xlarge": 6.88]
}

private struct PriceWriter {
    let region: String
    let mark: String
    let factor: Double

    private func usd(_ price: Double) -> String { String(format: "%.10f", price * factor) }

    /// Each type on demand, and beside it a licence, hardware of one's own, a reservation at 0 and a capacity block.
    var machines: [String] {
        Story.machinePrices.sorted { $0.key < $1.key }.flatMap { type, price in
            [
                machine(type, price, [:]), machine(type, price * 1.8, ["operatingSystem": "Windows"]),
                machine(type, price * 1.1, ["tenancy": "Dedicated"]),
                machine(type, 0, ["capacitystatus": "AllocatedCapacityReservation"]),
                machine(type, price * 2, ["preInstalledSw": "SQL Web"]),
                machine(type, 0, ["marketoption": "CapacityBlock"]),
            ]
        }
    }

    private func machine(_ type: String, _ price: Double, _ other: [String: String]) -> String {
        let attributes = [
            "instanceType": type, "operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA",
            "capacitystatus": "Used", "licenseModel": "No License required", "marketoption": "OnDemand",
            "usagetype": "\(mark)BoxUsage:\(type)",
        ]
        return product("Compute Instance", attributes.merging(other) { $1 }, usd(price), "Hrs")
    }

    var disks: [String] {
        [
            disk("EBS:VolumeUsage", 0.05), disk("EBS:VolumeUsage.gp2", 0.1), disk("EBS:VolumeUsage.gp3", 0.08),
            disk("EBS:VolumeUsage.piops", 0.125), disk("EBS:VolumeUsage.io2", 0.125, unit: "GB-month"),
            disk("EBS:VolumeUsage.st1", 0.045), disk("EBS:VolumeUsage.sc1", 0.015),
            operations("EBS:VolumeP-IOPS.gp3", 0.005), operations("EBS:VolumeP-IOPS.piops", 0.065),
            operations("EBS:VolumeP-IOPS.io2", 0.065), operations("EBS:VolumeP-IOPS.io2.tier2", 0.0455),
            operations("EBS:VolumeP-IOPS.io2.tier3", 0.03185),
            product(
                "Provisioned Throughput", ["usagetype": "\(mark)EBS:VolumeP-Throughput.gp3"], usd(40.96), "GiBps-mo"),
            product("System Operation", ["usagetype": "\(mark)EBS:VolumeIOUsage"], usd(0.05), "IOs"),
            snapshot("EBS:SnapshotUsage", 0.05), snapshot("EBS:SnapshotArchiveStorage", 0.0125),
            snapshot("EBS:SnapshotUsageUnderBilling", 0),
        ]
    }

    private func disk(_ usage: String, _ price: Double, unit: String = "GB-Mo") -> String {
        product("Storage", ["usagetype": mark + usage], usd(price), unit)
    }

    private func operations(_ usage: String, _ price: Double) -> String {
        product("System Operation", ["usagetype": mark + usage], usd(price), "IOPS-Mo")
    }

    private func snapshot(_ usage: String, _ price: Double) -> String {
        product("Storage Snapshot", ["usagetype": mark + usage], usd(price), "GB-Mo")
    }

    /// AWS names no family of them.
    var addresses: [String] {
        ["PublicIPv4:InUseAddress", "PublicIPv4:IdleAddress"].map { usage in
            product(nil, ["usagetype": (mark.isEmpty ? "USE1-" : mark) + usage], "0.0050000000", "Hrs")
        } + [product("NAT Gateway", ["usagetype": "\(mark)NatGateway-Hours"], usd(0.045), "Hrs")]
    }

    private func product(_ family: String?, _ attributes: [String: String], _ usd: String, _ unit: String) -> String {
        let all = attributes.merging(["regionCode": region, "locationType": "AWS Region"]) { first, _ in first }
        let sku = String(digest("\(region) \(all.sorted { $0.key < $1.key })").uppercased().prefix(16))
        return Story.product(sku: sku, family: family, attributes: all, usd: usd, unit: unit)
    }
}
