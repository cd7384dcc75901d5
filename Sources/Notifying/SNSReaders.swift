// Who reads a topic, and what each subscription lets through: whether a notice reaches anybody is decided by it. Also
// subscribes somebody to the mails of one owner alone.

import AWSAPI
package import CostModel
import Foundation

extension SNSNotifier {
    /// The IAM actions that tell what a subscription lets through.
    package static let readerPermissions = ["sns:GetSubscriptionAttributes"]

    /// Every subscription, with what it lets through: one call for each that has confirmed, free of charge. Of one that has
    /// not confirmed AWS tells nothing.
    ///
    /// - Throws: where the subscriptions cannot be listed. That a filter is not told is no error: then it is not known.
    package func readers() async throws -> [MailReader] {
        let pages = client.pages(
            .sns, "ListSubscriptionsByTopic", ["TopicArn": topic.text], region: topic.region.code,
            tokenElement: "ListSubscriptionsByTopicResult/NextToken")
        return try await topic.explained {
            var readers: [MailReader] = []
            for try await page in pages {
                guard let members = page["ListSubscriptionsByTopicResult"]?["Subscriptions"]?.items else {
                    throw NotifyingError("The answer of 'sns ListSubscriptionsByTopic' cannot be read: got no list")
                }
                for member in members {
                    let subscription = member.text("SubscriptionArn") ?? ""
                    let endpoint = member.text("Endpoint") ?? "unknown"
                    if subscription.hasPrefix("arn:") {
                        let filter = try await filter(of: subscription)
                        readers.append(MailReader(endpoint: endpoint, isConfirmed: true, filter: filter))
                    } else if subscription == "PendingConfirmation" {
                        readers.append(
                            MailReader(endpoint: endpoint, isConfirmed: false, filter: .unknown("not confirmed")))
                    }
                }
            }
            return readers
        }
    }

    private func filter(of subscription: String) async throws -> MailReader.Filter {
        do {
            let answer = try await client.query(
                .sns, "GetSubscriptionAttributes", ["SubscriptionArn": subscription], region: topic.region.code)
            guard let entries = answer["GetSubscriptionAttributesResult"]?["Attributes"]?.children(named: "entry")
            else {
                return .unknown("the answer of 'sns GetSubscriptionAttributes' cannot be read: got no attributes")
            }
            let attributes = Dictionary(
                entries.compactMap { entry in entry.text("key").map { ($0, entry.text("value") ?? "") } },
                uniquingKeysWith: { $1 })
            return OwnerFilter.read(attributes["FilterPolicy"], scope: attributes["FilterPolicyScope"])
        } catch let error as CancellationError {
            throw error
        } catch {
            return .unknown("\(error)")
        }
    }
}

extension SNSTopics {
    /// Subscribes an address of mail to the mails of some owners alone. AWS then sends it a link; nothing else arrives
    /// before it is clicked.
    ///
    /// - Parameter owners: what the attribute `owner` of a message says of them.
    /// - Returns: whether the address is confirmed already.
    /// - Throws: where AWS refuses, as it does for an address that reads the topic already by another filter.
    package func subscribe(email: String, to topic: String, owners: [String]) async throws -> Bool {
        let topic = try TopicARN(topic)
        let parameters: Parameters = [
            "TopicArn": topic.text, "Protocol": "email", "Endpoint": email,
            "Attributes.entry.1.key": "FilterPolicy", "Attributes.entry.1.value": try OwnerFilter.text(owners),
        ]
        let answer = try await topic.explained {
            try await client.query(.sns, "Subscribe", parameters, region: topic.region.code)
        }
        guard let subscription = answer["SubscribeResult"]?.text("SubscriptionArn") else {
            throw NotifyingError("The answer of 'sns Subscribe' cannot be read: got no 'SubscriptionArn'")
        }
        return subscription.hasPrefix("arn:")
    }
}

/// The filter policy of a subscription: `{"owner":["ada"]}` lets through what is addressed to ada alone.
/// Source: SNS developer guide, "Amazon SNS subscription filter policies".
enum OwnerFilter {
    static func text(_ owners: [String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode([Owners.attribute: owners]), as: UTF8.self)
    }

    /// What a policy lets through; without one, everything. What is more than a list of names is not followed.
    static func read(_ policy: String?, scope: String?) -> MailReader.Filter {
        guard let policy, !policy.isEmpty else { return .all }
        guard let object = try? JSONSerialization.jsonObject(with: Data(policy.utf8)) as? [String: Any] else {
            return .unknown("its filter policy cannot be read")
        }
        if object.isEmpty { return .all }
        guard scope == nil || scope == "MessageAttributes", object.count == 1,
            let values = object[Owners.attribute] as? [Any]
        else { return .other }
        let names = values.compactMap { $0 as? String }
        return names.isEmpty ? .other : .owners(names)
    }
}
