// The port to what was metered. Writing is part of recording a listing, so that neither is kept without the other.

package import Foundation

/// Reads metered usage.
package protocol UsageReader: Sendable {
    /// Usage in a half-open span, cut at the ends of months (UTC) and wherever a list price changed.
    /// - Parameters:
    ///   - perResource: one line a resource and item, with its name, without what is only possible; else a line per
    ///     region and item.
    ///   - unwatched: only what falls into hours in which nobody looked at the place.
    ///   - goingOn: what was there at the last good listing of its place goes on to `until`; else to that listing.
    func usage(
        of account: AccountID, from: Date, until: Date, perResource: Bool, unwatched: Bool, goingOn: Bool
    ) async throws -> [UsageLine]
    /// The runs that had begun when their place was first listed, as far as launch times tell: what the meter, which
    /// tells nothing of the time before, leaves out.
    func runsBeforeMetering(of account: AccountID) async throws -> [UnmeteredRun]
    /// What costs at this moment, as the last good listings show it: the usage of one hour that begins at `now`.
    /// - Parameter perResource: as for `usage`.
    func usageNow(of account: AccountID, at now: Date, perResource: Bool) async throws -> [UsageLine]
    /// What stood in places that scans do not look at any more, from their last listing up to an instant, if it still
    /// stands: nobody knows. Empty where scans look everywhere.
    func usageLeft(of account: AccountID, until: Date) async throws -> [UsageLine]
    /// The burstable instances of which it is not known what their bursts are charged, running or just stopped.
    func burstingMachines(of account: AccountID, at now: Date) async throws -> [BurstingMachine]
    /// From when to when the use of services that bill by use was read, by service and region.
    func serviceMarks(of account: AccountID) async throws -> [ServiceMark]
    /// The prices of every item that the account ever used.
    func prices(of account: AccountID) async throws -> PriceHistory
    /// From when to when each place was metered; empty before the first scan.
    func meterMarks(of account: AccountID) async throws -> [MeterMark]
}

extension UsageReader {
    /// The same up to the last listing of each place.
    package func usage(
        of account: AccountID, from: Date, until: Date, perResource: Bool, unwatched: Bool
    ) async throws -> [UsageLine] {
        try await usage(
            of: account, from: from, until: until, perResource: perResource, unwatched: unwatched, goingOn: false)
    }

    /// By region and item.
    package func usageNow(of account: AccountID, at now: Date) async throws -> [UsageLine] {
        try await usageNow(of: account, at: now, perResource: false)
    }
}

/// That an instance ran before its place was metered.
package struct UnmeteredRun: Hashable, Sendable {
    /// Its start, as the first listing told it.
    package let from: Date
    /// When the meter took over.
    package let until: Date
    /// List price; nil where none is known.
    package let perHour: Money?
    /// A run, its parts given.
    package init(from: Date, until: Date, perHour: Money?) {
        self.from = from
        self.until = until
        self.perHour = perHour
    }
}
