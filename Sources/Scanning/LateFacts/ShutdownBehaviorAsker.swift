// What a shutdown from within an instance does to it. A stop by AWS's API keeps the instance whatever it says, so
// nothing rests on the answer: it is a word to people. Source: EC2 user guide, "Change the instance initiated shutdown
// behavior".

import AWSAPI
import CostModel

struct ShutdownBehaviorAsker: LateFactAsker {
    let kind = ResourceKind.instance
    let column = "shutdown_behavior"
    let operation = "DescribeInstanceAttribute"
    let permissions = ["ec2:DescribeInstanceAttribute"]
    let batchSize = 1

    /// `stop` or `terminate`; null where AWS does not say: that hides no machine and is no gap.
    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue] {
        var values: [String: FactValue] = [:]
        for id in ids {
            values[id] = .null
            let attribute = "instanceInitiatedShutdownBehavior"
            let answer = try? await context.client.query(
                .ec2, operation, ["InstanceId": id, "Attribute": attribute], region: region.code)
            try Task.checkCancellation()
            if let text = answer?[attribute]?.text("value"), text == "stop" || text == "terminate" {
                values[id] = .text(text)
            }
        }
        return values
    }
}
