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
        var course = try await judge(scan, apply: apply, notify)
        try await tell(course, notify)
        // Mails about money go out before anything is touched, but nothing that is due waits long for them.
        var delivery = try await notify.deliver(
            within: course.isToChange ? NotifyStage.beforeStops : NotifyStage.atLeisure)
        let applied = try await act(&course, notify)
        if course.isToChange {
            // Once something was changed, that is told, whoever calls the run off.
            delivery = try await toTheEnd { try await notify.deliver(within: NotifyStage.atLeisure) }
            // What is shown after this must not promise what AWS has just refused.
            if applied.contains(where: \.outcome.isRefused) {
                course.result = try await planAgain(scan.summary.account)
            }
        }
        try await toTheEnd { [course, delivery] in
            let notices = noticeStage(notify)
            if course.isToAct { try await notices.follow(delivery, account: scan.summary.account) }
            try await notices.takeMarksAway(account: scan.summary.account)
        }
        let owed = aws.notifier == nil ? 0 : try await toTheEnd { try await local.outbox.unsent().count }
        return RunResult(
            settled: settled, scan: scan, plan: course.result, applied: applied, mailFailures: delivery.failures,
            reach: delivery.reach, owed: owed, brake: course.braking)
    }

    /// What a run is about to do, once it has judged.
    private struct Course: Sendable {
        let scan: ScanResult
        /// The plan, which is made again where AWS refused a step of it.
        var result: PlanResult
        /// The orders of persons that the scan ended.
        let ended: [EndedOrder]
        /// Whether it may change anything at all.
        let isToAct: Bool
        /// How the brake stands; nil: it is off.
        var braking: BrakeRun?
        /// What the brake asks for in a run that may act.
        let order: BrakeOrder?
        /// What rules and schedules ask for, and what of it waits for AWS's trouble in the region to end.
        let due: [PlanStep], held: [PlanStep]

        /// Whether it will touch anything.
        var isToChange: Bool { !due.isEmpty || order != nil }
    }

    /// The plan of what was seen, stored, with the word of the brake.
    private func judge(_ scan: ScanResult, apply: Bool, _ notify: NotifyStage) async throws -> Course {
        let ended = try await OrderStage(local).settle(account: scan.summary.account, at: scan.summary.at)
        let planning = PlanStage(local, settings: settings)
        var result = try await planning.run(account: scan.summary.account, over: scan.summary)
        try await planning.save(result.plan)
        result.rehearsals = try await RehearsalStage(local).noted(result, at: scan.summary.at)
        // Whoever calls says that nothing is stopped by a time that is in doubt.
        let isToAct = apply && aws.time().doubt == nil
        let braking = try await brakeStage(notify)?.judge(result, apply: apply)
        let order = isToAct ? braking?.order : nil
        // Where everything is stopped, nothing else is due, and no hours start anything.
        let (due, held) = isToAct && order?.action != .stopAll ? dueSteps(of: result.plan, scan) : ([], [])
        return Course(
            scan: scan, result: result, ended: ended, isToAct: isToAct, braking: braking, order: order, due: due,
            held: held)
    }

    /// Stores each mail that is owed, before anything is touched.
    private func tell(_ course: Course, _ notify: NotifyStage) async throws {
        let (result, at) = (course.result, course.scan.summary.at)
        try await notify.tellSurges(result, at: at)
        try await notify.tellUsage(result, at: at)
        try await notify.tellCrossings(result, at: at)
        try await notify.tellUnpaid(result, at: at)
        try await notify.tellEndingKeeps(result, at: at)
        try await notify.tellEndedOrders(course.ended, result, at: at)
        try await noticeStage(notify).tell(result, isToAct: course.isToAct, at: at)
        // What a run that was killed has changed and not told.
        try await notify.tellStops(result, at: at)
        try await notify.tellStarts(result, at: at)
        try await notify.tellOutages(course.scan, holding: course.held, result)
        try await notify.tellDigest(result, at: digestTime(course.braking), now: at)
    }

    /// Does what the brake asks for, then what else is due, and ends the notices of what was stopped.
    private func act(_ course: inout Course, _ notify: NotifyStage) async throws -> [AppliedStep] {
        guard course.isToChange else { return [] }
        var applied: [AppliedStep] = []
        if let order = course.order, var braking = course.braking, let stage = brakeStage(notify) {
            applied = try await stage.act(&braking, order, of: course.result)
            course.braking = braking
        }
        let rest = course.due.filter { step in applied.allSatisfy { $0.step.resource != step.resource } }
        if !rest.isEmpty { applied += try await apply(rest, of: course.result, notify) }
        try await toTheEnd { [applied] in try await noticeStage(notify).close(applied) }
        return applied
    }

    private func planAgain(_ account: AccountID) async throws -> PlanResult {
        try await toTheEnd {
            let planning = PlanStage(local, settings: settings)
            let again = try await planning.run(account: account)
            try await planning.save(again.plan)
            return again
        }
    }

    private func noticeStage(_ notify: NotifyStage) -> NoticeStage {
        NoticeStage(local: local, aws: aws, owners: settings.owners, notify: notify)
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
            try await notify.tellStarts(result, at: local.clock())
            try await notify.tellFailedStarts(applied.steps, result, at: local.clock())
        }
        return applied.steps
    }
}

extension StepOutcome {
    fileprivate var isRefused: Bool { if case .refused = self { true } else { false } }
}
