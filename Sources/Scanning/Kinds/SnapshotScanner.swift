// EBS snapshots that the account owns, and what their descriptions tell.

import AWSAPI
import CostModel

struct SnapshotScanner: ResourceScanner {
    let kind = ResourceKind.snapshot
    let service = AWSService.ec2
    let operation = "DescribeSnapshots"
    let permissions = ["ec2:DescribeSnapshots"]

    func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws {
        let parameters: Parameters = ["Owner.1": "self", "MaxResults": "1000"]
        try await context.resources(
            operation, parameters, in: region, items: { try $0.list("snapshotSet") },
            { reader in
                // Checked again, because a snapshot of somebody else's must never be flagged as ours.
                guard try reader.item.required("ownerId") == context.account.digits else { return nil }
                return try SnapshotScanner.resource(&reader, region, context)
            }, receive: page)
    }

    /// The states that EC2's API knows.
    private static let states: Set = ["pending", "completed", "error", "recoverable", "recovering"]

    static func resource(_ reader: inout ItemReader, _ region: Region, _ context: ScanContext) throws -> Resource {
        let item = reader.item
        let tags = item.tags()
        let description = item.text("description")
        return Resource(
            context.key(.snapshot, region, try item.required("snapshotId")), name: tags.nameTag, tags: tags,
            createdAt: reader.requiredTime("startTime", of: "created_at"),
            facts: [
                "state": reader.word("status", of: "state", among: states),
                "size_gib": reader.requiredInteger("volumeSize", of: "size_gib"),
                "description": .optional(description),
                "volume_id": .optional(item.text("volumeId")),
                "copied": .flag(isCopy(item)),
                "described_image_id": .optional(description.flatMap(describedImage)),
                "managed_by": .optional(ManagedBy.name(of: .snapshot, tags: tags, description: description)),
                "tier": .text(item.text("storageTier") ?? "standard"),
            ])
    }

    /// Whether it was copied or imported: then its volume id is made up, and "should not be used for any purpose" (EBS User
    /// Guide, "Copy an Amazon EBS snapshot"). AWS tells by the transfer, by an id of which every digit is `f`, or by the
    /// descriptions that it writes.
    private static func isCopy(_ item: XMLNode) -> Bool {
        if item.text("transferType") != nil { return true }
        if let volume = item.text("volumeId"), volume.hasPrefix("vol-"), volume.dropFirst(4).allSatisfy({ $0 == "f" }) {
            return true
        }
        let description = item.text("description") ?? ""
        return ["[Copied ", "Copied for DestinationAmi "].contains { description.hasPrefix($0) }
    }

    /// The image that AWS says a snapshot was made for, in the two forms that AWS writes:
    /// `Created by CreateImage(i-…) for ami-…` and `Copied for DestinationAmi ami-… from SourceAmi …`.
    static func describedImage(_ description: String) -> String? {
        let words = description.split(separator: " ", maxSplits: 6)
        if words.count >= 5, words[0] == "Created", words[1] == "by", words[3] == "for",
            words[2].hasPrefix("CreateImage(i-"), isHex(words[2].dropFirst(14).dropLast()), words[2].hasSuffix(")")
        {
            return image(words[4])
        }
        if words.count >= 6, words[0] == "Copied", words[1] == "for", words[2] == "DestinationAmi",
            words[4] == "from", words[5] == "SourceAmi"
        {
            return image(words[3])
        }
        return nil
    }

    private static func image(_ word: Substring) -> String? {
        word.hasPrefix("ami-") && isHex(word.dropFirst(4)) ? String(word) : nil
    }

    private static func isHex(_ digits: Substring) -> Bool {
        !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
