// Facts that no list gives: asked one by one or by small batches, for the few resources that need them.

import AWSAPI
package import CostModel
import Foundation

/// Asks one column of one kind.
package protocol LateFactAsker: Sendable {
    /// The kind of resource that has the column.
    var kind: ResourceKind { get }
    /// The view's column.
    var column: String { get }
    /// The EC2 operation that is called.
    var operation: String { get }
    /// The IAM actions of that call.
    var permissions: [String] { get }
    /// What is lost where AWS refuses the answer, in a few words; nil: something rests on it, and without it a scan is not
    /// complete.
    var lost: String? { get }
    /// How many resources one call answers for.
    var batchSize: Int { get }
    /// Where AWS refuses or fails, the column stays unknown and nothing is said: the answer is good without it, if not as
    /// good as with it.
    var isOptional: Bool { get }
    /// The values of these resources, by id. One call, or one list of each source. Throws
    /// `AWSError`, and `ScanError` for an unreadable answer.
    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue]
    /// Asks of a resource that cannot exist, to learn whether asking is allowed. Throws `AWSError` where it is not, or
    /// where AWS finds no such resource.
    func trial(in region: Region, _ context: ScanContext) async throws
}

extension LateFactAsker {
    /// No answer is good enough.
    package var isOptional: Bool { false }

    /// A guardrail or a rule needs it.
    package var lost: String? { nil }

    /// By the values of one resource.
    package func trial(in region: Region, _ context: ScanContext) async throws {
        guard let id = ImpossibleID.of(kind) else { throw ScanError("nothing tries a resource of this kind") }
        _ = try await values(of: [id], in: region, context)
    }
}

/// Ids that are well formed and never given out.
enum ImpossibleID {
    static func of(_ kind: ResourceKind) -> String? {
        let prefixes: [ResourceKind: String] = [.instance: "i", .image: "ami", .snapshot: "snap"]
        return prefixes[kind].map { "\($0)-00000000000000000" }
    }
}
