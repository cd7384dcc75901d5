// Facts that one attribute of one resource tells, by a call each: whether an instance is protected from being stopped,
// what a shutdown from within does to it, and whether another account, or everybody, may use an image or a snapshot.
import AWSAPI
import CostModel

/// Whether an instance is protected from being stopped. No list tells.
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

/// What a shutdown from within an instance does to it. A stop by AWS's API keeps the instance whatever it says, so
/// nothing rests on the answer: it is a word to people. Source: EC2 user guide, "Change the instance initiated shutdown
/// behavior".
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

/// Whether another account, or everybody, may use an image or a snapshot.
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
