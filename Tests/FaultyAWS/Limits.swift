// How many calls AWS lets pass: the token buckets of EC2 and the rates of CloudWatch.
// Source: EC2 API reference, "Request throttling for the Amazon EC2 API", and CloudWatch user guide, "CloudWatch service
// quotas", both read 2026-11-20.

import SimulatedAWS

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

/// The buckets of an account. Time is seconds from any fixed instant.
struct TokenBuckets {
    private struct Key: Hashable {
        var region: String
        var name: String
    }

    private struct Bucket {
        var tokens: Double
        var at: Double
    }

    private var buckets: [Key: Bucket] = [:]

    /// Takes what a call needs, from all its buckets or from none.
    /// - Returns: Whether there was enough. A call that is refused costs nothing.
    mutating func take(_ needed: [Allowance], in region: String, at time: Double) -> Bool {
        var filled: [(key: Key, bucket: Bucket)] = []
        for allowance in needed {
            let key = Key(region: region, name: allowance.bucket)
            var bucket = buckets[key] ?? Bucket(tokens: Double(allowance.size), at: time)
            let refill = max(0, time - bucket.at) * Double(allowance.perSecond)
            bucket = Bucket(tokens: min(Double(allowance.size), bucket.tokens + refill), at: max(time, bucket.at))
            guard bucket.tokens >= Double(allowance.tokens) else { return false }
            bucket.tokens -= Double(allowance.tokens)
            filled.append((key, bucket))
        }
        for entry in filled { buckets[entry.key] = entry.bucket }
        return true
    }
}

extension AWSFailure {
    /// What comes too fast is refused, by each service under another name.
    static func throttled(_ service: Service) -> AWSFailure {
        switch service {
        case .ec2: AWSFailure("RequestLimitExceeded", status: 503, "Request limit exceeded.")
        case .ce: AWSFailure("LimitExceededException", "Rate exceeded")
        case .monitoring, .freetier, .billing, .pricing, .budgets, .kms:
            AWSFailure("ThrottlingException", "Rate exceeded")
        case .sns, .sts, .autoscaling, .cloudformation: AWSFailure("Throttling", "Rate exceeded")
        case .kind:
            switch service.wireProtocol {
            case .ec2: AWSFailure("RequestLimitExceeded", status: 503, "Request limit exceeded.")
            case .query, .rest(isXML: true): AWSFailure("Throttling", "Rate exceeded")
            case .json: AWSFailure("ThrottlingException", "Rate exceeded")
            case .rest(isXML: false): AWSFailure("TooManyRequestsException", status: 429, "Rate exceeded")
            }
        }
    }
}
