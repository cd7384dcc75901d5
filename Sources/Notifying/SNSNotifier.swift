// Mails through a topic of SNS, in texts that it accepts: it refuses a mail for one wrong character, and an alarm that
// is refused is an alarm that nobody hears. Leaves what is mailed, and how often, to the outbox.
package import AWSAPI
package import CostModel
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
        var parameters: Parameters = [
            "TopicArn": topic.text, "Subject": SNSText.subject(mail.subject), "Message": SNSText.body(mail.body),
        ]
        // A subscription that asks for this owner alone then gets it, and one that asks for nothing gets it as well.
        if let owner = mail.addressee {
            parameters.set("MessageAttributes.entry.1.Name", Owners.attribute)
            parameters.set("MessageAttributes.entry.1.Value.DataType", "String")
            parameters.set("MessageAttributes.entry.1.Value.StringValue", owner)
        }
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

    /// The addresses of mail that are subscribed, confirmed ones first, at most those of the first page: whom the topic
    /// mails to, for nets that mail by themselves.
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

/// Makes of any text what SNS accepts.
enum SNSText {
    /// SNS takes fewer than 100 characters.
    static let longestSubject = 99
    /// Bytes of UTF-8.
    static let longestBody = 262_144

    /// One line of printable ASCII that does not begin with a blank.
    static func subject(_ text: String) -> String {
        let plain = text.unicodeScalars.map { scalar -> Character in
            switch scalar.value {
            case 0x20...0x7E: Character(scalar)
            case 0x09...0x0D, 0x85, 0xA0, 0x2028, 0x2029: " "
            default: "?"
            }
        }
        let line = String(plain.drop { $0 == " " }.prefix(longestSubject))
        return line.isEmpty ? "costguard" : line
    }

    /// The text, cut at the end of a character where it is too long, with a line that says so.
    static func body(_ text: String) -> String {
        guard !text.isEmpty else { return "-" }
        guard text.utf8.count > longestBody else { return text }
        let note = "\n(the rest does not fit into a mail)\n"
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: longestBody - note.utf8.count)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + note
    }
}
