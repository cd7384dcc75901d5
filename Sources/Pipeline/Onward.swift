// What is spent after a balance's own time, and which credit it is drawn from: each hour from one credit alone.
// Pure. The one place that turns what runs into spend since an instant.

import CostModel
import Foundation

/// A balance as its source told it, before anything is drawn from it onward.
struct ToldBalance {
    let balance: CreditBalance
    let rank: DrawRank
    /// From when it pays; nil: from ever.
    let startsAt: Date?
    /// Whether what is metered can be drawn from it at all.
    let isDrawn: Bool
}

enum Onward {
    /// The same credits in the same order, with the burn, and with when each is drawn from.
    /// - Parameter running: nil where nothing was ever seen: then the burn is not known.
    static func drawn(_ told: [ToldBalance], running: [RunningInstance]?, at now: Date) -> [CreditBalance] {
        var result = told.map { $0.balance.burning(running.map(rate)) }
        let order = told.indices.filter { told[$0].isDrawn && told[$0].balance.burned != nil }
            .sorted { key(told[$0], now) < key(told[$1], now) }
        // Until when the credits before this one pay.
        var turn: Date?
        for index in order {
            let balance = result[index]
            let start = start(of: told[index], after: turn, running ?? [], now)
            result[index] = balance.drawn(from: start)
            if balance.remaining ?? .zero > .zero, let end = end(of: result[index], now) {
                turn = max(turn ?? end, end)
            }
        }
        for index in told.indices where !told[index].isDrawn {
            result[index] = result[index].drawn(from: .distantFuture)
        }
        return result
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

    private static func start(
        of told: ToldBalance, after turn: Date?, _ running: [RunningInstance], _ now: Date
    ) -> Date? {
        guard let asOf = told.balance.asOf else { return turn }
        let first = [asOf, turn, told.startsAt].compactMap { $0 }.max() ?? asOf
        if first >= now { return first > asOf ? first : nil }
        let since = spending(of: running, from: first, at: now)
        return since > asOf ? since : nil
    }

    /// When it stops to pay; nil where it is not known to.
    private static func end(of balance: CreditBalance, _ now: Date) -> Date? {
        let start = max(balance.asOf ?? now, balance.burningSince ?? .distantPast)
        guard let rate = balance.burnPerHour, rate > .zero, let left = balance.remaining, start < .distantFuture else {
            return balance.expiresAt ?? .distantFuture
        }
        let empty = start.addingTimeInterval(Double(left.nanoUSD) / Double(rate.nanoUSD) * 3600)
        return min(empty, balance.expiresAt ?? empty)
    }

    /// List price of what runs; an instance without a known price makes the sum a lower bound, never nothing.
    private static func rate(_ running: [RunningInstance]) -> Money { running.compactMap(\.perHour).reduce(.zero, +) }

    /// When all of what runs would have started together, to burn what each has burned from an instant on.
    private static func spending(of running: [RunningInstance], from start: Date, at now: Date) -> Date {
        let sum = rate(running)
        guard sum > .zero else { return start }
        let dollarSeconds = running.reduce(0.0) { total, instance in
            let begun = max(start, instance.launchTime ?? start)
            return total + (instance.perHour?.usd ?? 0) * max(0, now.timeIntervalSince(begun))
        }
        return max(start, now.addingTimeInterval(-(dollarSeconds / sum.usd).rounded()))
    }
}
