// How many calls AWS lets pass: the token buckets of EC2 and the rates of CloudWatch.
// Source: EC2 API reference, "Request throttling for the Amazon EC2 API", and CloudWatch user guide, "CloudWatch service
// quotas", both read 2026-11-20.

/// What one call takes from one bucket.
struct Allowance: Equatable {
    /// Which bucket of the region.
    var bucket: String
    /// Tokens that the call takes.
    var tokens = 1
    /// What the bucket holds when it is full.
    var size: Int
    /// Tokens that come back each second.
    var perSecond: Int

    /// What a call takes, from all buckets that it needs; nothing where AWS names no limit.
    static func needed(by arrival: Arrival) -> [Allowance] {
        switch arrival.service {
        case .ec2: ec2(arrival)
        case .monitoring:
            cloudWatch[arrival.action].map { [Allowance(bucket: arrival.action, size: $0, perSecond: $0)] } ?? []
        default: []
        }
    }

    private static let cloudWatch = [
        "GetMetricData": 50, "GetMetricStatistics": 400, "ListMetrics": 25, "DescribeAlarms": 9, "PutMetricData": 500,
    ]

    /// Actions whose request bucket is not that of their category.
    private static let ownBuckets: [String: (size: Int, perSecond: Int)] = [
        "CreateTags": (100, 10), "DeleteTags": (100, 10), "DeregisterImage": (100, 5), "DeleteSnapshot": (100, 5),
        "DeleteVolume": (100, 5), "CreateSnapshot": (100, 5), "ModifyImageAttribute": (100, 5),
        "TerminateInstances": (100, 5), "StartInstances": (5, 2), "RunInstances": (5, 2), "CopyImage": (100, 1),
        "DeleteNatGateway": (10, 1),
    ]

    /// Lists that get a smaller bucket where they are asked for as a whole.
    private static let heavyLists: Set = [
        "DescribeInstances", "DescribeInstanceStatus", "DescribeNetworkInterfaces", "DescribeSecurityGroups",
        "DescribeSnapshots", "DescribeSpotInstanceRequests", "DescribeVolumes",
    ]

    /// Tokens a second for each instance that is changed.
    private static let instanceRates = [
        "StopInstances": 20, "TerminateInstances": 20, "StartInstances": 2, "RunInstances": 2,
    ]

    private static func ec2(_ arrival: Arrival) -> [Allowance] {
        let action = arrival.action
        if arrival.isRead {
            let isWhole = heavyLists.contains(action) && !arrival.form.narrows
            return [
                isWhole
                    ? Allowance(bucket: "\(action) whole", size: 50, perSecond: 10)
                    : Allowance(bucket: action, size: 100, perSecond: 20)
            ]
        }
        let own = ownBuckets[action] ?? (size: 50, perSecond: 5)
        let request = Allowance(bucket: action, size: own.size, perSecond: own.perSecond)
        guard let rate = instanceRates[action] else { return [request] }
        let count = max(1, arrival.form.list("InstanceId").count)
        return [request, Allowance(bucket: "\(action) instances", tokens: count, size: 1_000, perSecond: rate)]
    }
}

extension Form {
    /// Whether a list is asked for in part: pages, filters or ids.
    fileprivate var narrows: Bool {
        ["MaxResults", "NextToken", "Filter.1.Name", "InstanceId.1", "SnapshotId.1", "VolumeId.1"]
            .contains { self[$0] != nil } || self["SpotInstanceRequestId.1"] != nil
    }
}
