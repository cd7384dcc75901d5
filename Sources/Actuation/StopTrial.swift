// Whether stopping would be allowed, without stopping anything.

import AWSAPI
import CostModel

/// A trial of StopInstances with DryRun: AWS checks the permission, and nothing else.
package struct StopTrial: Sendable {
    private let client: AWSClient

    /// A trial by this client's credentials.
    package init(client: AWSClient) { self.client = client }

    /// Whether the credentials may stop this instance. Protection and state are not looked at. Costs nothing.
    ///
    /// - Throws: `AWSError` where AWS answers neither yes nor no.
    package func isAllowed(_ instance: ResourceKey) async throws -> Bool {
        do {
            // AWS answers a trial with an error in either case. Source: EC2 API reference, DryRun.
            _ = try await client.query(
                .ec2, "StopInstances", ["InstanceId.1": instance.id, "DryRun": "true"], region: instance.region.code)
            return true
        } catch let error as AWSError where error.kind == .dryRunPassed {
            return true
        } catch let error as AWSError where error.isDenied {
            return false
        }
    }
}
