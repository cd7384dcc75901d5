// Sets up a topic with a reader, for `init`.

import AWSAPI
import CostModel

/// Makes topics and subscribes people to them.
package struct SNSTopics: Sendable {
    /// The IAM actions that setting up needs, once.
    package static let permissions = ["sns:CreateTopic", "sns:Subscribe"]

    private let client: AWSClient

    /// Topics of the client's account.
    package init(client: AWSClient) { self.client = client }

    /// Creates the topic, or finds the one that has this name.
    /// - Parameter name: letters, digits, hyphens and underscores, 256 at most.
    /// - Returns: its ARN.
    package func create(named name: String, in region: Region) async throws -> String {
        guard TopicARN.isName(name) else {
            throw NotifyingError(
                "The topic cannot be created: got the name '\(name.prefix(80))' expected letters, digits, '-' and '_'")
        }
        let answer = try await client.query(.sns, "CreateTopic", ["Name": name], region: region.code)
        guard let arn = answer["CreateTopicResult"]?.text("TopicArn") else {
            throw NotifyingError("The answer of 'sns CreateTopic' cannot be read: got no 'TopicArn'")
        }
        return try TopicARN(arn).text
    }

    /// Subscribes an address of mail. AWS then sends it a link; nothing else arrives before it is clicked.
    /// - Returns: whether the address is confirmed already.
    package func subscribe(email: String, to topic: String) async throws -> Bool {
        let topic = try TopicARN(topic)
        let parameters: Parameters = ["TopicArn": topic.text, "Protocol": "email", "Endpoint": email]
        let answer = try await topic.explained {
            try await client.query(.sns, "Subscribe", parameters, region: topic.region.code)
        }
        guard let subscription = answer["SubscribeResult"]?.text("SubscriptionArn") else {
            throw NotifyingError("The answer of 'sns Subscribe' cannot be read: got no 'SubscriptionArn'")
        }
        return subscription.hasPrefix("arn:")
    }
}
