// Which request a spot instance comes from: only a persistent one without a group lets it be stopped.

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
            (instance: item.text("instanceId"), word: Self.word(item))
        }
        var values = Dictionary(ids.map { ($0, FactValue.null) }) { first, _ in first }
        for request in requests {
            guard let instance = request.instance, values[instance] != nil else { continue }
            // Of an instance with a request that cannot be read nothing is told.
            guard let word = request.word else {
                values[instance] = nil
                continue
            }
            let before = values[instance]?.text
            if before != "one-time", before == nil || word != "persistent" {
                values[instance] = .text(word)
            }
        }
        return values
    }

    /// AWS does not stop an instance whose persistent request is cancelled: it is as good as one-time. Nor one of a
    /// launch group or an Availability Zone group. Source: EC2 user guide, "Stop a Spot Instance", limitations.
    private static func word(_ item: XMLNode) -> String? {
        guard item.text("type") == "persistent" else { return item.text("type") == "one-time" ? "one-time" : nil }
        if item.text("state") == "cancelled" { return "one-time" }
        if item.text("launchGroup") != nil { return "launch-group" }
        return item.text("availabilityZoneGroup") != nil ? "zone-group" : "persistent"
    }
}
