// Whom a topic mails to, for nets that mail by themselves.

import AWSAPI
import CostModel

extension SNSNotifier {
    /// The addresses of mail that are subscribed, confirmed ones first, at most those of the first page.
    package func mailAddresses() async throws -> [String] {
        let page = try await client.query(
            .sns, "ListSubscriptionsByTopic", ["TopicArn": destination], region: topic.region.code)
        let members = page["ListSubscriptionsByTopicResult"]?["Subscriptions"]?.items ?? []
        let readers = members.filter { $0.text("Protocol") == "email" && $0.text("SubscriptionArn") != "Deleted" }
        let confirmed = readers.filter { ($0.text("SubscriptionArn") ?? "").hasPrefix("arn:") }
        let waiting = readers.filter { !($0.text("SubscriptionArn") ?? "").hasPrefix("arn:") }
        return (confirmed + waiting).compactMap { $0.text("Endpoint") }
    }
}
