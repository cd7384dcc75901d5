// What an account spends, as the meter has it: the figures that reports show.

package import Foundation

/// Metered spend of an account at one time. Absent is nil, never 0.
package struct SpendFigures: Sendable {
    /// The meter began here: the first listing of the place that was listed last.
    package var since: Date
    /// The last listing that was metered.
    package var until: Date
    /// List price of what costs at this moment, per hour.
    package var now: MeteredSpend
    /// Since the reader's midnight.
    package var today: MeteredSpend
    /// The last 24 h before `until`, or since the meter began where that is later.
    package var day: MeteredPeriod
    /// The last 7 days before `until`, or since the meter began where that is later.
    package var week: MeteredPeriod
    /// What cost most in `day`, dearest first.
    package var dearest: [ResourceSpend]
    /// Places that could not be listed at `until`: what they spent since is not in the figures yet.
    package var lagging: [MeterMark]
    /// What may have been spent where scans do not look any more, from 0 up to this; nil: they look everywhere.
    package var unseen: MeteredSpend?
    /// Billed and metered side by side, oldest first.
    package var reconciled: [Reconciliation]
    /// Where the use of services that bill by use was read, and up to when; empty where it never was.
    package var services: [ServiceMark] = []

    /// Figures, all of them given.
    package init(
        since: Date, until: Date, now: MeteredSpend, today: MeteredSpend, day: MeteredPeriod, week: MeteredPeriod,
        dearest: [ResourceSpend], lagging: [MeterMark], reconciled: [Reconciliation]
    ) {
        self.since = since
        self.until = until
        self.now = now
        self.today = today
        self.day = day
        self.week = week
        self.dearest = dearest
        self.lagging = lagging
        self.reconciled = reconciled
    }

    /// The burns per hour that a forecast may go by: of this moment, of the last day, of the last week.
    package var burns: [Money] { [now.amount, day.perHour, week.perHour].compactMap { $0 } }
}

/// Spend in a half-open span of time.
package struct MeteredPeriod: Hashable, Sendable {
    /// First instant that is metered.
    package let from: Date
    /// The instant after the last.
    package let until: Date
    /// What was spent in it.
    package let spend: MeteredSpend
    /// At least this many hours must be covered before a burn per hour is told.
    package let leastHours: Double

    /// A period, all its parts given.
    package init(from: Date, until: Date, spend: MeteredSpend, leastHours: Double) {
        self.from = from
        self.until = until
        self.spend = spend
        self.leastHours = leastHours
    }

    /// Hours that are covered.
    package var hours: Double { until.timeIntervalSince(from) / .hour }

    /// Its average; nil where too little of it is covered to say.
    package var perHour: Money? { average(of: .hour) }
    /// The same per day.
    package var perDay: Money? { average(of: .day) }

    private func average(of span: Int64) -> Money? {
        let seconds = Int64(min(max(0, until.timeIntervalSince(from)), 1e10))
        return seconds > 0 && hours >= leastHours ? spend.amount.scaled(by: span, over: seconds) : nil
    }
}

/// What one resource spent.
package struct ResourceSpend: Hashable, Sendable {
    /// Which.
    package let key: ResourceKey
    /// The Name tag.
    package let name: String?
    /// What it spent, its own address and disks' operations included.
    package let spend: MeteredSpend
    /// A resource and its spend.
    package init(key: ResourceKey, name: String?, spend: MeteredSpend) {
        self.key = key
        self.name = name
        self.spend = spend
    }
}

/// From when to when one kind of resource in one region is metered without a hole.
package struct MeterMark: Hashable, Sendable {
    /// Where.
    package let region: Region
    /// What.
    package let kind: ResourceKind
    /// Its first good listing.
    package let since: Date
    /// Its last good listing.
    package let until: Date
    /// Since when scans do not look there any more; nil: they do.
    package let leftAt: Date?
    /// A mark, all its parts given.
    package init(region: Region, kind: ResourceKind, since: Date, until: Date, leftAt: Date? = nil) {
        self.region = region
        self.kind = kind
        self.since = since
        self.until = until
        self.leftAt = leftAt
    }
}

/// What AWS billed and what was metered in the same days. Neither corrects the other.
package struct Reconciliation: Hashable, Sendable {
    /// First day, `YYYY-MM-DD`, UTC.
    package let start: String
    /// The day after the last, UTC.
    package let end: String
    /// Gross: without credits and refunds, which pay for usage and are not less of it.
    package let billed: Money
    /// List price of what was seen in these days.
    package let metered: MeteredSpend
    /// Whether AWS may still change its figure.
    package let isEstimated: Bool

    /// Days side by side, all parts given.
    package init(start: String, end: String, billed: Money, metered: MeteredSpend, isEstimated: Bool) {
        self.start = start
        self.end = end
        self.billed = billed
        self.metered = metered
        self.isEstimated = isEstimated
    }

    /// Billed less metered: above 0 is what the meter does not see, such as transfer and services that are not listed.
    package var difference: Money { billed - metered.amount }

    /// The difference as a share of what was billed, in percent; nil where nothing was billed.
    package var differencePercent: Double? {
        billed > .zero ? Double(difference.nanoUSD) * 100 / Double(billed.nanoUSD) : nil
    }
}
