// DescribeStacks of an account that has none; stacks that are made are moto's.
// Alone: a service of its own, beside the files of the others.

import SimulatedAWS

enum Stacks {
    static func describeStacks(_ world: inout World, _ call: Call) throws -> XMLWriter {
        throw AWSFailure("ValidationError", "Stack with id \(try call.required("StackName")) does not exist")
    }
}
