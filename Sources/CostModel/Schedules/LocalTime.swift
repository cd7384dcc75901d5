// What a local day and time of day is on the one line of time: where clocks are put forward it may not exist, where they
// are put back it exists twice.

package import Foundation

/// Local times of a zone.
package struct LocalTime {
    let zone: TimeZone

    /// By the clocks of this zone.
    package init(zone: TimeZone) { self.zone = zone }

    /// The instant that a person means by `03:30`, the next one; by `2026-12-01 03:30`, or `2026-12-01T03:30:00Z`, which may
    /// have passed. One that is skipped is the moment of the skip, one that is there twice the first. Nil: the text is no
    /// such time.
    package func date(_ text: String, after now: Date) -> Date? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let minutes = Self.minutes(text) {
            let today = UTCCalendar.day(of: shown(at: now))
            return (0...2).lazy.map { instants(showing: (today + $0) * .day + minutes * 60).first }.first { $0 > now }
        }
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
        if parts.count == 2, let day = UTCTime.day(String(parts[0])), let minutes = Self.minutes(String(parts[1])) {
            return instants(showing: day.seconds + minutes * 60).first
        }
        return text.contains(/[Zz]$|[+-]\d\d:?\d\d$/) ? UTCTime.date(text) : nil
    }

    /// The end of a day, which is the beginning of the next one.
    ///
    /// - Parameter day: its first instant, UTC.
    package func end(ofDay day: Date) -> Date { instants(showing: day.seconds + .day).first }

    private static func minutes(_ text: String) -> Int64? {
        guard let match = text.wholeMatch(of: /(\d{1,2}):(\d\d)/), let hour = Int64(match.1),
            let minute = Int64(match.2), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    /// The instants at which clocks of the zone show so many seconds since 1970 by their own calendar. One that exists
    /// twice has both; one that is skipped is the moment of the skip.
    func instants(showing local: Int64) -> (first: Date, last: Date) {
        // Far enough on both sides of it for every zone, near enough that no second change comes between.
        let before = local - 38 * .hour
        let after = local + 36 * .hour
        let offsets = (offset(at: before), offset(at: after))
        let shown = [local - offsets.0, local - offsets.1].filter { $0 + offset(at: $0) == local }
        if let first = shown.min(), let last = shown.max() { return (Date(seconds: first), Date(seconds: last)) }
        let change = Date(seconds: change(from: before, to: after))
        return (change, change)
    }

    /// The distance from UTC of every local time of a span, where it is the same long before and after; else nil.
    func steadyOffset(around local: Int64, lasting seconds: Int64) -> Int64? {
        let before = offset(at: local - 38 * .hour)
        return before == offset(at: local + seconds + 36 * .hour) ? before : nil
    }

    /// What its clocks show at an instant, in seconds since 1970 by their own calendar.
    func shown(at instant: Date) -> Int64 { instant.seconds + offset(at: instant.seconds) }

    private func offset(at second: Int64) -> Int64 { Int64(zone.secondsFromGMT(for: Date(seconds: second))) }

    /// The first second with another distance from UTC than the beginning of a span.
    private func change(from start: Int64, to end: Int64) -> Int64 {
        let old = offset(at: start)
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == old { low = middle } else { high = middle }
        }
        return high
    }
}

extension TimeZone {
    /// The distance from UTC at an instant: `UTC+01:00`, `UTC`.
    package func offsetText(at instant: Date) -> String {
        let seconds = secondsFromGMT(for: instant)
        guard seconds != 0 else { return "UTC" }
        let minutes = abs(seconds) / 60
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "UTC\(seconds < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }
}

extension OpeningHours {
    /// An instant by the clocks of its zone, as `LocalTime.text`.
    package func text(_ instant: Date, zoned: Bool = true) -> String {
        LocalTime(zone: zone).text(instant, zoned: zoned)
    }
}

extension LocalTime {
    /// An instant by these clocks, for people: `Fri 2026-11-27 19:00 Europe/Berlin`.
    ///
    /// - Parameter zoned: whether the zone stands behind it.
    package func text(_ instant: Date, zoned: Bool = true) -> String {
        let local = shown(at: instant)
        let day = UTCCalendar.day(of: local)
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let minutes = (local - day * .day) / 60
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = "\(two(minutes / 60)):\(two(minutes % 60))"
        let text = "\(names[OpeningHours.weekday(of: day)]) \(UTCTime.dayText(Date(seconds: day * .day))) \(time)"
        return zoned ? "\(text) \(zone == .gmt ? "UTC" : zone.identifier)" : text
    }
}
