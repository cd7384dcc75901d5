// The door to what was metered. Writing is part of recording a listing, so that neither is kept without the other.

import Foundation

/// Reads metered usage.
public protocol UsageReader: Sendable {
    /// Usage in a half-open span, cut at the ends of months (UTC) and wherever a list price changed.
    /// - Parameters:
    ///   - perResource: one line a resource and item, with its name, without what is only possible; else a line per
    ///     region and item.
    ///   - unwatched: only what falls into hours in which nobody looked at the place.
    func usage(
        of account: AccountID, from: Date, until: Date, perResource: Bool, unwatched: Bool
    ) async throws -> [UsageLine]
    /// What costs at this moment, as the last good listings show it: the usage of one hour that begins at `now`.
    /// - Parameter perResource: as for `usage`.
    func usageNow(of account: AccountID, at now: Date, perResource: Bool) async throws -> [UsageLine]
    /// The prices of every item that the account ever used.
    func prices(of account: AccountID) async throws -> PriceHistory
    /// From when to when each place was metered; empty before the first scan.
    func meterMarks(of account: AccountID) async throws -> [MeterMark]
}

extension UsageReader {
    /// By region and item.
    public func usageNow(of account: AccountID, at now: Date) async throws -> [UsageLine] {
        try await usageNow(of: account, at: now, perResource: false)
    }
}
