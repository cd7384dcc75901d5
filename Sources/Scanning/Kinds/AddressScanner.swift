// Elastic IP addresses.

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
        let items = try answer.list("addressesSet")
        try await page(ListPage(resources: try items.map { try AddressScanner.resource($0, region, context) }))
    }

    static func resource(_ item: XMLNode, _ region: Region, _ context: ScanContext) throws -> Resource {
        let tags = item.tags()
        let address = try item.required("publicIp")
        // NAT gateways and file transfer servers use addresses without any instance.
        let uses = ["associationId", "networkInterfaceId", "instanceId"].compactMap { item.text($0) }
        return Resource(
            context.key(.address, region, item.text("allocationId") ?? address), name: tags.nameTag, tags: tags,
            facts: [
                "public_ip": .text(address),
                "associated": .flag(!uses.isEmpty),
                "attached_instance": .optional(item.text("instanceId")),
            ])
    }
}
