// The AWS services costguard speaks to: names, wire protocol and signing facts.
// Where a service lives on the network is EndpointResolver's matter.

/// One AWS service as a client must know it.
package struct AWSService: Hashable, Sendable {
    /// How requests and answers of a service look on the wire.
    package enum WireProtocol: Hashable, Sendable {
        /// Form in, XML out; lists flat and singular (`InstanceId.1`), answers in `…Set/item`.
        case ec2Query(version: String)
        /// Form in, XML out; lists as `Name.member.1`, answers wrapped in `…Result`.
        case query(version: String)
        /// JSON both ways; the operation stands in the header `X-Amz-Target`. `version` is "1.0" or "1.1".
        case json(targetPrefix: String, version: String)
        /// Objects at paths, by HTTP's own methods; errors are XML.
        case objects
        /// Operations at paths, by HTTP's own methods; both ways JSON, or XML.
        case paths(isXML: Bool)
    }

    /// How the name of a service's host is made.
    package enum HostShape: Hashable, Sendable {
        /// `prefix.region.amazonaws.com`.
        case regional
        /// `prefix.region.api.aws`: newer services have this name alone.
        case dualStack
        /// `prefix.amazonaws.com`.
        case single
    }

    /// The name in error texts and in IAM permissions, such as `ec2`.
    package let name: String
    /// The suffix of `AWS_ENDPOINT_URL_<ID>`, such as `AUTO_SCALING`.
    package let id: String
    /// The first label of the host name.
    package let hostPrefix: String
    /// The service in the signature's scope.
    package let signingName: String
    /// How its host's name is made.
    package let hostShape: HostShape
    /// True for a service with a single home per partition, whatever region is asked about.
    package let isGlobal: Bool
    /// The wire protocol.
    package let wireProtocol: WireProtocol

    /// A service described by its wire facts.
    package init(
        name: String, id: String, hostPrefix: String, signingName: String, isGlobal: Bool = false,
        hostShape: HostShape = .regional, wireProtocol: WireProtocol
    ) {
        self.name = name
        self.id = id
        self.hostPrefix = hostPrefix
        self.signingName = signingName
        self.isGlobal = isGlobal
        self.hostShape = hostShape
        self.wireProtocol = wireProtocol
    }

    /// Instances, volumes, snapshots, images, addresses.
    package static let ec2 = AWSService(
        name: "ec2", id: "EC2", hostPrefix: "ec2", signingName: "ec2", wireProtocol: .ec2Query(version: "2016-11-15"))
    /// Topics and mail.
    package static let sns = AWSService(
        name: "sns", id: "SNS", hostPrefix: "sns", signingName: "sns", wireProtocol: .query(version: "2010-03-31"))
    /// Stacks. Source: botocore 1.43.11, cloudformation service model.
    package static let cloudFormation = AWSService(
        name: "cloudformation", id: "CLOUDFORMATION", hostPrefix: "cloudformation", signingName: "cloudformation",
        wireProtocol: .query(version: "2010-05-15"))
    /// Who am I, and other roles' keys.
    package static let sts = AWSService(
        name: "sts", id: "STS", hostPrefix: "sts", signingName: "sts", wireProtocol: .query(version: "2011-06-15"))
    /// Auto Scaling groups and their members.
    package static let autoScaling = AWSService(
        name: "autoscaling", id: "AUTO_SCALING", hostPrefix: "autoscaling", signingName: "autoscaling",
        wireProtocol: .query(version: "2011-01-01"))
    /// Metrics. Its host is still called `monitoring`.
    package static let cloudWatch = AWSService(
        name: "cloudwatch", id: "CLOUDWATCH", hostPrefix: "monitoring", signingName: "monitoring",
        wireProtocol: .json(targetPrefix: "GraniteServiceVersion20100801", version: "1.0"))
    /// Billed cost. Every request, and every page, costs 0.01 USD.
    package static let costExplorer = AWSService(
        name: "ce", id: "COST_EXPLORER", hostPrefix: "ce", signingName: "ce", isGlobal: true,
        wireProtocol: .json(targetPrefix: "AWSInsightsIndexService", version: "1.1"))
    /// What a Free Tier plan has left. Source of hosts and prefixes here and below: botocore 1.43.11, endpoint rules.
    package static let freeTier = AWSService(
        name: "freetier", id: "FREETIER", hostPrefix: "freetier", signingName: "freetier", isGlobal: true,
        hostShape: .dualStack, wireProtocol: .json(targetPrefix: "AWSFreeTierService", version: "1.0"))
    /// Credits and preferences of the account's bill.
    package static let billing = AWSService(
        name: "billing", id: "BILLING", hostPrefix: "billing", signingName: "billing", isGlobal: true,
        hostShape: .dualStack, wireProtocol: .json(targetPrefix: "AWSBilling", version: "1.0"))
    /// Budgets that the user made.
    package static let budgets = AWSService(
        name: "budgets", id: "BUDGETS", hostPrefix: "budgets", signingName: "budgets", isGlobal: true,
        hostShape: .single, wireProtocol: .json(targetPrefix: "AWSBudgetServiceGateway", version: "1.1"))
    /// Keys that disks are encrypted with.
    package static let kms = AWSService(
        name: "kms", id: "KMS", hostPrefix: "kms", signingName: "kms",
        wireProtocol: .json(targetPrefix: "TrentService", version: "1.1"))
    /// Who called what, of the last 90 days. Source: botocore 1.43.11, cloudtrail service model.
    package static let cloudTrail = AWSService(
        name: "cloudtrail", id: "CLOUDTRAIL", hostPrefix: "cloudtrail", signingName: "cloudtrail",
        wireProtocol: .json(
            targetPrefix: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", version: "1.1"))
    /// Objects in buckets. Their paths begin with the bucket, which fits every name that a bucket may have, and stand-ins.
    package static let s3 = AWSService(
        name: "s3", id: "S3", hostPrefix: "s3", signingName: "s3", wireProtocol: .objects)
    /// List prices. Lives in a few regions alone, and tells of all.
    package static let pricing = AWSService(
        name: "pricing", id: "PRICING", hostPrefix: "api.pricing", signingName: "pricing",
        wireProtocol: .json(targetPrefix: "AWSPriceListService", version: "1.1"))
}
