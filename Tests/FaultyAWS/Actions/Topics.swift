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
        }
        let found = world.topics[index].subscriptions.first { $0.endpoint == endpoint && $0.isConfirmed }
        var xml = XMLWriter()
        xml.leaf("SubscriptionArn", found?.arn ?? "pending confirmation")
        return xml
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 95: true
        default: false
        }
    }
}
