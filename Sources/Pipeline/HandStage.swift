// What a person asks for that is no stop: the keep tag of a thing, written or taken away, journaled before and after.

package import CostModel
import Foundation

/// A person's single change to one thing. The caller holds the writer's lock.
package struct HandStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts

    /// A stage over these ports.
    package init(_ local: LocalPorts, _ aws: AWSPorts) {
        self.local = local
        self.aws = aws
    }

    /// Writes the keep tag of a thing, or takes it away where there is no value.
    ///
    /// - Throws: `refused` where the credentials belong to another account; where the store fails, before any change
    ///   that it could not record.
    package func tag(
        _ resource: ResourceKey, name: String?, keep value: String?, because: String?
    ) async throws -> StepOutcome {
        let actual = try await aws.actuator.verifiedAccount()
        guard actual == resource.account else {
            throw PipelineError(
                "'\(resource.id)' is of account \(resource.account), the credentials belong to \(actual)",
                code: .refused, hint: "choose the other profile with --profile")
        }
        let intent = JournalIntent(
            planID: JournalIntent.noPlan, action: value == nil ? .unkeep : .keep, resource: resource, launchTime: nil,
            name: name, rule: JournalIntent.byHand, at: local.clock(), unattended: false, who: local.who(aws),
            evidence: because)
        return try await toTheEnd {
            let entry = try await local.journal.open(intent)
            let change: TagChange =
                if let value { .write(key: KeepTag.key, value: value) } else { .remove(key: KeepTag.key, value: nil) }
            let outcome = await aws.actuator.tag(resource, change)
            try await local.journal.settle(entry, outcome, at: local.clock())
            return outcome
        }
    }
}

extension LocalPorts {
    /// Whose word a change is, for the journal: `ada on laptop, arn:aws:iam::123456789012:user/ada`.
    func who(_ aws: AWSPorts) -> String? {
        let parts = [user, aws.actuator.caller].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
