// What AWS says of money: asks, with restraint, stores the figures, and replaces the balances.
// Leaves what the figures mean for a credit to Balances.

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

    /// Reads the figures, stores them, and replaces the balances. Returns what AWS would not say, and what it was
    /// not asked for the cap's sake.
    ///
    /// - Parameter monthlyCap: what Cost Explorer may cost in a calendar month; it is not asked beyond it.
    func update(
        grants: [CreditGrant], monthlyCap: Money, account: AccountID, at now: Date
    ) async throws -> [Gap] {
        var figures: BillingFigures
        switch try await question(grants, account, monthlyCap, now) {
        case .none: figures = await aws.billing.figures(account: account, at: now, costsSince: nil)
        case .capped:
            figures = await aws.billing.figures(account: account, at: now, costsSince: nil)
            figures.gaps.append(Self.capGap(account))
        case .since(let day, let daily): figures = try await ask(since: day, daily: daily, account, now)
        }
        try await local.money.record(figures, account: account, at: now)
        let known = try await local.money.latestFigures(account: account)
        let before = try await local.money.balances(account: account)
        let running = try await local.observations.running(in: account)
        let balances = grants.map { grant in
            Balances.balance(
                of: grant, figures: known, running: running, before: before.first { $0.name == grant.name }, at: now)
        }
        try await local.money.replace(balances, account: account, at: now)
        return figures.gaps
    }

    private enum Question { case none, capped, since(Date, daily: Bool) }

    /// Once a day, whether it answers or not, never beyond the cap, and only for grants whose first day is known.
    private func question(
        _ grants: [CreditGrant], _ account: AccountID, _ cap: Money, _ now: Date
    ) async throws -> Question {
        let days = Set(grants.compactMap(\.granted))
        guard let first = days.min() else { return .none }
        if let last = try await local.money.lastCostRequest(account: account),
            now.timeIntervalSince(last) < Self.costExplorerEvery
        {
            return .none
        }
        let asked = try await local.money.costRequests(account: account, since: Day.startOfMonth(now))
        let metrics = try await local.money.metricRequests(account: account, at: now).cost
        guard Self.costRequest.scaled(by: Int64(asked + 1), over: 1) + metrics <= cap else { return .capped }
        let since = first < Day.limit(now) ? Day.startOfNextMonth(Day.limit(now)) : first
        return .since(since, daily: days.count > 1)
    }

    /// Noted before it is asked, for a run may be killed, and again when it is known how many requests it took.
    private func ask(
        since day: Date, daily: Bool, _ account: AccountID, _ now: Date
    ) async throws -> BillingFigures {
        try await local.money.noteCostRequests(1, account: account, at: now)
        let before = aws.billing.spent().cost
        let figures = await aws.billing.figures(account: account, at: now, costsSince: day, daily: daily)
        let requests = Int((aws.billing.spent().cost - before).nanoUSD / Self.costRequest.nanoUSD)
        if requests > 1 { try await local.money.noteCostRequests(requests, account: account, at: now) }
        return figures
    }

    private static func capGap(_ account: AccountID) -> Gap {
        Gap(
            account: account, region: .northVirginia, service: "ce", operation: "GetCostAndUsage", kind: .failed,
            error: "not asked: the month's self-cost cap (selfCost.monthlyUSD) is reached")
    }
}

/// Days and months, UTC, as Cost Explorer writes them.
enum Day {
    /// `YYYY-MM-DD`.
    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle().year().month().day())
    }

    /// The first instant of a day as Cost Explorer writes it; nil for anything else.
    static func date(_ text: String) -> Date? { try? Date(text, strategy: .iso8601.year().month().day()) }

    /// The first instant of the date's month, UTC.
    static func startOfMonth(_ date: Date) -> Date {
        (try? Date("\(text(date).prefix(7))-01", strategy: .iso8601.year().month().day())) ?? date
    }

    /// The first instant of the month after the date's, UTC.
    static func startOfNextMonth(_ date: Date) -> Date {
        startOfMonth(startOfMonth(date).addingTimeInterval(32 * 86_400))
    }

    /// Cost Explorer keeps 13 months. Where a grant is older, whole months are asked: what it told of earlier ones
    /// stays in the store, while a start in the middle of a month would cut off more of that month every day.
    static func limit(_ now: Date) -> Date { now.addingTimeInterval(-395 * 86_400) }
}
