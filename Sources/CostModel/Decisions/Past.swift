// What is kept of earlier scans: when they were, what machines were at each, and what persons had said.

package import Foundation

/// A machine as scans showed it from one time to another.
package struct MachineVersion: Hashable, Sendable {
    /// Whose.
    package let resource: ResourceKey
    /// For people; nil: it had none.
    package let name: String?
    /// Whether it ran; what AWS did not tell is no.
    package let isRunning: Bool
    /// The start that it is of; nil where AWS did not say.
    package let launchTime: Date?
    /// The first scan that showed it so.
    package let from: Date
    /// The last one that did, inclusive.
    package let until: Date
    /// Whether the latest scan still did.
    package let isLatest: Bool

    /// A version, all its parts given.
    package init(
        resource: ResourceKey, name: String?, isRunning: Bool, launchTime: Date?, from: Date, until: Date,
        isLatest: Bool
    ) {
        self.resource = resource
        self.name = name
        self.isRunning = isRunning
        self.launchTime = launchTime
        self.from = from
        self.until = until
        self.isLatest = isLatest
    }
}

/// A person's word with the time at which it was taken back, or another took its place.
package struct PastWord<Word: Sendable>: Sendable {
    /// What was said.
    package let word: Word
    /// Nil: it was not.
    package let endedAt: Date?

    /// A word and its end.
    package init(_ word: Word, endedAt: Date?) {
        self.word = word
        self.endedAt = endedAt
    }
}

/// Reads what is kept of earlier scans.
package protocol PastReader: Sendable {
    /// When the scans of an account were that ended, ascending, both ends included; those that were forgotten are not there.
    func scanTimes(of account: AccountID, from: Date, until: Date) async throws -> [Date]
    /// The versions of an account's machines that reach into a span, in order of machine and time. One row each.
    func machineVersions(of account: AccountID, from: Date, until: Date) async throws -> [MachineVersion]
    /// Every keep that was ever said of things of an account.
    func keepsEver(account: AccountID) async throws -> [PastWord<Keep>]
    /// Every pause that ever was.
    func pausesEver() async throws -> [PastWord<Pause>]
    /// How many machines of an account bear a tag whose value was seen first within a span: what it was before is not kept.
    func machinesRetagged(of account: AccountID, from: Date, until: Date) async throws -> Int
    /// For how long nobody looked at machines within a span, in seconds, region by region the longest.
    func secondsUnwatched(of account: AccountID, from: Date, until: Date) async throws -> Int
}
