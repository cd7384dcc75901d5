// Pages of AWS's console, for mails and web pages. What comes from outside enters a link only where it is an id as AWS
// writes them.

import CostModel

/// Links into the console of the partition in which a region lies.
enum ConsoleLink {
    /// The page of a thing; nil where the console has none for it, where its host is not public (isolated partitions),
    /// and where the id is none of AWS's.
    ///
    /// Source: the addresses that the EC2 console itself shows, as of 2026-11.
    static func page(of key: ResourceKey) -> String? {
        let region = key.region.code
        guard let host = host(region), let place = place(key) else { return nil }
        return "https://\(region).\(host)/ec2/home?region=\(region)#\(place)"
    }

    /// Where a case is opened with AWS.
    static func support(near region: Region?) -> String {
        "https://\(host(near: region))/support/home#/case/create"
    }

    /// Where an account's credits are listed. An account of GovCloud is billed with the one that it belongs to, outside.
    static func credits(near region: Region?) -> String {
        let isGovernment = region?.code.hasPrefix("us-gov-") == true
        return "https://\(host(near: isGovernment ? nil : region))/billing/home#/credits"
    }

    private static func place(_ key: ResourceKey) -> String? {
        // An address of EC2-Classic or of a carrier has no id of its own: the list of addresses shows it.
        if key.kind == .address, !key.id.hasPrefix("eipalloc-") { return "Addresses:" }
        guard let name = pages[key.kind], !key.id.isEmpty, Commands.plainID(key) == key.id else { return nil }
        return name + key.id
    }

    private static let pages: [ResourceKind: String] = [
        .instance: "InstanceDetails:instanceId=", .volume: "VolumeDetails:volumeId=",
        .snapshot: "SnapshotDetails:snapshotId=", .image: "ImageDetails:imageId=",
        .address: "ElasticIpDetails:AllocationId=",
    ]

    private static func host(near region: Region?) -> String { region.flatMap { host($0.code) } ?? standard }

    private static let standard = "console.aws.amazon.com"

    /// By partition. Source: docs.aws.amazon.com/signin, "AWS sign-in endpoints"; docs.aws.eu for the sovereign cloud.
    private static func host(_ region: String) -> String? {
        if region.hasPrefix("cn-") { return "console.amazonaws.cn" }
        if region.hasPrefix("us-gov-") { return "console.amazonaws-us-gov.com" }
        if region.hasPrefix("eusc-") { return "console.amazonaws-eusc.eu" }
        let isIsolated = region.hasPrefix("us-iso") || region.hasPrefix("eu-iso")
        return isIsolated || region == Region.global.code ? nil : standard
    }
}
