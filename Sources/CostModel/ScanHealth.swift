// Whether scans succeed: what the dead-man notice is decided by.

import Foundation

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
