// Elastic IP addresses, those of Wavelength Zones, of Outposts and of the customer's own pools among them.

import AWSAPI
import CostModel

struct AddressScanner: ResourceScanner {
    let kind = ResourceKind.address
    let service = AWSService.ec2
    let operation = "DescribeAddresses"
    let permissions = ["ec2:DescribeAddresses"]

    /// AWS does not page this list.
    func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws {
        let answer = try await context.client.query(service, operation, region: region.code)
        try await page(
            context.listPage(try answer.list("addressesSet")) { try AddressScanner.resource($0.item, region, context) })
    }

    static func resource(_ item: XMLNode, _ region: Region, _ context: ScanContext) throws -> Resource {
        let tags = item.tags()
        // In a Wavelength Zone there is a carrier's address alone, on an Outpost one of the customer's own.
        let address = ["publicIp", "carrierIp", "customerOwnedIp"].lazy.compactMap { item.text($0) }.first
        guard let id = item.text("allocationId") ?? address else {
            throw ScanError("got no 'allocationId' and no 'publicIp'", reading: item.name)
        }
        // NAT gateways and file transfer servers use addresses without any instance; what a service manages is in its
        // use for as long as it is there.
        let uses = ["associationId", "networkInterfaceId", "instanceId", "serviceManaged"]
        return Resource(
            context.key(.address, region, id), name: tags.nameTag, tags: tags,
            facts: [
                "public_ip": .optional(address),
                "associated": .flag(uses.contains { item.text($0) != nil }),
                "attached_instance": .optional(item.text("instanceId")),
                "pool": .text(pool(of: item)),
            ])
    }

    /// Where the address comes from: `amazon`, `carrier`, or the id of a pool.
    private static func pool(of item: XMLNode) -> String {
        if let own = item.text("customerOwnedIpv4Pool") { return own }
        if item.text("publicIp") == nil, item.text("customerOwnedIp") != nil { return AddressPool.customerOwned }
        if item.text("publicIp") == nil, item.text("carrierIp") != nil { return AddressPool.carrier }
        return item.text("publicIpv4Pool") ?? AddressPool.amazon
    }
}
