// AMIs that the account owns, with the snapshots that they map.

import AWSAPI
import CostModel

struct ImageScanner: ResourceScanner {
    let kind = ResourceKind.image
    let service = AWSService.ec2
    let operation = "DescribeImages"
    let permissions = ["ec2:DescribeImages"]

    func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws {
        // Left out, deprecated and disabled images would make their snapshots look like orphans.
        let parameters: Parameters = [
            "Owner.1": "self", "IncludeDeprecated": "true", "IncludeDisabled": "true", "MaxResults": "1000",
        ]
        try await context.resources(
            operation, parameters, in: region, items: { try $0.list("imagesSet") },
            { try ImageScanner.resource(&$0, region, context) }, receive: page)
    }

    /// The states that EC2's API knows.
    private static let states: Set = [
        "pending", "available", "invalid", "deregistered", "transient", "failed", "error", "disabled",
    ]

    static func resource(_ reader: inout ItemReader, _ region: Region, _ context: ScanContext) throws -> Resource {
        let item = reader.item
        let tags = item.tags()
        let disks = item.optionalList("blockDeviceMapping").compactMap { $0["ebs"] }
        let sizes = reader.value(of: "size_gib") { _ in try disks.map { try $0.integer("volumeSize") } }
        let known = sizes?.allSatisfy { $0 != nil } == true
        return Resource(
            context.key(.image, region, try item.required("imageId")), name: tags.nameTag ?? item.text("name"),
            tags: tags, createdAt: reader.time("creationDate", of: "created_at"),
            facts: [
                "state": reader.word("imageState", of: "state", among: states),
                "size_gib": known ? .integer((sizes ?? []).reduce(0) { $0 + ($1 ?? 0) }) : .null,
                "last_launched_at": .time(reader.time("lastLaunchedTime", of: "last_launched_at")),
                "managed_by": .optional(
                    ManagedBy.name(of: .image, tags: tags, description: item.text("description"))),
                "deregistration_protected": .flag(item.text("deregistrationProtection")?.hasPrefix("enabled") == true),
            ],
            unknown: known ? [] : ["size_gib"],
            references: disks.compactMap { $0.text("snapshotId") }.map { Reference(.snapshot, $0) })
    }
}
