// The actions of EC2 by name. Each resource has a file of its own beside this one.

enum EC2 {
    static let actions: [String: XMLAction] = [
        "DescribeRegions": describeRegions,
        "DescribeInstances": describeInstances,
        "DescribeInstanceTypes": describeInstanceTypes,
        "DescribeInstanceAttribute": describeInstanceAttribute,
        "DescribeSpotInstanceRequests": describeSpotInstanceRequests,
        "DescribeSpotFleetRequests": describeSpotFleetRequests,
        "DescribeFleets": describeFleets,
        "DescribeImageReferences": describeImageReferences,
        "StopInstances": stopInstances,
        "StartInstances": startInstances,
        "DescribeVolumes": describeVolumes,
        "DescribeSnapshots": describeSnapshots,
        "DescribeSnapshotAttribute": describeSnapshotAttribute,
        "DescribeImages": describeImages,
        "DescribeImageAttribute": describeImageAttribute,
        "DescribeAddresses": describeAddresses,
        "DescribeLaunchTemplates": describeLaunchTemplates,
        "DescribeLaunchTemplateVersions": describeLaunchTemplateVersions,
        "CreateTags": createTags,
        "DeleteTags": deleteTags,
        "DeregisterImage": deregisterImage,
        "DeleteSnapshot": deleteSnapshot,
    ]

    static let dryRunPassed = AWSFailure(
        "DryRunOperation", status: 412, "Request would have succeeded, but DryRun flag is set.")

    static func notFound(_ code: String, _ what: String, _ id: String) -> AWSFailure {
        AWSFailure(code, "The \(what) '\(id)' does not exist")
    }
}
