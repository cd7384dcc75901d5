// How a credit stands to its marks. What rules judge is the `credits` view; this is the same for reports.

package import Foundation

extension CreditBalance {
    /// What costs now, in percent of the grant a day; 0 where another credit pays it, nil where it is not known.
    package func burnPercentPerDay(at now: Date) -> Double? {
        guard !isWaiting(at: now) else { return 0 }
        guard let burnPerHour, granted > .zero else { return nil }
        return Double(burnPerHour.nanoUSD) * 2400 / Double(granted.nanoUSD)
    }

    /// When the burn of the last seven days has used it up; nil where it never does, or where that is not known.
    package func forecastEnd(at now: Date) -> Date? {
        guard let usualPerHour, let end = end(from: now, burning: usualPerHour), end.by == .exhaustion else {
            return nil
        }
        return end.at
    }

    /// Whether a mark is passed; nil where that is not known. A mark on the burn counts from its first moment here, and
    /// mails after an hour.
    package func isPast(_ level: AlertLevel, at now: Date) -> Bool? {
        switch level {
        case .percentBurned(let percent): return burnedPercent(at: now).map { $0 >= percent }
        case .usdLeft(let left): return remaining(at: now).map { $0 <= left }
        case .hoursLeft(let hours):
            guard burned != nil, burnPerHour != nil else { return nil }
            return runwayHours(at: now).map { $0 <= hours } ?? false
        case .burnPerDay(let percent): return burnPercentPerDay(at: now).map { $0 >= percent }
        case .expiresWithin(let days): return expiresAt.map { $0.timeIntervalSince(now) <= days * .day } ?? false
        case .endsBefore(let day):
            guard burned != nil, usualPerHour != nil else { return nil }
            return forecastEnd(at: now).map { $0 < day } ?? false
        }
    }

    /// The next mark of each kind that is still to come, as far as the figures tell, in the order of the kinds. One
    /// that can never come, for want of an expiry, is not among them.
    package func marksAhead(at now: Date) -> [AlertLevel] {
        let ahead = levels.filter { level in
            if case .expiresWithin = level, expiresAt == nil { return false }
            return !(isPast(level, at: now) ?? false)
        }
        return AlertLevel.Kind.allCases.compactMap { kind in
            let same = ahead.filter { $0.kind == kind }
            return same.first { level in !same.contains { level.isBeyond($0) } }
        }
    }
}
