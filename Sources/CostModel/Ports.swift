// The ports of the use cases: what they need from outside. Adapters in other rooms stand behind them.

package import Foundation

/// Lists an account. One failed call never hides the others: it becomes a gap.
package protocol ResourceSource: Sendable {
    /// The account that the credentials belong to. Throws where AWS does not say.
    func account() async throws -> AccountID
    /// The regions that are enabled, or why AWS does not say. Throws `CancellationError`, and for an answer that
    /// cannot be read.
    func enabledRegions(of account: AccountID) async throws -> EnabledRegions
    /// Lists these kinds in these regions, all at once, bounded, and hands over the pages as they come. Every region
    /// and kind has exactly one end, behind all its pages, and its pages come in order and one at a time; those of
    /// different places come at the same time. Throws what `receive` and `knowing` throw, and then hands over no more.
    /// - Parameter knowing: asked once for each place, before its first page.
    func list(
        _ kinds: [ResourceKind], in regions: [Region], of account: AccountID, at now: Date,
        knowing: @escaping @Sendable (ListingPlace) async throws -> KnownItems,
        receive: @escaping @Sendable (ListedPart) async throws -> Void
    ) async throws
    /// Asks facts that cost a call each. One answer per request.
    func facts(_ requests: [FactRequest], at now: Date) async -> [LateFact]
    /// How the calls about machines went in a region, those of metrics included, since these keys are at work.
    func calls(in region: Region) -> CallTally
}

extension ResourceSource {
    /// Lists as the other one does, and reads every item.
    package func list(
        _ kinds: [ResourceKind], in regions: [Region], of account: AccountID, at now: Date,
        receive: @escaping @Sendable (ListedPart) async throws -> Void
    ) async throws {
        try await list(kinds, in: regions, of: account, at: now, knowing: { _ in KnownItems() }, receive: receive)
    }
}

/// Reads CloudWatch.
package protocol MetricSource: Sendable {
    /// One answer per query, in any order. What the allowance does not cover is answered by a gap.
    ///
    /// - Parameter note: told what is about to be asked, before it is asked. Where it throws, nothing is asked.
    func points(
        _ queries: [MetricQuery], within allowance: MetricAllowance,
        noting note: @Sendable (MetricRequests) async throws -> Void
    ) async throws -> (answers: [MetricAnswer], use: MetricUse)

    /// What is in use of a service in a region, as its first metric tells; with a gap, where CloudWatch does not.
    ///
    /// - Parameter lately: what was used within three hours alone; else within two weeks.
    func inUse(
        _ service: UsageService, of account: AccountID, in region: Region, lately: Bool
    ) async -> (ids: [String], gap: Gap?)

    /// Namespaces, such as `AWS/RDS`, under which something of a region got data within three hours: those of the first 500
    /// metrics, in one call. A hint and no more: empty too where CloudWatch does not answer.
    func namespacesInUse(in region: Region) async -> Set<String>
}

/// Changes AWS, one resource a call.
package protocol Actuator: Sendable {
    /// The account that the credentials belong to at this moment, asked anew.
    func verifiedAccount() async throws -> AccountID
    /// Whom AWS takes the keys for, an ARN, as it was last told; nil where it was not asked yet.
    var caller: String? { get }
    /// Performs one step: stops, then leaves the mark; or starts. Never throws: the outcome says what happened.
    func perform(_ step: PlanStep, marking mark: StopMark) async -> StepOutcome
    /// Writes a tag, or takes it away. Never throws: the outcome says what happened.
    func tag(_ resource: ResourceKey, _ change: TagChange) async -> StepOutcome
    /// What AWS shows of a resource now, read by id; nil where it is gone.
    func state(of resource: ResourceKey) async throws -> PowerState?
    /// Tags a machine that was stopped. Never throws: that it could not is told, and changes nothing.
    func leave(_ mark: StopMark, on resource: ResourceKey) async
}

/// What becomes of a tag.
package enum TagChange: Hashable, Sendable {
    case write(key: String, value: String)
    /// Where `value` is given, only if that is what the tag says.
    case remove(key: String, value: String?)
}

/// Whether an instance runs, and since when.
package struct PowerState: Hashable, Sendable {
    /// `running`, `stopped` and so on.
    package let state: String
    /// The last start, by AWS's clock; nil where AWS does not say.
    package let launchTime: Date?
    /// A state as AWS shows it.
    package init(_ state: String, launchTime: Date?) {
        self.state = state
        self.launchTime = launchTime
    }
}

/// That a service of mail gave no answer of its own: another mail would fare no better now.
package struct NotifierUnreachable: Error, Sendable, CustomStringConvertible {
    /// What failed, on which thing, without secrets.
    package let description: String
    /// With what there is to say.
    package init(_ description: String) { self.description = description }
}

/// Sends mail. Each call ends soon when its task is cancelled.
package protocol Notifier: Sendable {
    /// Where it goes, for people: a topic's ARN.
    var destination: String { get }
    /// - Returns: the service's id of the message.
    /// - Throws: `NotifierUnreachable` where the service does not answer or is in trouble; anything else where it
    ///   refuses.
    func send(_ mail: Mail) async throws -> String
    /// How many recipients mail reaches, and those that have not confirmed: they receive nothing.
    func recipients() async throws -> (confirmed: Int, waiting: [String])
    /// Who they are, and what reaches each; that of one is not known is told in its place.
    func readers() async throws -> [MailReader]
}
