// Reads what was spent since the balances were told: metered where the meter ran, and before that by the launch times
// of what the first listing found. Leaves which credit pays to CreditDrawdown.

import CostModel
import Foundation

extension SpendCurve {
    /// The spend of an account up to `now`; nil before its first scan. What the last good listing of a place showed
    /// is taken to go on where the place was not listed since.
    ///
    /// - Parameter cuts: instants between which spend is told exactly; the earliest is where the curve begins.
    static func read(
        _ usage: any UsageReader, of account: AccountID, cuts: [Date], at now: Date
    ) async throws -> SpendCurve? {
        let marks = try await usage.meterMarks(of: account)
        guard let since = marks.map(\.since).min() else { return nil }
        let prices = try await usage.prices(of: account)
        let early = try await usage.runsBeforeMetering(of: account)
        let ends = Set(cuts.filter { $0 < now } + [now]).sorted()
        var pieces: [Piece] = []
        for (from, until) in zip(ends, ends.dropFirst()) {
            let lines = try await usage.usage(
                of: account, from: from, until: until, perResource: false, unwatched: false, goingOn: true)
            let metered = MeteredSpend(lines, prices: prices)
            pieces.append(
                Piece(
                    from: from, until: until, amount: early.reduce(metered.amount) { $0 + $1.cost(from, until) },
                    isLowerBound: metered.isLowerBound || early.contains { $0.isUnpriced(from, until) }))
        }
        let present = MeteredSpend(try await usage.usageNow(of: account, at: now), prices: prices)
        let isAllSeen = try await usage.usageLeft(of: account, until: now).isEmpty
        return SpendCurve(
            pieces: pieces, now: now, perHour: present.amount,
            usualPerHour: try await usual(usage, of: account, since: since, at: now, prices),
            isBurnLowerBound: present.isLowerBound || !isAllSeen)
    }

    private static func usual(
        _ usage: any UsageReader, of account: AccountID, since: Date, at now: Date, _ prices: PriceHistory
    ) async throws -> Money? {
        let from = max(since, now.addingTimeInterval(-7 * .day))
        let seconds = Int64(now.timeIntervalSince(from))
        guard seconds >= .day else { return nil }
        let lines = try await usage.usage(
            of: account, from: from, until: now, perResource: false, unwatched: false, goingOn: true)
        return MeteredSpend(lines, prices: prices).amount.scaled(by: .hour, over: seconds)
    }
}

extension UnmeteredRun {
    /// Whether it falls into a half-open span, and nobody knows what it cost.
    fileprivate func isUnpriced(_ from: Date, _ until: Date) -> Bool {
        perHour == nil && self.from < until && self.until > from
    }

    /// What it cost within a half-open span; nothing where its price is not known.
    fileprivate func cost(_ from: Date, _ until: Date) -> Money {
        let seconds = Int64(min(until, self.until).timeIntervalSince(max(from, self.from)))
        guard seconds > 0, let perHour else { return .zero }
        return perHour.scaled(by: seconds, over: .hour)
    }
}
