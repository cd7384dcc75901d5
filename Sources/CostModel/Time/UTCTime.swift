// The one reader of dates and times, strict, so that nothing but a date or a time is ever taken for one; and their one
// writer for machines. The forms of AWS and HTTP are in UTCTime+Wire, those of people in the rooms that meet them.

package import Foundation

/// Reads and writes times as people and programs write them.
package enum UTCTime {
    /// The instant that the whole text names; nil for anything else, and for times that do not exist.
    ///
    /// `2026-12-31T23:59`, with seconds and a fraction of at most nine digits where they are known. Blanks may stand
    /// for the `T`. `Z`, `UTC`, `GMT` or an offset that some place on Earth has (`+02:00`, `+0200`, `+02`) may follow;
    /// without one it is UTC. Years 1970 to 9999: others are what programs write for "none". A day ends at 23:59:59,
    /// or at 23:59:60 UTC, never at 24:00.
    package static func date(_ text: some StringProtocol) -> Date? {
        var reader = DateReader(text)
        guard let day = reader.day(), reader.takeTimeSign(), let time = reader.timeOfDay(),
            let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let seconds = day + time.seconds - offset
        // A second 60 is a leap second, and there are none but at the end of a UTC day.
        guard !time.isLeap || seconds % .day == 0, seconds >= 0 else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(seconds) + time.fraction)
    }

    /// The first instant of a day from `YYYY-MM-DD`, years 1970 to 9999; nil for anything else, and for days that do
    /// not exist: a reader that takes 30 February for 2 March would move a credit's end.
    package static func day(_ text: some StringProtocol) -> Date? {
        var reader = DateReader(text)
        guard let seconds = reader.day(), reader.isAtEnd else { return nil }
        return Date(seconds: seconds)
    }

    /// `2026-11-21T08:20:00Z`: fractions are cut.
    package static func text(_ date: Date) -> String {
        let second = date.seconds - UTCCalendar.startOfDay(date).seconds
        let time = [second / .hour, second % .hour / 60, second % 60].map { padded($0, 2) }
        return "\(dayText(date))T\(time.joined(separator: ":"))Z"
    }

    /// `2026-11-21`: the day that holds an instant.
    package static func dayText(_ date: Date) -> String {
        let (year, month, day) = UTCCalendar.civil(UTCCalendar.day(of: date.seconds))
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// With zeros before it.
    static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

/// Takes the parts of a date or a time from the front of a text, byte by byte: a large account has some hundred
/// thousand of them.
struct DateReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { rest = ArraySlice(text.utf8) }

    var isAtEnd: Bool { rest.isEmpty }

    /// `YYYY-MM-DD`: the first second of that day, UTC, since 1970.
    mutating func day() -> Int64? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2) else { return nil }
        return UTCCalendar.date(year: year, month: month, day: day)?.seconds
    }

    /// `T`, or blanks in its place.
    mutating func takeTimeSign() -> Bool { take("T") || take("t") || takeBlanks() }

    /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.F`, by ISO 8601 also `SS,F`: seconds since midnight.
    mutating func timeOfDay() -> (seconds: Int64, fraction: Double, isLeap: Bool)? {
        guard let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60 else { return nil }
        let start = hour * .hour + minute * 60
        guard take(":") else { return (start, 0, false) }
        guard let second = number(2), second <= 60 else { return nil }
        guard take(".") || take(",") else { return (start + second, 0, second == 60) }
        let digits = rest.prefix { DateReader.isDigit($0) }.count
        guard (1...9).contains(digits), let part = number(digits) else { return nil }
        return (start + second, Double(part) / pow(10, Double(digits)), second == 60)
    }

    /// What stands for a zone, in seconds east of UTC; 0 where nothing does.
    mutating func offset() -> Int64? {
        if isAtEnd { return 0 }
        _ = takeBlanks()
        for name in ["z", "utc", "gmt"] where rest.count == name.utf8.count {
            if zip(rest, name.utf8).allSatisfy({ $0 | 0x20 == $1 }) {
                rest = []
                return 0
            }
        }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(2) else { return nil }
        var minutes: Int64 = 0
        if !isAtEnd {
            _ = take(":")
            guard let number = number(2), number < 60 else { return nil }
            minutes = number
        }
        let seconds = hours * .hour + minutes * 60
        guard seconds <= (isWest ? 12 : 14) * .hour else { return nil }
        return isWest ? -seconds : seconds
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func takeBlanks() -> Bool {
        let count = rest.prefix { $0 == UInt8(ascii: " ") }.count
        rest.removeFirst(count)
        return count > 0
    }

    private mutating func number(_ length: Int) -> Int64? {
        let digits = rest.prefix(length)
        guard digits.count == length, digits.allSatisfy(DateReader.isDigit) else { return nil }
        rest.removeFirst(length)
        return digits.reduce(0) { $0 * 10 + Int64($1) - 48 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
