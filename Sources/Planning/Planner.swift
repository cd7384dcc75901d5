// Findings, guardrails and the time become a plan, whose id is derived from what is in it. Judges nothing itself: rules
// do that; touches nothing either.

package import CostModel
import Foundation

/// Makes plans: same request, same plan.
package enum Planner {
    /// The plan for one account. Never acts on what is not known; cost: linear but for one sort.
    package static func plan(_ request: PlanRequest) -> Plan {
        let keeps = request.byHand?.overridesKeeps == true ? [:] : request.keeps
        var judgements = request.judgements
        if request.brake != nil {
            // Hours and orders go their own way: the brake starts nothing, and hastens nobody's hour.
            judgements.judgements = judgements.judgements.filter { $0.rule.action == .stop && $0.rule.asker == .rule }
                .map(\.withoutHabit)
        }
        let judged = judgements.sparing(keeps, at: request.now).judgements.compactMap { finding($0, request) }
        let findings = limited(judged, request).sorted(by: precedes)
        let steps = self.steps(of: findings.filter(\.isStep))
        let starts = self.steps(of: findings.filter(\.isScheduledStart))
        let retries = self.steps(of: findings.filter { $0.refusal?.guardrail == GuardrailCheck.refusedByAWSName })
        return Plan(
            id: PlanIdentity.id(request, findings), account: request.account, createdAt: request.now,
            asOf: request.asOf.sorted { ($0.region, $0.at) < ($1.region, $1.at) }, gaps: request.gaps,
            findings: findings, steps: steps, retries: retries, starts: starts, faults: request.judgements.faults,
            running: request.running.count)
    }

    /// The finding of one judgement before the limit; nil for `clear`.
    static func finding(_ judgement: Judgement, _ request: PlanRequest) -> Finding? {
        switch judgement.outcome {
        case .clear: return nil
        case .spared: return make(judgement, .spared)
        case .unknown:
            let waits = judgement.rule.action.changesAWS && judgement.waitsForAnswers
            guard waits, !request.isBeforeStop else { return make(judgement, .unknown) }
        case .holds: break
        }
        guard judgement.rule.action.changesAWS else { return flagged(judgement, request) }
        let candidate = candidate(judgement, request)
        let guards = GuardrailCheck.verdict(on: candidate)
        if let refusal = guards.refusal { return make(judgement, .refused, refusal: refusal) }
        guard guards.missing.isEmpty else { return make(judgement.lacking(guards.missing), .unknown) }
        let asked = judgement.outcome == .unknown ? judgement.missing.map(\.column) : []
        return held(
            judgement, request, later: asked + guards.later.filter { !asked.contains($0) },
            passed: GuardrailCheck.passed(on: candidate) + judgement.keepsPassed(by: request))
    }

    private static func flagged(_ judgement: Judgement, _ request: PlanRequest) -> Finding {
        guard let whose = Belongings.text(judgement, harmless: request.guardrails.harmlessTags) else {
            return make(judgement, .flagged)
        }
        return make(judgement.saying(whose), .flagged, isClaimed: true)
    }

    private static func candidate(_ judgement: Judgement, _ request: PlanRequest) -> GuardrailCandidate {
        GuardrailCandidate(
            judgement: judgement, now: request.now, restarts: request.restarts, settings: request.guardrails,
            account: request.account, firstAccount: request.firstAccount, ownHosts: request.ownHosts,
            journal: request.journal, isAttended: request.isAttended, isBeforeStop: request.isBeforeStop,
            isByHand: request.byHand != nil || judgement.rule.asker == .order, brake: request.brake,
            acts: request.acts[judgement.resource.kind])
    }

    /// What forbids to stop the machines that rules only tell of, so that nobody is told that cron will.
    package static func refusals(ofTold request: PlanRequest) -> [ResourceKey: Refusal] {
        let told = request.judgements.judgements.filter {
            $0.rule.action == .notify && $0.rule.telling == .each && $0.outcome == .holds
                && $0.resource.kind == .instance
        }
        let refusals = told.compactMap { judgement in
            GuardrailCheck.standingRefusal(candidate(judgement, request)).map { (judgement.resource, $0) }
        }
        return Dictionary(refusals, uniquingKeysWith: { first, _ in first })
    }

    private static func held(
        _ judgement: Judgement, _ request: PlanRequest, later: [String], passed: [Refusal]
    ) -> Finding {
        let clock = request.holds[HoldKey(rule: judgement.rule.name, resource: judgement.resource)]
        let seconds = HoldClock.held(clock, rule: judgement.rule, launchTime: judgement.knownLaunchTime)
        // The brake waits for no hold time, and a pause holds it only where the person said so.
        let isDue = request.brake != nil || HoldClock.isDue(held: seconds, judgement.rule)
        let pause = request.pause.flatMap { $0.holds(at: request.now) ? $0 : nil }
        let isPaused = pause.map { request.brake == nil || $0.holdsBrake } ?? false
        let standing = request.brake?.action == .stopAll ? nil : NoticeCheck.standing(of: judgement, request)
        let because =
            isPaused
            ? Attendance.paused
            : Attendance.reason(
                judgement, request.unattended, at: request.now, isBeforeStop: request.isBeforeStop, brake: request.brake
            )
                ?? Attendance.reason(standing, request.unattended)
        var told = judgement.rule.action == .start ? judgement : judgement.tellingOfShutdown
        if let brake = request.brake { told = told.saying("the brake at \(brake.mark) has fired") }
        return make(
            told, isDue ? .due : .pending,
            unattended: isDue && because == nil, because: because,
            held: seconds, checkedBeforeStop: later, passed: passed, notice: standing,
            hibernates: request.guardrails.hibernates && judgement.rule.action == .stop
                && judgement.knownFlag("can_hibernate") == true,
            loses: request.acts[judgement.resource.kind].map { acts in
                judgement.rule.action == .stop ? [acts.lost].compactMap(\.self) : []
            })
    }

    private static func make(
        _ judgement: Judgement, _ verdict: Verdict, refusal: Refusal? = nil, unattended: Bool = false,
        because: String? = nil, held: Int = 0, isClaimed: Bool = false, checkedBeforeStop: [String] = [],
        limit: CronLimit? = nil, passed: [Refusal] = [], notice: NoticeStanding? = nil, hibernates: Bool = false,
        loses: [String]? = nil
    ) -> Finding {
        Finding(
            judgement: judgement, verdict: verdict, unattended: unattended, attendedBecause: because,
            refusal: refusal, savingPerMonth: Consequences.savingPerMonth(judgement),
            savingIsUpperBound: Consequences.isUpperBound(judgement),
            loses: loses ?? Consequences.loses(judgement, keepingMemory: hibernates), heldSeconds: held,
            isClaimed: isClaimed,
            checkedBeforeStop: checkedBeforeStop, limit: limit, passed: passed, notice: notice, hibernates: hibernates)
    }

    /// Takes from cron what goes over the limit; a person may still apply it.
    private static func limited(_ findings: [Finding], _ request: PlanRequest) -> [Finding] {
        // Of the brake's stops a person has said how many go at a time, and that all of them go.
        if request.brake != nil { return findings }
        // A thing has one price, whichever rule looks at it; where one does not know it, it is not known.
        let wanted = Dictionary(
            findings.filter { $0.unattended && $0.rule.asker != .order }.map {
                // What is started is no loss that a sum of stops is to bound.
                ($0.resource, $0.isScheduledStart ? .zero : $0.savingPerMonth?.anHourOfMonth)
            },
            uniquingKeysWith: { one, other in
                if let one, let other { max(one, other) } else { nil }
            })
        let journal = request.journal.filter { $0.intent.resource.account == request.account }
        let allowance = Limits.allowance(
            request.guardrails, running: request.running.count, journal: journal, at: request.now)
        let held = Limits.held(
            wanted, allowance: allowance, perHour: request.guardrails.maxUSDPerHour,
            last: Limits.triedInVain(journal, at: request.now))
        return findings.map { finding in
            guard finding.unattended, finding.rule.asker != .order, let limit = held[finding.resource] else {
                return finding
            }
            return make(
                finding.judgement, finding.verdict, because: "limit", held: finding.heldSeconds,
                checkedBeforeStop: finding.checkedBeforeStop, limit: limit, passed: finding.passed,
                notice: finding.notice, hibernates: finding.hibernates)
        }
    }

    /// One step per resource; the strongest finding decides, and comes first because findings are sorted.
    private static func steps(of applicable: [Finding]) -> [PlanStep] {
        let byResource = Dictionary(grouping: applicable, by: \.resource)
        var seen: Set<ResourceKey> = []
        return applicable.compactMap { first in
            guard seen.insert(first.resource).inserted, let all = byResource[first.resource] else { return nil }
            var step = PlanStep(
                action: first.rule.action, resource: first.resource, name: first.judgement.name,
                rules: all.map(\.rule.name), unattended: all.contains(where: \.unattended),
                launchTime: first.judgement.knownLaunchTime,
                savingPerMonth: all.lazy.compactMap(\.savingPerMonth).first)
            if first.hibernates { step.memory = .kept }
            return step
        }
    }

    private static func precedes(_ left: Finding, _ right: Finding) -> Bool {
        let ranks = (rank(left.verdict), rank(right.verdict))
        if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
        if left.savingPerMonth != right.savingPerMonth || left.resource != right.resource {
            return isDearer((left.savingPerMonth, left.resource), (right.savingPerMonth, right.resource))
        }
        // Cron's stop is told and journaled by a rule that cron may act by.
        if left.unattended != right.unattended { return left.unattended }
        if left.rule.severity != right.rule.severity { return left.rule.severity > right.rule.severity }
        return left.rule.name < right.rule.name
    }

    private static func rank(_ verdict: Verdict) -> Int {
        switch verdict {
        case .due: 0
        case .pending: 1
        case .flagged: 2
        case .refused: 3
        case .unknown: 4
        case .spared: 5
        case .clear: 6
        }
    }
}

/// Derives plan ids.
enum PlanIdentity {
    /// Twelve hexadecimal digits over account, time, and every finding's rule, resource, verdict and start, and whether
    /// cron would act on it: of the 35,000 plans of a year two are alike once in 500,000 years, and the store keeps no
    /// second plan of an id.
    static func id(_ request: PlanRequest, _ findings: [Finding]) -> String {
        var lines = ["\(request.account) \(Int64(request.now.timeIntervalSince1970.rounded(.down)))"]
        for finding in findings {
            let resource = finding.resource
            let start = finding.judgement.knownLaunchTime.map { "\($0.timeIntervalSince1970)" } ?? "-"
            lines.append(
                [
                    finding.rule.name, finding.rule.digest, resource.kind.rawValue, resource.account.digits,
                    resource.region.code, resource.id, finding.verdict.rawValue, "\(finding.unattended)", start,
                ].joined(separator: "\u{1f}"))
        }
        let hash = Fingerprint.of(lines.joined(separator: "\n"))
        return Fingerprint.hexadecimal(hash ^ (hash >> 48), digits: 12)
    }
}
