// From a plan to changes: look again, then one resource at a time, journaled before and after.

package import CostModel
import Foundation
import Planning
import Reporting

/// What became of one step.
package struct AppliedStep: Sendable {
    /// What was to be done.
    package let step: PlanStep
    /// What became of it.
    package let outcome: StepOutcome
    /// A step and its outcome.
    package init(_ step: PlanStep, _ outcome: StepOutcome) {
        self.step = step
        self.outcome = outcome
    }
}

/// What became of a plan's steps, and the second look that they were judged by.
package struct ApplyResult: Sendable {
    /// In the order of the plan.
    package let steps: [AppliedStep]
    /// The plan over the targets alone, made just before the first step.
    package let secondLook: PlanResult
}

/// Applies the steps of a plan. The caller holds the writer's lock.
package struct ApplyStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts
    let settings: PlanSettings
    let credits: [CreditGrant]

    /// A stage over these ports, with what the user allows.
    /// - Parameter credits: those of the configuration: what burns them is reckoned anew after a stop.
    package init(_ local: LocalPorts, _ aws: AWSPorts, settings: PlanSettings, credits: [CreditGrant]) {
        self.local = local
        self.aws = aws
        self.settings = settings
        self.credits = credits
    }

    /// Looks again at each target, refuses what changed, and performs the rest. Cancelled, it ends the step in hand
    /// with its outcome, and begins no other: the rest are skipped.
    ///
    /// - Parameters:
    ///   - steps: what to do, from a plan that was reviewed, or what cron may do.
    ///   - unattended: no person watches: only what is still due and allowed to cron is done.
    /// - Throws: `refused` where the credentials belong to another account, or the time cannot be relied on; where the store
    ///   fails, before any change that it could not record; `CancellationError` where it is called off before the first step.
    package func run(
        _ steps: [PlanStep], planID: String, account: AccountID, unattended: Bool
    ) async throws -> ApplyResult {
        let actual = try await aws.actuator.verifiedAccount()
        guard actual == account else {
            throw PipelineError(
                "The plan is for account \(account), the credentials belong to \(actual)", code: .refused,
                hint:
                    "choose the other profile with --profile, or make a new plan with 'costguard scan' and 'costguard plan'"
            )
        }
        try await HostStage(local, aws).learn(account: account, acting: true, at: local.clock())
        let isAttended = !unattended
        let looking = TargetStage(local, aws, settings: settings)
        @Sendable func lookAgain(at steps: [PlanStep]) async throws -> TargetLook {
            try await looking.look(at: Set(steps.map(\.resource)), account: account, isAttended: isAttended)
        }
        let first = try await lookAgain(at: steps)
        try ClockStage.refuseToAct(aws.time())
        let earlier = EarlierStops(try await local.journal.stops(account: account))
        var look = first
        var applied: [AppliedStep] = []
        for (index, step) in steps.enumerated() {
            if !Task.isCancelled, local.clock().timeIntervalSince(look.plan.scan.at) > Self.lookHolds {
                do {
                    look = try await lookAgain(at: Array(steps[index...]))
                } catch is CancellationError {
                    // It is called off: what is left is skipped below.
                }
            }
            var outcome = skipped(step, look, earlier, unattended: unattended)
            if outcome == nil {
                let evidence = look.plan.plan.findings.first {
                    $0.resource == step.resource && $0.rule.name == step.rules.first
                }?.judgement.reason
                let seen = seen(step, look)
                let memory = seen.memory == .lost ? nil : "AWS is asked to hibernate it"
                let why = [evidence, memory].compactMap(\.self)
                outcome = try await toTheEnd {
                    try await perform(
                        seen, because: why.isEmpty ? nil : why.joined(separator: "; "), planID: planID,
                        unattended: unattended)
                }
            }
            if let outcome { applied.append(AppliedStep(step, outcome)) }
        }
        await seeChanged(applied, account: account)
        return ApplyResult(steps: applied, secondLook: first.plan)
    }

    /// For how long a look at a target is good enough to act on it, in seconds: where many are to be stopped, or AWS is
    /// slow, whose turn comes late may have been tagged or started again meanwhile.
    private static let lookHolds: TimeInterval = 5 * 60

    /// The step with what the look tells of its memory. The brake stops a machine without it rather than not at all.
    private func seen(_ step: PlanStep, _ look: TargetLook) -> PlanStep {
        var step = step
        let isKept = look.plan.plan.steps.contains { $0.resource == step.resource && $0.memory == .kept }
        if isKept { step.memory = settings.brake == nil ? .kept : .keptIfPossible }
        return step
    }

    /// Why a step is not performed; nil where nothing speaks against it.
    private func skipped(
        _ step: PlanStep, _ look: TargetLook, _ earlier: EarlierStops, unattended: Bool
    ) -> StepOutcome? {
        if Task.isCancelled { return .skipped("called off before its turn") }
        if let doubt = aws.time().doubt { return .skipped("the time cannot be relied on: \(doubt)") }
        let calls = aws.resources.calls(in: step.resource.region)
        if unattended, calls.isOutage {
            return .skipped("\(calls.failed) of \(calls.made) calls of this run failed in \(step.resource.region)")
        }
        if let why = look.unseen[step.resource] { return .skipped(why) }
        switch DriftCheck.compare(step: step, fresh: look.plan.plan, unattended: unattended) {
        case .skip(let reason):
            let isOver = isStopped(step.resource, look)
            let words = earlier.text(for: step, timeZone: settings.timeZone, now: local.clock())
            return .skipped((isOver && step.action == .stop ? words : nil) ?? stateWords(step, look) ?? reason)
        case .proceed: return nil
        }
    }

    /// Whether the look shows it stopped, or does not show it.
    private func isStopped(_ resource: ResourceKey, _ look: TargetLook) -> Bool {
        guard resource.kind != .instance else { return look.plan.running.allSatisfy { $0.key != resource } }
        let state = look.plan.clear.first { $0.resource == resource }?.row["state"]?.text
        return state.flatMap { settings.acts[resource.kind]?.power($0) } == "stopped"
    }

    /// Where a person asked, no rule speaks of use: it has another state than was seen.
    private func stateWords(_ step: PlanStep, _ look: TargetLook) -> String? {
        guard step.rules.first == JournalIntent.byHand,
            look.plan.plan.findings.allSatisfy({ $0.resource != step.resource })
        else { return nil }
        let state = look.plan.clear.first { $0.resource == step.resource }?.row["state"]?.text
        return state.map { "it is '\($0)' by now" } ?? "it is gone"
    }

    /// What was changed is listed again, one call a region, so that nothing speaks of what was stopped as running, or as
    /// burning a credit, until the next scan.
    /// What fails here is left to that scan: it must not hide what was done.
    private func seeChanged(_ applied: [AppliedStep], account: AccountID) async {
        let changed = applied.filter { $0.outcome == .done }.map(\.step.resource)
        let regions = Set(changed.map(\.region)).sorted()
        guard !regions.isEmpty else { return }
        _ = try? await toTheEnd {
            let now = local.clock()
            let gaps = GapCollector()
            try await local.observations.beginScan(of: account, at: now, regions: regions)
            try await ScanStage(local, aws, scope: ScanScope(regions: regions, kinds: settings.kinds)).list(
                Set(changed.map(\.kind)), in: regions, of: account, at: now, gaps: gaps)
            try await BalanceReckoning(local).reckon(grants: credits, account: account, at: now)
        }
    }

    /// Until an intent lasts, time passes: the journal may be far away, or this machine have slept. What was started anew
    /// meanwhile is let run; nil where nothing was.
    private func startedSince(_ step: PlanStep) async -> StepOutcome? {
        guard step.action == .stop, let looked = step.launchTime else { return nil }
        do {
            guard let seen = try await aws.actuator.state(of: step.resource) else { return .skipped("it is gone") }
            guard let start = seen.launchTime, start.seconds != looked.seconds else { return nil }
            return .skipped("it was started again while it was about to be stopped")
        } catch { return .failed("it could not be looked at once more, so it was not stopped: \(error)") }
    }

    private func perform(
        _ step: PlanStep, because evidence: String?, planID: String, unattended: Bool
    ) async throws -> StepOutcome {
        let intent = JournalIntent(
            planID: planID, action: step.action, resource: step.resource, launchTime: step.launchTime, name: step.name,
            rule: step.rules.first ?? "", at: local.clock(), unattended: unattended, who: local.who(aws),
            evidence: evidence)
        if step.action == .stop {
            // First, that a mail is owed: from the call on it must be told, whatever becomes of this run.
            let episode = StopEpisode(account: step.resource.account, planID: planID)
            try await local.outbox.change(
                opening: [Episode(key: episode.key, since: intent.at)], closing: [], mail: nil)
        }
        let entry = try await local.journal.open(intent)
        let outcome: StepOutcome
        if let why = await startedSince(step) {
            outcome = why
        } else {
            outcome = await aws.actuator.perform(
                step, marking: intent.mark(databaseID: try await local.journal.databaseID()))
        }
        try await local.journal.settle(entry, outcome, at: local.clock())
        return outcome
    }
}
