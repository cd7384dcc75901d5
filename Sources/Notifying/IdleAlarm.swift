// An alarm of CloudWatch on a machine whose processor idles: it works while costguard does not run.
// Source: CloudWatch API reference, PutMetricAlarm and DescribeAlarms, and its user guide, "Create alarms to stop …
// an EC2 instance"; JSON names by botocore 1.43.11. A topic that an alarm tells must be in the alarm's region.

import AWSAPI
import CostModel
import Foundation

/// Tells a topic when a machine's processor was idle in each of some hours.
package struct IdleAlarm: Hashable, Sendable {
    /// The IAM actions that making and looking need.
    package static let permissions = ["cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"]
    /// How the names of these alarms begin.
    package static let prefix = "costguard idle "

    /// The machine.
    package let instance: ResourceKey
    /// Hours in a row, 1 to 24.
    package let hours: Int
    /// Percent of its processor, all cores together, below which an hour counts as idle.
    package let percent: Double
    /// The topic that is told; nil: none.
    package let topic: String?
    /// Whether AWS stops the machine as well.
    package let stops: Bool

    /// An alarm to be made.
    package init(instance: ResourceKey, hours: Int, percent: Double, topic: String?, stops: Bool) {
        self.instance = instance
        self.hours = hours
        self.percent = percent
        self.topic = topic
        self.stops = stops
    }

    /// Unique in the region.
    package var name: String { Self.prefix + instance.id }

    /// Below 5 % of the processor, and below half a core: one busy thread on 36 is 2.8 %.
    package static func percent(vcpus: Int?) -> Double {
        guard let vcpus, vcpus > 0 else { return 1 }
        return min(5, (5000 / Double(vcpus)).rounded(.down) / 100)
    }

    /// The names of these alarms that a region has, with whether they stop their machine. Throws `AWSError`, or
    /// `NotifyingError` where the list cannot be read whole.
    package static func existing(in region: Region, _ client: AWSClient) async throws -> [String: Bool] {
        var found: [String: Bool] = [:]
        var token: String?
        var seen: Set<String> = []
        repeat {
            let body = try JSONEncoder().encode(
                DescribeRequest(alarmNamePrefix: prefix, maxRecords: 100, nextToken: token))
            let data = try await client.json(.cloudWatch, "DescribeAlarms", body: body, region: region.code)
            guard let answer = try? JSONDecoder().decode(DescribeAnswer.self, from: data) else {
                throw NotifyingError("The answer of 'cloudwatch DescribeAlarms' cannot be read")
            }
            for alarm in answer.alarms ?? [] {
                found[alarm.name] = (alarm.actions ?? []).contains { $0.hasSuffix(":ec2:stop") }
            }
            token = answer.nextToken.flatMap { $0.isEmpty ? nil : $0 }
            // Half a list would have alarms made anew over those that it lacks.
            if let token, !seen.insert(token).inserted {
                throw NotifyingError(
                    "The pages of 'cloudwatch DescribeAlarms' do not end: AWS gave the same token twice")
            }
        } while token != nil
        return found
    }

    /// Makes it; one of the same name is replaced, so look first. Throws `AWSError`.
    package func make(_ client: AWSClient) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        _ = try await client.json(
            .cloudWatch, "PutMetricAlarm", body: try encoder.encode(request), region: instance.region.code)
    }

    private var request: PutRequest {
        let partition = Partition.containing(instance.region.code)?.name ?? "aws"
        let stop = "arn:\(partition):automate:\(instance.region.code):ec2:stop"
        return PutRequest(
            alarmName: name,
            alarmDescription: "Made by costguard: the processor was idle for \(hours) h. A GPU may work all the same.",
            namespace: "AWS/EC2", metricName: "CPUUtilization",
            dimensions: [.init(name: "InstanceId", value: instance.id)], statistic: "Average", period: .hour,
            evaluationPeriods: hours, threshold: percent, comparisonOperator: "LessThanThreshold",
            // A machine that is off sends nothing, and is no news.
            treatMissingData: "notBreaching", alarmActions: [topic, stops ? stop : nil].compactMap { $0 })
    }

    private struct PutRequest: Encodable {
        struct Dimension: Encodable {
            let name: String
            let value: String
            enum CodingKeys: String, CodingKey { case name = "Name", value = "Value" }
        }
        let alarmName: String
        let alarmDescription: String
        let namespace: String
        let metricName: String
        let dimensions: [Dimension]
        let statistic: String
        let period: Int
        let evaluationPeriods: Int
        let threshold: Double
        let comparisonOperator: String
        let treatMissingData: String
        let alarmActions: [String]
        enum CodingKeys: String, CodingKey {
            case alarmName = "AlarmName", alarmDescription = "AlarmDescription", namespace = "Namespace"
            case metricName = "MetricName", dimensions = "Dimensions", statistic = "Statistic", period = "Period"
            case evaluationPeriods = "EvaluationPeriods", threshold = "Threshold"
            case comparisonOperator = "ComparisonOperator", treatMissingData = "TreatMissingData"
            case alarmActions = "AlarmActions"
        }
    }

    private struct DescribeRequest: Encodable {
        let alarmNamePrefix: String
        let maxRecords: Int
        let nextToken: String?
        enum CodingKeys: String, CodingKey {
            case alarmNamePrefix = "AlarmNamePrefix", maxRecords = "MaxRecords", nextToken = "NextToken"
        }
    }

    private struct DescribeAnswer: Decodable {
        struct Alarm: Decodable {
            let name: String
            let actions: [String]?
            enum CodingKeys: String, CodingKey { case name = "AlarmName", actions = "AlarmActions" }
        }
        let alarms: [Alarm]?
        let nextToken: String?
        enum CodingKeys: String, CodingKey { case alarms = "MetricAlarms", nextToken = "NextToken" }
    }
}
