// SNS: topics and who gets their mail, and messages, which are kept to be looked at; and STS, which tells whose a key is.

package import Foundation

/// Mail.
package enum SNS {
    static let actions: [String: XMLAction] = [
        "ListSubscriptionsByTopic": listSubscriptionsByTopic,
        "Publish": publish,
    ]

    static func listSubscriptionsByTopic(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let topic = world.topics[try topic(world, call)]
        let start = try call.form["NextToken"].map(call.position) ?? 0
        let account = world.account
        var xml = XMLWriter()
        xml.list("Subscriptions", of: topic.subscriptions.dropFirst(start).prefix(100), as: "member") { xml, entry in
            xml.leaf("SubscriptionArn", entry.isConfirmed ? entry.arn : "PendingConfirmation")
            xml.leaf("Owner", account)
            xml.leaf("Protocol", entry.transport)
            xml.leaf("Endpoint", entry.endpoint)
            xml.leaf("TopicArn", topic.arn)
        }
        if topic.subscriptions.count > start + 100 { xml.leaf("NextToken", call.token(start + 100)) }
        return xml
    }

    static func publish(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let topic = world.topics[try topic(world, call)]
        let message = call.form["Message"] ?? ""
        guard !message.isEmpty else { throw invalid("Empty message") }
        guard message.utf8.count <= 262_144 else { throw invalid("Message too long") }
        let subject = call.form["Subject"]
        if let subject { try check(subject) }
        var attributes: [String: String] = [:]
        var number = 1
        while let name = call.form["MessageAttributes.entry.\(number).Name"] {
            attributes[name] = call.form["MessageAttributes.entry.\(number).Value.StringValue"] ?? ""
            number += 1
        }
        world.mails.append(
            SentMail(
                subject: subject, message: message, topic: topic.arn, at: call.now,
                recipients: topic.subscriptions.filter { $0.isConfirmed && $0.takes(attributes) }.map(\.endpoint),
                attributes: attributes))
        var xml = XMLWriter()
        xml.leaf("MessageId", call.requestID)
        return xml
    }

    /// Source: SNS API reference, Publish: ASCII, begins with a letter, number or punctuation mark, no line breaks
    /// or control characters, less than 100 characters.
    private static func check(_ subject: String) throws {
        let bytes = Array(subject.utf8)
        guard let first = bytes.first, first != 32, bytes.count < 100, bytes.allSatisfy({ (32...126).contains($0) })
        else { throw invalid("Subject") }
    }

    /// Where a topic of the call's region stands.
    package static func topic(_ world: World, _ call: Call) throws -> Int {
        let arn = try call.required("TopicArn")
        guard arn.hasPrefix("arn:aws:sns:\(call.region):") else { throw invalid("TopicArn") }
        guard let index = world.topics.firstIndex(where: { $0.arn == arn }) else {
            throw AWSFailure("NotFound", status: 404, "Topic does not exist")
        }
        return index
    }

    /// The refusal of a parameter.
    package static func invalid(_ what: String) -> AWSFailure {
        AWSFailure("InvalidParameter", "Invalid parameter: \(what)")
    }
}

/// Who a key is.
package enum STS {
    static let actions: [String: XMLAction] = ["GetCallerIdentity": getCallerIdentity]

    static func getCallerIdentity(_ world: inout World, _ call: Call) throws -> XMLWriter {
        var xml = XMLWriter()
        xml.leaf("Arn", call.caller.arn)
        xml.leaf("UserId", "AIDA" + digest(call.caller.arn).prefix(16).uppercased())
        xml.leaf("Account", world.account)
        return xml
    }
}

/// One SNS topic.
package struct Topic: Sendable {
    /// One recipient.
    package struct Subscription: Sendable {
        /// The subscription's own ARN, told only once it is confirmed.
        package var arn: String
        /// Such as `email`.
        package var transport: String
        /// Such as a mail address.
        package var endpoint: String
        /// Whether the link in the confirmation mail was clicked.
        package var isConfirmed: Bool
        /// A filter policy on attributes, as JSON; nil: everything passes.
        package var filterPolicy: String?

        /// Whether a message with these attributes passes: each name of the policy needs one of its values.
        func takes(_ attributes: [String: String]) -> Bool {
            guard let filterPolicy else { return true }
            let policy = try? JSONDecoder().decode([String: [String]].self, from: Data(filterPolicy.utf8))
            return policy?.allSatisfy { name, values in attributes[name].map(values.contains) ?? false } ?? false
        }
    }

    /// Such as `arn:aws:sns:us-east-1:123456789012:costguard`.
    package var arn: String
    /// The recipients.
    package var subscriptions: [Subscription] = []

    /// A topic without recipients.
    package init(arn: String) { self.arn = arn }

    /// Adds a recipient.
    package mutating func subscribe(_ endpoint: String, transport: String = "email", isConfirmed: Bool) {
        let tail = digest("\(arn) \(transport) \(endpoint)").prefix(32)
        subscriptions.append(
            Subscription(arn: "\(arn):\(tail)", transport: transport, endpoint: endpoint, isConfirmed: isConfirmed))
    }
}

/// One message that was published to a topic.
package struct SentMail: Sendable, Equatable {
    /// The subject; nil where none was given.
    package let subject: String?
    /// The text.
    package let message: String
    /// The topic's ARN.
    package let topic: String
    /// When it was published, by the simulated clock.
    package let at: Date
    /// The confirmed endpoints that it went to.
    package let recipients: [String]
    /// Its attributes by name.
    package let attributes: [String: String]
}
