// When a credit ends, as a range: nobody knows which of the burns will go on.

package import Foundation

/// From when to when a credit may end, at the burns that were seen.
package struct Runway: Hashable, Sendable {
    /// At the highest burn; nil: it never ends.
    package let earliest: Date?
    /// At the lowest burn; nil: it never ends, or nobody can say.
    package let latest: Date?
    /// What brings the earliest end about.
    package let by: CreditEnd?
    /// The burns per hour that the ends are reckoned from.
    package let lowest: Money
    /// The highest of them.
    package let highest: Money

    /// Nil where nobody knows what is left, or no burn is known.
    ///
    /// - Parameters:
    ///   - remaining: what is left at `now`.
    ///   - burns: per hour: of this moment, of the last day, of the last week.
    package init?(remaining: Money?, burns: [Money], expiresAt: Date?, from now: Date) {
        guard let remaining, let lowest = burns.min(), let highest = burns.max() else { return nil }
        self.lowest = lowest
        self.highest = highest
        let first = Runway.exhausted(remaining, highest, now)
        let last = Runway.exhausted(remaining, lowest, now)
        earliest = [first, expiresAt].compactMap { $0 }.min()
        latest = [last, expiresAt].compactMap { $0 }.min()
        by = first.map { $0 <= expiresAt ?? .distantFuture } == true ? .exhaustion : expiresAt.map { _ in .expiry }
    }

    private static func exhausted(_ remaining: Money, _ burn: Money, _ now: Date) -> Date? {
        guard burn > .zero else { return nil }
        // Beyond a thousand years it is never: a date must not overflow a calendar.
        let hours = Double(remaining.nanoUSD) / Double(burn.nanoUSD)
        return hours < 8_766_000 ? now.addingTimeInterval(hours * .hour) : nil
    }
}
