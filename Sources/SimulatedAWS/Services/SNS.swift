// SNS: topics, subscriptions that wait for a click, and messages, which are kept to be looked at.

import Foundation

enum SNS {
    static let actions: [String: XMLAction] = [
        "CreateTopic": createTopic,
        "ListTopics": listTopics,
        "Subscribe": subscribe,
        "ListSubscriptionsByTopic": listSubscriptionsByTopic,
        "Publish": publish,
    ]

    static func createTopic(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let name = try call.required("Name")
        guard name.count <= 256, name.utf8.allSatisfy({ isPlain($0) }) else {
            throw invalid("Topic Name")
        }
        let arn = "arn:aws:sns:\(call.region):\(world.account):\(name)"
        if !world.topics.contains(where: { $0.arn == arn }) { world.topics.append(Topic(arn: arn)) }
        var xml = XMLWriter()
        xml.leaf("TopicArn", arn)
        return xml
    }

    static func listTopics(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let own = world.topics.filter { $0.arn.hasPrefix("arn:aws:sns:\(call.region):") }
        let start = try call.form["NextToken"].map(call.position) ?? 0
        var xml = XMLWriter()
        xml.list("Topics", of: own.dropFirst(start).prefix(100), as: "member") { $0.leaf("TopicArn", $1.arn) }
        if own.count > start + 100 { xml.leaf("NextToken", call.token(start + 100)) }
        return xml
    }

    static func subscribe(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let index = try topic(world, call)
        let transport = try call.required("Protocol")
        let endpoint = try call.required("Endpoint")
        guard transport != "email" || endpoint.contains("@") else { throw invalid("Email address") }
        if !world.topics[index].subscriptions.contains(where: { $0.endpoint == endpoint && $0.transport == transport })
        {
            world.topics[index].subscribe(endpoint, transport: transport, isConfirmed: false)
        }
        let found = world.topics[index].subscriptions.first { $0.endpoint == endpoint && $0.isConfirmed }
        var xml = XMLWriter()
        xml.leaf("SubscriptionArn", found?.arn ?? "pending confirmation")
        return xml
    }

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
        world.mails.append(
            SentMail(
                subject: subject, message: message, topic: topic.arn, at: call.now,
                recipients: topic.subscriptions.filter(\.isConfirmed).map(\.endpoint)))
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

    private static func topic(_ world: World, _ call: Call) throws -> Int {
        let arn = try call.required("TopicArn")
        guard arn.hasPrefix("arn:aws:sns:\(call.region):") else { throw invalid("TopicArn") }
        guard let index = world.topics.firstIndex(where: { $0.arn == arn }) else {
            throw AWSFailure("NotFound", status: 404, "Topic does not exist")
        }
        return index
    }

    private static func invalid(_ what: String) -> AWSFailure {
        AWSFailure("InvalidParameter", "Invalid parameter: \(what)")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 95: true
        default: false
        }
    }
}
