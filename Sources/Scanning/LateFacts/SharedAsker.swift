// Whether another account, or everybody, may use an image or a snapshot.

import AWSAPI
import CostModel

struct SharedAsker: LateFactAsker {
    let kind: ResourceKind
    let column = "shared"
    let operation: String
    var permissions: [String] { ["ec2:\(operation)"] }
    let batchSize = 1

    private let idParameter: String
    /// The attribute, and the element that lists who may.
    private let attribute: String

    static let images = SharedAsker(
        kind: .image, operation: "DescribeImageAttribute", idParameter: "ImageId", attribute: "launchPermission")
    static let snapshots = SharedAsker(
        kind: .snapshot, operation: "DescribeSnapshotAttribute", idParameter: "SnapshotId",
        attribute: "createVolumePermission")

    private init(kind: ResourceKind, operation: String, idParameter: String, attribute: String) {
        self.kind = kind
        self.operation = operation
        self.idParameter = idParameter
        self.attribute = attribute
    }

    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue] {
        var values: [String: FactValue] = [:]
        for id in ids {
            let answer = try await context.client.query(
                .ec2, operation, [idParameter: id, "Attribute": attribute], region: region.code)
            let others = try answer.list(attribute).filter { $0.text("userId") != context.account.digits }
            values[id] = .flag(!others.isEmpty)
        }
        return values
    }
}
