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
            { try VolumeScanner.resource(&$0, region, context) }, receive: page)
    }

    /// The states that EC2's API knows.
    private static let states: Set = ["creating", "available", "in-use", "deleting", "deleted", "error"]

    static func resource(_ reader: inout ItemReader, _ region: Region, _ context: ScanContext) throws -> Resource {
        let item = reader.item
        let tags = item.tags()
        let serviceOperator = item.serviceOperator()
        return Resource(
            context.key(.volume, region, try item.required("volumeId")), name: tags.nameTag, tags: tags,
            createdAt: reader.requiredTime("createTime", of: "created_at"),
            facts: [
                "state": reader.word("status", of: "state", among: states),
                "size_gib": reader.requiredInteger("size", of: "size_gib"),
                "volume_type": reader.text("volumeType", of: "volume_type"),
                "iops": reader.integer("iops", of: "iops"),
                "throughput": reader.integer("throughput", of: "throughput"),
                // A volume with Multi-Attach has several; one is enough to be in use.
                "attached_instance": .optional(
                    item.optionalList("attachmentSet").compactMap { $0.text("instanceId") }.min()),
                "managed_by": .optional(serviceOperator ?? ManagedBy.name(of: .volume, tags: tags)),
                "operator": .optional(serviceOperator),
            ])
    }
}
