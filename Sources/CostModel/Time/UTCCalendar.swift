// The one calendar: Gregorian, UTC, in seconds since 1970. What a text names is UTCTime's matter.

package import Foundation

/// Days and months, UTC, as AWS bills them.
package enum UTCCalendar {
    /// The months' English names, January first.
    package static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// The first instant of a day; nil for days that do not exist, and before 1970 or after 9999: those years are what
    /// programs write for "none".
    package static func date(year: Int64, month: Int64, day: Int64) -> Date? {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...length(year, month)).contains(day) else {
            return nil
        }
        return Date(seconds: (days(year, month) + day - 1) * .day)
    }

    /// The first instant of the day that holds an instant.
    package static func startOfDay(_ date: Date) -> Date { Date(seconds: day(of: date.seconds) * .day) }

    /// The first instant of the month that holds an instant.
    package static func startOfMonth(_ date: Date) -> Date {
        Date(seconds: month(containing: date.seconds).lowerBound)
    }

    /// The first instant of the month after the one that holds an instant.
    package static func startOfNextMonth(_ date: Date) -> Date {
        Date(seconds: month(containing: date.seconds).upperBound)
    }

    /// The month that holds a second: its first second, and the one after its last.
    package static func month(containing second: Int64) -> Range<Int64> {
        let (year, month, _) = civil(day(of: second))
        return days(year, month) * .day..<(days(year, month) + length(year, month)) * .day
    }

    /// The day that holds a second, counted from 1970-01-01.
    static func day(of second: Int64) -> Int64 { floor(second, .day) }

    /// Year, month and day of the month of a day that is counted from 1970-01-01.
    static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floor(shifted, 146_097)
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * march + 2) / 5 + 1)
    }

    /// How many days a month has.
    private static func length(_ year: Int64, _ month: Int64) -> Int64 {
        (month == 12 ? days(year + 1, 1) : days(year, month + 1)) - days(year, month)
    }

    /// Days from 1970-01-01 to the first of a month, in years that begin in March: February's end moves nothing else.
    private static func days(_ year: Int64, _ month: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floor(shifted, 400)
        let ofEra = shifted - era * 400
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + (153 * ((month + 9) % 12) + 2) / 5 - 719_468
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }
}

extension Numeric {
    /// Seconds in an hour.
    @inlinable package static var hour: Self { 3600 }
    /// Seconds in a day, UTC.
    @inlinable package static var day: Self { 86_400 }
}

extension Date {
    /// Whole seconds since 1970, fractions cut, held within some 30,000 years: a time out of a file may be anything.
    package var seconds: Int64 { Int64(max(-1e12, min(1e12, timeIntervalSince1970)).rounded(.down)) }

    /// The instant so many seconds after 1970 began.
    package init(seconds: Int64) { self.init(timeIntervalSince1970: TimeInterval(seconds)) }
}

extension Calendar {
    /// The calendar of a reader in a time zone, whatever this machine's is.
    package static func gregorian(in zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }
}
