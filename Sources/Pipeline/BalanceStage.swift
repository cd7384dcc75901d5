// What AWS says of money: asks, with restraint, stores the figures, and reckons the balances anew from what the database
// holds, as after a typed one. Leaves what the figures mean for a credit to Balances.

package import CostModel
package import Foundation

struct BalanceStage {
    let local: LocalPorts
    let aws: AWSPorts
    init(_ local: LocalPorts, _ aws: AWSPorts) {
        self.local = local
        self.aws = aws
    }

    /// Cost Explorer asks 0.01 USD a request and changes daily.
    static let costExplorerEvery: TimeInterval = 24 * .hour
    /// AWS changes the bill of a month for some days after its end.
    static let mayChange: TimeInterval = 7 * .day
    /// Cost Explorer keeps 13 months. Where a grant is older, whole months are asked: what it told of earlier ones
    /// stays in the store, while a start in the middle of a month would cut off more of that month every day.
    static func oldestKept(_ now: Date) -> Date { now.addingTimeInterval(-395 * .day) }
    /// So long a span is asked day by day: more would not fit into one answer.
    static let dailySpan: TimeInterval = 92 * .day
    /// 0.01 USD a request.
    static let costRequest = SelfCost.perCostRequest

    /// Reads the figures, stores them, and replaces the balances. The free sources come first: Cost Explorer is asked
    /// only for credits of which they tell nothing.
    ///
    /// - Parameter monthlyCap: what costguard's own calls may cost in a calendar month, UTC; beyond it Cost Explorer is not
    ///   asked.
    /// - Returns: what AWS would not say, or was not asked for the cap's sake, where that is news since the last answer.
    func update(
        grants: [CreditGrant], monthlyCap: Money, account: AccountID, at now: Date
    ) async throws -> [Gap] {
        try await local.money.adoptCredits(account: account)
        try await local.outbox.adoptAlertEdits(account: account)
        let terms = CreditTerm.joined(grants, try await local.money.enteredCredits(account: account), at: now)
        let stored = try await local.money.latestFigures(account: account)
        let told = await aws.billing.credits(account: account, at: now)
        let summed = Balances.summed(terms, told.completed(by: stored), at: now)
        var figures: BillingFigures
        var isAsked = true
        switch try await question(summed, stored.costLines ?? [], account, monthlyCap, now) {
        case .none:
            figures = await aws.billing.figures(account: account, at: now, costsSince: nil)
            isAsked = false
        case .capped:
            figures = await aws.billing.figures(account: account, at: now, costsSince: nil)
            figures.gaps.append(Self.capGap(account, monthlyCap))
        case .since(let day, let daily): figures = try await ask(since: day, daily: daily, account, now)
        }
        let news = (figures.gaps + told.gaps).filter { gap in !stored.gaps.contains { $0.isSame(as: gap) } }
        figures.take(credits: told, keeping: isAsked ? [] : stored.gaps.filter { $0.service == Self.costExplorer })
        try await local.money.record(figures, account: account, at: now)
        try await BalanceReckoning(local).reckon(grants: grants, account: account, at: now)
        return news
    }

    private static let costExplorer = "ce"
    private enum Question { case none, capped, since(Date, daily: Bool) }

    /// Once a day, whether it answers or not, never beyond the cap, and only for grants whose first day is known.
    private func question(
        _ terms: [CreditTerm], _ lines: [BillingFigures.CostLine], _ account: AccountID, _ cap: Money, _ now: Date
    ) async throws -> Question {
        let days = Set(terms.compactMap(\.granted))
        guard let first = days.min() else { return .none }
        if let last = try await local.money.lastCostRequest(account: account),
            now.timeIntervalSince(last) < Self.costExplorerEvery
        {
            return .none
        }
        let asked = try await local.money.costRequests(account: account, since: UTCCalendar.startOfMonth(now))
        let metrics = try await local.money.metricRequests(account: account, at: now).cost
        guard Self.costRequest.scaled(by: Int64(asked + 1), over: 1) + metrics <= cap else { return .capped }
        let since =
            first < BalanceStage.oldestKept(now) ? UTCCalendar.startOfNextMonth(BalanceStage.oldestKept(now)) : first
        // The store keeps what was told of earlier months: the days that AWS may still change are enough then.
        let recent = max(since, UTCCalendar.startOfMonth(now.addingTimeInterval(-Self.mayChange)))
        let isKept =
            lines.contains { $0.start <= UTCTime.dayText(since) }
            && lines.contains { $0.end >= UTCTime.dayText(recent) }
        // Where one credit takes over from another, a month is no longer one span.
        let isSplit = days.count > 1 || terms.count > 1 && terms.contains { $0.expires != nil }
        let from = isKept && !isSplit ? recent : since
        return .since(from, daily: isSplit || now.timeIntervalSince(from) <= Self.dailySpan)
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

    private static func capGap(_ account: AccountID, _ cap: Money) -> Gap {
        let why =
            cap == .zero
            ? "only free calls are allowed (--free-only, or selfCost.monthlyUSD: 0)"
            : "the month's self-cost cap (selfCost.monthlyUSD) is reached"
        return Gap(
            account: account, region: .northVirginia, service: costExplorer, operation: "GetCostAndUsage",
            kind: .failed, error: "not asked: \(why)")
    }
}

extension BillingFigures {
    /// What these figures do not tell of credits, others that are older do.
    fileprivate func completed(by stored: BillingFigures) -> BillingFigures {
        var whole = self
        if credits == nil { (whole.credits, whole.creditsAt) = (stored.credits, stored.creditsAt) }
        if planAt == nil { (whole.plan, whole.planAt) = (stored.plan, stored.planAt) }
        return whole
    }

    fileprivate mutating func take(credits told: BillingFigures, keeping old: [Gap]) {
        credits = told.credits
        creditsAt = told.creditsAt
        plan = told.plan
        planAt = told.planAt
        gaps += told.gaps + old
    }
}

extension Gap {
    /// Whether it is the same refusal, in whatever words.
    fileprivate func isSame(as other: Gap) -> Bool {
        (service, operation, kind) == (other.service, other.operation, other.kind)
    }
}

/// Reckons balances anew.
package struct BalanceReckoning: Sendable {
    let local: LocalPorts

    /// A reckoning over these ports.
    package init(_ local: LocalPorts) { self.local = local }

    /// Replaces the stored balances of an account. What is spent since their sources told them is the meter's to say.
    @discardableResult
    package func reckon(grants: [CreditGrant], account: AccountID, at now: Date) async throws -> [CreditBalance] {
        let terms = CreditTerm.joined(grants, try await local.money.enteredCredits(account: account), at: now)
        let marks = try await local.observations.meterMarks(of: account)
        let told = Balances.told(
            terms, figures: try await local.money.latestFigures(account: account),
            before: try await local.money.balances(account: account), meteredSince: marks.map(\.since).max(), at: now)
        let spending = try await SpendCurve.read(
            local.observations, of: account, cuts: told.flatMap(\.cuts), at: now)
        let edits = try await local.outbox.alertEdits(account: account)
        let balances = Self.marked(CreditDrawdown.drawn(told, spending: spending, at: now), grants, edits)
        try await local.money.replace(balances, account: account, at: now)
        return balances
    }

    /// Balances of an account that no scan has seen: what was typed, with no burn known.
    package static func unscanned(
        grants: [CreditGrant], entered: [EnteredCredit], edits: [AlertEdit] = [], at now: Date
    ) -> [CreditBalance] {
        let balances = Balances.all(
            CreditTerm.joined(grants, entered, at: now), figures: BillingFigures(), spending: nil, before: [],
            at: now)
        return marked(balances, grants, edits)
    }

    /// With the marks that were typed; those that the configuration names stay.
    private static func marked(
        _ balances: [CreditBalance], _ grants: [CreditGrant], _ edits: [AlertEdit]
    ) -> [CreditBalance] {
        balances.map { balance in
            var marked = balance
            let fixed = grants.first { $0.name == balance.name && $0.namesMarks }?.levels ?? []
            marked.levels = edits.applied(to: balance.levels, of: balance.name, fixed: fixed)
            return marked
        }
    }
}
