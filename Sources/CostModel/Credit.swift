// What is left of a credit, and what AWS has billed.

import Foundation

/// Where a balance comes from, best first.
public enum BalanceSource: String, Sendable, CaseIterable {
    case billingCredits = "billing-credits"
    case freeTierPlan = "free-tier-plan"
    case grossSinceGrant = "gross-since-grant"
    case entered, none
}

/// One credit at one time. What no source tells is nil, never 0.
public struct CreditBalance: Hashable, Sendable {
    /// As the configuration names it; also its id in the `credits` view.
    public let name: String
    /// Who told the balance.
    public let source: BalanceSource
    /// What the credit was worth on its first day.
    public let granted: Money
    /// Used up so far, by `source`; nil where no source tells.
    public let burned: Money?
    /// List price of what runs at this moment, per hour; nil before the first scan.
    public let burnPerHour: Money?
    /// First instant at which it is worth nothing; nil: never, or not known.
    public let expiresAt: Date?
    /// When the source last changed its figure.
    public let asOf: Date?
    /// What the figure is, in plain words: `gross spend since the grant (Cost Explorer)`.
    public let basis: String
    /// The marks at which a mail is sent.
    public let levels: [AlertLevel]
    /// Since when the present burn has been going, where that is later than `asOf`: what was launched since then has
    /// not burned from `asOf` on.
    public let burningSince: Date?

    /// One balance, all its parts given.
    public init(
        name: String, source: BalanceSource, granted: Money, burned: Money?, burnPerHour: Money?, expiresAt: Date?,
        asOf: Date?, basis: String, levels: [AlertLevel], burningSince: Date? = nil
    ) {
        (self.name, self.source, self.granted, self.burned) = (name, source, granted, burned)
        (self.burnPerHour, self.expiresAt, self.asOf) = (burnPerHour, expiresAt, asOf)
        (self.basis, self.levels, self.burningSince) = (basis, levels, burningSince)
    }

    /// Never below zero: the card pays what goes beyond.
    public var remaining: Money? { burned.map { max(.zero, granted - $0) } }

    /// Share of the grant that is used, 0 to 100 and beyond; nil where `burned` is unknown or nothing was granted.
    public var burnedPercent: Double? {
        burned.flatMap { granted > .zero ? Double($0.nanoUSD) * 100 / Double(granted.nanoUSD) : nil }
    }

    /// Hours until nothing is left at the present burn; nil where either is unknown, or nothing burns.
    public var runwayHours: Double? {
        remaining.flatMap(runway)
    }

    /// The same, from what is left at `now`.
    public func runwayHours(at now: Date) -> Double? { remaining(at: now).flatMap(runway) }

    private func runway(_ left: Money) -> Double? {
        guard let burnPerHour, burnPerHour > .zero else { return nil }
        return Double(left.nanoUSD) / Double(burnPerHour.nanoUSD)
    }

    /// What is left now: the balance is as old as its source, and what runs has burned since. Never below zero.
    public func remaining(at now: Date) -> Money? {
        guard let remaining, let burnPerHour, let asOf else { return remaining }
        let start = max(asOf, burningSince ?? asOf)
        guard now > start else { return remaining }
        let seconds = Int64(min(now.timeIntervalSince(start), 1e10))
        return max(.zero, remaining - burnPerHour.scaled(by: seconds, over: 3600))
    }

    /// When the credit ends and by what, seen from `now`, at the present burn.
    public func end(from now: Date) -> (at: Date, by: CreditEnd)? { end(from: now, burning: burnPerHour) }

    /// The same, if from `now` on another rate per hour burned.
    public func end(from now: Date, burning rate: Money?) -> (at: Date, by: CreditEnd)? {
        var exhausted: Date?
        if let rate, rate > .zero, let left = remaining(at: now) {
            exhausted = now.addingTimeInterval(Double(left.nanoUSD) / Double(rate.nanoUSD) * 3600)
        }
        switch (exhausted, expiresAt) {
        case (let exhausted?, let expiry?): return exhausted <= expiry ? (exhausted, .exhaustion) : (expiry, .expiry)
        case (let exhausted?, nil): return (exhausted, .exhaustion)
        case (nil, let expiry?): return (expiry, .expiry)
        case (nil, nil): return nil
        }
    }
}

/// What ends a credit.
public enum CreditEnd: String, Sendable { case exhaustion, expiry }

/// What AWS said of money at one time.
public struct BillingFigures: Sendable {
    /// One value of AWS's EstimatedCharges metric: month to date, worldwide.
    public struct EstimatedCharges: Hashable, Sendable {
        /// From the start of the month, UTC, up to `at`.
        public let amount: Money
        /// The time stamp of the metric's value.
        public let at: Date
        /// A value and its time.
        public init(amount: Money, at: Date) { (self.amount, self.at) = (amount, at) }
    }
    /// What the kept values of EstimatedCharges say of one calendar month, UTC.
    public struct MonthOfCharges: Hashable, Sendable {
        /// `YYYY-MM`.
        public let month: String
        /// The highest value: the metric only grows until the month turns.
        public let amount: Money
        /// The time stamp of the last value.
        public let lastAt: Date
        /// A month, its parts given.
        public init(month: String, amount: Money, lastAt: Date) {
            (self.month, self.amount, self.lastAt) = (month, amount, lastAt)
        }
    }
    /// One line of Cost Explorer: a record type in a half-open span of days, UTC.
    public struct CostLine: Hashable, Sendable {
        /// Such as `Usage`, `Credit`, `Tax`.
        public let recordType: String
        /// `YYYY-MM-DD`, inclusive.
        public let start: String
        /// `YYYY-MM-DD`, exclusive.
        public let end: String
        /// Unblended cost; negative for credits and refunds.
        public let amount: Money
        /// Whether AWS may still change the figure.
        public let estimated: Bool
        /// A line, as Cost Explorer answers.
        public init(recordType: String, start: String, end: String, amount: Money, estimated: Bool) {
            (self.recordType, self.start, self.end) = (recordType, start, end)
            (self.amount, self.estimated) = (amount, estimated)
        }
        /// Whether it pays for usage instead of being usage.
        public var isCredit: Bool { recordType == "Credit" || recordType == "Refund" }
    }
    /// Nil: AWS publishes none, most often because billing alerts are off; not 0 USD.
    public var estimatedCharges: EstimatedCharges?
    /// Every month of which a value is kept, oldest first.
    public var chargesByMonth: [MonthOfCharges]
    /// Nil: not asked, or not answered.
    public var costLines: [CostLine]?
    /// When Cost Explorer gave them.
    public var costsAt: Date?
    /// Questions that AWS refused or did not answer.
    public var gaps: [Gap]
    /// What was answered; with no argument, nothing was.
    public init(
        estimatedCharges: EstimatedCharges? = nil, chargesByMonth: [MonthOfCharges] = [],
        costLines: [CostLine]? = nil, costsAt: Date? = nil, gaps: [Gap] = []
    ) {
        (self.estimatedCharges, self.chargesByMonth) = (estimatedCharges, chargesByMonth)
        (self.costLines, self.costsAt, self.gaps) = (costLines, costsAt, gaps)
    }
}
