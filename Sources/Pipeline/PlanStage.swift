// From what the database holds to a plan, which is kept there. Asks AWS nothing.

package import CostModel
package import Foundation
package import Planning
import Reporting

/// What the user allows.
package struct PlanSettings: Sendable {
    /// Limits over every rule.
    package var guardrails: GuardrailSettings
    /// What cron may do by itself.
    package var unattended: UnattendedSettings
    /// Where the user looks; nil: everywhere.
    package var regions: [Region]?
    /// The reader's, for where "today" begins; plans do not depend on it.
    package var timeZone: TimeZone
    /// What costguard's own calls may cost in a calendar month, UTC: shown beside what they did cost.
    package var selfCostCap: Money
    /// Whose machines are whose, for mails.
    package var owners = Owners()
    /// What the person may pass who asks for machines by name; nil: rules ask.
    package var byHand: ByHand?
    /// What the brake asks for; nil: rules or a person ask.
    package var brake: BrakeOrder?
    /// The kinds besides machines that scans list.
    package var kinds: [KindSpec] = [] {
        didSet {
            acts = Dictionary(
                kinds.compactMap(KindActs.init).map { ($0.kind, $0) }, uniquingKeysWith: { one, _ in one })
        }
    }
    /// What of them may be stopped and started.
    package private(set) var acts: [ResourceKind: KindActs] = [:]
    /// The parts of the configuration that plans and what stands beside them depend on.
    package init(
        guardrails: GuardrailSettings, unattended: UnattendedSettings, regions: [Region]? = nil,
        timeZone: TimeZone = .gmt, selfCostCap: Money = ScanScope().monthlyCap
    ) {
        self.guardrails = guardrails
        self.unattended = unattended
        self.regions = regions
        self.timeZone = timeZone
        self.selfCostCap = selfCostCap
    }

    func covers(_ region: Region) -> Bool { region == .global || regions?.contains(region) ?? true }
}

/// A plan with what its reader wants to see beside it.
package struct PlanResult: Sendable {
    /// Findings and steps.
    package let plan: Plan
    /// The scan that it rests on.
    package let scan: ScanSummary
    /// Every credit that anybody names, as it was reckoned last.
    package let balances: [CreditBalance]
    /// AWS's latest words on money.
    package let figures: BillingFigures
    /// What runs, as the last scan saw it.
    package let running: [RunningInstance]
    /// What would forbid to stop the machines that rules only tell of.
    package let toldRefusals: [ResourceKey: Refusal]
    /// What is spent, by the meter; nil where this is a second look at a few targets.
    package let spend: SpendFigures?
    /// What cron would have done by now, while it may not act yet; the first at the top.
    package internal(set) var rehearsals: [RehearsedStop]
    /// A person's word that cron changes nothing, where it holds; nil: there is none.
    package let pause: Pause?
    /// Persons' orders to stop machines later, in the order in which they were said.
    package let orders: [StopOrder]
    /// That the brake is armed, and what has fired; nil: it is off.
    package let brake: BrakeNotice?
    /// What costguard's own calls cost this month; nil where this is a second look at a few targets.
    package let selfCost: SelfCost?
    /// Judgements in which a `where` is false: of credits, of what was asked for, and else of the running instances
    /// that reports may give a reason for.
    package let clear: [Judgement]
}

/// Plans over the last scan of an account.
package struct PlanStage: Sendable {
    let local: LocalPorts
    let settings: PlanSettings
    /// A stage over the ports of this machine: AWS is not asked.
    package init(_ local: LocalPorts, settings: PlanSettings) {
        self.local = local
        self.settings = settings
    }

    /// - Parameters:
    ///   - account: nil takes the account that was scanned last.
    ///   - look: what was just seen of `only`; nil takes the account's last finished scan.
    ///   - isAttended: whether a person asks, who may try again what AWS refused.
    /// - Throws: where there is no scan yet, or the store fails.
    package func run(
        account: AccountID? = nil, only: Set<ResourceKey>? = nil, over look: ScanSummary? = nil,
        isAttended: Bool = false
    ) async throws -> PlanResult {
        let scan = if let look { look } else { try await lastScan(of: account) }
        var request = try await request(over: scan, only: only)
        request.isAttended = isAttended
        request.isBeforeStop = look != nil && only != nil
        let plan = Planner.plan(request)
        var clear = request.judgements.judgements.filter { $0.outcome == .clear }
        if only == nil {
            let explained = Set(
                plan.sections.leftAlone(of: request.running).prefix(PlanReport.mostExplained).map(\.key))
            clear += try judge(scan, explained, .all).judgements.filter { $0.outcome == .clear }
        }
        return PlanResult(
            plan: plan, scan: scan, balances: try await local.money.balances(account: scan.account),
            figures: try await local.money.latestFigures(account: scan.account),
            running: request.running, toldRefusals: Planner.refusals(ofTold: request),
            spend: only == nil ? try await spend(of: scan.account) : nil,
            rehearsals: only == nil ? try await rehearsals(of: scan.account) : [], pause: request.pause,
            orders: only == nil ? try await local.decisions.orders(account: scan.account) : [],
            brake: try await brake(of: scan.account),
            selfCost: only == nil ? try await selfCost(of: scan.account) : nil,
            clear: clear)
    }

    /// The plan over the last scan of an account by itself: of a large account half the cost of `run`.
    ///
    /// - Throws: as `run`.
    package func plan(account: AccountID) async throws -> Plan {
        Planner.plan(try await request(over: lastScan(of: account), only: nil))
    }

    private func lastScan(of account: AccountID?) async throws -> ScanSummary {
        let scans = try await local.observations.lastScans()
        let wanted = account.map { id in scans.first { $0.account == id } } ?? scans.max { $0.at < $1.at }
        guard let wanted else { throw PipelineError("There is no scan yet", hint: "run 'costguard scan' first") }
        return wanted
    }

    private func judge(
        _ scan: ScanSummary, _ only: Set<ResourceKey>?, _ detail: JudgementDetail
    ) throws -> JudgementSet {
        try local.judge.judge(account: scan.account, now: scan.at, only: only, detail: detail)
    }

    /// All that a plan is made from, as the database holds it.
    private func request(over scan: ScanSummary, only: Set<ResourceKey>?) async throws -> PlanRequest {
        // The brake looks at what is clear by its habits alone.
        let judged = try judge(scan, only, only == nil && settings.brake?.action != .stopIdle ? .open : .all)
        let running = try await local.observations.running(in: scan.account)
        // What no enabled rule needs, and what the user does not look at, is no gap.
        let coverage = try await local.observations.coverage(
            of: scan.account, kinds: local.judge.kindsNeeded, regions: settings.regions)
        let gaps =
            coverage.gaps + scan.gaps.filter { gap in !coverage.gaps.contains(gap) && settings.covers(gap.region) }
        let journal = try await local.journal.entries(
            account: scan.account, since: scan.at.addingTimeInterval(-.day))
        var request = PlanRequest(
            judgements: judged, account: scan.account, now: scan.at, asOf: coverage.asOf, gaps: gaps, running: running,
            holds: try await local.decisions.holds(account: scan.account), journal: journal,
            guardrails: settings.guardrails, unattended: settings.unattended,
            firstAccount: try await local.observations.firstAccount(),
            ownHosts: try await local.decisions.ownHosts(account: scan.account),
            restarts: try await restarts(in: scan.account, running))
        request.keeps = try await local.decisions.keepsByResource(of: scan.account)
        request.pause = try await local.decisions.pause().flatMap { $0.holds(at: local.clock()) ? $0 : nil }
        request.byHand = settings.byHand
        request.brake = settings.brake
        request.acts = settings.acts
        request.notices = Dictionary(
            try await local.decisions.notices(account: scan.account).map { ($0.resource, $0) },
            uniquingKeysWith: { $1 })
        request.smallestCredit = try await local.money.balances(account: scan.account).map(\.granted).min()
        return request
    }

    /// Our earlier stops by both witnesses: the journal, and the tags on the machines.
    private func restarts(in account: AccountID, _ running: [RunningInstance]) async throws -> RestartRecord {
        var stops: [ResourceKey: [StopWitness]] = [:]
        // The end of somebody's hours is no verdict that a start would answer.
        for entry in try await local.journal.stops(account: account)
        where !entry.intent.rule.hasPrefix(Schedule.rulePrefix) {
            if let witness = StopWitness(entry) { stops[entry.intent.resource, default: []].append(witness) }
        }
        for (resource, mark) in try await local.observations.stopMarks(in: account)
        where mark.rule?.hasPrefix(Schedule.rulePrefix) != true {
            stops[resource, default: []].append(StopWitness(mark))
        }
        return RestartRecord(stops: stops, running: running)
    }

    private func spend(of account: AccountID) async throws -> SpendFigures? {
        let now = local.clock()
        return try await SpendStage(local).figures(of: account, in: settings.timeZone, at: now)
    }

    private func rehearsals(of account: AccountID) async throws -> [RehearsedStop] {
        let now = local.clock()
        guard let from = settings.unattended.from, from > now else { return [] }
        return try await local.decisions.recentRehearsals(account: account, at: now)
    }

    private func brake(of account: AccountID) async throws -> BrakeNotice? {
        guard let arming = try await local.decisions.brakeArming(account: account) else { return nil }
        return BrakeNotice(arming: arming, fired: try await local.decisions.brakeFirings(account: account))
    }

    private func selfCost(of account: AccountID) async throws -> SelfCost {
        try await SelfCost.read(local.money, account: account, cap: settings.selfCostCap, at: local.clock())
    }

    /// Keeps a plan, so that `apply` can be asked to do exactly this.
    package func save(_ plan: Plan) async throws {
        try await local.decisions.save(
            StoredPlan(
                id: plan.id, account: plan.account, createdAt: plan.createdAt, steps: plan.steps,
                retries: plan.retries))
    }
}
