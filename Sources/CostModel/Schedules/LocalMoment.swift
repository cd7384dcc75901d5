// A time that a person types: a time of day is the next one, by the clocks of a zone; one that is skipped is the moment of
// the skip, one that is there twice the first.

package import Foundation

/// Reads `03:30`, `2026-12-01 03:30` and `2026-12-01T03:30:00Z`.
package enum LocalMoment {
    /// The instant that is meant, which may have passed where a day is named. Nil: the text is no such time.
    package static func date(_ text: String, after now: Date, in zone: TimeZone) -> Date? {
        let text = text.trimmingCharacters(in: .whitespaces)
        let local = LocalTime(zone: zone)
        if let minutes = minutes(text) {
            let today = UTCCalendar.day(of: local.shown(at: now))
            return (0...2).lazy.map { local.instants(showing: (today + $0) * .day + minutes * 60).first }
                .first { $0 > now }
        }
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
        if parts.count == 2, let day = UTCTime.day(String(parts[0])), let minutes = minutes(String(parts[1])) {
            return local.instants(showing: day.seconds + minutes * 60).first
        }
        return text.contains(/[Zz]$|[+-]\d\d:?\d\d$/) ? UTCTime.date(text) : nil
    }

    private static func minutes(_ text: String) -> Int64? {
        guard let match = text.wholeMatch(of: /(\d{1,2}):(\d\d)/), let hour = Int64(match.1),
            let minute = Int64(match.2), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }
}
