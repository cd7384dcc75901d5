// A reviewed intention: what would be done, what not, and why.

package import Foundation

/// What became of a rule's word on a resource; in which order they are listed is Planner's.
package enum Verdict: String, CaseIterable, Sendable, Codable {
    case clear, spared, unknown, flagged, refused, pending, due
}

/// A guardrail that forbids an action.
package struct Refusal: Hashable, Sendable, Codable {
    /// Such as `auto-scaling`. Contract: the names of `GuardrailCheck.all`.
    package let guardrail: String
    /// What it saw, and what to do instead.
    package let detail: String
    /// A guardrail by name, with what it saw.
    package init(_ guardrail: String, _ detail: String) {
        self.guardrail = guardrail
        self.detail = detail
    }
}

/// A limit of what one run changes without a person.
package enum CronLimit: String, CaseIterable, Sendable, Codable {
    /// So many are due that it has to wait for a later run: `guardrails.maxActions`, `maxPercent`, `maxActionsPerDay`.
    case count
    /// It and what is dearer come to more than `guardrails.maxUSDPerHour`: it has to wait for a later run.
    case usdPerHour
    /// It alone costs more than that: no run will ever change it.
    case dearerThanAll
    /// What it costs is not known, and may be more than that: no run changes it before its price is known.
    case unknownPrice
}

/// One rule's result on one resource.
package struct Finding: Sendable {
    /// What the rule alone says.
    package let judgement: Judgement
    /// What guardrails and hold time make of it.
    package let verdict: Verdict
    /// Whether cron would act on it now.
    package let unattended: Bool
    /// Why cron would not, though a person may: `gpu-load-unknown`, `instance-store-data`, `key-not-checked`,
    /// `not-allowed`, `kind-not-allowed`, `own-rule`, `not-yet`, `paused`, `notice`, `nobody-to-tell`, `objected`, `limit`.
    package let attendedBecause: String?
    /// Which of cron's limits, where it is left to a person because of the `limit`.
    package let limit: CronLimit?
    /// The columns that nobody has asked AWS for yet, of what is due or pending: the look before the stop asks each, and
    /// stops nothing where the answer forbids it or does not come.
    package let checkedBeforeStop: [String]
    /// The first guardrail that forbids it; nil unless the verdict is `refused`.
    package let refusal: Refusal?
    /// Nil where no price is known.
    package let savingPerMonth: Money?
    /// True where the true saving may be smaller: snapshots share blocks.
    package let savingIsUpperBound: Bool
    /// What the action destroys, in plain words: `125 GB scratch disk`, `RAM`, `public address`.
    package let loses: [String]
    /// How long the rule has held so far, in seconds of the hold clock.
    package let heldSeconds: Int
    /// Whether it says whose it is, for what is flagged: such a thing stands apart from those that nobody claims.
    package let isClaimed: Bool
    /// The guardrails and keeps that speak against it, and that the person passes who asks for it by its name.
    package let passed: [Refusal]
    /// Where the notice of a stop stands that its owner is told of before; nil: it needs none.
    package let notice: NoticeStanding?
    /// Whether the stop asks AWS to keep the memory, on the root disk: to hibernate the machine.
    package let hibernates: Bool

    /// A finding, all its parts given.
    package init(
        judgement: Judgement, verdict: Verdict, unattended: Bool, attendedBecause: String?, refusal: Refusal?,
        savingPerMonth: Money?, savingIsUpperBound: Bool, loses: [String], heldSeconds: Int,
        isClaimed: Bool = false, checkedBeforeStop: [String] = [], limit: CronLimit? = nil, passed: [Refusal] = [],
        notice: NoticeStanding? = nil, hibernates: Bool = false
    ) {
        self.notice = notice
        self.hibernates = hibernates
        self.judgement = judgement
        self.verdict = verdict
        self.unattended = unattended
        self.attendedBecause = attendedBecause
        self.refusal = refusal
        self.savingPerMonth = savingPerMonth
        self.savingIsUpperBound = savingIsUpperBound
        self.loses = loses
        self.heldSeconds = heldSeconds
        self.isClaimed = isClaimed
        self.checkedBeforeStop = checkedBeforeStop
        self.limit = limit
        self.passed = passed
    }

    /// The rule that judged.
    package var rule: RuleHeader { judgement.rule }
    /// What was judged.
    package var resource: ResourceKey { judgement.resource }
}

/// What a stop does for the memory of a machine.
package enum StopMemory: Hashable, Sendable {
    /// Nothing.
    case lost
    /// AWS is asked to hibernate the machine; where it refuses, the machine is not stopped.
    case kept
    /// The same; where AWS refuses, it is stopped without its memory.
    case keptIfPossible
}

/// One change to one resource. A resource under two rules makes one step.
package struct PlanStep: Hashable, Sendable {
    /// What is asked of AWS.
    package let action: Action
    /// What it is asked for.
    package let resource: ResourceKey
    /// For people; not unique.
    package let name: String?
    /// The rules that ask for it, the first decides.
    package let rules: [String]
    /// Whether cron may do it without a person.
    package let unattended: Bool
    /// The last start that the plan saw: another one means that somebody is using it.
    package let launchTime: Date?
    /// List price over 730 hours; nil where no price is known.
    package let savingPerMonth: Money?
    /// What a stop does for its memory. The look before the change decides; a plan that is stored does not hold it.
    package var memory = StopMemory.lost

    /// A step, of a stop that keeps no memory.
    package init(
        action: Action, resource: ResourceKey, name: String?, rules: [String], unattended: Bool, launchTime: Date?,
        savingPerMonth: Money?
    ) {
        self.action = action
        self.resource = resource
        self.name = name
        self.rules = rules
        self.unattended = unattended
        self.launchTime = launchTime
        self.savingPerMonth = savingPerMonth
    }

    /// The list price of an hour; nil where no price is known.
    package var savingPerHour: Money? { savingPerMonth?.anHourOfMonth }
}

extension Money {
    /// The share of an hour in a month of 730, as AWS counts it.
    package var anHourOfMonth: Money { scaled(by: 1, over: PriceBook.hoursPerMonth) }
}

/// Findings and steps over one account, at one time.
package struct Plan: Sendable {
    /// Twelve hexadecimal digits, derived from the contents.
    package let id: String
    /// The one account that the plan is about.
    package let account: AccountID
    /// The time of the scan that it was made from.
    package let createdAt: Date
    /// How old the knowledge of each region is.
    package let asOf: [RegionAge]
    /// What the account's latest listings did not see.
    package let gaps: [Gap]
    /// Due first, then pending, flagged, refused, unknown, spared; the dearest first in each.
    package let findings: [Finding]
    /// What `apply` would do, pending findings included.
    package let steps: [PlanStep]
    /// What AWS refused within the last day: no part of `apply`, unless a person names it.
    package let retries: [PlanStep]
    /// What schedules start: no part of `apply`, for a person starts by name.
    package let starts: [PlanStep]
    /// Rules, or single rows, that could not be judged.
    package let faults: [RuleFault]
    /// How many instances run in the account.
    package let running: Int
    /// What stands in each section of a report.
    package let sections: PlanSections

    /// A plan, all its parts given.
    package init(
        id: String, account: AccountID, createdAt: Date, asOf: [RegionAge], gaps: [Gap], findings: [Finding],
        steps: [PlanStep], retries: [PlanStep] = [], starts: [PlanStep] = [], faults: [RuleFault], running: Int
    ) {
        self.id = id
        self.account = account
        self.createdAt = createdAt
        self.asOf = asOf
        self.gaps = gaps
        self.findings = findings
        self.steps = steps
        self.retries = retries
        self.starts = starts
        self.faults = faults
        self.running = running
        sections = PlanSections(findings: findings, steps: steps)
    }

    /// The id of a part of it that is done by itself: another for each part, and the same for the same part.
    package func id(ofPart part: Int) -> String {
        Fingerprint.hexadecimal(Fingerprint.of("\(id) \(part)"), digits: 12)
    }

    /// Sums over the sections.
    package var totals: PlanTotals { PlanTotals(sections, running: running) }

    /// Whether everything that an enabled rule needs was seen, and every rule could be judged.
    package var complete: Bool { gaps.isEmpty && faults.isEmpty }
}

/// When a region was last seen.
package struct RegionAge: Hashable, Sendable, Codable {
    /// Where.
    package let region: Region
    /// The oldest among the latest good listings of the region.
    package let at: Date
    /// A region and its age.
    package init(_ region: Region, _ at: Date) {
        self.region = region
        self.at = at
    }
}

/// Sums over a plan; a resource under two rules counts once. The object `totals` of the JSON.
package struct PlanTotals: Hashable, Sendable, Codable {
    /// Instances that run in the account.
    package let running: Int
    /// Instances that a step stops.
    package let wouldStop: Int
    /// Resources that are listed and not touched.
    package let flagged: Int
    /// List price over 730 hours of all that would be stopped.
    package let savingUSDPerMonthByStopping: Money
    /// An upper bound.
    package let savingUSDPerMonthByCleaning: Money
    /// Resources in the two sums above whose price is not known, and so not in them.
    package let unpriced: Int

    /// The sums of a plan's sections.
    init(_ sections: PlanSections, running: Int) {
        let stopping = sections.stoppingSum
        let flagged = sections.flaggedSum
        self.running = running
        wouldStop = stopping.count
        self.flagged = flagged.count
        savingUSDPerMonthByStopping = stopping.perMonth
        savingUSDPerMonthByCleaning = flagged.perMonth
        unpriced = stopping.unpriced + flagged.unpriced
    }
}

/// Whether two starts are one, compared in whole seconds because stores and AWS round.
package func isSameStart(_ left: Date?, _ right: Date?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?):
        left.timeIntervalSince1970.rounded(.down) == right.timeIntervalSince1970.rounded(.down)
    default: false
    }
}
