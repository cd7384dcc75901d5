// Whether the late facts may be asked, without a resource to ask of.

import AWSAPI
import CostModel

/// Asks each late fact of a resource that cannot exist: AWS looks at the permission first, then for the resource.
public struct PermissionTrial: Sendable {
    /// What came of one operation.
    public struct Answer: Hashable, Sendable {
        /// The kind of resource that was asked of.
        public let kind: ResourceKind
        /// The EC2 operation that was called.
        public let operation: String
        /// Nil: allowed. Otherwise what AWS said, in one line.
        public let refusal: String?
    }

    private let context: ScanContext

    /// A trial by this client's credentials.
    public init(client: AWSClient, account: AccountID) {
        context = ScanContext(client: client, account: account, types: [:])
    }

    /// One answer per late fact of the registry. Free calls that only read.
    public func answers(in region: Region) async -> [Answer] {
        await ScannerRegistry.lateFacts.concurrentMap(maxInFlight: 4) { asker in
            let refusal = await refusal(of: asker, in: region)
            return Answer(kind: asker.kind, operation: asker.operation, refusal: refusal)
        }
    }

    private func refusal(of asker: any LateFactAsker, in region: Region) async -> String? {
        guard let id = Self.impossibleID(asker.kind) else { return "nothing tries a resource of this kind" }
        do {
            _ = try await asker.values(of: [id], in: region, context)
            return nil
        } catch let error as AWSError where Self.isNotFound(error) {
            return nil
        } catch let error as AWSError {
            return GapText.line(error)
        } catch { return GapText.line(String(describing: error)) }
    }

    /// Such as `InvalidInstanceID.NotFound`; of images also `InvalidAMIID.Unavailable`.
    private static func isNotFound(_ error: AWSError) -> Bool {
        error.kind == .other && (error.code.hasSuffix(".NotFound") || error.code.hasSuffix(".Unavailable"))
    }

    /// Well formed, and never given out.
    private static func impossibleID(_ kind: ResourceKind) -> String? {
        let prefixes: [ResourceKind: String] = [.instance: "i", .image: "ami", .snapshot: "snap"]
        return prefixes[kind].map { "\($0)-00000000000000000" }
    }
}
