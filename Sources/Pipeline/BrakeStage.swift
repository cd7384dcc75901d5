// How the brake on a credit stands, by what the database holds: the least that was spent, what was read before, what a person
// said. Changes nothing. What a run does of it is BrakeRunStage's.

package import CostModel
import Foundation
import Planning

/// What the brake is made of.
package struct BrakeTools: Sendable {
    let settings: BrakeSettings
    let everything: any RuleJudge
    let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - everything: judges by the one rule that everything is to be stopped, as `RuleSet.brake` has it.
    ///   - sleep: between the word and the step; throws when its task is cancelled.
    package init(
        settings: BrakeSettings, everything: any RuleJudge,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.settings = settings
        self.everything = everything
        self.sleep = sleep
    }
}

/// Looks at the brake. Reads the database alone.
package struct BrakeStage: Sendable {
    let local: LocalPorts
    let settings: PlanSettings
    let credits: [CreditGrant]
    let tools: BrakeTools

    /// A stage over the ports of this machine.
    /// - Parameter credits: those of the configuration.
    package init(_ local: LocalPorts, settings: PlanSettings, credits: [CreditGrant], tools: BrakeTools) {
        self.local = local
        self.settings = settings
        self.credits = credits
        self.tools = tools
    }

    /// How it stands by the last scan of an account.
    ///
    /// - Throws: where there is no scan yet, or the store fails.
    package func view(account: AccountID) async throws -> BrakeView {
        guard let scan = try await local.observations.lastScans().first(where: { $0.account == account }) else {
            throw PipelineError("There is no scan yet", hint: "run 'costguard scan' first")
        }
        return try await view(account: account, at: scan.at)
    }

    func view(account: AccountID, at now: Date) async throws -> BrakeView {
        let arming = try await local.decisions.brakeArming(account: account)
        let balances = try await local.money.balances(account: account)
        let name = arming?.credit ?? tools.settings.credit ?? (balances.count == 1 ? balances.first?.name : nil)
        let credit = balances.first { $0.name == name }
        let least = try await credit.asyncFlatMap { try await leastSpent($0, account, now) }
        var input = BrakeInput(
            rungs: tools.settings.rungs, credit: credit, spent: least?.spent, toldAt: least?.toldAt,
            fired: try await local.decisions.brakeFirings(account: account),
            interval: BrakeJudge.interval(
                of: try await local.decisions.scanTimes(
                    of: account, from: now.addingTimeInterval(-3 * .day), until: now)), now: now)
        if arming != nil, let last = try await local.decisions.brakeReading(account: account) {
            input.last = last
            input.metered = try await metered(account, since: last.at, until: now)
        }
        return BrakeView(
            account: account, settings: tools.settings, arming: arming, credit: credit,
            judgement: BrakeJudge.judge(input), obstacles: try await obstacles(arming), at: now)
    }

    private func obstacles(_ arming: BrakeArming?) async throws -> [BrakeObstacle] {
        let now = local.clock()
        var obstacles: [BrakeObstacle] = []
        switch Attendance.reason(toBrakeBy: settings.unattended, at: now) {
        case nil: break
        case Attendance.notYet?: obstacles.append(.notYet)
        default: obstacles.append(.notAllowed)
        }
        if let pause = try await local.decisions.pause(), pause.holds(at: now), pause.holdsBrake {
            obstacles.append(.paused)
        }
        guard let arming else { return obstacles }
        let note = try await local.decisions.brakeNote(account: arming.account)
        return obstacles + [note.map(\.held) ?? .noRun].compactMap(\.self)
    }

    private func metered(_ account: AccountID, since: Date, until now: Date) async throws -> Money? {
        guard since < now else { return .zero }
        return try await SpendCurve.read(local.observations, of: account, cuts: [since], at: now)?
            .spent(from: since, until: now)
    }

    /// The least that AWS or the meter says was spent of a credit, and when AWS said so; nil: neither says. What somebody
    /// typed is left out, and so are whole months of charges of which a part was before the grant.
    private func leastSpent(
        _ credit: CreditBalance, _ account: AccountID, _ now: Date
    ) async throws -> (spent: Money, toldAt: Date?)? {
        guard let burned = credit.burned else { return nil }
        let figures = try await local.money.latestFigures(account: account)
        let spent = burned + credit.drawn
        switch credit.source {
        case .none: return nil
        case .entered: return (credit.drawn, nil)
        case .billingCredits: return (spent, figures.creditsAt)
        case .freeTierPlan: return (spent, figures.planAt)
        case .grossSinceGrant: break
        }
        let terms = CreditTerm.joined(credits, try await local.money.enteredCredits(account: account), at: now)
        guard let granted = terms.first(where: { $0.name == credit.name })?.granted else { return (spent, nil) }
        let marks = try await local.observations.meterMarks(of: account)
        let gross = GrossSpend(since: granted, figures, meteredSince: marks.map(\.since).max(), at: now)
        guard let gross, gross.isEstimated, !gross.isMeteredAlone else { return (spent, figures.costsAt) }
        guard UTCCalendar.startOfMonth(granted) != granted else { return (spent, nil) }
        return try await metered(account, since: granted, until: now).map { ($0, nil) }
    }
}

extension BrakeStage {
    /// What each rung would do now, and what burns.
    ///
    /// - Throws: as `view`.
    package func preview(account: AccountID) async throws -> BrakePreview {
        let view = try await view(account: account)
        var rungs: [BrakePreviewRung] = []
        for rung in view.judgement.rungs {
            rungs.append(try await preview(rung, account, view.at))
        }
        return BrakePreview(view: view, rungs: rungs, burning: try await burning(account))
    }

    private func preview(
        _ rung: BrakeJudgement.Rung, _ account: AccountID, _ now: Date
    ) async throws -> BrakePreviewRung {
        guard rung.rung.action.stops else { return BrakePreviewRung(rung: rung, steps: [], loses: [:], left: []) }
        var since = now
        if case .fired(let firing) = rung.state { since = firing.at }
        let order = BrakeOrder(action: rung.rung.action, mark: rung.rung.mark.text, since: since)
        // What the configuration does not allow is told apart: here it is shown what would be.
        var allowing = settings
        allowing.unattended.actions = [.stop]
        allowing.unattended.from = nil
        let planning = planning(order, allowing)
        let result = try await planning.run(account: account)
        let steps = result.plan.steps.filter { $0.unattended && settings.covers($0.resource.region) }
        let stopped = Set(steps.map(\.resource))
        let findings = result.plan.findings.filter { $0.judgement.rule.action == .stop }
        let loses = findings.filter { stopped.contains($0.resource) && !$0.loses.isEmpty }
        let left = result.running.filter { !stopped.contains($0.key) }.sorted(by: RunningInstance.dearestFirst)
        return BrakePreviewRung(
            rung: rung, steps: steps,
            loses: Dictionary(loses.map { ($0.resource, $0.loses) }, uniquingKeysWith: { one, _ in one }),
            left: left.map { machine in
                (machine.key, machine.name, Self.why(findings.filter { $0.resource == machine.key }, rung.rung.action))
            })
    }

    private static func why(_ findings: [Finding], _ action: BrakeAction) -> String {
        for finding in findings {
            if let refusal = finding.refusal { return "\(refusal.guardrail): \(refusal.detail)" }
            if case .spared(let by) = finding.judgement.outcome {
                switch by {
                case KeepTag.sparing: return "kept by its tag"
                case Keep.sparing: return "kept by a person's word"
                default: return "spared by \(by)"
                }
            }
            if let because = finding.attendedBecause { return because }
            if finding.verdict == .unknown { return "too little is known of it" }
        }
        return action == .stopAll ? "not looked at" : "not idle"
    }

    func planning(_ order: BrakeOrder, _ settings: PlanSettings) -> PlanStage {
        var ordered = settings
        ordered.brake = order
        return PlanStage(judging(order), settings: ordered)
    }

    func judging(_ order: BrakeOrder) -> LocalPorts {
        order.action == .stopAll ? local.judging(by: tools.everything) : local
    }

    /// What costs now by kind, dearest first.
    func burning(_ account: AccountID) async throws -> [BurningKind] {
        let all = try await SpendStage(local).burning(of: account, at: local.clock())
        return Dictionary(grouping: all, by: \.key.kind).map { kind, items in
            BurningKind(kind: kind, count: items.count, perHour: items.map(\.spend.amount).reduce(.zero, +))
        }.sorted { ($1.perHour, $0.kind.rawValue) < ($0.perHour, $1.kind.rawValue) }
    }
}

extension Optional {
    fileprivate func asyncFlatMap<Value>(_ make: (Wrapped) async throws -> Value?) async rethrows -> Value? {
        guard let self else { return nil }
        return try await make(self)
    }
}
