// Topics of SNS: sets them up with a reader, for `init`, and checks their names, since a topic's region becomes part of
// a host name.
package import AWSAPI
package import CostModel

/// Makes topics and subscribes people to them.
package struct SNSTopics: Sendable {
    /// The IAM actions that setting up needs, once.
    package static let permissions = ["sns:CreateTopic", "sns:Subscribe"]

    let client: AWSClient

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

/// The name of a topic, checked.
struct TopicARN: Hashable, Sendable {
    let text: String
    let region: Region
    let account: AccountID

    init(_ text: String) throws(NotifyingError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1] == "aws" || parts[1].hasPrefix("aws-"), parts[2] == "sns",
            let region = Region(parts[3]), region != .global, let account = AccountID(parts[4]),
            TopicARN.isName(parts[5])
        else {
            throw NotifyingError(
                "The topic cannot be used: got '\(text.prefix(120))' expected"
                    + " 'arn:aws:sns:us-east-1:123456789012:costguard'\nhint: `aws sns list-topics` shows the ARNs")
        }
        self.text = text
        self.region = region
        self.account = account
    }

    /// A name as SNS takes it; `.fifo` topics cannot mail.
    static func isName(_ name: some StringProtocol) -> Bool {
        (1...256).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Says what to do where the topic is missing: AWS's own word for it is `NotFound` and no more. Tells a service
    /// that does not answer from one that refuses.
    func explained<Result>(_ call: () async throws -> Result) async throws -> Result {
        do {
            return try await call()
        } catch let error as AWSError where error.code == "NotFound" || error.code == "NotFoundException" {
            throw NotifyingError(
                "The topic '\(text)' does not exist (\(error.code))\nhint: `costguard init` creates one, or name"
                    + " another under notify: in the configuration")
        } catch let error as AWSError where error.mayPass {
            throw NotifierUnreachable("\(error)")
        }
    }
}

/// A mail, or a topic, that SNS cannot take.
package struct NotifyingError: Error, Sendable, CustomStringConvertible {
    /// What failed, then a hint.
    package let description: String
    init(_ description: String) { self.description = description }
}
