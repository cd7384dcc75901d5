// EBS snapshots that the account owns, and what their descriptions tell.

import AWSAPI
import CostModel

struct SnapshotScanner: ResourceScanner {
    let kind = ResourceKind.snapshot
    let service = AWSService.ec2
    let operation = "DescribeSnapshots"
    let permissions = ["ec2:DescribeSnapshots"]

    func list(in region: Region, _ context: ScanContext) async throws -> [Resource] {
        let parameters: Parameters = ["Owner.1": "self", "MaxResults": "1000"]
        return try await context.collect(operation, parameters, of: "snapshotSet", in: region) { item in
            // Checked again, because a snapshot of somebody else's must never be flagged as ours.
            guard try item.required("ownerId") == context.account.digits else { return nil }
            return try SnapshotScanner.resource(item, region, context)
        }
    }

    static func resource(_ item: XMLNode, _ region: Region, _ context: ScanContext) throws -> Resource {
        let tags = item.tags()
        let description = item.text("description")
        return Resource(
            context.key(.snapshot, region, try item.required("snapshotId")), name: tags.nameTag, tags: tags,
            createdAt: try item.time("startTime"),
            facts: [
                "state": .text(try item.required("status")),
                "size_gib": .optional(try item.integer("volumeSize")),
                "description": .optional(description),
                "volume_id": .optional(item.text("volumeId")),
                "described_image_id": .optional(description.flatMap(describedImage)),
                "managed_by": .optional(BackupKeeper.of(tags: tags, description: description)),
                "tier": .text(item.text("storageTier") ?? "standard"),
            ],
            unknown: item.lacking(["volumeSize": "size_gib"]))
    }

    /// The image that AWS says a snapshot was made for, in the two forms that AWS writes:
    /// `Created by CreateImage(i-…) for ami-…` and `Copied for DestinationAmi ami-… from SourceAmi …`.
    static func describedImage(_ description: String) -> String? {
        let created = /^Created by CreateImage\(i-[0-9a-f]+\) for (ami-[0-9a-f]+)\b/
        let copied = /^Copied for DestinationAmi (ami-[0-9a-f]+) from SourceAmi ami-[0-9a-f]+\b/
        let match = (try? created.firstMatch(in: description)) ?? (try? copied.firstMatch(in: description))
        return match.map { String($0.1) }
    }
}
