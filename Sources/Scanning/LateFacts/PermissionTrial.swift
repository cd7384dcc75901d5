// Whether the late facts may be asked, without a resource to ask of.

package import AWSAPI
package import CostModel

/// Asks each late fact of a resource that cannot exist: AWS looks at the permission first, then for the resource.
package struct PermissionTrial: Sendable {
    /// What came of one operation.
    package struct Answer: Hashable, Sendable {
        /// The kind of resource that was asked of.
        package let kind: ResourceKind
        /// The EC2 operation that was called.
        package let operation: String
        /// Nil: allowed. Otherwise what AWS said, in one line.
        package let refusal: String?
        /// What is lost without it, in a few words; nil: scans are not complete.
        package let lost: String?
    }

    private let context: ScanContext

    /// A trial by this client's credentials.
    package init(client: AWSClient, account: AccountID) {
        context = ScanContext(client: client, account: account, types: [:])
    }

    /// One answer per operation of the registry's late facts. Free calls that only read.
    package func answers(in region: Region) async -> [Answer] {
        var tried: Set<String> = []
        let askers = ScannerRegistry.lateFacts.filter { tried.insert($0.operation).inserted }
        return await askers.concurrentMap(maxInFlight: 4) { asker in
            let (refusal, operation) = await refusal(of: asker, in: region)
            return Answer(
                kind: asker.kind, operation: operation, refusal: refusal, lost: asker.lost)
        }
    }

    /// With the operation that was refused, of a fact that takes several the first.
    private func refusal(of asker: any LateFactAsker, in region: Region) async -> (String?, operation: String) {
        do {
            try await asker.trial(in: region, context)
            return (nil, asker.operation)
        } catch let error as AWSError {
            // An API that is not there yet lacks no permission, and nothing is lost by it.
            let isAllowed = Self.isNotFound(error) || (asker.isOptional && !error.isRefusal)
            return isAllowed ? (nil, asker.operation) : (GapText.line(error), error.operation)
        } catch { return (GapText.line(String(describing: error)), asker.operation) }
    }

    /// Such as `InvalidInstanceID.NotFound`; of images also `InvalidAMIID.Unavailable`.
    private static func isNotFound(_ error: AWSError) -> Bool {
        error.kind == .other && (error.code.hasSuffix(".NotFound") || error.code.hasSuffix(".Unavailable"))
    }
}
