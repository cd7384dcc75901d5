// Times for people, in English whatever the machine's language is.

import CostModel
import Foundation

/// Writes times.
enum TimeText {
    /// `Sat 21 Nov`; the year too where it is not the present one.
    static func day(_ date: Date, in zone: TimeZone, now: Date) -> String {
        let parts = components(date, zone)
        let weekday = weekdays[((parts.weekday ?? 1) - 1 + 7) % 7]
        let isThisYear = parts.year == components(now, zone).year
        return "\(weekday) \(dayAndMonth(parts))" + (isThisYear ? "" : " \(parts.year ?? 0)")
    }

    /// `30 Jun 2027`, in UTC: the last day on which something that ends at `end` still holds.
    static func lastDay(before end: Date) -> String {
        let parts = components(end.addingTimeInterval(-1), .gmt)
        return "\(dayAndMonth(parts)) \(parts.year ?? 0)"
    }

    /// `21 Nov`.
    static func shortDay(_ date: Date, in zone: TimeZone) -> String { dayAndMonth(components(date, zone)) }

    /// `22:10`, where the zone is told elsewhere.
    static func hour(_ date: Date, in zone: TimeZone) -> String {
        let parts = components(date, zone)
        return "\(two(parts.hour)):\(two(parts.minute))"
    }

    /// `22:10 UTC`, `23:10 UTC+1`.
    static func clock(_ date: Date, in zone: TimeZone) -> String {
        let parts = components(date, zone)
        return "\(two(parts.hour)):\(two(parts.minute)) \(offset(zone, at: date))"
    }

    /// `22:10 UTC` on the day itself, else `Sun 22 Nov 07:50 UTC`.
    static func point(_ date: Date, in zone: TimeZone, now: Date) -> String {
        let time = clock(date, in: zone)
        return isSameDay(date, now, zone) ? time : "\(day(date, in: zone, now: now)) \(time)"
    }

    static func isSameDay(_ left: Date, _ right: Date, _ zone: TimeZone) -> Bool {
        let one = components(left, zone)
        let other = components(right, zone)
        return (one.year, one.month, one.day) == (other.year, other.month, other.day)
    }

    /// `3 min`, `9 h`, `4 days`: the largest unit of which there are two or more.
    static func span(_ seconds: TimeInterval) -> String {
        let whole = Int(max(0, min(seconds, 1e12)))
        if whole < 120 { return "\(whole) s" }
        if whole < 2 * .hour { return "\(whole / 60) min" }
        if whole < 48 * .hour { return "\(whole / .hour) h" }
        return "\(whole / .day) days"
    }

    /// `just now`, `9 h ago`.
    static func ago(_ date: Date, now: Date) -> String {
        let age = now.timeIntervalSince(date)
        return age < 120 ? "just now" : "\(span(age)) ago"
    }

    /// `November` for `2026-11`; text that is no month as it is.
    static func month(_ text: String) -> String {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let number = Int(parts[1]), (1...12).contains(number) else { return text }
        return UTCCalendar.monthNames[number - 1]
    }

    private static func dayAndMonth(_ parts: DateComponents) -> String {
        "\(parts.day ?? 0) \(months[((parts.month ?? 1) - 1 + 12) % 12])"
    }

    /// Offsets, not abbreviations: CST is three places.
    private static func offset(_ zone: TimeZone, at date: Date) -> String {
        let minutes = zone.secondsFromGMT(for: date) / 60
        guard minutes != 0 else { return "UTC" }
        let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
        return "UTC\(minutes < 0 ? "-" : "+")\(hours)" + (rest == 0 ? "" : ":\(two(rest))")
    }

    private static func components(_ date: Date, _ zone: TimeZone) -> DateComponents {
        Calendar.gregorian(in: zone).dateComponents([.year, .month, .day, .hour, .minute, .weekday], from: date)
    }

    private static func two(_ number: Int?) -> String {
        let text = String(number ?? 0)
        return text.count < 2 ? "0" + text : text
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = UTCCalendar.monthNames.map { String($0.prefix(3)) }
}
