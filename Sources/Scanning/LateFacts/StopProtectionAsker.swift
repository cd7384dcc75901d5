// Whether an instance is protected from being stopped. No list tells.

import AWSAPI
import CostModel

struct StopProtectionAsker: LateFactAsker {
    let kind = ResourceKind.instance
    let column = "stop_protected"
    let operation = "DescribeInstanceAttribute"
    let permissions = ["ec2:DescribeInstanceAttribute"]
    let batchSize = 1

    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue] {
        var values: [String: FactValue] = [:]
        for id in ids {
            let answer = try await context.client.query(
                .ec2, operation, ["InstanceId": id, "Attribute": "disableApiStop"], region: region.code)
            values[id] = try answer["disableApiStop"]?.flag("value").map { .flag($0) }
        }
        return values
    }
}
