// A reviewed intention: what would be done, what not, and why.

import Foundation

/// What became of a rule's word on a resource, in order of precedence.
public enum Verdict: String, CaseIterable, Sendable, Codable {
    case clear, spared, unknown, flagged, refused, pending, due
}

/// A guardrail that forbids an action.
public struct Refusal: Hashable, Sendable {
    /// Such as `auto-scaling`. Contract: DESIGN's names.
    public let guardrail: String
    /// What it saw, and what to do instead.
    public let detail: String
    /// A guardrail by name, with what it saw.
    public init(_ guardrail: String, _ detail: String) { (self.guardrail, self.detail) = (guardrail, detail) }
}

/// One rule's result on one resource.
public struct Finding: Sendable {
    /// What the rule alone says.
    public let judgement: Judgement
    /// What guardrails and hold time make of it.
    public let verdict: Verdict
    /// Whether cron would act on it now.
    public let unattended: Bool
    /// Why cron would not, though a person may: `gpu-load-unknown`, `instance-store-data`, `key-not-checked`,
    /// `not-allowed`, `own-rule`, `limit`.
    public let attendedBecause: String?
    /// The columns that nobody has asked AWS for yet, of what is due or pending: the look before the stop asks each, and
    /// stops nothing where the answer forbids it or does not come.
    public let checkedBeforeStop: [String]
    /// The first guardrail that forbids it; nil unless the verdict is `refused`.
    public let refusal: Refusal?
    /// Nil where no price is known.
    public let savingPerMonth: Money?
    /// True where the true saving may be smaller: snapshots share blocks.
    public let savingIsUpperBound: Bool
    /// What the action destroys, in plain words: `125 GB scratch disk`, `RAM`, `public address`.
    public let loses: [String]
    /// How long the rule has held so far, in seconds of the hold clock.
    public let heldSeconds: Int
    /// Whether it says whose it is, for what is flagged: such a thing stands apart from those that nobody claims.
    public let isClaimed: Bool

    /// A finding, all its parts given.
    public init(
        judgement: Judgement, verdict: Verdict, unattended: Bool, attendedBecause: String?, refusal: Refusal?,
        savingPerMonth: Money?, savingIsUpperBound: Bool, loses: [String], heldSeconds: Int,
        isClaimed: Bool = false, checkedBeforeStop: [String] = []
    ) {
        (self.judgement, self.verdict, self.unattended) = (judgement, verdict, unattended)
        (self.attendedBecause, self.refusal, self.savingPerMonth) = (attendedBecause, refusal, savingPerMonth)
        (self.savingIsUpperBound, self.loses, self.heldSeconds) = (savingIsUpperBound, loses, heldSeconds)
        (self.isClaimed, self.checkedBeforeStop) = (isClaimed, checkedBeforeStop)
    }

    /// The rule that judged.
    public var rule: RuleHeader { judgement.rule }
    /// What was judged.
    public var resource: ResourceKey { judgement.resource }
}

/// One change to one resource. A resource under two rules makes one step.
public struct PlanStep: Hashable, Sendable {
    /// What is asked of AWS.
    public let action: Action
    /// What it is asked for.
    public let resource: ResourceKey
    /// For people; not unique.
    public let name: String?
    /// The rules that ask for it, the first decides.
    public let rules: [String]
    /// Whether cron may do it without a person.
    public let unattended: Bool
    /// The last start that the plan saw: another one means that somebody is using it.
    public let launchTime: Date?
    /// List price over 730 hours; nil where no price is known.
    public let savingPerMonth: Money?

    /// A step, all its parts given.
    public init(
        action: Action, resource: ResourceKey, name: String?, rules: [String], unattended: Bool, launchTime: Date?,
        savingPerMonth: Money?
    ) {
        (self.action, self.resource, self.name, self.rules) = (action, resource, name, rules)
        (self.unattended, self.launchTime, self.savingPerMonth) = (unattended, launchTime, savingPerMonth)
    }
}

/// Findings and steps over one account, at one time.
public struct Plan: Sendable {
    /// Eight hexadecimal digits, derived from the contents.
    public let id: String
    /// The one account that the plan is about.
    public let account: AccountID
    /// The time of the scan that it was made from.
    public let createdAt: Date
    /// How old the knowledge of each region is.
    public let asOf: [RegionAge]
    /// What the account's latest listings did not see.
    public let gaps: [Gap]
    /// Due first, then pending, flagged, refused, unknown, spared; the dearest first in each.
    public let findings: [Finding]
    /// What `apply` would do, pending findings included.
    public let steps: [PlanStep]
    /// What AWS refused within the last day: no part of `apply`, unless a person names it.
    public let retries: [PlanStep]
    /// Rules, or single rows, that could not be judged.
    public let faults: [RuleFault]
    /// How many instances run in the account.
    public let running: Int
    /// What stands in each section of a report.
    public let sections: PlanSections

    /// A plan, all its parts given.
    public init(
        id: String, account: AccountID, createdAt: Date, asOf: [RegionAge], gaps: [Gap], findings: [Finding],
        steps: [PlanStep], retries: [PlanStep] = [], faults: [RuleFault], running: Int
    ) {
        (self.id, self.account, self.createdAt, self.asOf) = (id, account, createdAt, asOf)
        (self.gaps, self.findings, self.steps, self.retries) = (gaps, findings, steps, retries)
        (self.faults, self.running) = (faults, running)
        sections = PlanSections(findings: findings, steps: steps)
    }

    /// Sums over the sections.
    public var totals: PlanTotals { PlanTotals(sections, running: running) }

    /// Whether everything that an enabled rule needs was seen, and every rule could be judged.
    public var complete: Bool { gaps.isEmpty && faults.isEmpty }
}

/// When a region was last seen.
public struct RegionAge: Hashable, Sendable {
    /// Where.
    public let region: Region
    /// The oldest among the latest good listings of the region.
    public let at: Date
    /// A region and its age.
    public init(_ region: Region, _ at: Date) { (self.region, self.at) = (region, at) }
}

/// Sums over a plan; a resource under two rules counts once.
public struct PlanTotals: Hashable, Sendable {
    /// Instances that run in the account.
    public let running: Int
    /// Instances that a step stops.
    public let wouldStop: Int
    /// Resources that are listed and not touched.
    public let flagged: Int
    /// List price over 730 hours of all that would be stopped.
    public let savingPerMonthByStopping: Money
    /// An upper bound.
    public let savingPerMonthByCleaning: Money
    /// Resources in the two sums above whose price is not known, and so not in them.
    public let unpriced: Int

    /// The sums of a plan's sections.
    init(_ sections: PlanSections, running: Int) {
        let (stopping, flagged) = (sections.stoppingSum, sections.flaggedSum)
        (self.running, wouldStop, self.flagged) = (running, stopping.count, flagged.count)
        (savingPerMonthByStopping, savingPerMonthByCleaning) = (stopping.perMonth, flagged.perMonth)
        unpriced = stopping.unpriced + flagged.unpriced
    }
}

/// Whether two starts are one, compared in whole seconds because stores and AWS round.
public func isSameStart(_ left: Date?, _ right: Date?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?):
        left.timeIntervalSince1970.rounded(.down) == right.timeIntervalSince1970.rounded(.down)
    default: false
    }
}
