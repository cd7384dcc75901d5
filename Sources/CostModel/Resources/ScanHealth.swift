// How scans go: whether they succeed, by which the dead-man notice is decided, and how the calls of a run went in one
// region, by which it is told whether what was seen there may be acted on.

package import Foundation

/// How the scans of one profile went lately: one value a profile, because lapsed keys do not tell an account.
package struct ScanHealth: Hashable, Sendable {
    /// The profile of the AWS configuration; empty where none is named.
    package let profile: String
    /// The account of the last scan that succeeded; nil before the first.
    package var account: AccountID?
    /// When the last scan that succeeded began; nil before the first.
    package var seenAt: Date?
    /// The first run that failed since then; nil while scans succeed.
    package var failingSince: Date?
    /// Runs that failed since then.
    package var failures: Int
    /// What the last of them failed with, one line without secrets; nil while scans succeed.
    package var error: String?

    /// Without a word on failures: scans succeed, or none was made.
    package init(
        profile: String, account: AccountID? = nil, seenAt: Date? = nil, failingSince: Date? = nil, failures: Int = 0,
        error: String? = nil
    ) {
        self.profile = profile
        self.account = account
        self.seenAt = seenAt
        self.failingSince = failingSince
        self.failures = failures
        self.error = error
    }
}

/// Calls that have ended. Calls are counted and not attempts: where throttling is ordinary, calls succeed at the second
/// attempt, and what they told is as good as any.
package struct CallTally: Hashable, Sendable {
    /// All of them.
    package var made: Int
    /// Those that were not answered. Denied by a policy is answered.
    package var failed: Int
    /// Nothing was called without arguments.
    package init(made: Int = 0, failed: Int = 0) {
        self.made = made
        self.failed = failed
    }

    /// Whether more than a tenth failed: what such a region shows may be what is left of it.
    package var isOutage: Bool { failed > 0 && Int128(failed) * 10 > Int128(made) }
}

/// A region in which AWS was in trouble during a run: nothing is stopped there without a person.
package struct Outage: Hashable, Sendable {
    /// Where.
    package let region: Region
    /// How the calls went.
    package let calls: CallTally
    /// What one of them failed with, one line; nil where no gap tells.
    package let error: String?
    /// A region in trouble.
    package init(region: Region, calls: CallTally, error: String?) {
        self.region = region
        self.calls = calls
        self.error = error
    }
}
