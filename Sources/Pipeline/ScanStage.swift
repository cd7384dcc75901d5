// One look at the account: the lists first, then metrics and late facts only for what no condition has excluded.
// Leaves verdicts to PlanStage and changes to ApplyStage.

import CostModel
import Foundation
import Planning
import Reporting

/// What to look at.
public struct ScanScope: Sendable {
    /// Nil: every region that is enabled.
    public var regions: [Region]?
    /// The credits whose balances are brought up to date.
    public var credits: [CreditGrant]
    /// What costguard's own calls may cost in a calendar month, UTC; beyond it Cost Explorer is not asked.
    public var monthlyCap: Money
    /// Everything that is enabled, and no credit, without arguments.
    public init(
        regions: [Region]? = nil, credits: [CreditGrant] = [], monthlyCap: Money = Money(nanoUSD: 500_000_000)
    ) {
        (self.regions, self.credits, self.monthlyCap) = (regions, credits, monthlyCap)
    }

    /// Whether a scan of this scope looks at the region.
    func contains(_ region: Region) -> Bool { regions?.contains(region) ?? true }
}

/// A scan's result: what it did, and what the rules say of it.
public struct ScanResult: Sendable {
    /// Where it looked, what it could not see, what it cost.
    public let summary: ScanSummary
    /// By the rules alone, before guardrails and hold time.
    public let judgements: JudgementSet
    /// What AWS would not say of money: told, never a gap.
    public let billingGaps: [Gap]
    /// Whether at least one list was answered.
    public let sawSomething: Bool
}

/// Scans an account into the store.
public struct ScanStage: Sendable {
    let local: LocalDoors
    let aws: AWSDoors
    let scope: ScanScope
    let progress: ScanProgress?

    /// A stage over these doors; `progress` is counted while it runs.
    public init(_ local: LocalDoors, _ aws: AWSDoors, scope: ScanScope, progress: ScanProgress? = nil) {
        (self.local, self.aws, self.scope, self.progress) = (local, aws, scope, progress)
    }

    /// Looks at everything that the enabled rules need, judges it, and moves the hold clocks.
    ///
    /// - Throws: where the credentials do not tell an account, or the store fails. A region or a call that fails
    ///   is a gap in the result instead. `CalledOff` where the task is cancelled after the scan began;
    ///   `CancellationError` before.
    public func run() async throws -> ScanResult {
        let (began, watch) = (local.clock(), ContinuousClock.now)
        let account = try await aws.resources.account()
        let regions = try await regionsToScan()
        let (spentBefore, gaps) = (aws.billing.spent(), GapCollector())
        try await local.observations.beginScan(of: account, at: began, regions: regions)
        @Sendable func finish() async throws -> ScanSummary {
            let coverage = try await local.observations.coverage(of: account, kinds: nil, regions: nil)
            let (closed, spent) = (Set(coverage.closed), aws.billing.spent())
            let summary = ScanSummary(
                account: account, at: began, duration: watch.elapsed, regions: regions,
                closedRegions: coverage.closed, gaps: await gaps.all.filter { !closed.contains($0.region) },
                apiCalls: spent.calls - spentBefore.calls, selfCost: spent.cost - spentBefore.cost)
            try await local.observations.finishScan(summary)
            return summary
        }
        do {
            let (judgements, billingGaps) = try await look(at: regions, of: account, at: began, gaps: gaps)
            return try await toTheEnd {
                try await advanceHolds(judgements, account: account, regions: regions, now: began)
                return ScanResult(
                    summary: try await finish(), judgements: judgements, billingGaps: billingGaps,
                    sawSomething: await gaps.sawSomething)
            }
        } catch is CancellationError {
            await gaps.callOff(account)
            throw CalledOff(summary: try await toTheEnd(finish))
        }
    }

    private func look(
        at regions: [Region], of account: AccountID, at began: Date, gaps: GapCollector
    ) async throws -> (JudgementSet, billingGaps: [Gap]) {
        try await list(local.judge.kindsNeeded, in: regions, of: account, at: began, gaps: gaps)
        try await fillIn(account: account, now: began, only: nil, gaps: gaps)
        progress?.asks(.money)
        let billingGaps = try await BalanceStage(local, aws).update(
            grants: scope.credits, monthlyCap: scope.monthlyCap, account: account, at: began)
        return (try local.judge.judge(account: account, now: began, only: nil, includeClear: false), billingGaps)
    }

    private func regionsToScan() async throws -> [Region] {
        let enabled = try await aws.resources.enabledRegions()
        guard let wanted = scope.regions else { return enabled.sorted() }
        for region in wanted where !enabled.contains(region) {
            throw PipelineError(
                "Region '\(region)' is not enabled in this account",
                hint: "enabled are \(enabled.sorted().map(\.code).joined(separator: ", "))")
        }
        return wanted.sorted()
    }

    func list(
        _ kinds: Set<ResourceKind>, in regions: [Region], of account: AccountID, at now: Date, gaps: GapCollector
    ) async throws {
        let listed = kinds.subtracting([.credit]).sorted { $0.rawValue < $1.rawValue }
        let observations = local.observations
        await gaps.expect(listed.count, in: regions)
        progress?.lists(listed.count, in: regions)
        try await aws.resources.list(listed, in: regions, of: account, at: now) { result in
            try await observations.record(result)
            await gaps.add(result.listing)
            progress?.listed(result)
        }
    }

    /// The second pass. Judges what the lists gave; asks metrics, then late facts, for what is still open.
    ///
    /// - Parameter only: the targets of a change: judge these alone, and ask their late facts anew.
    /// - Returns: late facts that were asked and not answered.
    @discardableResult
    func fillIn(
        account: AccountID, now: Date, only: Set<ResourceKey>?, gaps: GapCollector
    ) async throws -> [LateFact] {
        let afterLists = try local.judge.judge(account: account, now: now, only: only, includeClear: false)
        let queries = MetricNeeds(local.judge.metricsNeeded).queries(for: afterLists.judgements, at: now)
        let missing = try await local.observations.missingPoints(queries, at: now)
        if !missing.isEmpty {
            progress?.asks(.metrics(missing.count))
            let answers = await aws.metrics.points(missing)
            // Called off, it answers with gaps that are none.
            try Task.checkCancellation()
            try await local.observations.record(answers, at: now)
            for answer in answers { await gaps.add(answer.gap) }
        }
        let afterMetrics = try local.judge.judge(account: account, now: now, only: only, includeClear: false)
        let requests = LateFactNeeds.requests(for: afterMetrics.judgements, again: only != nil)
        guard !requests.isEmpty else { return [] }
        progress?.asks(.facts(requests.count))
        let facts = await aws.resources.facts(requests, at: now)
        try Task.checkCancellation()
        try await local.observations.record(facts)
        for fact in facts { await gaps.add(fact.gap) }
        return facts.filter { $0.value == nil }
    }

    private func advanceHolds(
        _ set: JudgementSet, account: AccountID, regions: [Region], now: Date
    ) async throws {
        let before = try await local.decisions.holds(account: account)
        let scanned = Set(regions + [.global])
        // What this scan did not look at keeps its clock; where it looked, a clock that is not advanced ends.
        var after = before.filter { !scanned.contains($0.key.resource.region) }
        for judgement in set.judgements where scanned.contains(judgement.resource.region) {
            let key = HoldKey(rule: judgement.rule.name, resource: judgement.resource)
            after[key] = HoldClock.advance(
                before[key], outcome: judgement.outcome, rule: judgement.rule,
                launchTime: judgement.launchTime, at: now)
        }
        try await local.decisions.replaceHolds(after, account: account)
    }
}

extension ContinuousClock.Instant {
    /// Seconds since this instant: how long work took, whatever the calendar's clock says.
    var elapsed: TimeInterval { (ContinuousClock.now - self) / .seconds(1) }
}

extension Judgement {
    /// The last start of what was judged; nil for what does not start.
    var launchTime: Date? {
        row["launch_time"]?.integer.map { Date(timeIntervalSince1970: TimeInterval($0)) }
    }
}
