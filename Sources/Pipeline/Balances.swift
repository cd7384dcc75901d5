// Turns AWS's figures into balances. Pure.
// Best first: Cost Explorer's gross spend since the grant while it is fresh, then EstimatedCharges month by month with
// what Cost Explorer told before. Spend only grows, so of two figures for a month the larger is nearer the truth.

import CostModel
import Foundation

enum Balances {
    /// Cost Explorer is asked daily; an answer older than this has missed its successor.
    static let costsFresh: TimeInterval = 36 * 3600

    static func balance(
        of grant: CreditGrant, figures: BillingFigures, running: [RunningInstance], before: CreditBalance?, at now: Date
    ) -> CreditBalance {
        let found = grant.granted.map { burned(since: $0, figures, at: now) } ?? undated
        let unchanged = found.amount != nil && before?.burned == found.amount
        let asOf = unchanged ? before?.asOf ?? found.asOf : found.asOf
        let burn = burn(of: running, from: asOf, at: now)
        return CreditBalance(
            name: grant.name, source: found.source, granted: grant.amount, burned: found.amount,
            burnPerHour: burn.perHour, expiresAt: grant.expires, asOf: asOf, basis: found.basis,
            levels: grant.levels, burningSince: burn.since)
    }

    private struct Burned {
        var amount: Money?
        var source = BalanceSource.grossSinceGrant
        var asOf: Date?
        let basis: String
    }

    private static let undated = Burned(
        basis: "set 'granted' in the configuration: without it nobody knows what was spent from this credit")
    private static let silent = Burned(
        source: .none, basis: "no source tells: Cost Explorer and EstimatedCharges are both silent")

    private static func burned(since grant: Date, _ figures: BillingFigures, at now: Date) -> Burned {
        let costs = Costs(figures, since: grant)
        if let costs, now.timeIntervalSince(costs.at) < costsFresh {
            return Burned(amount: costs.total, asOf: costs.at, basis: costs.basis(now))
        }
        let first = String(Day.text(grant).prefix(7))
        let charges = figures.chargesByMonth.filter { $0.month >= first }
        guard let newest = charges.last else {
            guard let costs else { return silent }
            return Burned(amount: costs.total, asOf: costs.at, basis: "\(costs.basis(now)); \(costs.silence)")
        }
        let estimated = Dictionary(charges.map { ($0.month, $0.amount) }) { $1 }
        let months = estimated.merging(costs?.byMonth ?? [:], uniquingKeysWith: max)
        let total = months.values.reduce(.zero, +)
        if let costs, costs.total == total {
            return Burned(amount: total, asOf: costs.at, basis: "\(costs.basis(now)); \(costs.silence)")
        }
        let atLeast = isWhole(charges, since: grant, at: now) ? "" : "at least: "
        let more = costs.map { "; \($0.silence)" } ?? ""
        let isNewest = months[newest.month] == newest.amount
        return Burned(
            amount: total, asOf: isNewest ? newest.lastAt : costs?.at ?? newest.lastAt,
            basis: "\(atLeast)AWS's EstimatedCharges since the month of the grant\(more)")
    }

    /// Whether every month since the grant was seen, those before this one up to their last day.
    private static func isWhole(_ charges: [BillingFigures.MonthOfCharges], since grant: Date, at now: Date) -> Bool {
        var month = Day.startOfMonth(grant)
        while month <= now {
            let next = Day.startOfNextMonth(month)
            guard next > month, let seen = charges.first(where: { Day.text(month).hasPrefix($0.month) }),
                next > now || next.timeIntervalSince(seen.lastAt) <= 86_400
            else { return false }
            month = next
        }
        return true
    }

    /// List price of what runs; an instance without a known price makes the sum a lower bound, never nothing. `since`
    /// is when all of it together would have started to burn what each has burned from `asOf` on.
    private static func burn(
        of running: [RunningInstance], from asOf: Date?, at now: Date
    ) -> (perHour: Money, since: Date?) {
        let sum = running.compactMap(\.perHour).reduce(.zero, +)
        guard let asOf, sum > .zero else { return (sum, nil) }
        let dollarSeconds = running.reduce(0.0) { total, instance in
            let start = max(asOf, instance.launchTime ?? asOf)
            return total + (instance.perHour?.usd ?? 0) * max(0, now.timeIntervalSince(start))
        }
        let since = now.addingTimeInterval(-(dollarSeconds / sum.usd).rounded())
        return (sum, since > asOf ? since : nil)
    }
}

/// What Cost Explorer told of the days since a grant; nil where it told nothing.
private struct Costs {
    let at: Date
    let byMonth: [String: Money]
    private let grant: Date
    private let isCut: Bool

    init?(_ figures: BillingFigures, since grant: Date) {
        guard let lines = figures.costLines, !lines.isEmpty, let at = figures.costsAt else { return nil }
        let day = Day.text(grant)
        // Credits and refunds pay for usage; they are not less usage.
        let counted = lines.filter { !$0.isCredit && $0.start >= day }
        byMonth = Dictionary(counted.map { (String($0.start.prefix(7)), $0.amount) }, uniquingKeysWith: +)
        isCut = lines.contains { $0.start < day && $0.end > day }
        (self.at, self.grant) = (at, grant)
    }

    var total: Money { byMonth.values.reduce(.zero, +) }

    var silence: String { "Cost Explorer has not answered since \(Day.text(at))" }

    func basis(_ now: Date) -> String {
        let gross = "gross spend since the grant, by Cost Explorer"
        if grant < Day.limit(now) { return "at least: \(gross), which keeps 13 months" }
        return isCut ? "at least: \(gross), without the grant's first days until it is asked again" : gross
    }
}
