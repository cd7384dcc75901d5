// How much cron may do: the last word over all rules of an account together.

import CostModel
import Foundation

/// The limit on what happens without a person.
public enum Limits {
    /// A share of what runs never limits below this: in small accounts a share is less than one.
    static let leastShare = 3
    private static let day: TimeInterval = 24 * 3600

    /// How many more resources cron may change now: never more than `maxActions` a run, than the larger of 3 and
    /// `maxPercent` of what runs, and than what `maxActionsPerDay` leaves of the last 24 h.
    ///
    /// - Parameter journal: of the account; attempts that are open or uncertain count as done.
    public static func allowance(
        _ settings: GuardrailSettings, running: Int, journal: [JournalEntry], at now: Date
    ) -> Int {
        let percent = min(max(settings.maxPercent, 0), 100)
        let share = max(leastShare, Int(Int128(max(running, 0)) * Int128(percent) / 100))
        let today = max(0, settings.maxActionsPerDay) - spent(journal, at: now)
        return max(0, min(settings.maxActions, share, today))
    }

    /// Unattended changes of the last 24 h that happened or may have.
    static func spent(_ journal: [JournalEntry], at now: Date) -> Int {
        journal.count { entry in
            guard entry.intent.unattended, entry.intent.action.changesAWS else { return false }
            // An entry from the future is a clock gone wrong: it counts.
            guard now.timeIntervalSince(entry.intent.at) < day else { return false }
            switch entry.outcome {
            case .done, .uncertain, nil: return true
            case .failed, .skipped: return false
            }
        }
    }

    /// The resources that cron may change: the dearest first, up to the allowance. An unknown price counts as the
    /// dearest, because types that a price list lacks are new ones, and those are seldom small.
    public static func admitted(_ candidates: [ResourceKey: Money?], allowance: Int) -> Set<ResourceKey> {
        let ordered = candidates.sorted { isDearer(($0.value, $0.key), ($1.value, $1.key)) }
        return Set(ordered.prefix(max(0, allowance)).map(\.key))
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
