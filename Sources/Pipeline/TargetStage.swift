// The look before a change: exactly at what it is about to touch, by the code that made the plan.

package import CostModel
import Foundation

/// What the targets of a change showed a moment before it.
package struct TargetLook: Sendable {
    /// Over the targets alone.
    package let plan: PlanResult
    /// Of which targets the last minutes or another fact is not known, and why.
    package let unseen: [ResourceKey: String]
}

/// Looks at the targets of a change. The caller holds the writer's lock.
package struct TargetStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts
    let settings: PlanSettings

    /// A stage over these ports, with what the user allows.
    package init(_ local: LocalPorts, _ aws: AWSPorts, settings: PlanSettings) {
        self.local = local
        self.aws = aws
        self.settings = settings
    }

    /// A scan of the targets' regions, and a plan over the targets alone, by the code that made the first plan.
    /// Also which targets' last minutes are not known, and why.
    package func look(
        at targets: Set<ResourceKey>, account: AccountID, isAttended: Bool
    ) async throws -> TargetLook {
        let now = local.clock()
        let watch = ContinuousClock.now
        let regions = Set(targets.map(\.region)).sorted()
        let scan = ScanStage(local, aws, scope: ScanScope(regions: regions, kinds: settings.kinds))
        let gaps = GapCollector()
        try await local.observations.beginScan(of: account, at: now, regions: regions)
        try await scan.list(Set(targets.map(\.kind)), in: regions, of: account, at: now, gaps: gaps)
        let unanswered = try await scan.fillIn(account: account, now: now, only: targets, gaps: gaps).unanswered
        // What does not run did nothing, and CloudWatch has no data of it: it is to be started.
        let running = Set(try await local.observations.running(in: account).map(\.key))
        let working = targets.filter { $0.kind != .instance || running.contains($0) }
        var unseen = try await lookAtLastMinutes(of: working, by: scan, account: account, at: now)
        // What an earlier scan was told is not good enough now.
        for fact in unanswered {
            unseen[fact.request.resource] =
                fact.fellAway
                ? "AWS does not know it any more"
                : "\(fact.request.column) is not known: \(fact.gap?.error ?? "no answer")"
        }
        // Not finished in the store: it saw the targets alone. As the account's last scan it would pass for a look
        // at everything.
        let look = ScanSummary(
            account: account, at: now, duration: watch.elapsed, regions: regions, closedRegions: [],
            gaps: await gaps.all, apiCalls: 0, selfCost: .zero)
        let plan = try await PlanStage(local, settings: settings).run(
            account: account, only: targets, over: look, isAttended: isAttended)
        return TargetLook(plan: plan, unseen: unseen)
    }

    /// Seconds since the start of the newest bucket: EC2 sends every 5 minutes, and CloudWatch shows it some
    /// minutes later.
    static let freshness = 30 * 60

    /// The window of a rule ends at a full hour. Who came back since then must not lose the machine, so the
    /// minutes since are read too, and a target that shows none of them is left alone.
    private func lookAtLastMinutes(
        of targets: Set<ResourceKey>, by scan: ScanStage, account: AccountID, at now: Date
    ) async throws -> [ResourceKey: String] {
        let needs = MetricNeeds(local.judge.metricsNeeded)
        let wanted = needs.latest(of: targets, at: now)
        let queries = try await scan.named(wanted, account: account)
        // What cannot be asked for by the dimensions of its kind's file.
        var unseen = Dictionary(
            Set(wanted.map(\.resource)).subtracting(queries.map(\.resource)).map {
                ($0, "what it did in the last minutes cannot be asked: CloudWatch's name for it is not known")
            }, uniquingKeysWith: { one, _ in one })
        guard !queries.isEmpty else { return unseen }
        // They are few, and fall to the free operation.
        let answers = try await MetricStage(local: local, aws: aws, cap: ScanScope().monthlyCap).ask(
            queries, account: account, at: now
        ).answers
        for (resource, answers) in Dictionary(grouping: answers, by: \.query.resource) {
            if let gap = answers.lazy.compactMap(\.gap).first {
                unseen[resource] = "what it did in the last minutes is not known: \(gap.error)"
            } else if answers.allSatisfy({ !needs.isSilentAtZero($0.query) && !Self.isFresh($0, at: now) }) {
                unseen[resource] = "what it did in the last minutes is not known: CloudWatch has no data of them yet"
            }
        }
        return unseen
    }

    private static func isFresh(_ answer: MetricAnswer, at now: Date) -> Bool {
        answer.points.contains { $0.start + freshness >= Int(now.timeIntervalSince1970) }
    }
}
