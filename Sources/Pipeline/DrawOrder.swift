// Which of several credits pays. Source: AWS Billing user guide, "AWS credits", step 1, read 2026-11: the soonest to
// expire, then the one for the fewest services, then the oldest. Pure.

import CostModel
import Foundation

/// A credit's place in the order.
struct DrawRank: Comparable {
    let expires: Date
    let services: Int
    let starts: Date

    /// No expiry is the latest; no list of services is the longest.
    init(expires: Date?, services: Int = 0, starts: Date?) {
        self.expires = expires ?? .distantFuture
        self.services = services == 0 ? .max : services
        self.starts = starts ?? .distantPast
    }

    /// Another's place, but for the expiry.
    init(expires: Date?, after other: DrawRank) {
        self.expires = expires ?? .distantFuture
        services = other.services
        starts = other.starts
    }

    static func < (left: DrawRank, right: DrawRank) -> Bool {
        (left.expires, left.services, left.starts) < (right.expires, right.services, right.starts)
    }
}

enum GrossShares {
    /// What each of several credits paid of what was spent, in the order of `terms`: each span is drawn from those
    /// that were granted by then and had not expired, and what goes beyond all of them counts for the last.
    static func burned(_ terms: [CreditTerm], _ spans: [GrossSpend.Span]) -> [Money] {
        var burned = terms.map { _ in Money.zero }
        let order = terms.indices.sorted { rank(terms[$0]) < rank(terms[$1]) }
        for span in spans {
            var left = span.amount
            let open = order.filter { isOpen(terms[$0], in: span) }
            for index in open where left > .zero {
                let drawn = min(left, max(.zero, terms[index].amount - burned[index]))
                burned[index] += drawn
                left = left - drawn
            }
            if let last = open.last { burned[last] += left }
        }
        return burned
    }

    private static func rank(_ term: CreditTerm) -> DrawRank { DrawRank(expires: term.expires, starts: term.granted) }

    /// A month counts for a credit that was granted in it.
    private static func isOpen(_ term: CreditTerm, in span: GrossSpend.Span) -> Bool {
        guard let granted = term.granted, UTCTime.dayText(granted).prefix(span.start.count) <= span.start else {
            return false
        }
        return term.expires.map { UTCTime.dayText($0) > span.start } ?? true
    }
}
