// The hours of a week in which machines may run, in a zone, less the days on which they may not: when they begin and end.

package import Foundation

/// Hours of a week, by the clocks of a zone. A window that ends past midnight belongs to the day on which it begins.
package struct OpeningHours: Hashable, Sendable {
    /// A span of a day, in minutes since its midnight.
    package struct Window: Hashable, Sendable {
        /// 0 is Monday.
        package let day: Int
        /// 0 to 1439.
        package let from: Int
        /// Exclusive; above 1440 past midnight.
        package let until: Int
    }

    /// As it was written, blanks apart.
    package let text: String
    /// Whose clocks are meant.
    package let zone: TimeZone
    /// In the order of the week; never empty.
    package let windows: [Window]
    /// Days, counted from 1970-01-01, on which no window begins.
    package var holidays: Set<Int64> = []

    /// Whether it is open at an instant, and for how long it has been and will be.
    package struct State: Hashable, Sendable {
        /// Whether machines may run.
        package let isOpen: Bool
        /// The boundary behind it, inclusive; nil: there is none within two years.
        package let since: Date?
        /// The boundary before it, exclusive; nil: there is none within two years.
        package let until: Date?
    }

    /// An instant at which it opens or closes.
    package struct Boundary: Hashable, Sendable {
        /// When.
        package let at: Date
        /// Whether it opens.
        package let opens: Bool
    }

    static let dayMinutes = 24 * 60
    private static let weekMinutes = 7 * dayMinutes

    /// Whether it never closes.
    package var isAlways: Bool { holidays.isEmpty && OpeningHours.isWholeWeek(windows) }

    /// How it is at an instant. Cost: some tens of days of the calendar; two years where it has no boundary nearby.
    package func state(at now: Date) -> State {
        guard !isAlways else { return State(isOpen: true, since: nil, until: nil) }
        var found = State(isOpen: false, since: nil, until: nil)
        for days in [5.0, 12, 70, 740] {
            let spans = spans(from: now.addingTimeInterval(-days * .day), until: now.addingTimeInterval(days * .day))
            // Days at the rim may go on beyond it.
            let rim = (days - 3) * .day
            func seen(_ instant: Date?) -> Date? {
                instant.flatMap { abs($0.timeIntervalSince(now)) < rim ? $0 : nil }
            }
            if let open = spans.first(where: { $0.lowerBound <= now && now < $0.upperBound }) {
                found = State(isOpen: true, since: seen(open.lowerBound), until: seen(open.upperBound))
            } else {
                found = State(
                    isOpen: false, since: seen(spans.last { $0.upperBound <= now }?.upperBound),
                    until: seen(spans.first { $0.lowerBound > now }?.lowerBound))
            }
            if found.since != nil, found.until != nil { break }
        }
        return found
    }

    /// Every boundary from an instant on, before another; ascending.
    package func boundaries(from start: Date, until end: Date) -> [Boundary] {
        guard !isAlways, start < end else { return [] }
        return spans(from: start.addingTimeInterval(-3 * .day), until: end.addingTimeInterval(3 * .day))
            .flatMap { [Boundary(at: $0.lowerBound, opens: true), Boundary(at: $0.upperBound, opens: false)] }
            .filter { start <= $0.at && $0.at < end }
    }

    /// The spans in which it is open, of the days that a stretch of time touches; spans that touch are one. A time that
    /// exists twice opens at its first and closes at its last; one that is skipped is the moment of the skip.
    private func spans(from start: Date, until end: Date) -> [Range<Date>] {
        let local = LocalTime(zone: zone)
        let days = UTCCalendar.day(of: local.shown(at: start))...UTCCalendar.day(of: local.shown(at: end))
        var spans: [Range<Date>] = []
        for day in days where !holidays.contains(day) {
            let today = windows.filter { $0.day == OpeningHours.weekday(of: day) }
            guard !today.isEmpty else { continue }
            let midnight = day * .day
            // Most days know no change of the clock: the zone is asked twice, not at each time of the day.
            let steady = local.steadyOffset(around: midnight, lasting: 2 * .day)
            for window in today {
                let times = (midnight + Int64(window.from) * 60, midnight + Int64(window.until) * 60)
                let from = steady.map { Date(seconds: times.0 - $0) } ?? local.instants(showing: times.0).first
                let until = steady.map { Date(seconds: times.1 - $0) } ?? local.instants(showing: times.1).last
                guard from < until else { continue }
                if let last = spans.last, from <= last.upperBound {
                    spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, until)
                } else {
                    spans.append(from..<until)
                }
            }
        }
        return spans
    }

    /// 0 is Monday; a day is counted from 1970-01-01, a Thursday.
    static func weekday(of day: Int64) -> Int { Int(((day + 3) % 7 + 7) % 7) }

    private static func isWholeWeek(_ windows: [Window]) -> Bool {
        windows.reduce(0) { $0 + $1.until - $1.from } >= weekMinutes
    }

    /// Two windows of a week that share a minute; nil: none do.
    static func overlap(among windows: [Window]) -> (Window, Window)? {
        for (index, one) in windows.enumerated() {
            for other in windows[(index + 1)...] {
                let starts = (one.day * dayMinutes + one.from, other.day * dayMinutes + other.from)
                // Sunday's night reaches into Monday.
                for turn in [-weekMinutes, 0, weekMinutes]
                where starts.0 < starts.1 + turn + other.until - other.from
                    && starts.1 + turn < starts.0 + one.until - one.from
                {
                    return (one, other)
                }
            }
        }
        return nil
    }
}

extension OpeningHours.Window {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// For people: `Mon 22:00-06:00`.
    package var text: String {
        "\(Self.days[day]) \(Self.clock(from))-\(until == 24 * 60 ? "24:00" : Self.clock(until % (24 * 60)))"
    }

    private static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }
}
