// What is left of a credit, when it ends, and how it went down from scan to scan: for curves, for marks are judged on the
// present balance. What AWS said of money is in BillingFigures.

package import Foundation

/// Where a balance comes from, best first.
package enum BalanceSource: String, CaseIterable, Sendable, Codable {
    case billingCredits = "billing-credits"
    case freeTierPlan = "free-tier-plan"
    case grossSinceGrant = "gross-since-grant"
    case entered, none
}

/// One credit at one time. What no source tells is nil, never 0.
package struct CreditBalance: Hashable, Sendable {
    /// As the configuration names it; also its id in the `credits` view.
    package let name: String
    /// Who told the balance.
    package let source: BalanceSource
    /// What the credit was worth on its first day.
    package let granted: Money
    /// Used up so far, by `source`; nil where no source tells.
    package var burned: Money?
    /// List price of what costs at this moment, per hour; nil before the first scan.
    package var burnPerHour: Money?
    /// The burn of the last seven days, per hour; nil where less than a day of them was metered.
    package var usualPerHour: Money?
    /// First instant at which it is worth nothing; nil: never, or not known.
    package var expiresAt: Date?
    /// When the source last changed its figure.
    package var asOf: Date?
    /// What the figure is, in plain words: `gross spend since the grant (Cost Explorer)`.
    package let basis: String
    /// The marks at which a mail is sent.
    package var levels: [AlertLevel]
    /// What was drawn from it between `asOf` and `drawnUntil`, as metered.
    package var drawn: Money
    /// Up to when `drawn` counts; from then on the present burn is drawn. Nil: from `asOf` on.
    package var drawnUntil: Date?
    /// From when the present burn is drawn from this credit, where another pays first; `distantFuture`: never.
    package var burningSince: Date?
    /// Whether more may be used than is told: part of the time was not seen, or part of what was has no known price.
    package var isLowerBound = false
    /// Whether more may burn than `burnPerHour`.
    package var isBurnLowerBound = false

    /// One balance, all its parts given.
    package init(
        name: String, source: BalanceSource, granted: Money, burned: Money?, burnPerHour: Money?, expiresAt: Date?,
        asOf: Date?, basis: String, levels: [AlertLevel], usualPerHour: Money? = nil, drawn: Money = .zero,
        drawnUntil: Date? = nil, burningSince: Date? = nil
    ) {
        self.name = name
        self.source = source
        self.granted = granted
        self.burned = burned
        self.burnPerHour = burnPerHour
        self.usualPerHour = usualPerHour
        self.expiresAt = expiresAt
        self.asOf = asOf
        self.basis = basis
        self.levels = levels
        self.drawn = drawn
        self.drawnUntil = drawnUntil
        self.burningSince = burningSince
    }

    /// Never below zero: the card pays what goes beyond.
    package var remaining: Money? { burned.map { max(.zero, granted - $0) } }

    /// Share of the grant that is used, 0 to 100 and beyond; nil where `burned` is unknown or nothing was granted.
    package var burnedPercent: Double? {
        burned.flatMap { granted > .zero ? Double($0.nanoUSD) * 100 / Double(granted.nanoUSD) : nil }
    }

    /// The same share at `now`, with what was drawn since `asOf`: the one that marks are held against.
    package func burnedPercent(at now: Date) -> Double? {
        guard let burnedPercent, let remaining, let left = self.remaining(at: now) else { return burnedPercent }
        return burnedPercent + Double((remaining - left).nanoUSD) * 100 / Double(granted.nanoUSD)
    }

    /// Hours until nothing is left at the present burn, the wait for its turn among them; nil where the balance or
    /// the burn is unknown, nothing burns, or its turn never comes.
    package func runwayHours(at now: Date) -> Double? {
        exhaustion(from: now, burning: burnPerHour).map { $0.timeIntervalSince(now) / .hour }
    }

    /// Whether another credit pays first, at `now`.
    package func isWaiting(at now: Date) -> Bool { burningSince.map { $0 > now } ?? false }

    /// What is left now: the balance is as old as its source, what was metered since is taken off, and from there on
    /// what costs at this moment. Never below zero.
    package func remaining(at now: Date) -> Money? {
        guard let remaining else { return nil }
        let left = max(.zero, remaining - drawn)
        guard let burnPerHour, let known = drawnUntil ?? asOf else { return left }
        let start = max(known, burningSince ?? known)
        guard now > start else { return left }
        let seconds = Int64(min(now.timeIntervalSince(start), 1e10))
        return max(.zero, left - burnPerHour.scaled(by: seconds, over: .hour))
    }

    /// When the credit ends and by what, seen from `now`, at the present burn.
    package func end(from now: Date) -> (at: Date, by: CreditEnd)? { end(from: now, burning: burnPerHour) }

    /// The same, if from `now` on another rate per hour burned.
    package func end(from now: Date, burning rate: Money?) -> (at: Date, by: CreditEnd)? {
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
        return start.addingTimeInterval(Double(left.nanoUSD) / Double(rate.nanoUSD) * .hour)
    }
}

/// What ends a credit.
package enum CreditEnd: String, CaseIterable, Sendable, Codable { case exhaustion, expiry }

/// What was left of a credit at one scan. A scan at which nobody knew leaves no point.
package struct BalancePoint: Hashable, Sendable {
    /// The credit's.
    package let name: String
    /// When the scan looked.
    package let at: Date
    /// What was left at `at`, metered onward from what the source told.
    package let left: Money
    /// What the source told.
    package let told: Money
    /// When the source last changed its figure.
    package let asOf: Date?
    /// Who told it.
    package let source: BalanceSource

    /// A point, all its parts given.
    package init(name: String, at: Date, left: Money, told: Money, asOf: Date?, source: BalanceSource) {
        self.name = name
        self.at = at
        self.left = left
        self.told = told
        self.asOf = asOf
        self.source = source
    }
}
