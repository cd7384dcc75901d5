// What an account spends over time: metered pieces, then the present burn onward. Pure.

package import Foundation

/// Spend as it adds up over time.
package struct SpendCurve: Sendable {
    /// What was spent in a half-open span. Within it, evenly: nobody looks closer.
    package struct Piece: Hashable, Sendable {
        /// First instant.
        package let from: Date
        /// The instant after the last.
        package let until: Date
        /// What was spent in it.
        package let amount: Money
        /// Whether more may have been spent.
        package let isLowerBound: Bool
        /// A piece, its parts given.
        package init(from: Date, until: Date, amount: Money, isLowerBound: Bool = false) {
            self.from = from
            self.until = until
            self.amount = amount
            self.isLowerBound = isLowerBound
        }

        fileprivate func amount(from start: Date, until end: Date) -> Money {
            let overlap = min(end, until).timeIntervalSince(max(start, from))
            let length = until.timeIntervalSince(from)
            guard overlap > 0, length > 0 else { return .zero }
            guard overlap < length else { return amount }
            // Milliseconds: spans of a second and more keep their share exact enough, and nothing overflows.
            return amount.scaled(by: Int64(overlap * 1000), over: max(1, Int64(length * 1000)))
        }
    }

    /// Without holes, the earliest first; before the first of them nothing was spent.
    package let pieces: [Piece]
    /// From here on the present burn goes on.
    package let now: Date
    /// The present burn.
    package let perHour: Money
    /// The burn of the last seven days; nil where less than a day of them was metered.
    package let usualPerHour: Money?
    /// Whether more may burn at present than `perHour`.
    package let isBurnLowerBound: Bool

    /// A curve from its pieces, which end at `now`.
    package init(
        pieces: [Piece], now: Date, perHour: Money, usualPerHour: Money? = nil, isBurnLowerBound: Bool = false
    ) {
        self.pieces = pieces
        self.now = now
        self.perHour = perHour
        self.usualPerHour = usualPerHour
        self.isBurnLowerBound = isBurnLowerBound
    }

    /// Whether more may be spent in a half-open span than `spent` says.
    package func isLowerBound(from start: Date, until end: Date) -> Bool {
        pieces.contains { $0.isLowerBound && $0.from < end && $0.until > start } || isBurnLowerBound && end >= now
    }

    /// What is spent in a half-open span.
    package func spent(from start: Date, until end: Date) -> Money {
        let known = pieces.reduce(Money.zero) { $0 + $1.amount(from: start, until: end) }
        let onward = end.timeIntervalSince(max(start, now))
        guard onward > 0 else { return known }
        return known + perHour.scaled(by: Int64(min(onward, 1e10)), over: .hour)
    }

    /// When an amount above zero is spent, counted from an instant; nil: never, by all that is known.
    package func date(ofSpending amount: Money, from start: Date) -> Date? {
        var left = amount
        for piece in pieces where piece.until > start {
            let share = piece.amount(from: start, until: piece.until)
            if share >= left, share > .zero {
                let begin = max(start, piece.from)
                let part = Double(left.nanoUSD) / Double(share.nanoUSD)
                return begin.addingTimeInterval(piece.until.timeIntervalSince(begin) * part)
            }
            left = left - share
        }
        guard perHour > .zero else { return nil }
        return max(start, now).addingTimeInterval(Double(left.nanoUSD) / Double(perHour.nanoUSD) * .hour)
    }
}
