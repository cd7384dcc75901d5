// What AWS says of money, and what that leaves of each configured credit.
// Until there is a better source, "burned" is gross spend since the grant, else EstimatedCharges; both say so.

import CostModel
import Foundation

struct BalanceStage {
    let local: LocalDoors
    let aws: AWSDoors
    init(_ local: LocalDoors, _ aws: AWSDoors) { (self.local, self.aws) = (local, aws) }

    /// Cost Explorer asks 0.01 USD a request and changes daily.
    static let costExplorerEvery: TimeInterval = 24 * 3600
    /// Source: AWS Cost Explorer pricing, read 2026-11: 0.01 USD a request.
    static let costRequest = Money(nanoUSD: 10_000_000)

    /// Reads the figures, stores them, and replaces the balances. Returns what AWS would not say.
    ///
    /// - Parameter monthlyCap: what costguard's own calls may cost in a month; Cost Explorer is not asked beyond it.
    func update(
        grants: [CreditGrant], monthlyCap: Money, account: AccountID, at now: Date
    ) async throws -> [Gap] {
        var since: Date?
        if !grants.isEmpty, try await mayAskCosts(account, monthlyCap, now) {
            since = earliestGrant(grants, now: now)
            try await local.money.noteCostRequest(account: account, at: now)
        }
        let figures = await aws.billing.figures(account: account, at: now, costsSince: since)
        try await local.money.record(figures, account: account, at: now)
        let known = try await local.money.latestFigures(account: account)
        let burn = try await burnPerHour(account)
        let balances = grants.map { Balances.balance(of: $0, figures: known, burnPerHour: burn, at: now) }
        try await local.money.replace(balances, account: account, at: now)
        return figures.gaps
    }

    /// Once a day, whether it answers or not, and never beyond the cap.
    private func mayAskCosts(_ account: AccountID, _ cap: Money, _ now: Date) async throws -> Bool {
        if let last = try await local.money.lastCostRequest(account: account),
            now.timeIntervalSince(last) < Self.costExplorerEvery
        {
            return false
        }
        let month = try await local.money.selfCost(account: account, since: Day.startOfMonth(now))
        return month + Self.costRequest <= cap
    }

    /// Cost Explorer keeps 14 months; a grant without a date is taken from the start of last month.
    private func earliestGrant(_ grants: [CreditGrant], now: Date) -> Date {
        let limit = now.addingTimeInterval(-395 * 86_400)
        let dates = grants.map { $0.granted ?? Balances.assumedGrant(now) }
        return max(limit, dates.min() ?? now)
    }

    /// List price of what runs; an instance without a known price makes the sum a lower bound, never nothing.
    private func burnPerHour(_ account: AccountID) async throws -> Money? {
        let running = try await local.observations.running(in: account)
        return running.compactMap(\.perHour).reduce(.zero, +)
    }
}

/// Turns AWS's figures into balances. Pure.
enum Balances {
    static func balance(
        of grant: CreditGrant, figures: BillingFigures, burnPerHour: Money?, at now: Date
    ) -> CreditBalance {
        let found = burned(since: grant.granted, figures: figures, at: now)
        return CreditBalance(
            name: grant.name, source: found?.source ?? .none, granted: grant.amount, burned: found?.amount,
            burnPerHour: burnPerHour, expiresAt: grant.expires, asOf: found?.asOf,
            basis: found?.basis ?? "no source tells: Cost Explorer and EstimatedCharges are both silent",
            levels: grant.levels)
    }

    /// Where the configuration does not say when a credit began.
    static func assumedGrant(_ now: Date) -> Date { now.addingTimeInterval(-31 * 86_400) }

    private struct Burned {
        let amount: Money
        let source: BalanceSource
        let asOf: Date?
        let basis: String
    }

    private static func burned(since grant: Date?, figures: BillingFigures, at now: Date) -> Burned? {
        if let lines = figures.costLines, !lines.isEmpty {
            let first = Day.text(grant ?? assumedGrant(now))
            // Credits and refunds pay for usage; they are not less usage.
            let gross = lines.filter { !$0.isCredit && $0.end > first }.reduce(Money.zero) { $0 + $1.amount }
            return Burned(
                amount: gross, source: .grossSinceGrant, asOf: figures.costsAt,
                basis: grant == nil
                    ? "gross spend since \(first), by Cost Explorer; set 'granted' to count from the grant"
                    : "gross spend since the grant, by Cost Explorer")
        }
        if let charges = figures.estimatedCharges {
            let month = Day.text(charges.at).prefix(7)
            let whole = grant.map { Day.text($0).prefix(7) == month } ?? false
            return Burned(
                amount: charges.amount, source: .grossSinceGrant, asOf: charges.at,
                basis: whole
                    ? "AWS's EstimatedCharges, this month"
                    : "AWS's EstimatedCharges, this month only: at least this much")
        }
        return nil
    }
}

/// A UTC day as Cost Explorer writes it.
enum Day {
    /// `YYYY-MM-DD`.
    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle().year().month().day())
    }

    /// The first instant of the date's month, UTC.
    static func startOfMonth(_ date: Date) -> Date {
        (try? Date("\(text(date).prefix(7))-01", strategy: .iso8601.year().month().day())) ?? date
    }
}
