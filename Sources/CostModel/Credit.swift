// What is left of a credit, and when it ends. What AWS said of money is in BillingFigures.

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
    public var burned: Money?
    /// List price of what costs at this moment, per hour; nil before the first scan.
    public var burnPerHour: Money?
    /// The burn of the last seven days, per hour; nil where less than a day of them was metered.
    public var usualPerHour: Money?
    /// First instant at which it is worth nothing; nil: never, or not known.
    public var expiresAt: Date?
    /// When the source last changed its figure.
    public var asOf: Date?
    /// What the figure is, in plain words: `gross spend since the grant (Cost Explorer)`.
    public let basis: String
    /// The marks at which a mail is sent.
    public var levels: [AlertLevel]
    /// What was drawn from it between `asOf` and `drawnUntil`, as metered.
    public var drawn: Money
    /// Up to when `drawn` counts; from then on the present burn is drawn. Nil: from `asOf` on.
    public var drawnUntil: Date?
    /// From when the present burn is drawn from this credit, where another pays first; `distantFuture`: never.
    public var burningSince: Date?
    /// Whether more may be used than is told: part of the time was not seen, or part of what was has no known price.
    public var isLowerBound = false
    /// Whether more may burn than `burnPerHour`.
    public var isBurnLowerBound = false

    /// One balance, all its parts given.
    public init(
        name: String, source: BalanceSource, granted: Money, burned: Money?, burnPerHour: Money?, expiresAt: Date?,
        asOf: Date?, basis: String, levels: [AlertLevel], usualPerHour: Money? = nil, drawn: Money = .zero,
        drawnUntil: Date? = nil, burningSince: Date? = nil
    ) {
        (self.name, self.source, self.granted, self.burned) = (name, source, granted, burned)
        (self.burnPerHour, self.usualPerHour, self.expiresAt) = (burnPerHour, usualPerHour, expiresAt)
        (self.asOf, self.basis, self.levels) = (asOf, basis, levels)
        (self.drawn, self.drawnUntil, self.burningSince) = (drawn, drawnUntil, burningSince)
    }

    /// Never below zero: the card pays what goes beyond.
    public var remaining: Money? { burned.map { max(.zero, granted - $0) } }

    /// Share of the grant that is used, 0 to 100 and beyond; nil where `burned` is unknown or nothing was granted.
    public var burnedPercent: Double? {
        burned.flatMap { granted > .zero ? Double($0.nanoUSD) * 100 / Double(granted.nanoUSD) : nil }
    }

    /// The same share at `now`, with what was drawn since `asOf`: the one that marks are held against.
    public func burnedPercent(at now: Date) -> Double? {
        guard let burnedPercent, let remaining, let left = self.remaining(at: now) else { return burnedPercent }
        return burnedPercent + Double((remaining - left).nanoUSD) * 100 / Double(granted.nanoUSD)
    }

    /// Hours until nothing is left at the present burn, the wait for its turn among them; nil where the balance or
    /// the burn is unknown, nothing burns, or its turn never comes.
    public func runwayHours(at now: Date) -> Double? {
        exhaustion(from: now, burning: burnPerHour).map { $0.timeIntervalSince(now) / 3600 }
    }

    /// Whether another credit pays first, at `now`.
    public func isWaiting(at now: Date) -> Bool { burningSince.map { $0 > now } ?? false }

    /// What is left now: the balance is as old as its source, what was metered since is taken off, and from there on
    /// what costs at this moment. Never below zero.
    public func remaining(at now: Date) -> Money? {
        guard let remaining else { return nil }
        let left = max(.zero, remaining - drawn)
        guard let burnPerHour, let known = drawnUntil ?? asOf else { return left }
        let start = max(known, burningSince ?? known)
        guard now > start else { return left }
        let seconds = Int64(min(now.timeIntervalSince(start), 1e10))
        return max(.zero, left - burnPerHour.scaled(by: seconds, over: 3600))
    }

    /// When the credit ends and by what, seen from `now`, at the present burn.
    public func end(from now: Date) -> (at: Date, by: CreditEnd)? { end(from: now, burning: burnPerHour) }

    /// The same, if from `now` on another rate per hour burned.
    public func end(from now: Date, burning rate: Money?) -> (at: Date, by: CreditEnd)? {
        switch (exhaustion(from: now, burning: rate), expiresAt) {
        case (let exhausted?, let expiry?): return exhausted <= expiry ? (exhausted, .exhaustion) : (expiry, .expiry)
        case (let exhausted?, nil): return (exhausted, .exhaustion)
        case (nil, let expiry?): return (expiry, .expiry)
        case (nil, nil): return nil
        }
    }

    private func exhaustion(from now: Date, burning rate: Money?) -> Date? {
        guard let rate, rate > .zero, let left = self.remaining(at: now) else { return nil }
        let start = max(now, asOf ?? now, burningSince ?? now)
        guard start < .distantFuture else { return nil }
        return start.addingTimeInterval(Double(left.nanoUSD) / Double(rate.nanoUSD) * 3600)
    }
}

/// What ends a credit.
public enum CreditEnd: String, Sendable { case exhaustion, expiry }
