// What cron calls: settle, scan, alert, plan, and apply what is due and allowed.

package import CostModel
package import Foundation

/// Everything one run found out and did.
package struct RunResult: Sendable {
    /// What an earlier run had left open.
    package let settled: [JournalEntry]
    /// What was seen.
    package let scan: ScanResult
    /// What follows from it.
    package let plan: PlanResult
    /// Empty where nothing was due, or nothing was to be applied.
    package let applied: [AppliedStep]
    /// One line each.
    package let mailFailures: [String]
    /// Whom mails reach; nil where there is no topic.
    package let reach: MailReach?
    /// How many mails are still owed.
    package let owed: Int
    /// What became of the brake; nil: it is off.
    package let brake: BrakeRun?
}

/// One run, start to end. The caller holds the writer's lock.
package struct RunStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts
    let scope: ScanScope
    let settings: PlanSettings
    let timeZone: TimeZone
    let progress: ScanProgress?
    let deadMan: DeadManStage?
    let digest: DigestTime?
    let brake: BrakeTools?
    let begun: (@Sendable (ClockOpening) async throws -> Void)?

    /// A stage over these ports; `timeZone` is the reader's of the mails, `progress` is counted while it scans;
    /// `deadMan` keeps the health of the scans, nil where nobody asks for it; `digest` is when a day's mail is due;
    /// `brake` is what the brake acts by once it is armed, nil where there is none;
    /// `begun` is told once the time is known, before the scan.
    package init(
        _ local: LocalPorts, _ aws: AWSPorts, scope: ScanScope, settings: PlanSettings, timeZone: TimeZone,
        progress: ScanProgress? = nil, deadMan: DeadManSettings? = nil, digest: DigestTime? = nil,
        brake: BrakeTools? = nil, begun: (@Sendable (ClockOpening) async throws -> Void)? = nil
    ) {
        self.begun = begun
        self.brake = brake
        self.local = local
        self.aws = aws
        self.progress = progress
        self.digest = digest
        self.deadMan = deadMan.map { DeadManStage(local, $0) }
        self.scope = scope
        self.settings = settings
        self.timeZone = timeZone
    }

    /// - Parameter apply: whether what is due and unattended is done; else it is only planned.
    /// - Throws: `CalledOff` or `CancellationError` where the task is cancelled before anything is changed. Later, the
    ///   step in hand is ended and told, and the others are skipped.
    package func run(apply: Bool) async throws -> RunResult {
        let notify = NotifyStage(
            local, aws, timeZone: timeZone, unattended: settings.unattended, owners: settings.owners)
        let (settled, scan) = try await look(notify)
        let planning = PlanStage(local, settings: settings)
        let ended = try await OrderStage(local).settle(account: scan.summary.account, at: scan.summary.at)
        var result = try await planning.run(account: scan.summary.account, over: scan.summary)
        try await planning.save(result.plan)
        result.rehearsals = try await RehearsalStage(local).noted(result, at: scan.summary.at)
        // Whoever calls says that nothing is stopped by a time that is in doubt.
        let isToAct = apply && aws.time().doubt == nil
        let brakeStage = brakeStage(notify)
        var braking = try await brakeStage?.judge(result, apply: apply)
        let order = isToAct ? braking?.order : nil
        // Where everything is stopped, nothing else is due, and no hours start anything.
        let (due, held) = isToAct && order?.action != .stopAll ? dueSteps(of: result.plan, scan) : ([], [])
        try await notify.tellSurges(result, at: scan.summary.at)
        try await notify.tellCrossings(result, at: scan.summary.at)
        try await notify.tellUnpaid(result, at: scan.summary.at)
        try await notify.tellEndingKeeps(result, at: scan.summary.at)
        try await notify.tellEndedOrders(ended, result, at: scan.summary.at)
        let notices = NoticeStage(local: local, aws: aws, owners: settings.owners, notify: notify)
        try await notices.tell(result, isToAct: isToAct, at: scan.summary.at)
        // What a run that was killed has changed and not told.
        try await notify.tellStops(result, at: scan.summary.at)
        try await notify.tellOutages(scan, holding: held, result)
        try await notify.tellDigest(result, at: digestTime(braking), now: scan.summary.at)
        // Mails about money go out before anything is touched, but nothing that is due waits long for them.
        var delivery = try await notify.deliver(
            within: due.isEmpty && order == nil ? NotifyStage.atLeisure : NotifyStage.beforeStops)
        var applied: [AppliedStep] = []
        if let order, var run = braking, let brakeStage {
            applied = try await brakeStage.act(&run, order, of: result)
            braking = run
        }
        let rest = due.filter { step in applied.allSatisfy { $0.step.resource != step.resource } }
        if !rest.isEmpty { applied += try await self.apply(rest, of: result, notify) }
        if !due.isEmpty || order != nil {
            try await toTheEnd { [applied] in try await notices.close(applied) }
            // Once something was changed, that is told, whoever calls the run off.
            delivery = try await toTheEnd { try await notify.deliver(within: NotifyStage.atLeisure) }
            if applied.contains(where: \.outcome.isRefused) {
                // What is shown after this must not promise what AWS has just refused.
                result = try await toTheEnd {
                    let again = try await planning.run(account: scan.summary.account)
                    try await planning.save(again.plan)
                    return again
                }
            }
        }
        try await toTheEnd { [delivery] in
            if isToAct { try await notices.follow(delivery, account: scan.summary.account) }
            try await notices.takeMarksAway(account: scan.summary.account)
        }
        let owed = aws.notifier == nil ? 0 : try await toTheEnd { try await local.outbox.unsent().count }
        return RunResult(
            settled: settled, scan: scan, plan: result, applied: applied, mailFailures: delivery.failures,
            reach: delivery.reach, owed: owed, brake: braking)
    }

    private func brakeStage(_ notify: NotifyStage) -> BrakeRunStage? {
        brake.map { tools in
            BrakeRunStage(
                stage: BrakeStage(local, settings: settings, credits: scope.credits, tools: tools), aws: aws,
                scope: scope, notify: notify)
        }
    }

    /// A rung of the brake may ask for a digest where nobody else does.
    private func digestTime(_ run: BrakeRun?) -> DigestTime? {
        let asks = run?.view.firings.contains { $0.rung.action == .digest } ?? false
        return digest ?? (asks ? DigestTime("08:00") : nil)
    }

    /// What is left open, then the scan; that the account was seen, or was not, is noted, for the dead-man notice.
    private func look(_ notify: NotifyStage) async throws -> ([JournalEntry], ScanResult) {
        do {
            let opening = try await ClockStage(local, aws).begin()
            try await begun?(opening)
            let settled = try await SettleStage(local, aws).run()
            let scan = try await ScanStage(local, aws, scope: scope, progress: progress).run()
            try await deadMan?.note(scan)
            return (settled, scan)
        } catch  where !(error is CancellationError || error is CalledOff) {
            // Neither may hide what went wrong. Lapsed keys do not reach the topic either: the mail then stays owed.
            try? await deadMan?.note(failure: error)
            // What is owed may be of a time that was wrong: nothing goes out before AWS has told the time.
            let reading = aws.time()
            guard reading.ahead != nil, reading.doubt == nil else { throw error }
            _ = try? await notify.deliver(within: NotifyStage.atLeisure)
            throw error
        }
    }

    /// What cron may do now, and what it would but for AWS's trouble in the region.
    private func dueSteps(of plan: Plan, _ scan: ScanResult) -> (due: [PlanStep], held: [PlanStep]) {
        // The plan speaks of all that the store still knows; what this run was not to look at, it may not touch.
        let steps = (plan.steps + plan.starts).filter { $0.unattended && scope.contains($0.resource.region) }
        let troubled = Set(scan.outages.map(\.region))
        return (
            steps.filter { !troubled.contains($0.resource.region) },
            steps.filter { troubled.contains($0.resource.region) }
        )
    }

    private func apply(
        _ steps: [PlanStep], of result: PlanResult, _ notify: NotifyStage
    ) async throws -> [AppliedStep] {
        let applied = try await ApplyStage(local, aws, settings: settings, credits: scope.credits).run(
            steps, planID: result.plan.id, account: result.plan.account, unattended: true)
        try await toTheEnd {
            try await notify.tellStops(result, at: local.clock())
            _ = try await OrderStage(local).settle(account: result.plan.account, at: local.clock())
            try await notify.tellFailedStarts(applied.steps, result, at: local.clock())
        }
        return applied.steps
    }
}

extension StepOutcome {
    fileprivate var isRefused: Bool { if case .refused = self { true } else { false } }
}
