// When it is time to say that nobody sees the account any more: pure steps from one health to the next.

package import CostModel
package import Foundation

/// The dead-man notice's rule.
package enum DeadMan {
    /// One failure may be a network that is not up yet after the lid was opened.
    static let fewestFailures = 2

    /// After a scan that saw something.
    package static func succeeded(_ before: ScanHealth, account: AccountID, at now: Date) -> ScanHealth {
        ScanHealth(profile: before.profile, account: account, seenAt: now)
    }

    /// After a run that saw nothing.
    package static func failed(_ before: ScanHealth, error: String, at now: Date) -> ScanHealth {
        var health = before
        // A clock that was set back must not hold the notice up for long, and one that was behind begins no failing before
        // the last success.
        health.failingSince = max(min(before.failingSince ?? now, now), before.seenAt ?? .distantPast)
        health.failures = before.failures + 1
        health.error = error
        return health
    }

    /// Whether it is time to tell: runs have failed for this many seconds, and no scan succeeded in between.
    package static func isDue(_ health: ScanHealth, after limit: TimeInterval, at now: Date) -> Bool {
        guard let since = health.failingSince, health.failures >= fewestFailures else { return false }
        return now.timeIntervalSince(since) >= limit
    }

    /// Names the episode in which a profile's account is not seen: one notice each.
    package static func episodeKey(_ profile: String) -> String { "not-seen/\(profile)" }
}
