// Facts that no list gives: asked one by one or by small batches, for the few resources that need them.

import AWSAPI
import CostModel
import Foundation

/// Asks one column of one kind.
public protocol LateFactAsker: Sendable {
    /// The kind of resource that has the column.
    var kind: ResourceKind { get }
    /// The view's column.
    var column: String { get }
    /// The EC2 operation that is called.
    var operation: String { get }
    /// The IAM actions of that call.
    var permissions: [String] { get }
    /// How many resources one call answers for.
    var batchSize: Int { get }
    /// The values of these resources, by id. One call. Throws `AWSError`, and `ScanError` for an unreadable answer.
    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue]
}
