// Which request a spot instance comes from: only a persistent one lets it be stopped.

import AWSAPI
import CostModel

struct SpotRequestAsker: LateFactAsker {
    let kind = ResourceKind.instance
    let column = "spot_request"
    let operation = "DescribeSpotInstanceRequests"
    let permissions = ["ec2:DescribeSpotInstanceRequests"]
    let batchSize = 100

    /// Null for an instance that no request belongs to: it is not spot.
    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue] {
        var parameters: Parameters = ["MaxResults": "1000"]
        parameters.append(filter: "instance-id", values: ids)
        let requests = try await context.collect(
            operation, parameters, of: "spotInstanceRequestSet", in: region
        ) { item in
            (
                instance: item.text("instanceId"), isCancelled: item.text("state") == "cancelled",
                type: item.text("type")
            )
        }
        var values = Dictionary(ids.map { ($0, FactValue.null) }) { first, _ in first }
        for request in requests {
            guard let instance = request.instance, values[instance] != nil else { continue }
            // Of an instance with a request that cannot be read nothing is told.
            guard let type = request.type, ["one-time", "persistent"].contains(type) else {
                values[instance] = nil
                continue
            }
            // AWS does not stop an instance whose persistent request is cancelled: it is as good as one-time.
            let isPersistent = type == "persistent" && !request.isCancelled
            if values[instance]?.text != "one-time" {
                values[instance] = .text(isPersistent ? "persistent" : "one-time")
            }
        }
        return values
    }
}
