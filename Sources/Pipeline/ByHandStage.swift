// What a person asks for by name: a look at the machines, then the stop or the start, by the way that plans go. The asking
// is the caller's.

package import CostModel
package import Foundation
package import Planning

/// A person's stop or start of machines. The caller holds the writer's lock.
package struct ByHandStage: Sendable {
    private let local: LocalPorts
    private let aws: AWSPorts
    private let settings: PlanSettings
    private let credits: [CreditGrant]

    /// A stage over these ports, with what the user allows.
    ///
    /// - Parameters:
    ///   - judge: of the one rule of the action, as `RuleSet.byHand` has it.
    ///   - byHand: what the person passes. A keep speaks against no start.
    ///   - credits: those of the configuration: what burns them is reckoned anew after a stop.
    package init(
        _ local: LocalPorts, _ aws: AWSPorts, judge: any RuleJudge, byHand: ByHand, settings: PlanSettings,
        credits: [CreditGrant]
    ) {
        let judge = byHand.overridesKeeps ? KeepPassingJudge(judge: judge) : judge
        self.local = local.judging(by: judge)
        self.aws = aws
        var settings = settings
        settings.byHand = byHand
        self.settings = settings
        self.credits = credits
    }

    /// Looks at the machines, and says what can be done, what cannot and why, and what would be passed. Changes nothing.
    ///
    /// - Throws: `refused` where the time cannot be relied on; where the store fails.
    package func look(at machines: Set<ResourceKey>, account: AccountID) async throws -> TargetLook {
        try await HostStage(local, aws).learn(account: account, acting: true, at: local.clock())
        let look = try await TargetStage(local, aws, settings: settings).look(
            at: machines, account: account, isAttended: true)
        try ClockStage.refuseToAct(aws.time())
        return look
    }

    /// Does it, after one more look at each; as `ApplyStage.run`.
    package func perform(_ steps: [PlanStep], planID: String, account: AccountID) async throws -> ApplyResult {
        try await ApplyStage(local, aws, settings: settings, credits: credits).run(
            steps, planID: planID, account: account, unattended: false)
    }

    /// What runs, or is about to, and was started lately.
    package struct Started: Sendable {
        /// With the time of the start; in no order.
        package let machines: [Judgement]
        /// Where it could not be looked, regions apart that have always been closed and that nobody named.
        package let gaps: [Gap]
        /// Regions of the scope, unnamed, that have never answered these keys; sorted.
        package let closed: [Region]
    }

    /// Lists the machines of every region of the scope, and picks those whose last start is not before a time, or not
    /// known.
    ///
    /// - Throws: as a scan does.
    package func started(since: Date, in scope: ScanScope, account: AccountID) async throws -> Started {
        let choice = try await RegionChoice.make(scope, account: account, aws, local)
        let now = local.clock()
        let gaps = GapCollector()
        try await local.observations.beginScan(of: account, at: now, regions: choice.regions)
        await gaps.add(choice.gap)
        try await ScanStage(local, aws, scope: scope).list(
            [.instance], in: choice.regions, of: account, at: now, gaps: gaps)
        // Who names a region wants to know of that one.
        let closed =
            scope.regions == nil
            ? try await local.observations.coverage(of: account, kinds: nil, regions: nil).closed : []
        let judged = try local.judge.judge(account: account, now: now, only: nil, detail: .all).judgements
        let machines = judged.filter { machine in
            choice.regions.contains(machine.resource.region)
                && ["running", "pending"].contains(machine.row["state"]?.text ?? "running")
                && machine.knownLaunchTime.map { $0 >= since } ?? true
        }
        return Started(
            machines: machines, gaps: await gaps.all.filter { !closed.contains($0.region) },
            closed: closed.filter(choice.regions.contains))
    }
}

/// Judges as another does, but for the keep tag.
private struct KeepPassingJudge: RuleJudge {
    let judge: any RuleJudge

    var rules: [RuleHeader] { judge.rules }
    var kindsNeeded: Set<ResourceKind> { judge.kindsNeeded }
    var metricsNeeded: [MetricNeed] { judge.metricsNeeded }

    func judge(
        account: AccountID, now: Date, only: Set<ResourceKey>?, detail: JudgementDetail
    ) throws -> JudgementSet {
        var set = try judge.judge(account: account, now: now, only: only, detail: detail)
        set.judgements = set.judgements.map(\.passingKeepTag)
        return set
    }
}
