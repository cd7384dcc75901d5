// Mails through a topic of SNS. Leaves what is mailed, and how often, to the outbox.

import AWSAPI
import CostModel
import Foundation

/// Publishes to one topic.
package struct SNSNotifier: Notifier {
    /// The IAM actions that it needs on the topic; an encrypted topic also wants kms:GenerateDataKey and kms:Decrypt.
    package static let permissions = ["sns:ListSubscriptionsByTopic", "sns:Publish"]

    /// The topic's ARN.
    package var destination: String { topic.text }

    let client: AWSClient
    let topic: TopicARN

    /// - Parameter topic: such as `arn:aws:sns:us-east-1:123456789012:costguard`.
    /// - Throws: `NotifyingError` where it is no topic's ARN.
    package init(client: AWSClient, topic: String) throws {
        self.client = client
        self.topic = try TopicARN(topic)
    }

    /// Publishes once. Throws `NotifyingError` where the topic does not exist, `NotifierUnreachable` where SNS gives no
    /// answer of its own, else `AWSError`.
    package func send(_ mail: Mail) async throws -> String {
        let parameters: Parameters = [
            "TopicArn": topic.text, "Subject": SNSText.subject(mail.subject), "Message": SNSText.body(mail.body),
        ]
        let answer = try await topic.explained {
            try await client.query(.sns, "Publish", parameters, region: topic.region.code)
        }
        guard let id = answer["PublishResult"]?.text("MessageId") else {
            throw NotifyingError("The answer of 'sns Publish' cannot be read: got no 'MessageId'")
        }
        return id
    }

    /// Subscribers, most often addresses of mail; those that have not clicked on AWS's link sorted.
    package func recipients() async throws -> (confirmed: Int, waiting: [String]) {
        let pages = client.pages(
            .sns, "ListSubscriptionsByTopic", ["TopicArn": topic.text], region: topic.region.code,
            tokenElement: "ListSubscriptionsByTopicResult/NextToken")
        return try await topic.explained {
            var confirmed = 0
            var waiting: Set<String> = []
            for try await page in pages {
                guard let members = page["ListSubscriptionsByTopicResult"]?["Subscriptions"]?.items else {
                    throw NotifyingError("The answer of 'sns ListSubscriptionsByTopic' cannot be read: got no list")
                }
                for member in members {
                    // AWS goes on listing, as 'Deleted', whoever has unsubscribed.
                    let subscription = member.text("SubscriptionArn") ?? ""
                    if subscription.hasPrefix("arn:") { confirmed += 1 }
                    if subscription == "PendingConfirmation" { waiting.insert(member.text("Endpoint") ?? "unknown") }
                }
            }
            return (confirmed, waiting.sorted())
        }
    }
}
