// Rules played scan by scan over the past: hold clocks, guardrails and limits as in a run of cron, and what became of the
// machines that would have been stopped. Judging is the caller's.

package import CostModel
package import Foundation

/// What a play of the past knows besides what rules say.
package struct PastSettings: Sendable {
    /// Whose past.
    package var account: AccountID
    /// The limits of today.
    package var guardrails: GuardrailSettings
    /// What cron may do: it stops, by any of the rules.
    package var unattended: UnattendedSettings
    /// The account of the first scan ever.
    package var firstAccount: AccountID?
    /// The instances that this program runs on.
    package var ownHosts: [OwnHost]
    /// What machines were.
    package var machines: MachineHistory
    /// Stops that really were, of any age.
    package var journal: [JournalEntry]
    /// What persons had kept.
    package var keeps: [PastWord<Keep>]
    /// When a person had paused the guard.
    package var pauses: [PastWord<Pause>]
    /// The length of the buckets of a rule's metrics, in seconds; of a rule without metrics nil: its word tells no use.
    package var periods: [String: Int]

    /// All of it.
    package init(
        account: AccountID, guardrails: GuardrailSettings, unattended: UnattendedSettings, firstAccount: AccountID?,
        ownHosts: [OwnHost], machines: MachineHistory, journal: [JournalEntry], keeps: [PastWord<Keep>],
        pauses: [PastWord<Pause>], periods: [String: Int]
    ) {
        self.account = account
        self.guardrails = guardrails
        self.unattended = unattended
        self.firstAccount = firstAccount
        self.ownHosts = ownHosts
        self.machines = machines
        self.journal = journal
        self.keeps = keeps
        self.pauses = pauses
        self.periods = periods
    }
}

/// One set of rules on its way through the past.
///
/// What would have been stopped is taken for stopped until it was used: by its load, as the rule sees it, or by a start.
/// From then on it is one that a person started again after our stop, and runs.
package struct PastRun: Sendable {
    private let settings: PastSettings
    private var holds: [HoldKey: HoldState] = [:]
    private var stops: [Stop] = []
    /// What would be stopped now, by the place of its stop.
    private var down: [ResourceKey: Int] = [:]
    /// What somebody would have started again, though it never was stopped: its start, and that which stands for it.
    private var restarted: [ResourceKey: (real: Date?, pretended: Date)] = [:]
    private var notices: [ResourceKey: Notice] = [:]
    private var last: Date?
    private var judged = 0
    private var unknown = 0
    private var unknownMachines: Set<ResourceKey> = []
    private var heldBack: [String: Set<ResourceKey>] = [:]
    private var faults: Set<RuleFault> = []

    private struct Stop {
        let step: PlanStep
        let reason: String
        let at: Date
        /// The start in the past, whatever start was pretended since.
        let launch: Date?
        let run: MachineHistory.Run
        var quietUntil: Date
        var usedAt: Date?
        var use: PastStop.Use?
    }

    /// Nothing has been played yet.
    package init(_ settings: PastSettings) { self.settings = settings }

    /// Plays one scan, later than the one before.
    ///
    /// - Parameter said: what the rules say as of that time; what is clear need not be in it.
    package mutating func play(_ said: JudgementSet, at now: Date) {
        faults.formUnion(said.faults.filter { $0.resource == nil })
        follow(said, at: now)
        count(said.judgements)
        var set = said
        set.judgements = said.judgements.filter { down[$0.resource] == nil }.map(pretending)
        let kept = keeps(at: now)
        holds = HoldClock.advance(holds, by: set.sparing(kept, at: now).judgements, at: now)
        let plan = Planner.plan(request(set, kept, at: now))
        noteHeldBack(plan.findings)
        tell(plan.findings, running: settings.machines.running(at: now), at: now)
        for step in plan.steps where step.unattended && step.action == .stop {
            let finding = plan.findings.first { $0.resource == step.resource && $0.unattended }
            stop(step, because: finding?.judgement.reason ?? "", at: now)
        }
        last = now
    }

    private func request(_ set: JudgementSet, _ kept: [ResourceKey: Keep], at now: Date) -> PlanRequest {
        let running = settings.machines.running(at: now).filter { down[$0.key] == nil }
        let real = settings.journal.filter { $0.intent.at <= now }
        let pretended = stops.enumerated().map { entry($1, id: Int64($0)) }
        var witnesses: [ResourceKey: [StopWitness]] = [:]
        for entry in real + pretended {
            if let witness = StopWitness(entry) { witnesses[entry.intent.resource, default: []].append(witness) }
        }
        var request = PlanRequest(
            judgements: set, account: settings.account, now: now, running: running, holds: holds,
            journal: pretended.filter { now.timeIntervalSince($0.intent.at) < .day }.reversed(),
            guardrails: settings.guardrails, unattended: settings.unattended, firstAccount: settings.firstAccount,
            ownHosts: settings.ownHosts.compactMap { $0.heard(at: now) },
            restarts: RestartRecord(stops: witnesses, running: running))
        request.keeps = kept
        request.notices = notices
        request.unattended.notices.hasChannel = true
        request.pause = settings.pauses.last { $0.held(at: now, since: $0.word.since, until: $0.word.until) }?.word
        return request
    }

    private func entry(_ stop: Stop, id: Int64) -> JournalEntry {
        let intent = JournalIntent(
            planID: JournalIntent.noPlan, action: .stop, resource: stop.step.resource, launchTime: stop.step.launchTime,
            name: stop.step.name, rule: stop.step.rules.first ?? "", at: stop.at, unattended: true)
        return JournalEntry(id: id, intent: intent, outcome: .done, settledAt: stop.at)
    }

    private func keeps(at now: Date) -> [ResourceKey: Keep] {
        let held = settings.keeps.filter { $0.held(at: now, since: $0.word.since, until: $0.word.until) }
        return Dictionary(held.map { ($0.word.resource, $0.word) }, uniquingKeysWith: { $1 })
    }

    private mutating func count(_ judgements: [Judgement]) {
        for judgement in judgements where down[judgement.resource] == nil {
            judged += 1
            guard judgement.outcome == .unknown, !judgement.waitsForAnswers else { continue }
            unknown += 1
            unknownMachines.insert(judgement.resource)
        }
    }

    private mutating func noteHeldBack(_ findings: [Finding]) {
        for finding in findings {
            guard let why = finding.refusal?.guardrail ?? (finding.verdict == .due ? finding.attendedBecause : nil)
            else {
                continue
            }
            // What is told before is stopped all the same, unless it is used.
            if why == Attendance.notice { continue }
            heldBack[why, default: []].insert(finding.resource)
        }
    }
}

extension PastRun {
    /// Notices as cron would have given them: each was told at once, and nobody objected.
    private mutating func tell(_ findings: [Finding], running: [RunningInstance], at now: Date) {
        let starts = Dictionary(running.map { ($0.key, $0.launchTime) }, uniquingKeysWith: { one, _ in one })
        for (key, notice) in notices {
            let finding = findings.first { $0.resource == key && $0.rule.name == notice.rule }
            let start = restarted[key]?.pretended ?? starts[key] ?? nil
            let ending = NoticeCheck.ending(
                of: notice, finding: finding, isRunning: starts[key] != nil, start: start, at: now)
            if ending != nil { notices[key] = nil }
        }
        for finding in findings where finding.owesNotice && notices[finding.resource] == nil {
            notices[finding.resource] = Notice(
                resource: finding.resource, name: finding.judgement.name,
                launchTime: finding.judgement.knownLaunchTime, rule: finding.rule.name, owedAt: now,
                seconds: finding.notice?.seconds ?? 0, addressee: nil, mailID: "", toldAt: now)
        }
    }

    private mutating func stop(_ step: PlanStep, because reason: String, at now: Date) {
        let key = step.resource
        let launch = restarted[key]?.real ?? step.launchTime
        down[key] = stops.count
        restarted[key] = nil
        holds = holds.filter { $0.key.resource != key }
        stops.append(
            Stop(
                step: step, reason: reason, at: now, launch: launch,
                run: settings.machines.run(of: key, since: launch, at: now), quietUntil: now))
    }

    /// Whether what would be stopped was used meanwhile.
    private mutating func follow(_ said: JudgementSet, at now: Date) {
        let broken = Set(said.faults.filter { $0.resource == nil }.map(\.rule))
        let faulty = Set(said.faults.compactMap(\.resource))
        let words = Dictionary(grouping: said.judgements.filter { down[$0.resource] != nil }, by: \.resource)
        for (key, place) in down.sorted(by: { $0.key < $1.key }) {
            let stop = stops[place]
            if let start = stop.run.nextStart, start <= now {
                stops[place].usedAt = start
                stops[place].use = .start
                down[key] = nil
                continue
            }
            guard let rule = stop.step.rules.first, let period = settings.periods[rule], now <= stop.run.lastSeen,
                !broken.contains(rule), !faulty.contains(key)
            else { continue }
            switch words[key]?.first(where: { $0.rule.name == rule })?.outcome {
            // What somebody keeps is judged no further: its load is not known then.
            case .unknown, .spared(by: KeepTag.sparing): continue
            case .holds: stops[place].quietUntil = now
            // Progress that goes on, or a condition that is false again.
            case .spared, .clear, nil: use(place, period: period, at: now)
            }
        }
    }

    /// It began after the buckets that were quiet at the scan before: not earlier, and perhaps later.
    private mutating func use(_ place: Int, period: Int, at now: Date) {
        let stop = stops[place]
        let quiet = MetricWindow(window: period, period: period, now: stop.quietUntil).end
        let used = max(stop.at, Date(timeIntervalSince1970: TimeInterval(quiet)))
        stops[place].usedAt = used
        stops[place].use = .load
        stops[place].quietUntil = now
        down[stop.step.resource] = nil
        restarted[stop.step.resource] = (stop.launch, max(used, stop.at.addingTimeInterval(1)))
    }

    /// What runs on though it was stopped and started again in this play bears that start.
    private func pretending(_ judgement: Judgement) -> Judgement {
        guard let start = restarted[judgement.resource], isSameStart(start.real, judgement.rowLaunchTime) else {
            return judgement
        }
        let launch = FactValue.integer(Int64(start.pretended.timeIntervalSince1970))
        return judgement.with { $0.row = FactRow($0.row.byColumn.merging(["launch_time": launch]) { $1 }) }
    }

    /// What came of it.
    package func column(named name: String, rules: [RuleHeader]) -> PastColumn {
        PastColumn(
            name: name, rules: rules, stops: stops.map(told), judged: judged, unknown: unknown,
            unknownMachines: unknownMachines.count, heldBack: heldBack.mapValues(\.count),
            faults: faults.sorted { ($0.rule, $0.message) < ($1.rule, $1.message) })
    }

    private func told(_ stop: Stop) -> PastStop {
        let end = last ?? stop.at
        // A machine that was not there any more shows a use by its next start, which every scan tells.
        let isDown =
            stop.run.hasEnded
            && stop.quietUntil >= stop.run.lastSeen.addingTimeInterval(-TimeInterval(Meter.watchedGap))
        let ran = stop.use == .load ? stop.usedAt : nil
        let wasStopped = settings.journal.contains { entry in
            entry.intent.action == .stop && entry.outcome == .done && entry.intent.resource == stop.step.resource
                && isSameStart(entry.intent.launchTime, stop.launch)
                && entry.intent.at >= stop.at.addingTimeInterval(-.hour)
        }
        return PastStop(
            resource: stop.step.resource, name: stop.step.name, rule: stop.step.rules.first ?? "", reason: stop.reason,
            at: stop.at, perHour: stop.step.savingPerHour, ranUntil: ran ?? min(end, stop.run.lastSeen),
            usedAt: stop.usedAt, use: stop.use, knownUntil: max(stop.quietUntil, isDown ? end : stop.at),
            wasStopped: wasStopped)
    }
}

extension PastWord {
    fileprivate func held(at now: Date, since: Date, until: Date?) -> Bool {
        since <= now && until.map { $0 > now } ?? true && endedAt.map { $0 > now } ?? true
    }
}
