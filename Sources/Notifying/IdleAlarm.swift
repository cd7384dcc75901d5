// An alarm of CloudWatch on a machine whose processor idles: it works while costguard does not run.
// Source: CloudWatch API reference, PutMetricAlarm and DescribeAlarms, and its user guide, "Create alarms to stop …
// an EC2 instance"; JSON names by botocore 1.43.11. A topic that an alarm tells must be in the alarm's region.

package import AWSAPI
package import CostModel

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
        let operation = "DescribeAlarms"
        var found: [String: Bool] = [:]
        do {
            try await JSONPages.follow("cloudwatch \(operation)") { token in
                let request = DescribeRequest(alarmNamePrefix: prefix, maxRecords: 100, nextToken: token)
                let data = try await client.json(
                    .cloudWatch, operation, body: try AWSJSON.encode(request), region: region.code)
                guard let answer: DescribeAnswer = try? AWSJSON.decode(data, of: operation) else {
                    throw NotifyingError("The answer of 'cloudwatch \(operation)' cannot be read")
                }
                for alarm in answer.metricAlarms ?? [] {
                    found[alarm.alarmName] = (alarm.alarmActions ?? []).contains { $0.hasSuffix(":ec2:stop") }
                }
                return answer.nextToken
            }
        } catch let error as JSONAnswerError {
            // Half a list would have alarms made anew over those that it lacks.
            throw NotifyingError(error.description)
        }
        return found
    }

    /// Makes it; one of the same name is replaced, so look first. Throws `AWSError`.
    package func make(_ client: AWSClient) async throws {
        _ = try await client.json(
            .cloudWatch, "PutMetricAlarm", body: try AWSJSON.encode(request), region: instance.region.code)
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
    }

    private struct DescribeRequest: Encodable {
        let alarmNamePrefix: String
        let maxRecords: Int
        let nextToken: String?
    }

    private struct DescribeAnswer: Decodable {
        struct Alarm: Decodable {
            let alarmName: String
            let alarmActions: [String]?
        }
        let metricAlarms: [Alarm]?
        let nextToken: String?
    }
}
