// From two listings of one place, when each thing was billed between them. Pure: whole seconds, no prices.
// Leaves what is billed to UsageRate, and keeping the spans to Storage.

/// How sure it is that a span was billed.
package enum UsageCertainty: Int, Comparable, Sendable, CaseIterable {
    /// It may have been: in the upper end alone.
    case possible
    /// More likely than not: in the figure and in the upper end.
    case likely
    /// Seen before and after, or told by AWS to the second.
    case certain

    /// By how sure it is.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// That a thing was billed by a rate in a half-open span of time, in whole seconds since 1970 UTC.
package struct UsageSpan: Hashable, Sendable {
    /// By what.
    package let rate: UsageRate
    /// First second.
    package let from: Int64
    /// The second after the last; not before `from`.
    package let until: Int64
    /// How sure it is.
    package let certainty: UsageCertainty
    /// Whether it went on when the later listing was made.
    package let isOpen: Bool
}

extension UsageSpan {
    /// The ends of calendar months, UTC, strictly between two seconds: a GB-month's price per second changes there.
    package static func monthEnds(from: Int64, until: Int64) -> [Int64] {
        var ends: [Int64] = []
        var end = UTCCalendar.month(containing: from).upperBound
        while end < until {
            ends.append(end)
            end = UTCCalendar.month(containing: end).upperBound
        }
        return ends
    }
}

/// Reckons spans of usage.
package enum Meter {
    /// The kinds that cost money by the hour.
    package static let kinds: Set<ResourceKind> = [.instance, .volume, .snapshot, .address]

    /// Listings further apart than this leave a time in which nobody looked: what is metered there is inferred. Seconds.
    package static let watchedGap: Int64 = 2 * .hour

    /// Every start of an instance, and every volume, is billed for this long at least. Seconds.
    /// Source: EC2 API reference, StopInstances ("a one-minute minimum"); EBS pricing.
    static let minimum: Int64 = 60

    /// The spans in which one thing was billed between two listings of its place.
    ///
    /// What has the same start at both ends ran all the while. Where a change is dated by AWS, its time holds; where
    /// not, it is put half-way: the half that is less likely is `possible`, the other `likely`. A minimum that reaches
    /// beyond `until` is told whole, once. Nothing is ever told of a time before `from`.
    ///
    /// - Parameters:
    ///   - before: as the listing at `from` showed it; nil: it was not there.
    ///   - after: as the listing at `until` shows it; nil: it is not there.
    package static func spans(
        before: Sighting?, after: Sighting?, from: Int64, until: Int64
    ) -> [UsageSpan] {
        var window = UsageWindow(from: from, until: max(from, until))
        guard let before, before.isGoing else {
            if let after { window.run(after, after: before) }
            return window.spans
        }
        if let after, before.isSameRun(as: after) {
            if after.isGoing { window.goOn(before, as: after) } else { window.end(before, at: after.stoppedAt) }
            return window.spans
        }
        window.end(before, at: nil, atLatest: after?.startedAt)
        if let after { window.run(after, after: before) }
        return window.spans
    }
}
