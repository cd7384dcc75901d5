// Which machines of a plan an earlier plan has stopped already, so that who applies it again is told that, not a riddle.

import CostModel
import Foundation

/// What the journal says of one account's machines.
package struct EarlierStops: Sendable {
    private let entries: [ResourceKey: JournalEntry]

    /// - Parameter entries: as `Journal.stops` gives them: each machine's last stop.
    package init(_ entries: [JournalEntry]) {
        self.entries = entries.reduce(into: [:]) { stops, entry in
            if entry.outcome == .done, stops[entry.intent.resource] == nil { stops[entry.intent.resource] = entry }
        }
    }

    /// `already stopped by plan 7f3a91c2 at 15:43 UTC`; nil where nothing of costguard's stopped the start that the step
    /// is about.
    package func text(for step: PlanStep, timeZone: TimeZone, now: Date) -> String? {
        guard let stop = entries[step.resource]?.intent, step.launchTime != nil,
            isSameStart(step.launchTime, stop.launchTime)
        else { return nil }
        return "already stopped by plan \(stop.planID) at \(TimeText.point(stop.at, in: timeZone, now: now))"
    }
}
