// Stacks of CloudFormation, as far as their names, tokens, states and outputs go: what is in one, moto makes. A name that is
// taken is refused, whoever asks again; the events tell by whose token it was made.
// Source: CloudFormation API reference, CreateStack, UpdateStack and StackEvent.

import SimulatedAWS

/// A stack that stands.
package struct Stack: Sendable, Equatable {
    /// The tokens of the requests that made and changed it, the last first.
    package var tokens: [String]
    /// What it was told, by name.
    package var parameters: [String: String]
    /// What it tells, by name.
    package var outputs: [String: String]

    /// A stack.
    package init(tokens: [String] = [], parameters: [String: String] = [:], outputs: [String: String] = [:]) {
        self.tokens = tokens
        self.parameters = parameters
        self.outputs = outputs
    }
}

enum Stacks {
    static func describeStacks(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let (name, stack) = try stack(world, call)
        var xml = XMLWriter()
        xml.node("Stacks") { xml in
            xml.node("member") { xml in
                xml.leaf("StackName", name)
                xml.leaf("StackStatus", stack.tokens.count > 1 ? "UPDATE_COMPLETE" : "CREATE_COMPLETE")
                for (list, values) in [("Parameter", stack.parameters), ("Output", stack.outputs)] {
                    xml.list("\(list)s", of: values.sorted { $0.key < $1.key }, as: "member") { xml, value in
                        xml.leaf("\(list)Key", value.key)
                        xml.leaf("\(list)Value", value.value)
                    }
                }
            }
        }
        return xml
    }

    static func createStack(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let name = try call.required("StackName")
        guard world[Extras.self].stacks[name] == nil else {
            throw AWSFailure("AlreadyExistsException", "Stack [\(name)] already exists")
        }
        world[Extras.self].stacks[name] = Stack(
            tokens: [call.form["ClientRequestToken"] ?? ""], parameters: parameters(call),
            outputs: ["Database": "s3://memory/costguard.sqlite", "Topic": Story.topic])
        return answer(name, world, call)
    }

    static func updateStack(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let (name, before) = try stack(world, call)
        guard before.parameters != parameters(call) else {
            throw AWSFailure("ValidationError", "No updates are to be performed.")
        }
        world[Extras.self].stacks[name]?.parameters = parameters(call)
        world[Extras.self].stacks[name]?.tokens.insert(call.form["ClientRequestToken"] ?? "", at: 0)
        return answer(name, world, call)
    }

    static func describeStackEvents(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let (name, stack) = try stack(world, call)
        var xml = XMLWriter()
        xml.list("StackEvents", of: stack.tokens, as: "member") { xml, token in
            xml.leaf("LogicalResourceId", name)
            xml.leaf("ResourceType", "AWS::CloudFormation::Stack")
            xml.leaf("ResourceStatus", "CREATE_COMPLETE")
            xml.leaf("ClientRequestToken", token.isEmpty ? nil : token)
        }
        return xml
    }

    private static func stack(_ world: World, _ call: Call) throws -> (String, Stack) {
        let name = try call.required("StackName")
        guard let stack = world[Extras.self].stacks[name] else {
            throw AWSFailure("ValidationError", "Stack with id \(name) does not exist")
        }
        return (name, stack)
    }

    private static func answer(_ name: String, _ world: World, _ call: Call) -> XMLWriter {
        var xml = XMLWriter()
        xml.leaf("StackId", "arn:aws:cloudformation:\(call.region):\(world.account):stack/\(name)/1")
        return xml
    }

    private static func parameters(_ call: Call) -> [String: String] {
        var parameters: [String: String] = [:]
        var number = 1
        while let key = call.form["Parameters.member.\(number).ParameterKey"] {
            parameters[key] = call.form["Parameters.member.\(number).ParameterValue"] ?? ""
            number += 1
        }
        return parameters
    }
}
