// Mails arrive where somebody clicked, and subjects follow SNS's rules.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct NotificationTests {
    @Test func aSubscriptionWaitsForItsClick() async throws {
        try await withAWS { aws, _, client in
            let email = ["TopicArn": Story.topic, "Protocol": "email", "Endpoint": "new@example.edu"]
            #expect(client.query(.sns, "Subscribe", email).text("SubscriptionArn") == "pending confirmation")
            func arns() -> [String] {
                client.query(.sns, "ListSubscriptionsByTopic", ["TopicArn": Story.topic]).texts("SubscriptionArn")
            }
            #expect(arns().last == "PendingConfirmation")
            _ = client.query(.sns, "Publish", ["TopicArn": Story.topic, "Message": "one"])
            aws.confirmSubscriptions()
            #expect(arns().allSatisfy { $0.hasPrefix(Story.topic + ":") })
            _ = client.query(.sns, "Publish", ["TopicArn": Story.topic, "Message": "two"])
            #expect(
                aws.mails().map(\.recipients) == [
                    ["student@example.edu"], ["student@example.edu", "new@example.edu"],
                ])
        }
    }

    @Test(arguments: [
        ("16.60 USD left", true), (String(repeating: "x", count: 99), true),
        (String(repeating: "x", count: 100), false),
        ("two\nlines", false), (" blank first", false), ("für dich", false), ("", false),
    ])
    func subjectsFollowTheRules(subject: String, isAccepted: Bool) async throws {
        try await withAWS { aws, _, client in
            let parameters = ["TopicArn": Story.topic, "Message": "m", "Subject": subject]
            let answer = client.query(.sns, "Publish", parameters)
            #expect(answer.text("Code") == (isAccepted ? nil : "InvalidParameter"))
            #expect(aws.mails().map(\.subject) == (isAccepted ? [subject] : []))
        }
    }

    @Test(arguments: [(262_144, 200), (262_145, 400), (0, 400)])
    func messagesHaveALimit(size: Int, status: Int) async throws {
        try await withAWS { _, _, client in
            let message = String(repeating: "m", count: size)
            #expect(client.query(.sns, "Publish", ["TopicArn": Story.topic, "Message": message]).status == status)
        }
    }

    @Test func creatingATopicTwiceGivesTheSameTopic() async throws {
        try await withAWS { aws, _, client in
            let arns = (0..<2).map { _ in client.query(.sns, "CreateTopic", ["Name": "costguard"]).text("TopicArn") }
            #expect(arns == [Story.topic, Story.topic] && aws.world.topics.count == 1)
            let missing = client.query(.sns, "Publish", ["TopicArn": Story.topic + "x", "Message": "m"])
            #expect(missing.status == 404 && missing.text("Code") == "NotFound")
        }
    }
}
