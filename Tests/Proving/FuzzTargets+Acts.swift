// What AWS answers to a stop, to mail, and to the nets that costguard lays: topics, budgets, alarms.

import AWSAPI
import Actuation
import CostModel
import Foundation
import Notifying
import Scanning

extension FuzzTarget {
    static func actTargets(_ answers: [String: [Data]]) -> [FuzzTarget] {
        [stops(answers), mail, topics, nets, alarms]
    }

    private static func stops(_ answers: [String: [Data]]) -> FuzzTarget {
        let stopped = """
            <StopInstancesResponse><instancesSet><item><instanceId>i-1</instanceId><currentState><code>64</code>\
            <name>stopping</name></currentState></item></instancesSet></StopInstancesResponse>
            """
        return FuzzTarget("stops", [Array(stopped.utf8)] + seeds(answers, "DescribeInstances")) { bytes in
            let place = try place()
            let key = ResourceKey(kind: .instance, account: place.account, region: place.region, id: "i-1")
            let step = PlanStep(
                action: .stop, resource: key, name: nil, rules: ["idle"], unattended: true, launchTime: nil,
                savingPerMonth: nil)
            // The account is asked first, and must be the step's.
            let identity = AWSReply.ok(
                """
                <GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>\
                <Arn>arn:aws:iam::123456789012:user/me</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>
                """)
            let transport = ChoosingTransport { request in
                let asksAccount = request.body.range(of: Data("GetCallerIdentity".utf8)) != nil
                return asksAccount ? identity : .ok(bytes)
            }
            let client = AWSClient.over(transport, at: now)
            let actuator = EC2Actuator(client: client, homeRegion: .northVirginia) { _ in }
            let outcome = await actuator.perform(step, marking: StopMark(reading: ""))
            try await any(of: [
                { try require(outcome == .done) }, { _ = try await actuator.state(of: key) },
                { _ = try await StopTrial(client: client).isAllowed(key) },
            ])
        }
    }

    private static let mail = FuzzTarget(
        "mail and subscribers",
        [
            "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>",
            """
            <ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member>\
            <SubscriptionArn>PendingConfirmation</SubscriptionArn><Protocol>email</Protocol><Endpoint>me@example.org\
            </Endpoint></member><member><SubscriptionArn>arn:aws:sns:us-east-1:123456789012:costguard:1\
            </SubscriptionArn></member></Subscriptions></ListSubscriptionsByTopicResult>\
            </ListSubscriptionsByTopicResponse>
            """,
        ]
    ) { bytes in
        let notifier = try SNSNotifier(
            client: .answering(bytes), topic: "arn:aws:sns:us-east-1:123456789012:costguard")
        try await any(of: [
            { _ = try await notifier.send(Mail(id: "1", subject: "s", body: "b", createdAt: now)) },
            { _ = try await notifier.recipients() },
            { _ = try await notifier.readers() },
            { _ = try await notifier.mailAddresses() },
        ])
    }

    private static let topics = FuzzTarget(
        "topics",
        [
            """
            <CreateTopicResponse><CreateTopicResult><TopicArn>arn:aws:sns:us-east-1:123456789012:costguard</TopicArn>\
            </CreateTopicResult></CreateTopicResponse>
            """,
            """
            <SubscribeResponse><SubscribeResult><SubscriptionArn>pending confirmation</SubscriptionArn>\
            </SubscribeResult></SubscribeResponse>
            """,
        ]
    ) { bytes in
        let topics = SNSTopics(client: .answering(bytes))
        try await any(of: [
            { _ = try await topics.create(named: "costguard", in: .northVirginia) },
            {
                _ = try await topics.subscribe(
                    email: "me@example.org", to: "arn:aws:sns:us-east-1:123456789012:costguard")
            },
        ])
    }

    private static let nets = FuzzTarget("budget made", ["{}"]) { bytes in
        let net = BudgetNet(name: "costguard", limit: Money(nanoUSD: 10_000_000_000), email: "me@example.org")
        _ = try await net.make(in: place().account, .answering(bytes), region: .northVirginia)
    }

    private static let alarms = FuzzTarget(
        "alarms",
        [
            """
            {"MetricAlarms":[{"AlarmName":"costguard idle i-1","AlarmActions":\
            ["arn:aws:automate:us-east-1:ec2:stop"]},{"AlarmName":"costguard idle i-2"}]}
            """
        ]
    ) { bytes in _ = try await IdleAlarm.existing(in: .northVirginia, .answering(bytes)) }
}
