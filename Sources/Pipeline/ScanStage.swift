// One look at the account: the lists first, then metrics and late facts only for what no condition has excluded.
// Leaves verdicts to PlanStage and changes to ApplyStage.

package import CostModel
import Foundation
import Planning
import Reporting

/// What to look at.
package struct ScanScope: Sendable {
    /// Nil: every region that is enabled.
    package var regions: [Region]?
    /// The credits whose balances are brought up to date.
    package var credits: [CreditGrant]
    /// What costguard's own calls may cost in a calendar month, UTC; beyond it neither Cost Explorer is asked, nor
    /// CloudWatch for what is not free.
    package var monthlyCap: Money
    /// Kinds that files describe and that are listed, whether or not a rule asks for them.
    package var kinds: [KindSpec]
    /// Services that bill by use, and of which CloudWatch is asked how much it was.
    package var services: [UsageService]
    /// Everything that is enabled, no credit and no kind, without arguments.
    package init(
        regions: [Region]? = nil, credits: [CreditGrant] = [], monthlyCap: Money = Money(nanoUSD: 500_000_000),
        kinds: [KindSpec] = [], services: [UsageService] = []
    ) {
        self.regions = regions
        self.credits = credits
        self.monthlyCap = monthlyCap
        self.kinds = kinds
        self.services = services
    }

    /// Whether a scan of this scope looks at the region.
    func contains(_ region: Region) -> Bool { regions?.contains(region) ?? true }
}

/// A scan's result: what it did, and what the rules say of it.
package struct ScanResult: Sendable {
    /// Where it looked, what it could not see, what it cost.
    package let summary: ScanSummary
    /// Rules and rows that could not be judged.
    package let ruleFaults: [RuleFault]
    /// What AWS would not say of money: told, never a gap.
    package let billingGaps: [Gap]
    /// Regions that count as closed since this scan.
    package let newlyClosed: [Region]
    /// How metrics were asked for.
    package let metrics: MetricUse
    /// All that CloudWatch was asked in this calendar month, UTC, this scan included.
    package let metricsThisMonth: MetricRequests
    /// Whether at least one list was answered.
    package let sawSomething: Bool
    /// Regions in which more than a tenth of the calls failed.
    package let outages: [Outage]
}

/// What the second pass came to.
struct SecondLook {
    let judgements: JudgementSet
    /// Late facts that were asked and not answered.
    var unanswered: [LateFact] = []
    var metrics = MetricUse()
}

/// Scans an account into the store.
package struct ScanStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts
    let scope: ScanScope
    let progress: ScanProgress?

    /// A stage over these ports; `progress` is counted while it runs.
    package init(_ local: LocalPorts, _ aws: AWSPorts, scope: ScanScope, progress: ScanProgress? = nil) {
        self.local = local
        self.aws = aws
        self.scope = scope
        self.progress = progress
    }

    /// Looks at everything that the enabled rules and the meter need, judges it, and moves the hold clocks, unless the time
    /// is in doubt.
    ///
    /// - Throws: where the credentials do not tell an account, or the store fails; `PipelineError` where a named region is
    ///   not enabled. A region or a call that fails is a gap in the result instead. `CalledOff` where the task is
    ///   cancelled after the scan began; `CancellationError` before.
    package func run() async throws -> ScanResult {
        let watch = ContinuousClock.now
        // The account first: its answer tells the time.
        let account = try await aws.resources.account()
        let began = local.clock()
        try await HostStage(local, aws).learn(account: account, acting: false, at: began)
        let choice = try await RegionChoice.make(scope, account: account, aws, local)
        let regions = choice.regions
        let previous = try await local.observations.lastScans().first { $0.account == account }
        let spentBefore = aws.billing.spent()
        let gaps = GapCollector()
        try await local.observations.beginScan(of: account, at: began, regions: regions)
        await gaps.add(choice.gap)
        @Sendable func finish() async throws -> ScanSummary {
            let coverage = try await local.observations.coverage(of: account, kinds: nil, regions: nil)
            let closed = Set(coverage.closed)
            let spent = aws.billing.spent()
            var summary = ScanSummary(
                account: account, at: began, duration: watch.elapsed, regions: regions,
                closedRegions: coverage.closed, gaps: await gaps.all.filter { !closed.contains($0.region) },
                apiCalls: spent.calls - spentBefore.calls, selfCost: spent.cost - spentBefore.cost)
            try await local.observations.finishScan(summary)
            let stored = try await local.observations.lastScans().first { $0.account == account }
            summary.absentKindsAskedAt = stored?.absentKindsAskedAt
            return summary
        }
        do {
            let (look, billingGaps) = try await look(at: regions, of: account, at: began, gaps: gaps)
            // By a time that is in doubt what was listed stays, but no hold grows.
            let isSure = aws.time().doubt == nil
            return try await toTheEnd {
                if isSure {
                    try await advanceHolds(look.judgements, account: account, regions: regions, now: began)
                }
                let summary = try await finish()
                return ScanResult(
                    summary: summary, ruleFaults: look.judgements.faults, billingGaps: billingGaps,
                    newlyClosed: Set(summary.closedRegions).subtracting(previous?.closedRegions ?? []).sorted(),
                    metrics: look.metrics,
                    metricsThisMonth: try await local.money.metricRequests(account: account, at: began),
                    sawSomething: await !gaps.answered.isEmpty, outages: outages(in: regions, summary.gaps))
            }
        } catch is CancellationError {
            await gaps.callOff(account)
            throw CalledOff(summary: try await toTheEnd(finish))
        }
    }

    private func look(
        at regions: [Region], of account: AccountID, at began: Date, gaps: GapCollector
    ) async throws -> (SecondLook, billingGaps: [Gap]) {
        try await local.observations.look(at: regions, of: account, at: began)
        try await listAll(in: regions, of: account, at: began, gaps: gaps)
        // What bursts is asked before the balances, which burn by it.
        try await SurplusStage(local: local, aws: aws, cap: scope.monthlyCap)
            .update(account: account, regions: regions, at: began)
        try await ServiceUseStage(local: local, aws: aws, cap: scope.monthlyCap)
            .update(scope.services, account: account, regions: regions, at: began, gaps: gaps)
        // Balances first: they rest on the lists alone, and credits are judged with all else.
        progress?.asks(.money)
        let billingGaps = try await BalanceStage(local, aws).update(
            grants: scope.credits, monthlyCap: scope.monthlyCap, account: account, at: began)
        return (try await fillIn(account: account, now: began, only: nil, gaps: gaps), billingGaps)
    }

    func list(
        _ kinds: Set<ResourceKind>, in regions: [Region], of account: AccountID, at now: Date, gaps: GapCollector
    ) async throws {
        let looks = try await KindLooks(
            kinds, in: regions, of: account, at: now, local.observations,
            KindHints(local: local, aws: aws, scope: scope))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for look in looks.all {
                await gaps.expect(look.kinds.count, in: look.regions)
                progress?.lists(look.kinds.count, in: look.regions)
                group.addTask { try await list(look, of: account, at: now, gaps: gaps) }
            }
            try await group.waitForAll()
        }
    }

    private func list(_ look: KindLooks.Look, of account: AccountID, at now: Date, gaps: GapCollector) async throws {
        let observations = local.observations
        let needed = local.judge.kindsNeeded.union(scope.kinds.map(\.kind))
        try await aws.resources.list(
            look.kinds, in: look.regions, of: account, at: now, knowing: observations.known
        ) { part in
            if case .gap(let place, let gap) = part {
                if needed.contains(place.kind) { await gaps.add(gap) }
                return
            }
            try await observations.record(part)
            progress?.listed(part)
            guard case .end(let listing) = part else { return }
            // A listing that the meter alone needs is no gap: the meter tells by itself what it could not see.
            await gaps.add(listing, isNeeded: needed.contains(listing.kind))
        }
    }

    /// The second pass. Judges what the lists gave; asks metrics, then late facts, for what is still open, and judges
    /// that again: metrics and late facts open nothing that a known fact has closed.
    ///
    /// - Parameter only: the targets of a change: judge these alone, and ask their late facts anew.
    /// - Returns: what the rules say in the end, and what was not answered.
    @discardableResult
    func fillIn(
        account: AccountID, now: Date, only: Set<ResourceKey>?, gaps: GapCollector
    ) async throws -> SecondLook {
        func judge(_ only: Set<ResourceKey>?) throws -> JudgementSet {
            try local.judge.judge(account: account, now: now, only: only, detail: .brief)
        }
        var set = try judge(only)
        // One set at a time: it is what takes the memory of a large account.
        func judgeAgain() throws {
            let open = set.open ?? only
            set = JudgementSet()
            set = try judge(open)
        }
        var metrics = MetricUse()
        for turn in MetricNeed.Turn.allCases {
            guard let use = try await askMetrics(turn, of: set, account: account, at: now, gaps: gaps) else { continue }
            metrics = metrics + use
            try judgeAgain()
        }
        let requests = try await requests(for: set, again: only != nil)
        guard !requests.isEmpty else { return SecondLook(judgements: set, metrics: metrics) }
        progress?.asks(.facts(requests.count))
        let facts = await aws.resources.facts(requests, at: now)
        try Task.checkCancellation()
        try await local.observations.record(facts)
        for fact in facts { await gaps.add(fact.gap) }
        try judgeAgain()
        return SecondLook(
            judgements: set, unanswered: facts.filter { $0.value == nil }, metrics: metrics)
    }

    /// Before a stop all that it rests on, whatever is stored; else no more than a scan may.
    private func requests(for set: JudgementSet, again: Bool) async throws -> [FactRequest] {
        let requests = LateFactNeeds.requests(for: set.judgements, again: again)
        guard !again, LateFactNeeds.areTooMany(requests) else { return requests }
        return LateFactNeeds.chosen(of: requests, lastAsked: try await local.observations.lastAsked(requests))
    }

    /// Nil where every point is there already.
    private func askMetrics(
        _ turn: MetricNeed.Turn, of set: JudgementSet, account: AccountID, at now: Date, gaps: GapCollector
    ) async throws -> MetricUse? {
        let needs = MetricNeeds(local.judge.metricsNeeded)
        let stage = MetricStage(local: local, aws: aws, cap: scope.monthlyCap)
        var use: MetricUse?
        // Answers take some kilobytes a resource: piece by piece they stay few, however large the account.
        let resources = needs.open(in: set.judgements, turn)
        for first in stride(from: 0, to: resources.count, by: ScanStage.resourcesAtOnce) {
            let piece = resources[first..<min(first + ScanStage.resourcesAtOnce, resources.count)]
            let queries = piece.flatMap { needs.queries(of: $0.resource, for: $0.rules, turn, at: now) }
            let named = try await named(queries, account: account)
            let missing = try await local.observations.missingPoints(named, at: now)
            guard !missing.isEmpty else { continue }
            progress?.asks(.metrics(missing.count))
            let (answers, taken) = try await stage.ask(missing, account: account, at: now)
            for answer in answers { await gaps.add(answer.gap) }
            use = (use ?? MetricUse()) + taken
        }
        return use
    }

    private static let resourcesAtOnce = 1000

    /// The same queries; what a kind's file describes is asked for by the dimensions that it says. What cannot be named so
    /// is not asked: its metric stays unknown.
    func named(_ queries: [MetricQuery], account: AccountID) async throws -> [MetricQuery] {
        let specs = Dictionary(scope.kinds.map { ($0.kind, $0) }) { first, _ in first }
        let kinds = Set(queries.map(\.resource.kind)).intersection(specs.keys)
        guard !kinds.isEmpty else { return queries }
        let things = try await local.observations.things(of: account, kinds: kinds)
        let byKey = Dictionary(things.map { ($0.key, $0) }) { first, _ in first }
        return queries.compactMap { query in
            guard let spec = specs[query.resource.kind] else { return query }
            let dimensions = byKey[query.resource].flatMap {
                spec.dimensions(of: query.metric, in: query.namespace, for: $0)
            }
            guard let dimensions else { return nil }
            var named = query
            named.dimensions = dimensions
            return named
        }
    }

    private func advanceHolds(
        _ set: JudgementSet, account: AccountID, regions: [Region], now: Date
    ) async throws {
        let before = try await local.decisions.holds(account: account)
        let set = set.sparing(try await local.decisions.keepsByResource(of: account), at: now)
        let scanned = Set(regions + [.global])
        // What this scan did not look at keeps its clock; where it looked, a clock that is not advanced ends.
        let elsewhere = before.filter { !scanned.contains($0.key.resource.region) }
        let judged = set.judgements.filter { scanned.contains($0.resource.region) }
        let after = elsewhere.merging(HoldClock.advance(before, by: judged, at: now)) { $1 }
        try await local.decisions.replaceHolds(after, account: account)
    }
}

extension JudgementSet {
    /// What is not clear. Nil where a rule failed as a whole: then nothing is known of what it would have said.
    fileprivate var open: Set<ResourceKey>? {
        faults.contains { $0.resource == nil } ? nil : Set(judgements.map(\.resource))
    }
}

extension ContinuousClock.Instant {
    /// Seconds since this instant: how long work took, whatever the calendar's clock says.
    var elapsed: TimeInterval { (ContinuousClock.now - self) / .seconds(1) }
}
