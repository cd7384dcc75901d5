// EBS volumes.

import AWSAPI
import CostModel

struct VolumeScanner: ResourceScanner {
    let kind = ResourceKind.volume
    let service = AWSService.ec2
    let operation = "DescribeVolumes"
    let permissions = ["ec2:DescribeVolumes"]

    func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws {
        try await context.resources(
            operation, ["MaxResults": "1000"], in: region, items: { try $0.list("volumeSet") },
            { try VolumeScanner.resource($0, region, context) }, receive: page)
    }

    static func resource(_ item: XMLNode, _ region: Region, _ context: ScanContext) throws -> Resource {
        let tags = item.tags()
        let serviceOperator = item.serviceOperator()
        return Resource(
            context.key(.volume, region, try item.required("volumeId")), name: tags.nameTag, tags: tags,
            createdAt: try item.time("createTime"),
            facts: [
                "state": .text(try item.required("status")),
                "size_gib": .optional(try item.integer("size")),
                "volume_type": .optional(item.text("volumeType")),
                "iops": .optional(try item.integer("iops")),
                "throughput": .optional(try item.integer("throughput")),
                // A volume with Multi-Attach has several; one is enough to be in use.
                "attached_instance": .optional(
                    item.optionalList("attachmentSet").compactMap { $0.text("instanceId") }.min()),
                "managed_by": .optional(serviceOperator ?? Keeper.name(of: .volume, tags: tags)),
                "operator": .optional(serviceOperator),
            ],
            unknown: item.lacking(["size": "size_gib", "volumeType": "volume_type"]))
    }
}
