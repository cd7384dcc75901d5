// What an account spends, as the meter has it: the figures that reports show.

import Foundation

/// Metered spend of an account at one time. Absent is nil, never 0.
public struct SpendFigures: Sendable {
    /// The meter began here: the first listing of the place that was listed last.
    public var since: Date
    /// The last listing that was metered.
    public var until: Date
    /// List price of what costs at this moment, per hour.
    public var now: MeteredSpend
    /// Since the reader's midnight.
    public var today: MeteredSpend
    /// The last 24 h before `until`, or since the meter began where that is later.
    public var day: MeteredPeriod
    /// The last 7 days before `until`, or since the meter began where that is later.
    public var week: MeteredPeriod
    /// What cost most in `day`, dearest first.
    public var dearest: [ResourceSpend]
    /// Places that could not be listed at `until`: what they spent since is not in the figures yet.
    public var lagging: [MeterMark]
    /// What may have been spent where scans do not look any more, from 0 up to this; nil: they look everywhere.
    public var unseen: MeteredSpend?
    /// Billed and metered side by side, oldest first.
    public var reconciled: [Reconciliation]

    /// Figures, all of them given.
    public init(
        since: Date, until: Date, now: MeteredSpend, today: MeteredSpend, day: MeteredPeriod, week: MeteredPeriod,
        dearest: [ResourceSpend], lagging: [MeterMark], reconciled: [Reconciliation]
    ) {
        (self.since, self.until, self.now, self.today) = (since, until, now, today)
        (self.day, self.week, self.dearest) = (day, week, dearest)
        (self.lagging, self.reconciled) = (lagging, reconciled)
    }

    /// The burns per hour that a forecast may go by: of this moment, of the last day, of the last week.
    public var burns: [Money] { [now.amount, day.perHour, week.perHour].compactMap { $0 } }
}

/// Spend in a half-open span of time.
public struct MeteredPeriod: Hashable, Sendable {
    /// First instant that is metered.
    public let from: Date
    /// The instant after the last.
    public let until: Date
    /// What was spent in it.
    public let spend: MeteredSpend
    /// At least this many hours must be covered before a burn per hour is told.
    public let leastHours: Double

    /// A period, all its parts given.
    public init(from: Date, until: Date, spend: MeteredSpend, leastHours: Double) {
        (self.from, self.until, self.spend, self.leastHours) = (from, until, spend, leastHours)
    }

    /// Hours that are covered.
    public var hours: Double { until.timeIntervalSince(from) / 3600 }

    /// Its average; nil where too little of it is covered to say.
    public var perHour: Money? { average(of: 3600) }
    /// The same per day.
    public var perDay: Money? { average(of: 86_400) }

    private func average(of span: Int64) -> Money? {
        let seconds = Int64(min(max(0, until.timeIntervalSince(from)), 1e10))
        return seconds > 0 && hours >= leastHours ? spend.amount.scaled(by: span, over: seconds) : nil
    }
}

/// What one resource spent.
public struct ResourceSpend: Hashable, Sendable {
    /// Which.
    public let key: ResourceKey
    /// The Name tag.
    public let name: String?
    /// What it spent, its own address and disks' operations included.
    public let spend: MeteredSpend
    /// A resource and its spend.
    public init(key: ResourceKey, name: String?, spend: MeteredSpend) {
        (self.key, self.name, self.spend) = (key, name, spend)
    }
}

/// From when to when one kind of resource in one region is metered without a hole.
public struct MeterMark: Hashable, Sendable {
    /// Where.
    public let region: Region
    /// What.
    public let kind: ResourceKind
    /// Its first good listing.
    public let since: Date
    /// Its last good listing.
    public let until: Date
    /// Since when scans do not look there any more; nil: they do.
    public let leftAt: Date?
    /// A mark, all its parts given.
    public init(region: Region, kind: ResourceKind, since: Date, until: Date, leftAt: Date? = nil) {
        (self.region, self.kind, self.since, self.until, self.leftAt) = (region, kind, since, until, leftAt)
    }
}

/// What AWS billed and what was metered in the same days. Neither corrects the other.
public struct Reconciliation: Hashable, Sendable {
    /// First day, `YYYY-MM-DD`, UTC.
    public let start: String
    /// The day after the last, UTC.
    public let end: String
    /// Gross: without credits and refunds, which pay for usage and are not less of it.
    public let billed: Money
    /// List price of what was seen in these days.
    public let metered: MeteredSpend
    /// Whether AWS may still change its figure.
    public let isEstimated: Bool

    /// Days side by side, all parts given.
    public init(start: String, end: String, billed: Money, metered: MeteredSpend, isEstimated: Bool) {
        (self.start, self.end, self.billed, self.metered) = (start, end, billed, metered)
        self.isEstimated = isEstimated
    }

    /// Billed less metered: above 0 is what the meter does not see, such as transfer and services that are not listed.
    public var difference: Money { billed - metered.amount }

    /// The difference as a share of what was billed, in percent; nil where nothing was billed.
    public var differencePercent: Double? {
        billed > .zero ? Double(difference.nanoUSD) * 100 / Double(billed.nanoUSD) : nil
    }
}
