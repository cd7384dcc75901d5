// The permissions that costguard needs, as policies to paste, gathered from the rooms that make the calls; and the AWS
// world that their ARNs name.

import AWSAPI
import Actuation
import CostModel
import Foundation
import Notifying
import Scanning
import StateStore

/// A policy document of IAM.
struct IAMPolicy: Encodable {
    struct Statement: Encodable {
        let id: String
        let effect = "Allow"
        let actions: [String]
        let resource: String
        var condition: [String: [String: [String]]]?

        enum CodingKeys: String, CodingKey {
            case id = "Sid"
            case effect = "Effect"
            case actions = "Action"
            case resource = "Resource"
            case condition = "Condition"
        }
    }

    /// The version of IAM's policy language.
    let version = "2012-10-17"
    var statements: [Statement]

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case statements = "Statement"
    }

    /// Looks, and changes nothing.
    static func readOnly(topic: String?) -> IAMPolicy {
        // Describe calls have no resource level. Source: Service Authorization Reference of Amazon EC2.
        var statements = [
            IAMPolicy.Statement(id: "CostguardLook", actions: AWSPermissions.scanning.sorted(), resource: "*")
        ]
        if let topic {
            statements.append(.init(id: "CostguardMail", actions: SNSNotifier.permissions.sorted(), resource: topic))
        }
        return IAMPolicy(statements: statements)
    }

    /// What listing kinds beside EC2 needs.
    mutating func addKinds(_ kinds: [KindSpec]) {
        let actions = Set(kinds.flatMap(\.permissions)).subtracting(AWSPermissions.scanning)
        guard !actions.isEmpty else { return }
        statements.append(Statement(id: "CostguardKinds", actions: actions.sorted(), resource: "*"))
    }

    /// What stops things of kinds, and what starts them again; nothing where none is acted on. IAM itself guards the keep tag.
    ///
    /// - Parameters:
    ///   - views: those that may be stopped; nil: every kind that costguard acts on.
    ///   - starts: whether a person's start is allowed too.
    mutating func addKindChanges(_ kinds: [KindSpec], of views: Set<String>?, starts: Bool) {
        let acting = kinds.filter { views?.contains($0.view) ?? true }.compactMap { kind in
            kind.permissions.first?.split(separator: ":").first.flatMap { service in
                KindActs(kind).map { (service, $0) }
            }
        }
        guard !acting.isEmpty else { return }
        statements.append(
            Statement(
                id: "CostguardKindStop", actions: Set(acting.map { "\($0):\($1.stop.operation)" }).sorted(),
                resource: "*",
                condition: ["StringNotLike": ["aws:ResourceTag/\(KeepTag.key)": ["*"]]]))
        guard starts else { return }
        statements.append(
            Statement(
                id: "CostguardKindStart", actions: Set(acting.map { "\($0):\($1.start.operation)" }).sorted(),
                resource: "*"))
    }

    /// Looks, and stops instances; IAM itself guards the keep tag as it is usually written, also where its date has
    /// ended: operators on dates take no variables, so no condition compares a tag with the present time. Source: IAM user
    /// guide, "Variables and tags": variables stand in resources and in comparisons of strings and ARNs. Tagging is a statement
    /// of its own: free to set any tag, the keys could grant what other policies tie to tags.
    ///
    /// - Parameter partition: the AWS world of the account, such as `aws-cn`: it stands in every ARN.
    /// - Parameter tells: whether stops are told before: then also who reads the topic, and the tag of a notice.
    static func enforcing(topic: String?, partition: String, tells: Bool = false) -> IAMPolicy {
        let instances = "arn:\(partition):ec2:*:*:instance/*"
        let keep = ["StringNotLike": ["aws:ResourceTag/\(KeepTag.key)": ["*"]]]
        let tagging = "ec2:CreateTags"
        let changes = EC2Actuator.permissions.filter { !$0.hasPrefix("ec2:Describe") && $0 != tagging }
        let stop = Statement(id: "CostguardStop", actions: changes.sorted(), resource: instances, condition: keep)
        let keys = [StopMark.key] + (tells ? [Notice.tag] : [])
        let onlyOurs = ["ForAllValues:StringEquals": ["aws:TagKeys": keys]]
        let tag = Statement(
            id: "CostguardTag", actions: [tagging], resource: instances, condition: keep.merging(onlyOurs) { $1 })
        return IAMPolicy(
            statements: readOnly(topic: topic).statements + [stop, tag] + (tells ? notices(instances) : []))
    }

    /// What notices need besides: the mark is taken away from what is used or kept, so that the keep tag forbids nothing
    /// here; and subscriptions have no resource level. Source: Service Authorization Reference of Amazon SNS. A call of
    /// DeleteTags without a key takes all tags away, and a condition on all of its keys then holds: so there must be one.
    private static func notices(_ instances: String) -> [Statement] {
        [
            Statement(
                id: "CostguardUnmark", actions: ["ec2:DeleteTags"], resource: instances,
                condition: [
                    "ForAllValues:StringEquals": ["aws:TagKeys": [Notice.tag]], "Null": ["aws:TagKeys": ["false"]],
                ]),
            Statement(id: "CostguardReaders", actions: SNSNotifier.readerPermissions, resource: "*"),
        ]
    }

    /// Adds what a person's own verbs need besides a stop: `start` and `undo`, and the keep tag of `keep` and `unkeep`. Whoever
    /// may stop need not be able to start, nor to keep: so cron's keys go without. EC2 asks for the right to tag by the keys
    /// of the tags alone. Source: Service Authorization Reference of Amazon EC2. A call of DeleteTags without a key takes all
    /// tags away, and a condition on all of its keys then holds: so there must be one. And they look whether the function of
    /// 'install lambda' guards the account too.
    mutating func addHands(partition: String) {
        let tagging = EC2Actuator.handPermissions.filter { $0.hasSuffix("Tags") }
        addStarts(partition: partition)
        statements.append(
            Statement(
                id: "CostguardOtherGuard", actions: [CloudStack.look],
                resource: "arn:\(partition):cloudformation:*:*:stack/\(CloudStack.usualName)/*"))
        statements.append(
            Statement(
                id: "CostguardKeepTag", actions: tagging.sorted(), resource: "arn:\(partition):ec2:*:*:*/*",
                condition: [
                    "ForAllValues:StringEquals": ["aws:TagKeys": [KeepTag.key]],
                    "Null": ["aws:TagKeys": ["false"]],
                ]))
    }

    /// Adds what starts machines: a person's verbs, and schedules that start.
    mutating func addStarts(partition: String) {
        let starting = EC2Actuator.handPermissions.filter { !$0.hasSuffix("Tags") }
        statements.append(
            Statement(
                id: "CostguardStart", actions: starting.sorted(), resource: "arn:\(partition):ec2:*:*:instance/*"))
    }

    /// Adds what a database in S3 needs: its object, that of its lock, and to be told where one is not there.
    mutating func addDatabase(_ place: StatePlace, partition: String) {
        let bucket = "arn:\(partition):s3:::\(place.bucket)"
        statements.append(
            Statement(
                id: "CostguardDatabase", actions: SharedState.permissions.sorted(),
                resource: "\(bucket)/\(place.key)*"))
        statements.append(
            Statement(id: "CostguardDatabaseThere", actions: ["s3:ListBucket"], resource: bucket))
    }

    /// Adds what makes the mail topic, which is needed once.
    mutating func addTopicMaking(partition: String) {
        statements.append(
            Statement(
                id: "CostguardMakeTopic", actions: SNSTopics.permissions.sorted(),
                resource: "arn:\(partition):sns:*:*:costguard"))
    }

    /// Adds what makes AWS's own nets: a budget, an alarm on each GPU machine. An alarm that stops its machine needs a
    /// role of CloudWatch's, which is made with the first. Source: CloudWatch user guide, "service-linked roles".
    mutating func addNetMaking(partition: String) {
        statements.append(
            Statement(
                id: "CostguardNets", actions: (BudgetNet.permissions + IdleAlarm.permissions).sorted(), resource: "*"))
        statements.append(
            Statement(
                id: "CostguardNetsThatStop", actions: ["iam:CreateServiceLinkedRole"],
                resource: "arn:\(partition):iam::*:role/aws-service-role/events.amazonaws.com/*",
                condition: ["StringEquals": ["iam:AWSServiceName": ["events.amazonaws.com"]]]))
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

/// The IAM actions of every read: a scan's, the doctor's, and that of prices.
enum AWSPermissions {
    /// The declared action by which an operation is allowed, such as `ec2:DescribeImages`; nil where none is declared.
    static func action(for operation: String) -> String? { scanning.sorted().first { $0.hasSuffix(":\(operation)") } }

    static var scanning: [String] {
        Array(
            Set(
                ScannerRegistry.permissions + CloudWatchMetricSource.permissions + AWSBillingSource.permissions
                    + AWSBillingSource.advisoryPermissions + PriceListSource.permissions + LaunchTrail.permissions))
    }
}

extension Session {
    /// The partition's name in ARNs, such as `aws-cn`: that of the topic, else of the first region that is named,
    /// else of the region in the AWS configuration; `aws` where nothing tells.
    ///
    /// - Throws: for an AWS configuration that cannot be read.
    func partition() throws -> String {
        if let parts = settings.topic?.split(separator: ":"), parts.count > 2 { return String(parts[1]) }
        if let region = settings.regions?.first { return Partition.containing(region.code)?.name ?? "aws" }
        let configuration = try SharedConfiguration.load(environment: environment)
        let name = SharedConfiguration.profileName(option: settings.profile, environment: environment)
        let home = configuration.region(profile: name, environment: environment)
        return home.flatMap { Partition.containing($0)?.name } ?? "aws"
    }
}
