// What a run does of the brake: it judges, owes the mails, and stops in steps. A rung that fired stays in force, so that a
// run that was killed between two steps is gone on with by the next.

package import CostModel
import Foundation
import Planning
import Reporting

/// What became of the brake in one run.
package struct BrakeRun: Sendable {
    /// How it stood when the run had scanned.
    package let view: BrakeView
    /// What it asks for; nil: no rung that stops is in force.
    package let order: BrakeOrder?
    /// Which rungs fired in this run.
    package let fired: [BrakeRung]
    /// What burns on after it has stopped something, by kind; nil: it stopped nothing.
    package internal(set) var burning: [BurningKind]?
}

/// The brake in a run. The caller holds the writer's lock.
struct BrakeRunStage {
    let stage: BrakeStage
    let aws: AWSPorts
    let scope: ScanScope
    let notify: NotifyStage

    private var local: LocalPorts { stage.local }

    /// Judges, records what fires, and owes its mails; nil: the brake is off.
    ///
    /// A mail is stored before its rung is, and bears the number of the firing: who is killed between the two stores the same
    /// one again, and it stays one.
    ///
    /// - Parameter apply: whether this run may act at all.
    func judge(_ result: PlanResult, apply: Bool) async throws -> BrakeRun? {
        let account = result.plan.account
        guard try await local.decisions.brakeArming(account: account) != nil else { return nil }
        let obstacle: BrakeObstacle? = apply ? aws.time().doubt == nil ? nil : .clock : .lookedOnly
        var view = try await stage.view(account: account, at: result.scan.at)
        let judged = view.judgement
        for rung in judged.released { try await local.decisions.release(rung, account: account, at: view.at) }
        let due = judged.rungs.filter { $0.state == .due }
        let spent = judged.spent ?? .zero
        let firings = due.map { rung in
            BrakeFiring(rung: rung.rung, at: view.at, distance: (rung.mark ?? spent) - spent)
        }
        // What is in force from here on, and what keeps it from acting, as its mails tell.
        try await local.decisions.record(
            judged.reading, BrakeRunNote(at: view.at, held: obstacle), account: account)
        view = view.with(firings, try await obstacles(view))
        if !firings.isEmpty {
            try await notify.tellFired(
                firings, view: view, number: try await local.decisions.brakeFiringsEver(account: account),
                preview: try await stage.preview(account: account), result, at: view.at)
            try await local.decisions.record(firings, account: account)
        }
        try await notify.tellHeld(view, result, at: view.at)
        let strongest = view.firings.filter(\.rung.action.stops).max { left, right in
            (left.rung.action.strength, left.at) < (right.rung.action.strength, right.at)
        }
        return BrakeRun(
            view: view,
            order: strongest.map {
                BrakeOrder(action: $0.rung.action, mark: $0.rung.mark.text, since: $0.at)
            }, fired: due.map(\.rung))
    }

    /// A scan has asked again what forbids the stops of its rules; the brake stops what no rule asks for.
    private func askAgain(_ order: BrakeOrder, of plan: PlanResult) async throws {
        guard order.action == .stopAll else { return }
        let judged = try stage.judging(order).judge.judge(
            account: plan.plan.account, now: plan.scan.at, only: nil, detail: .brief)
        let requests = LateFactNeeds.holdingUp(judged.judgements)
        guard !requests.isEmpty else { return }
        try await local.observations.record(await aws.resources.facts(requests, at: local.clock()))
    }

    private func obstacles(_ view: BrakeView) async throws -> [BrakeObstacle] {
        let note = try await local.decisions.brakeNote(account: view.account)?.held
        return view.obstacles.filter { [.notAllowed, .notYet, .paused].contains($0) } + [note].compactMap(\.self)
    }

    /// Stops what is in force, the dearest first, so many at a time: each step is announced, waited for, done by the way that
    /// plans go, and reported. Mail that fails holds up nothing. Called off, it begins no other step.
    func act(_ run: inout BrakeRun, _ order: BrakeOrder, of plan: PlanResult) async throws -> [AppliedStep] {
        var settings = stage.settings
        settings.brake = order
        let planning = stage.planning(order, stage.settings)
        let applying = ApplyStage(stage.judging(order), aws, settings: settings, credits: stage.credits)
        try await askAgain(order, of: plan)
        var applied: [AppliedStep] = []
        var pausesLeft = BrakeSettings.mostPauses
        while !Task.isCancelled {
            let result = try await toTheEnd { try await planning.run(account: plan.plan.account) }
            let tried = Set(applied.map(\.step.resource))
            let steps = result.plan.steps.filter { step in
                step.unattended && scope.contains(step.resource.region) && !tried.contains(step.resource)
            }
            let batch = Array(steps.prefix(stage.tools.settings.machinesPerStep))
            guard !batch.isEmpty else { break }
            let pause = min(stage.tools.settings.pauseSeconds, pausesLeft)
            pausesLeft -= pause
            let planID = result.plan.id(ofPart: applied.count)
            // What fired in this run has told of its first step.
            let isTold = applied.isEmpty && !run.fired.isEmpty
            try await announce(
                batch, of: steps.count, after: pause, order, planID: planID, result, isTold: isTold)
            if pause > 0 {
                do { try await stage.tools.sleep(.seconds(pause)) } catch { break }
            }
            let done = try await applying.run(batch, planID: planID, account: plan.plan.account, unattended: true)
            applied += done.steps
            try await toTheEnd { try await notify.tellStops(result, at: local.clock()) }
        }
        if !Task.isCancelled { try await finish(&run, stopped: applied.contains { $0.outcome == .done }, plan) }
        return applied
    }

    /// Keeps a step as a plan of its own, for 'undo' and its mail, and tells that it comes.
    private func announce(
        _ batch: [PlanStep], of count: Int, after pause: Int, _ order: BrakeOrder, planID: String,
        _ result: PlanResult, isTold: Bool
    ) async throws {
        try await local.decisions.save(
            StoredPlan(id: planID, account: result.plan.account, createdAt: result.plan.createdAt, steps: batch))
        if !isTold {
            try await notify.tellStep(
                batch, left: count - batch.count, pause: pause, order: order, planID: planID, result,
                at: local.clock())
        }
        _ = try await notify.deliver(within: NotifyStage.beforeStops)
    }

    /// What burns on, told once for each firing, when all was stopped or tried. The mail is stored before that is noted.
    private func finish(_ run: inout BrakeRun, stopped: Bool, _ plan: PlanResult) async throws {
        let account = run.view.account
        let burning = try await stage.burning(account)
        if stopped { run.burning = burning }
        let open = try await local.decisions.brakeFirings(account: account).filter {
            $0.doneAt == nil && $0.rung.action.stops
        }
        guard let strongest = open.last else { return }
        try await notify.tellAfter(strongest, burning: burning, plan, at: local.clock())
        for firing in open { try await local.decisions.noteDone(firing.rung, account: account, at: local.clock()) }
    }
}

extension BrakeView {
    /// The same once these have fired.
    fileprivate func with(_ firings: [BrakeFiring], _ obstacles: [BrakeObstacle]) -> BrakeView {
        let rungs = judgement.rungs.map { rung in
            BrakeJudgement.Rung(
                rung: rung.rung, mark: rung.mark,
                state: firings.first { $0.rung == rung.rung }.map { .fired($0) } ?? rung.state)
        }
        return BrakeView(
            account: account, settings: settings, arming: arming, credit: credit,
            judgement: BrakeJudgement(
                rungs: rungs, spent: judgement.spent, hold: judgement.hold, reading: judgement.reading,
                released: judgement.released, interval: judgement.interval), obstacles: obstacles, at: at)
    }
}
