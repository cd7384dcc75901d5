// AWS's side of whole runs over the made-up account: it lists, bills late, revises, and takes mails.

import CostModel
import Foundation
import Pipeline
import Synchronization

/// The process was killed.
struct Killed: Error {}

/// Counts what a run does outside, and kills it at one of these points: from there on nothing is carried out.
final class Fuse: Sendable {
    private let state: Mutex<(left: Int?, isBlown: Bool)>

    /// - Parameter point: the operation at which the process dies, from 0; nil: it lives.
    init(at point: Int?) { state = Mutex((point, false)) }

    /// Runs an operation; at the fatal one the process dies before it, or when it was carried out and nobody knows.
    func through<Value>(_ operation: () async throws -> Value) async throws -> Value {
        let left = try state.withLock { state -> Int? in
            if state.isBlown { throw Killed() }
            defer { state.left = state.left.map { $0 - 1 } }
            return state.left
        }
        // Two points an operation: before it, and after it.
        guard let left, left <= 1 else { return try await operation() }
        state.withLock { $0.isBlown = true }
        if left == 1 { _ = try await operation() }
        throw Killed()
    }
}

/// Lists the account at the clock's time.
struct HonestResources: ResourceSource {
    let shown: ShownAccount
    func account() async throws -> AccountID { ShownAccount.account }
    func enabledRegions(of account: AccountID) async throws -> EnabledRegions { .told([ShownAccount.region]) }
    func facts(_ requests: [FactRequest], at now: Date) async -> [LateFact] { [] }
    func calls(in region: Region) -> CallTally { CallTally() }

    func list(
        _ kinds: [ResourceKind], in regions: [Region], of account: AccountID, at now: Date,
        knowing: @escaping @Sendable (ListingPlace) async throws -> KnownItems,
        receive: @escaping @Sendable (ListedPart) async throws -> Void
    ) async throws {
        for kind in kinds {
            let listing = Listing(
                account: account, region: ShownAccount.region, kind: kind, service: "ec2", operation: "Describe",
                at: now, outcome: .complete)
            let resources = shown.resources(kind, at: Int(now.timeIntervalSince1970))
            try await receive(.page(listing.place, resources))
            try await receive(.end(listing))
        }
    }
}

/// No metrics: what these tests judge are credits.
struct NoMetrics: MetricSource {
    func namespacesInUse(in region: Region) async -> Set<String> { [] }

    func inUse(
        _ service: UsageService, of account: AccountID, in region: Region, lately: Bool
    ) async -> (ids: [String], gap: Gap?) {
        ([], nil)
    }

    func points(
        _ queries: [MetricQuery], within allowance: MetricAllowance,
        noting note: @Sendable (MetricRequests) async throws -> Void
    ) async throws -> (answers: [MetricAnswer], use: MetricUse) {
        (queries.map { MetricAnswer($0, points: []) }, MetricUse())
    }
}

/// Cost Explorer as it is: a day is told a day late, nine tenths of it at first, and the credit cancels all of it.
struct LateBilling: BillingSource {
    let truth: TrueAccount
    let begin: Int
    /// Nil: Cost Explorer is not there.
    let isEnabled: Bool

    func credits(account: AccountID, at now: Date) async -> BillingFigures { BillingFigures() }
    func spent() -> (calls: Int, cost: Money) { (0, .zero) }

    func figures(account: AccountID, at now: Date, costsSince: Date?, daily: Bool) async -> BillingFigures {
        guard isEnabled, let costsSince else { return BillingFigures() }
        let now = Int(now.timeIntervalSince1970)
        var lines: [BillingFigures.CostLine] = []
        var day = max(begin, Int(costsSince.timeIntervalSince1970)) / 86_400 * 86_400
        while day + 86_400 <= now {
            let age = now - (day + 86_400)
            let share = age < 86_400 ? 0 : age < 36 * 3600 ? 0.9 : 1
            let amount = Money(usd: truth.cost(from: max(day, begin), until: day + 86_400) * share) ?? .zero
            for (type, value) in [("Usage", amount), ("Credit", .zero - amount)] {
                lines.append(
                    .init(
                        recordType: type, start: text(day), end: text(day + 86_400), amount: value, estimated: share < 1
                    ))
            }
            day += 86_400
        }
        return BillingFigures(costLines: lines, costsAt: Date(timeIntervalSince1970: Double(now)))
    }

    private func text(_ second: Int) -> String { UTCTime.dayText(Date(timeIntervalSince1970: Double(second))) }
}

/// Changes nothing.
struct NoActuator: Actuator {
    var caller: String? { nil }
    func tag(_ resource: ResourceKey, _ change: TagChange) async -> StepOutcome { .skipped("not here") }
    func verifiedAccount() async throws -> AccountID { ShownAccount.account }
    func perform(_ step: PlanStep, marking mark: StopMark) async -> StepOutcome { .skipped("not here") }
    func state(of resource: ResourceKey) async throws -> PowerState? { nil }
    func leave(_ mark: StopMark, on resource: ResourceKey) async {}
}

/// Runs on no instance.
struct NoHost: HostWitness {
    func sight(asking: Bool, at now: Date) async -> HostSight { HostSight(hosts: []) }
}

/// Takes mails, and keeps them though the process that sent them dies.
final class Postbox: Sendable {
    struct Received: Sendable {
        let mail: Mail
        let at: Date
    }
    private let kept = Mutex<[Received]>([])
    var received: [Received] { kept.withLock { $0 } }
    func take(_ mail: Mail, at now: Date) { kept.withLock { $0.append(Received(mail: mail, at: now)) } }
}

/// Sends into the box; a process that dies when the mail has arrived does not learn of it.
struct FusedNotifier: Notifier {
    let box: Postbox
    let fuse: Fuse
    let now: Date
    var destination: String { "box" }
    func recipients() async throws -> (confirmed: Int, waiting: [String]) { (1, []) }
    func readers() async throws -> [MailReader] { [MailReader(endpoint: "box", isConfirmed: true, filter: .all)] }
    func send(_ mail: Mail) async throws -> String {
        try await fuse.through {
            box.take(mail, at: now)
            return mail.id
        }
    }
}

/// The outbox of a process that may die between any two of its steps.
struct FusedOutbox: Outbox, HealthLog, AlertLedger {
    let outbox: any Outbox & HealthLog & AlertLedger
    let fuse: Fuse
    func episodes() async throws -> [Episode] { try await fuse.through { try await outbox.episodes() } }
    func change(_ change: OutboxChange) async throws {
        try await fuse.through { try await outbox.change(change) }
    }
    func unsent() async throws -> [Mail] { try await fuse.through { try await outbox.unsent() } }
    func recordAttempt(_ mailID: String, at now: Date) async throws {
        try await fuse.through { try await outbox.recordAttempt(mailID, at: now) }
    }
    func recordSent(_ mailID: String, messageID: String, at now: Date) async throws {
        try await fuse.through { try await outbox.recordSent(mailID, messageID: messageID, at: now) }
    }
    func alertEdits(account: AccountID?) async throws -> [AlertEdit] { try await outbox.alertEdits(account: account) }
    func record(_ edit: AlertEdit, account: AccountID?) async throws { try await outbox.record(edit, account: account) }
    func adoptAlertEdits(account: AccountID) async throws { try await outbox.adoptAlertEdits(account: account) }
    func hasMail(_ id: String) async throws -> Bool { try await fuse.through { try await outbox.hasMail(id) } }
    func health(of profile: String) async throws -> ScanHealth? { try await outbox.health(of: profile) }
    func record(_ health: ScanHealth) async throws { try await outbox.record(health) }
}
