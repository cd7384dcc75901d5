// What the tests' AWS knows beyond the demo's: its actions, and what they and its checks keep in the world.

package import Foundation
import SimulatedAWS

extension Actions {
    /// The demo's, and those of every other call that costguard makes.
    static let all = Actions.demo.adding(
        Actions(
            xml: [
                .ec2: [
                    "CreateTags": EC2.createTags, "DeleteTags": EC2.deleteTags,
                    "DescribeInstanceTypes": EC2.describeInstanceTypes,
                    "StartInstances": EC2.startInstances, "StopInstances": EC2.stopInstances,
                ],
                .sns: [
                    "CreateTopic": SNS.createTopic, "GetSubscriptionAttributes": SNS.getSubscriptionAttributes,
                    "Subscribe": SNS.subscribe,
                ],
                .sts: ["AssumeRole": STS.assumeRole],
                .cloudformation: [
                    "CreateStack": Stacks.createStack, "DescribeStackEvents": Stacks.describeStackEvents,
                    "DescribeStacks": Stacks.describeStacks, "UpdateStack": Stacks.updateStack,
                ],
            ],
            json: [
                .billing: ["GetBillingPreferences": BillingConsole.getBillingPreferences],
                .budgets: ["CreateBudget": Budgets.createBudget, "DescribeBudgets": Budgets.describeBudgets],
                .kms: ["DescribeKey": KMS.describeKey],
                .monitoring: [
                    "DescribeAlarms": Alarms.describeAlarms, "GetMetricData": CloudWatch.getMetricData,
                    "PutMetricAlarm": Alarms.putMetricAlarm,
                ],
                .pricing: ["GetProducts": Pricing.getProducts],
            ]))
}

/// What is kept in the world beside what the demo needs; read and set as `world[Extras.self]`.
package struct Extras: WorldPart {
    /// Enabled regions in which a policy of the organization denies everything.
    package var deniedRegions: Set<String> = []
    /// What keys may do; without any statement, everything.
    package var policies: [Policy] = []
    /// The roles that may be assumed; one unless changed.
    package var roles = [Role(arn: "arn:aws:iam::\(Story.account):role/costguard", externalID: "class-2026")]
    /// The keys that disks are encrypted with, by ARN.
    package var encryptionKeys: [String: EncryptionKey] = [:]
    /// The user's budgets.
    package var budgets: [CostBudget] = []
    /// The alarms of CloudWatch by region, in the order in which they were made.
    package var alarms: [String: [MetricAlarm]] = [:]
    /// The products of the price list, as AWS writes them: one JSON text each, by service code.
    package var priceList: [String: [String]] = [:]

    /// The stacks of CloudFormation by name, of all regions.
    package var stacks: [String: Stack] = [:]
    /// Every StopInstances and StartInstances that was carried out, a machine at a time, the first first.
    package internal(set) var powerCalls: [PowerCall] = []

    /// An account with a role and nothing else.
    package init() {}
}

/// One machine of a call that stops or starts machines.
package struct PowerCall: Sendable {
    /// The machine's id.
    package let instance: String
    /// Whether it was to be stopped, else started.
    package let isStop: Bool
    /// The start that was its last when the call came.
    package let launchedAt: Date
    /// When the call came, by the simulated clock.
    package let at: Date
    /// Whether it was not so already.
    package let changed: Bool
}

/// A role that any key of the account may assume.
package struct Role: Sendable {
    /// Such as `arn:aws:iam::123456789012:role/costguard`.
    package var arn: String
    /// The external id that its trust policy asks for.
    package var externalID: String?

    /// A role; nil means that its trust policy asks for no external id.
    package init(arn: String, externalID: String? = nil) {
        self.arn = arn
        self.externalID = externalID
    }
}

/// A key of KMS.
package struct EncryptionKey: Sendable {
    /// Such as `Enabled` or `PendingDeletion`.
    package var state: String
    /// Whether AWS made it for a service, as `alias/aws/ebs` is; else the account did.
    package var isAWSs: Bool
    /// A key of the account, or one of AWS's own.
    package init(state: String = "Enabled", isAWSs: Bool = false) {
        self.state = state
        self.isAWSs = isAWSs
    }
}

/// A budget of cost by the month.
package struct CostBudget: Sendable, Equatable {
    /// Its name.
    package var name: String
    /// The limit, as AWS writes amounts.
    package var limit: String
    /// Whether credits lower what it sees.
    package var includesCredit = true
    /// Whether refunds do.
    package var includesRefund = true
    /// When it tells them, such as `ACTUAL 80`.
    package var marks: [String] = []
    /// The addresses that it tells.
    package var subscribers: [String] = []

    /// A budget as AWS makes it unless told otherwise.
    package init(name: String, limit: String) {
        self.name = name
        self.limit = limit
    }
}

/// An alarm on one metric.
package struct MetricAlarm: Sendable, Equatable {
    /// Its name, unique in its region.
    package var name: String
    /// The namespace and the metric, such as `AWS/EC2` and `CPUUtilization`.
    package var namespace: String, metric: String
    /// The dimensions by name.
    package var dimensions: [String: String]
    /// Such as `Average`.
    package var statistic: String
    /// Seconds a datapoint.
    package var period: Int
    /// Datapoints in a row.
    package var evaluationPeriods: Int
    /// What is compared with.
    package var threshold: Double
    /// Such as `LessThanThreshold`.
    package var comparison: String
    /// The ARNs that are told.
    package var actions: [String]
    /// What a period without data counts as, such as `notBreaching`.
    package var missing: String
}
