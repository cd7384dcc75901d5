// How many calls AWS takes, by its own documents: where the rate of calls begins.
// What is learnt from refusals is CallRate's matter.

/// A bucket of calls: so many at once, so many new ones a second.
struct CallLimit: Hashable, Sendable {
    /// Calls at once when nobody has called for a while.
    let burst: Double
    /// Calls a second that go on for ever.
    let perSecond: Double

    /// What AWS documents, less a tenth: other programs of the account call too, and clocks differ.
    ///
    /// Sources: EC2 API request throttling (docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html) and
    /// CloudWatch service quotas, read 2026-11-20. For other services AWS publishes nothing; theirs are guesses
    /// on the low side.
    static func of(_ lane: CallLane) -> CallLimit {
        let (burst, perSecond) = published(lane)
        return CallLimit(burst: max(1, burst * 0.9), perSecond: perSecond * 0.9)
    }

    private static func published(_ lane: CallLane) -> (burst: Double, perSecond: Double) {
        switch lane.service {
        case "ec2": ec2(lane.operation, isUnbounded: lane.isUnbounded)
        case "cloudwatch": cloudWatch[lane.operation].map { ($0, $0) } ?? (10, 10)
        case "sns": lane.operation == "Publish" ? (300, 300) : (30, 10)
        case "sts": (100, 50)
        case "ce": (5, 2)
        default: (20, 10)
        }
    }

    private static func ec2(_ operation: String, isUnbounded: Bool) -> (burst: Double, perSecond: Double) {
        if isUnbounded, dearWithoutBounds.contains(operation) { return (50, 10) }
        if let own = ec2Own[operation] { return own }
        let isRead = ["Describe", "List", "Get", "Search"].contains { operation.hasPrefix($0) }
        return isRead ? (100, 20) : (50, 5)
    }

    /// Calls a second, by operation.
    private static let cloudWatch: [String: Double] = [
        "GetMetricData": 50, "GetMetricStatistics": 400, "ListMetrics": 25, "DescribeAlarms": 9, "PutMetricData": 500,
        "PutMetricAlarm": 3,
    ]

    /// Asked without a filter and without a page's size, these have a smaller bucket.
    private static let dearWithoutBounds: Set<String> = [
        "DescribeInstances", "DescribeInstanceStatus", "DescribeNetworkInterfaces", "DescribeSecurityGroups",
        "DescribeSnapshots", "DescribeSpotInstanceRequests", "DescribeVolumes",
    ]

    private static let ec2Own: [String: (burst: Double, perSecond: Double)] = [
        "CreateTags": (100, 10), "DeleteTags": (100, 10), "DeregisterImage": (100, 5), "DeleteSnapshot": (100, 5),
        "DeleteVolume": (100, 5), "CreateSnapshot": (100, 5), "ModifyImageAttribute": (100, 5),
        "TerminateInstances": (100, 5), "StartInstances": (5, 2), "RunInstances": (5, 2), "CopyImage": (100, 1),
        "DeleteNatGateway": (10, 1),
    ]
}

/// What shares one limit at AWS: an action of a service in a region.
struct CallLane: Hashable, Sendable {
    let service: String
    let operation: String
    let region: String
    /// Neither a filter, nor ids, nor a page's size: AWS counts such calls apart.
    let isUnbounded: Bool
}
