// How much cron may do: the last word over all rules of an account together.

package import CostModel
package import Foundation

/// The limit on what happens without a person.
package enum Limits {
    /// A share of what runs never limits below this: in small accounts a share is less than one.
    static let leastShare = 3

    /// How many more resources cron may change now: never more than `maxActions` a run, than the larger of 3 and
    /// `maxPercent` of what runs, and than what `maxActionsPerDay` leaves of the last 24 h.
    ///
    /// - Parameter journal: of the account; attempts that are open or uncertain count as done.
    package static func allowance(
        _ settings: GuardrailSettings, running: Int, journal: [JournalEntry], at now: Date
    ) -> Int {
        let today = max(0, settings.maxActionsPerDay) - spent(journal, at: now)
        return max(0, min(ofOneRun(settings, running: running), today))
    }

    /// How many resources one run may change, whatever was changed before: cron no more, a person only by its number.
    package static func ofOneRun(_ settings: GuardrailSettings, running: Int) -> Int {
        let percent = min(max(settings.maxPercent, 0), 100)
        let share = max(leastShare, Int(Int128(max(running, 0)) * Int128(percent) / 100))
        return max(0, min(settings.maxActions, share))
    }

    /// Unattended changes of the last 24 h that happened or may have. Tries on one resource of which nobody knows what
    /// came are one: they must not use up the day of all the others.
    static func spent(_ journal: [JournalEntry], at now: Date) -> Int {
        var done = 0
        var unclear: Set<ResourceKey> = []
        for entry in journal {
            guard entry.intent.unattended, counts(entry.intent.action) else { continue }
            // A person's order is no act of cron's; it only carries it out.
            guard !entry.intent.rule.hasPrefix(StopOrder.rulePrefix) else { continue }
            guard isOfThisDay(entry, at: now) else { continue }
            switch entry.outcome {
            case .done: done += 1
            case .uncertain, nil: unclear.insert(entry.intent.resource)
            case .failed, .refused, .skipped: continue
            }
        }
        return done + unclear.count
    }

    /// A tag that is written or taken away ends nobody's work.
    private static func counts(_ action: Action) -> Bool {
        action.changesAWS && ![.keep, .unkeep, .mark, .unmark].contains(action)
    }

    /// Whether it was tried within 24 h. An entry from the future is by a clock gone wrong: it counts too, but one of a
    /// clock that was a month ahead must not hold cron up for that month.
    private static func isOfThisDay(_ entry: JournalEntry, at now: Date) -> Bool {
        abs(now.timeIntervalSince(entry.intent.at)) < .day
    }

    /// Resources on which cron's last try of the last 24 h came to nothing: the others go first, or one that AWS never
    /// stops would take the turn of all that it does.
    static func triedInVain(_ journal: [JournalEntry], at now: Date) -> Set<ResourceKey> {
        var last: [ResourceKey: JournalEntry] = [:]
        for entry in journal where entry.intent.unattended && counts(entry.intent.action) {
            guard isOfThisDay(entry, at: now) else { continue }
            if last[entry.intent.resource].map({ $0.id < entry.id }) ?? true { last[entry.intent.resource] = entry }
        }
        return Set(last.values.filter { $0.outcome != .done }.map(\.intent.resource))
    }

    /// What of these cron may not change, and for which limit. The dearest go first, as many as may and as fit into what a
    /// run may come to, so that what has to wait is among the first next time. An unknown price counts as the dearest,
    /// because types that a price list lacks are new ones, and those are seldom small.
    ///
    /// What would never fit waits for a person, and takes no other's turn: a price that is not known may be any.
    /// - Parameters:
    ///   - candidates: with their list price by the hour.
    ///   - allowance: how many at most.
    ///   - perHour: what they may come to together; nil: any sum.
    ///   - last: those whose turn comes after all others.
    package static func held(
        _ candidates: [ResourceKey: Money?], allowance: Int, perHour: Money? = nil, last: Set<ResourceKey> = []
    ) -> [ResourceKey: CronLimit] {
        let ordered = candidates.sorted { left, right in
            let turns = (last.contains(left.key), last.contains(right.key))
            return turns.0 == turns.1 ? isDearer((left.value, left.key), (right.value, right.key)) : turns.1
        }
        var held: [ResourceKey: CronLimit] = [:]
        var left = (count: max(0, allowance), perHour: perHour)
        for (key, price) in ordered {
            if let perHour, let never = neverFits(price, perHour) {
                held[key] = never
            } else if left.count == 0 {
                held[key] = .count
            } else if let room = left.perHour, let price, max(price, .zero) > room {
                held[key] = .usdPerHour
            } else {
                left = (left.count - 1, left.perHour.map { $0 - max(price ?? .zero, .zero) })
            }
        }
        return held
    }

    private static func neverFits(_ price: Money?, _ perHour: Money) -> CronLimit? {
        guard let price else { return .unknownPrice }
        return price > max(perHour, .zero) ? .dearerThanAll : nil
    }

    /// What these steps come to in an hour, where that is more than one run may change without a person; nil where it is
    /// not, or where no limit is set. `perHour` is nil where the price of one is not known.
    package static func overUSD(
        _ settings: GuardrailSettings, _ steps: [PlanStep]
    ) -> (perHour: Money?, limit: Money)? {
        guard let limit = settings.maxUSDPerHour else { return nil }
        let prices = steps.compactMap(\.savingPerHour)
        guard prices.count == steps.count else { return (nil, limit) }
        let sum = prices.reduce(.zero, +)
        return sum > limit ? (sum, limit) : nil
    }
}

/// The order of findings and limits: dearest first, an unknown price before all, then by name of the resource.
func isDearer(_ left: (price: Money?, key: ResourceKey), _ right: (price: Money?, key: ResourceKey)) -> Bool {
    switch (left.price, right.price) {
    case (let one?, let other?) where one != other: one > other
    case (nil, .some): true
    case (.some, nil): false
    default: left.key < right.key
    }
}
