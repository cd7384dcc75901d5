// What stands in each section of a report on a plan: which things, with which sums, in the order of the findings. Text,
// page, mail and the totals of the JSON take it from here; a screen alone puts what is dearest a day first.

/// What a sum of savings is worth: the prices that are known, and how many are not.
package struct SavingSum: Hashable, Sendable {
    /// How many things are summed.
    package let count: Int
    /// List price over 730 hours of those whose price is known.
    package let perMonth: Money
    /// How many have no known price, and so are not in the sum.
    package let unpriced: Int
    /// Whether a part of the sum may be smaller: snapshots share blocks, spot costs less than its list price.
    package let isUpperBound: Bool

    /// The sum of savings a month; nil where no price is known.
    package init(_ parts: some Sequence<(saving: Money?, isUpperBound: Bool)>) {
        var count = 0
        var unpriced = 0
        var sum = Money.zero
        var isUpperBound = false
        for part in parts {
            count += 1
            guard let saving = part.saving else {
                unpriced += 1
                continue
            }
            sum = sum + saving
            isUpperBound = isUpperBound || part.isUpperBound
        }
        self.count = count
        self.perMonth = sum
        self.unpriced = unpriced
        self.isUpperBound = isUpperBound
    }

    /// The sum of steps, of which nothing else is told.
    package init(_ steps: [PlanStep]) { self.init(steps.lazy.map { ($0.savingPerMonth, false) }) }
}

/// The sections of a plan. A thing under several rules stands in a section once. Of a machine that rules would stop, one
/// section tells what becomes of it: it would stop, is refused, is not known, or is left alone.
package struct PlanSections: Sendable {
    /// A thing in a section.
    package struct Item: Sendable {
        /// The strongest of the findings that put it there.
        package let finding: Finding
        /// Further rules that put it there, in the plan's order.
        package let furtherRules: [String]
        /// Nil where no rule knows a price.
        package let savingPerMonth: Money?

        fileprivate init(_ findings: [Finding], first: Finding) {
            finding = first
            furtherRules = findings.dropFirst().map(\.rule.name)
            savingPerMonth = findings.lazy.compactMap(\.savingPerMonth).first
        }

        /// What it is.
        package var resource: ResourceKey { finding.resource }
        /// For people; not unique.
        package var name: String? { finding.judgement.name }
    }

    /// What would be stopped.
    package struct Stop: Sendable {
        /// What `apply` would do.
        package let step: PlanStep
        /// The finding that decided; nil only in a plan that was not made from its findings.
        package let finding: Finding?
    }

    /// Things that one rule flags.
    package struct FlaggedGroup: Sendable {
        /// The first rule that flags them.
        package let rule: RuleHeader
        /// In the plan's order: the dearest first.
        package let items: [Item]
    }

    /// The steps, in the plan's order.
    package let stopping: [Stop]
    /// What a guardrail forbids to stop, and no other rule stops.
    package let refused: [Item]
    /// Machines whose hours cannot be read, whatever else becomes of them: a tag that is mistyped does nothing, and would be
    /// missed first on the day on which it should have stopped something.
    package let hoursUnread: [Item]
    /// Of what nothing can be said yet, steps and refusals aside; that a balance is not known stands with the money.
    package let unknown: [Item]
    /// What costs money and is not touched. Credits stand with the money, what is only told of with what runs, and what
    /// would be stopped with the steps.
    package let flagged: [Item]
    /// Credits of which a rule tells.
    package let credits: [Finding]

    /// - Parameter findings: in a plan's order: what comes first decides. Cost: linear.
    package init(findings: [Finding], steps: [PlanStep]) {
        let stopped = Set(steps.map(\.resource))
        let decided = Dictionary(
            findings.lazy.filter(\.isStep).map { ($0.resource, $0) }, uniquingKeysWith: { first, _ in first })
        stopping = steps.map { Stop(step: $0, finding: decided[$0.resource]) }
        let refused = PlanSections.once(findings) { $0.verdict == .refused && !stopped.contains($0.resource) }
        let told = stopped.union(refused.map(\.resource))
        self.refused = refused
        unknown = PlanSections.once(findings) {
            $0.verdict == .unknown && !$0.isWord && !$0.isOfUnreadHours && $0.resource.kind != .credit
                && !told.contains($0.resource)
        }
        hoursUnread = PlanSections.once(findings, where: \.isOfUnreadHours)
        flagged = PlanSections.once(findings) {
            $0.verdict == .flagged && !$0.isWord && $0.resource.kind != .credit && !stopped.contains($0.resource)
        }
        credits = findings.filter { $0.verdict == .flagged && $0.resource.kind == .credit }
    }

    private static func once(_ findings: [Finding], where belongs: (Finding) -> Bool) -> [Item] {
        let mine = findings.filter(belongs)
        let byThing = Dictionary(grouping: mine, by: \.resource)
        var seen: Set<ResourceKey> = []
        return mine.filter { seen.insert($0.resource).inserted }.map { Item(byThing[$0.resource] ?? [$0], first: $0) }
    }

    /// What the steps save.
    package var stoppingSum: SavingSum {
        SavingSum(stopping.lazy.map { ($0.step.savingPerMonth, $0.finding?.savingIsUpperBound ?? false) })
    }

    /// What is flagged costs.
    package var flaggedSum: SavingSum { PlanSections.sum(flagged) }

    /// What some of a section's things come to.
    package static func sum(_ items: some Sequence<Item>) -> SavingSum {
        SavingSum(items.map { ($0.savingPerMonth, $0.finding.savingIsUpperBound) })
    }

    /// What is flagged by its first rule; the rule with the dearest thing first.
    package var flaggedByRule: [FlaggedGroup] {
        let byRule = Dictionary(grouping: flagged, by: \.finding.rule.name)
        var seen: Set<String> = []
        return flagged.map(\.finding.rule).filter { seen.insert($0.name).inserted }
            .map { FlaggedGroup(rule: $0, items: byRule[$0.name] ?? []) }
    }

    /// Of what runs, what no other section names, the dearest first.
    package func leftAlone(of running: [RunningInstance]) -> [RunningInstance] {
        let named = Set(stopping.map(\.step.resource)).union((refused + unknown).map(\.resource))
        return running.filter { !named.contains($0.key) }.sorted(by: RunningInstance.dearestFirst)
    }
}

extension Finding {
    /// Whether a person's apply would act on it.
    package var isStep: Bool { isAsked && !isScheduledStart }

    /// Whether a schedule would start the machine.
    package var isScheduledStart: Bool { isAsked && rule.action == .start && rule.asker.isSchedule }

    /// Whether the schedule of a machine says nothing, since its text cannot be read or two claim the machine.
    package var isOfUnreadHours: Bool {
        verdict == .unknown && rule.asker.isSchedule && judgement.missing.contains { $0.column == ScheduleTag.key }
    }

    private var isAsked: Bool { verdict == .due || verdict == .pending }

    /// Whether the rule would only tell of the thing, as of a machine that is idle for an hour: no section of its own.
    package var isWord: Bool { rule.action == .notify && resource.kind != .credit }
}
