// What a run knows of the time: how far this machine's clock is off, and whether AWS's word can be relied on.
// Where it is learned is AWSAPI's matter; what it means for a run is Pipeline's.

package import Foundation

/// What AWS has told of the time.
package struct TimeReading: Hashable, Sendable {
    /// Seconds by which this machine's clock is ahead of AWS's, negative where it is behind; nil: AWS has not told.
    package var ahead: TimeInterval?
    /// Why the time cannot be relied on, in one line; nil: nothing speaks against it.
    package var doubt: String?

    /// A reading; without arguments, of a clock of which AWS has told nothing.
    package init(ahead: TimeInterval? = nil, doubt: String? = nil) {
        self.ahead = ahead
        self.doubt = doubt
    }

    /// Seconds from which on a wrong clock is worth a line.
    package static let noticeable: TimeInterval = 60

    /// Whether the machine's clock is off by so much that it is told.
    package var isNoticeable: Bool { ahead.map { abs($0) > Self.noticeable } ?? false }
}

/// What was set aside because it bears times that are ahead of the clock.
package struct SetAside: Hashable, Sendable {
    /// The newest of those times.
    package let newest: Date
    /// How many entries, by the name of their table in the database; never empty.
    package let entries: [String: Int]

    /// What was set aside.
    package init(newest: Date, entries: [String: Int]) {
        self.newest = newest
        self.entries = entries
    }
}

/// Keeps stored times true to AWS's.
package protocol TimeKeeper: Sendable {
    /// Takes out, or dates anew, whatever bears a time ahead of `now` by more than a small tolerance, and keeps it as it
    /// was; never the journal. Nil where nothing is ahead.
    func setAside(ahead now: Date) async throws -> SetAside?
    /// Puts all that was set aside back where it was. Returns how many entries that were.
    func bringBack() async throws -> Int
    /// How many entries are kept aside, and since when; nil where none are.
    func keptAside() async throws -> (entries: Int, since: Date)?
    /// Keeps how far the machine's clock was off at a run.
    func note(_ reading: TimeReading, at now: Date) async throws
    /// What was noted last, and when.
    func lastReading() async throws -> (reading: TimeReading, at: Date)?
    /// The newest time that anything was written at.
    func newestTime() async throws -> Date?
}
