// What is spent after a balance's own time, and which credit it is drawn from: one credit alone at any instant.
// Pure. The one place that says which credit pays for what was spent since an instant.

import CostModel
import Foundation

/// A balance as its source told it, before anything is drawn from it onward.
struct ToldBalance {
    var balance: CreditBalance
    /// All that the source told, where `balance` is of those days alone that it has had time to fill: the unfilled
    /// days are worth more where they show what no scan lists.
    var newest: CreditBalance?
    var rank: DrawRank
    /// From when it pays; nil: from ever.
    let startsAt: Date?
    /// Whether what is metered can be drawn from it at all.
    var isDrawn: Bool
    /// Whether no source told anything: all of it is metered, from `balance.asOf` on.
    var isMeteredAlone = false
    /// Time of which no source tells, and which is metered besides.
    var partDay: Range<Date>?

    /// The instants at which spend has to be known exactly: where it begins and where it ends to be drawn.
    var cuts: [Date] {
        [balance.asOf, newest?.asOf, startsAt, balance.expiresAt, partDay?.lowerBound, partDay?.upperBound]
            .compactMap { $0 }
    }
}

enum CreditDrawdown {
    /// The same credits in the same order, with the burn, and with what was and will be drawn from each.
    /// - Parameter spending: nil where nothing was ever seen: then the burn is not known.
    static func drawn(_ told: [ToldBalance], spending: SpendCurve?, at now: Date) -> [CreditBalance] {
        let curve = spending ?? SpendCurve(pieces: [], now: now, perHour: .zero)
        var result = told.map { burning($0.withPartDay($0.balance, curve), spending) }
        let order = told.indices.filter { told[$0].isDrawn && told[$0].balance.burned != nil }
            .sorted { key(told[$0], now) < key(told[$1], now) }
        // Until when the credits before this one pay.
        var turn: Date?
        for index in order {
            draw(from: &result[index], startsAt: told[index].startsAt, after: turn, curve, now)
            if var newest = told[index].newest.map({ burning(told[index].withPartDay($0, curve), spending) }) {
                draw(from: &newest, startsAt: told[index].startsAt, after: turn, curve, now)
                // Spend only grows: of two figures the larger is nearer the truth.
                if newest.remaining(at: now) ?? .zero < result[index].remaining(at: now) ?? .zero {
                    result[index] = newest
                }
            }
            guard let remaining = result[index].remaining, remaining > .zero else { continue }
            let end = end(of: result[index], startsAt: told[index].startsAt, after: turn, curve)
            turn = max(turn ?? end, end)
        }
        // Nor is anything drawn from one that has expired: what burns now must not pass its marks.
        for index in told.indices where !told[index].isDrawn || result[index].expiresAt ?? .distantFuture <= now {
            result[index].burningSince = .distantFuture
        }
        for index in told.indices where told[index].isMeteredAlone && result[index].asOf == told[index].balance.asOf {
            result[index].tellDrawn()
        }
        return result
    }

    private static func burning(_ balance: CreditBalance, _ spending: SpendCurve?) -> CreditBalance {
        var balance = balance
        balance.burnPerHour = spending?.perHour
        balance.usualPerHour = spending?.usualPerHour
        balance.isBurnLowerBound = spending?.isBurnLowerBound ?? false
        return balance
    }

    /// Credits that are still to begin come after those that pay today.
    private static func key(_ told: ToldBalance, _ now: Date) -> Turn {
        Turn(isLater: (told.startsAt ?? .distantPast) > now, rank: told.rank)
    }

    private struct Turn: Comparable {
        let isLater: Bool
        let rank: DrawRank
        static func < (left: Turn, right: Turn) -> Bool {
            left.isLater == right.isLater ? left.rank < right.rank : right.isLater
        }
    }

    /// A balance without a time is not drawn from yet; when its turn comes is told all the same.
    private static func draw(
        from balance: inout CreditBalance, startsAt: Date?, after turn: Date?, _ curve: SpendCurve, _ now: Date
    ) {
        guard let asOf = balance.asOf else { return balance.burningSince = turn }
        let start = start(asOf, startsAt, turn)
        guard start < now else { return balance.burningSince = start > asOf ? start : nil }
        let end = min(now, balance.expiresAt ?? now)
        balance.drawn = curve.spent(from: start, until: end)
        balance.drawnUntil = now
        if curve.isLowerBound(from: start, until: end) { balance.isLowerBound = true }
    }

    private static func start(_ asOf: Date, _ startsAt: Date?, _ turn: Date?) -> Date {
        [asOf, turn, startsAt].compactMap { $0 }.max() ?? asOf
    }

    /// When it stops to pay: where it is empty, or where it expires.
    private static func end(
        of balance: CreditBalance, startsAt: Date?, after turn: Date?, _ curve: SpendCurve
    ) -> Date {
        let expiry = balance.expiresAt ?? .distantFuture
        guard let asOf = balance.asOf, let left = balance.remaining else { return expiry }
        let start = start(asOf, startsAt, turn)
        guard start < .distantFuture, let empty = curve.date(ofSpending: left, from: start) else { return expiry }
        return min(empty, expiry)
    }
}

extension ToldBalance {
    /// A balance of it with what is metered besides.
    fileprivate func withPartDay(_ balance: CreditBalance, _ curve: SpendCurve) -> CreditBalance {
        guard let partDay, let burned = balance.burned else { return balance }
        var whole = balance
        whole.burned = burned + curve.spent(from: partDay.lowerBound, until: partDay.upperBound)
        return whole
    }
}

extension CreditBalance {
    /// Where nobody but the meter tells of it, what was drawn is what is told, as of the time of the drawing.
    fileprivate mutating func tellDrawn() {
        guard let told = burned, let until = drawnUntil else { return }
        burned = told + drawn
        drawn = .zero
        asOf = until
        drawnUntil = nil
    }
}
