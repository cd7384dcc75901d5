// AWS's own nets on the wire.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Notifying

@Suite struct NetTests {
    private let account = AccountID("123456789012")

    private func machine(_ region: String = "eu-west-1") throws -> ResourceKey {
        ResourceKey(
            kind: .instance, account: try #require(account), region: try #require(Region(region)), id: "i-0abc")
    }

    private func object(_ body: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
    }

    @Test("a budget leaves credits and refunds out, and tells one address at four marks")
    func budget() async throws {
        let aws = ScriptedAWS { _ in .json("{}") }
        let net = BudgetNet(name: "costguard", limit: Money("62.50") ?? .zero, email: "me@example.org")
        #expect(try await net.make(in: try #require(account), aws.client, region: .northVirginia))
        let call = try #require(aws.calls.first)
        #expect(call.host == "budgets" && call.operation == "CreateBudget")
        let body = try object(call.body)
        let budget = try #require(body["Budget"] as? [String: Any])
        #expect(body["AccountId"] as? String == "123456789012" && budget["BudgetName"] as? String == "costguard")
        #expect(budget["CostTypes"] as? [String: Bool] == ["IncludeCredit": false, "IncludeRefund": false])
        #expect(budget["BudgetLimit"] as? [String: String] == ["Amount": "62.5", "Unit": "USD"])
        #expect(budget["TimeUnit"] as? String == "MONTHLY" && budget["BudgetType"] as? String == "COST")
        let marks = try #require(body["NotificationsWithSubscribers"] as? [[String: Any]])
        let told = marks.compactMap { $0["Notification"] as? [String: Any] }
        #expect(
            told.map { "\($0["NotificationType"] ?? "") \($0["Threshold"] ?? "")" }
                == ["ACTUAL 50", "ACTUAL 80", "ACTUAL 100", "FORECASTED 100"])
        #expect(told.allSatisfy { $0["ThresholdType"] as? String == "PERCENTAGE" })
        #expect(
            marks.allSatisfy {
                $0["Subscribers"] as? [[String: String]] == [
                    ["SubscriptionType": "EMAIL", "Address": "me@example.org"]
                ]
            })
    }

    @Test("a budget that is there already is no error, and not made")
    func duplicate() async throws {
        let aws = ScriptedAWS { _ in .jsonError("DuplicateRecordException") }
        let net = BudgetNet(name: "costguard", limit: Money("1") ?? .zero, email: "me@example.org")
        #expect(try await !net.make(in: try #require(account), aws.client, region: .northVirginia))
    }

    @Test("an alarm tells its topic, and stops its machine only where it shall", arguments: [true, false])
    func alarm(stops: Bool) async throws {
        let aws = ScriptedAWS { _ in .json("{}") }
        let topic = "arn:aws:sns:eu-west-1:123456789012:costguard"
        try await IdleAlarm(instance: try machine(), hours: 3, percent: 5, topic: topic, stops: stops).make(aws.client)
        let call = try #require(aws.calls.first)
        #expect(call.host == "monitoring" && call.region == "eu-west-1" && call.operation == "PutMetricAlarm")
        let body = try object(call.body)
        #expect(body["AlarmName"] as? String == "costguard idle i-0abc")
        #expect(body["Dimensions"] as? [[String: String]] == [["Name": "InstanceId", "Value": "i-0abc"]])
        #expect(body["TreatMissingData"] as? String == "notBreaching" && body["Statistic"] as? String == "Average")
        #expect(body["Period"] as? Int == 3600 && body["EvaluationPeriods"] as? Int == 3)
        #expect(body["ComparisonOperator"] as? String == "LessThanThreshold" && body["Threshold"] as? Double == 5)
        #expect(body["AlarmActions"] as? [String] == [topic] + (stops ? ["arn:aws:automate:eu-west-1:ec2:stop"] : []))
    }

    @Test("an alarm of another part of AWS stops by its name there")
    func partition() async throws {
        let aws = ScriptedAWS { _ in .json("{}") }
        let alarm = IdleAlarm(instance: try machine("cn-north-1"), hours: 1, percent: 5, topic: nil, stops: true)
        try await alarm.make(aws.client)
        let body = try object(try #require(aws.calls.first).body)
        #expect(body["AlarmActions"] as? [String] == ["arn:aws-cn:automate:cn-north-1:ec2:stop"])
    }

    @Test(
        "idle is under 5 % and under half a core, and under 1 % where nobody knows the cores",
        arguments: [(4, 5), (8, 5), (10, 5), (36, 1.38), (96, 0.52), (nil, 1), (0, 1)] as [(Int?, Double)])
    func percent(vcpus: Int?, percent: Double) { #expect(IdleAlarm.percent(vcpus: vcpus) == percent) }

    @Test("alarms that exist are read page by page, with whether they stop")
    func existing() async throws {
        let aws = ScriptedAWS { call in
            call.body.contains("NextToken")
                ? .json(#"{"MetricAlarms":[{"AlarmName":"costguard idle i-2","AlarmActions":[]}]}"#)
                : .json(
                    #"{"MetricAlarms":[{"AlarmName":"costguard idle i-1","AlarmActions":["arn:aws:automate:eu-west-1:ec2:stop"]}],"#
                        + #""NextToken":"n"}"#)
        }
        let found = try await IdleAlarm.existing(in: try machine().region, aws.client)
        #expect(found == ["costguard idle i-1": true, "costguard idle i-2": false])
    }

    @Test("alarms whose pages do not end are no list: those that it lacks would be made anew over the old ones")
    func endless() async throws {
        let aws = ScriptedAWS { _ in .json(#"{"MetricAlarms":[{"AlarmName":"costguard idle i-1"}],"NextToken":"n"}"#) }
        await #expect(throws: NotifyingError.self) {
            try await IdleAlarm.existing(in: try machine().region, aws.client)
        }
        #expect(aws.calls.count == 2)
    }
}
