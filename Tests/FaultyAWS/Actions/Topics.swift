// CreateTopic and Subscribe: subscriptions wait for a click.

import SimulatedAWS

extension SNS {
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

    static func subscribe(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let index = try topic(world, call)
        let transport = try call.required("Protocol")
        let endpoint = try call.required("Endpoint")
        guard transport != "email" || endpoint.contains("@") else { throw invalid("Email address") }
        if !world.topics[index].subscriptions.contains(where: { $0.endpoint == endpoint && $0.transport == transport })
        {
            world.topics[index].subscribe(endpoint, transport: transport, isConfirmed: false)
            let last = world.topics[index].subscriptions.count - 1
            if call.form["Attributes.entry.1.key"] == "FilterPolicy" {
                world.topics[index].subscriptions[last].filterPolicy = call.form["Attributes.entry.1.value"]
            }
        }
        let found = world.topics[index].subscriptions.first { $0.endpoint == endpoint && $0.isConfirmed }
        var xml = XMLWriter()
        xml.leaf("SubscriptionArn", found?.arn ?? "pending confirmation")
        return xml
    }

    static func getSubscriptionAttributes(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let arn = try call.required("SubscriptionArn")
        guard let found = world.topics.flatMap(\.subscriptions).first(where: { $0.arn == arn && $0.isConfirmed }) else {
            throw AWSFailure("NotFound", status: 404, "Subscription does not exist")
        }
        let attributes =
            [("SubscriptionArn", arn), ("Endpoint", found.endpoint)]
            + (found.filterPolicy.map { [("FilterPolicy", $0), ("FilterPolicyScope", "MessageAttributes")] } ?? [])
        var xml = XMLWriter()
        xml.list("Attributes", of: attributes, as: "entry") { xml, entry in
            xml.leaf("key", entry.0)
            xml.leaf("value", entry.1)
        }
        return xml
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 95: true
        default: false
        }
    }
}
